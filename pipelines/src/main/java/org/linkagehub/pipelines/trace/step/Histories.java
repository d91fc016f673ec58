package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.util.List;
import org.linkagehub.pipelines.trace.record.IndexPerson.Entry;
import org.linkagehub.pipelines.trace.record.Validity;

/** Which entry of a history counts. */
final class Histories {
  private Histories() {}

  /**
   * The present entry: one that goes on before one that has ended, then the one that began last,
   * then the highest sequence, then the last of the list. Null where there is none.
   */
  static <T extends Entry> T current(List<T> history) {
    int current = currentIndex(history);
    return current < 0 ? null : history.get(current);
  }

  /** Where the present entry stands; -1 where there is none. */
  static <T extends Entry> int currentIndex(List<T> history) {
    int best = -1;
    for (int i = 0; i < history.size(); i++) {
      if (best < 0 || !isEarlier(history.get(i).validity(), history.get(best).validity())) {
        best = i;
      }
    }
    return best;
  }

  /** The entry that held on a day, by the same order where several did; null where none did. */
  static <T extends Entry> T on(LocalDate day, List<T> history) {
    T best = null;
    for (T entry : history) {
      if (entry.validity().holdsOn(day)
          && (best == null || !isEarlier(entry.validity(), best.validity()))) {
        best = entry;
      }
    }
    return best;
  }

  private static boolean isEarlier(Validity one, Validity other) {
    if ((one.to() == null) != (other.to() == null)) {
      return one.to() != null;
    }
    int begun = compare(one.from(), other.from());
    return begun != 0 ? begun < 0 : one.sequence() < other.sequence();
  }

  /** A beginning that is not known is the earliest. */
  private static int compare(LocalDate one, LocalDate other) {
    if (one == null) {
      return other == null ? 0 : -1;
    }
    return other == null ? 1 : one.compareTo(other);
  }
}
