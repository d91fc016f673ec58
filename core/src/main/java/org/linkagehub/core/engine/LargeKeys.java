package org.linkagehub.core.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The keys of a rule that so many records share that their pairs are made in {@link Tiles}. */
public final class LargeKeys implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] hashes;
  private final int[] parts;

  /**
   * Keeps keys.
   *
   * @param records by the hash of the key how many records have it
   */
  public LargeKeys(Map<Long, Long> records) {
    var sorted = new TreeMap<>(records);
    hashes = sorted.keySet().stream().mapToLong(Long::longValue).toArray();
    parts = sorted.values().stream().mapToInt(Tiles::parts).toArray();
  }

  /** In how many parts the records with the key of a hash are divided; 1 for any other key. */
  public int parts(long hash) {
    int at = Arrays.binarySearch(hashes, hash);
    return at < 0 ? 1 : parts[at];
  }
}
