package org.linkagehub.core.model;

import java.util.List;

/**
 * What tells the records that a model was trained on from others, without holding any of them.
 *
 * @param columns that the digests cover
 * @param sources in the order of their names
 */
public record DataFingerprint(List<String> columns, List<Source> sources) {
  public DataFingerprint {
    columns = List.copyOf(columns);
    sources = List.copyOf(sources);
  }

  /**
   * The records of one source.
   *
   * @param name of the source
   * @param records how many
   * @param digest 16 hexadecimal digits: the same for the same ids and values, in whatever order
   */
  public record Source(String name, long records, String digest) {}
}
