package org.linkagehub.pipelines.trace.record;

import java.time.LocalDate;

/**
 * The days on which an entry of a history holds.
 *
 * @param from the first day; null where it is not known
 * @param to the last day, included; null while it goes on
 * @param sequence the serial change number: of two entries for one day the higher one counts
 */
public record Validity(LocalDate from, LocalDate to, int sequence) {
  /** Now and ever. */
  public static final Validity ALWAYS = new Validity(null, null, 0);

  /** Whether the entry holds on this day. */
  public boolean holdsOn(LocalDate day) {
    return (from == null || !from.isAfter(day)) && (to == null || !to.isBefore(day));
  }

  /** Whether both hold on some day. */
  public boolean overlaps(Validity other) {
    return (from == null || other.to == null || !from.isAfter(other.to))
        && (other.from == null || to == null || !other.from.isAfter(to));
  }
}
