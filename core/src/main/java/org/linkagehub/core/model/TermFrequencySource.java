package org.linkagehub.core.model;

import java.util.Objects;
import java.util.Optional;

/**
 * Where a model's term frequencies come from.
 *
 * @param mode how frequencies are taken of records, where none are kept with the model
 * @param path of the Delta table that they are frozen in, beside the model's file unless absolute
 * @param table the same as the name of a table of a catalog; not both
 */
public record TermFrequencySource(Mode mode, Optional<String> path, Optional<String> table) {

  /** What a value's frequency is. */
  public enum Mode {
    /** Among other people: the records that a record's own person is expected to have left out. */
    NON_MATCHES,
    /** The plain share of the records that have a value, a person's own counted too; as Splink. */
    RAW
  }

  public TermFrequencySource {
    Objects.requireNonNull(mode, "mode");
    if (path.isPresent() && table.isPresent()) {
      throw new IllegalArgumentException("term frequencies are at a path or in a table, not both");
    }
  }

  /** Frequencies that are taken of the records to be scored. */
  public static TermFrequencySource ofData(Mode mode) {
    return new TermFrequencySource(mode, Optional.empty(), Optional.empty());
  }

  /** Whether the frequencies are kept with the model. */
  public boolean isFrozen() {
    return path.isPresent() || table.isPresent();
  }
}
