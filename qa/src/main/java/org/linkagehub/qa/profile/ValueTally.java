package org.linkagehub.qa.profile;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts what values records have, and which they have together. Two of it add up to that of all
 * their records, in any order.
 *
 * <p>A record is a text for each variable, null where it is missing. Which values a variable has is
 * only kept up to {@link #MOST_VALUES}; one with more, such as a name, is no variable of codes, and
 * none of its values is kept.
 */
final class ValueTally implements Serializable {
  /** How many values a variable may have whose values are told apart. */
  static final int MOST_VALUES = 50;

  /** Texts of so many characters and longer ones are counted as one. */
  static final int LONGEST = 21;

  /** Years are counted by the decade, from 0 to 9999. */
  static final int DECADES = 1000;

  private static final long serialVersionUID = 1;
  private static final int STRIDE = MOST_VALUES + 1;
  private static final int ISO_DATE_BYTES = 10;

  private final int variables;
  private final boolean[] isDate;

  /** Of each variable its values with their numbers, from 1; null where there are too many. */
  private final ArrayList<HashMap<UTF8String, Integer>> values = new ArrayList<>();

  /** Of each pair of variables how many records have each pair of values. */
  private final long[][] pairs;

  private final long[] present;
  private final long[] presentTogether;
  private final long[][] lengths;
  private final long[][] decades;
  private final long[] januaryFirst;
  private long records;

  private final transient int[] numbers;

  /**
   * A tally of nothing.
   *
   * @param isDate of each variable whether it is a date, yyyy-MM-dd
   */
  ValueTally(boolean[] isDate) {
    this.isDate = isDate.clone();
    variables = isDate.length;
    for (int v = 0; v < variables; v++) {
      values.add(new HashMap<>());
    }
    pairs = new long[variables * variables][];
    present = new long[variables];
    presentTogether = new long[variables * variables];
    lengths = new long[variables][];
    decades = new long[variables][];
    for (int v = 0; v < variables; v++) {
      lengths[v] = new long[isDate[v] ? 0 : LONGEST + 1];
      decades[v] = new long[isDate[v] ? DECADES : 0];
    }
    januaryFirst = new long[variables];
    numbers = new int[variables];
  }

  /** Counts a record. The texts may change afterwards. */
  void add(UTF8String[] record) {
    records++;
    for (int v = 0; v < variables; v++) {
      UTF8String value = record[v];
      numbers[v] = 0;
      if (value == null) {
        continue;
      }
      present[v]++;
      for (int w = 0; w < v; w++) {
        if (record[w] != null) {
          presentTogether[at(w, v)]++;
        }
      }
      if (isDate[v]) {
        countDate(v, value);
      } else {
        lengths[v][Math.min(LONGEST, value.numChars())]++;
      }
      number(v, value);
    }
    for (int v = 1; v < variables; v++) {
      if (numbers[v] == 0) {
        continue;
      }
      for (int w = 0; w < v; w++) {
        if (numbers[w] != 0) {
          table(w, v)[numbers[w] * STRIDE + numbers[v]]++;
        }
      }
    }
  }

  private void countDate(int variable, UTF8String date) {
    if (date.numBytes() != ISO_DATE_BYTES) {
      return; // a year beyond 9999, or before our era
    }
    int decade = 0;
    for (int i = 0; i < 3; i++) {
      decade = decade * 10 + (byteAt(date, i) - '0');
    }
    decades[variable][decade]++;
    boolean first =
        byteAt(date, 5) == '0'
            && byteAt(date, 6) == '1'
            && byteAt(date, 8) == '0'
            && byteAt(date, 9) == '1';
    januaryFirst[variable] += first ? 1 : 0;
  }

  /** One byte of a text; its own method for it is not there in every Spark. */
  static byte byteAt(UTF8String text, int at) {
    return Platform.getByte(text.getBaseObject(), text.getBaseOffset() + at);
  }

  private void number(int variable, UTF8String value) {
    HashMap<UTF8String, Integer> known = values.get(variable);
    if (known == null) {
      return;
    }
    Integer number = known.get(value);
    if (number == null) {
      number = added(variable, value.clone());
    }
    numbers[variable] = number;
  }

  /** The number of a new value; 0 if it is one too many, and then none of the variable is kept. */
  private int added(int variable, UTF8String value) {
    HashMap<UTF8String, Integer> known = values.get(variable);
    if (known.size() == MOST_VALUES) {
      forget(variable);
      return 0;
    }
    known.put(value, known.size() + 1);
    return known.size();
  }

  private void forget(int variable) {
    values.set(variable, null);
    for (int w = 0; w < variables; w++) {
      pairs[at(Math.min(w, variable), Math.max(w, variable))] = null;
    }
  }

  /** Adds what another has counted of the same variables. */
  ValueTally merge(ValueTally other) {
    int[][] renumbered = new int[variables][];
    for (int v = 0; v < variables; v++) {
      renumbered[v] = renumbered(v, other.values.get(v));
    }
    for (int v = 1; v < variables; v++) {
      for (int w = 0; w < v; w++) {
        long[] theirs = other.pairs[at(w, v)];
        if (theirs == null || !isTold(v) || !isTold(w)) {
          continue;
        }
        long[] ours = table(w, v);
        for (int a = 1; a < renumbered[w].length; a++) {
          for (int b = 1; b < renumbered[v].length; b++) {
            ours[renumbered[w][a] * STRIDE + renumbered[v][b]] += theirs[a * STRIDE + b];
          }
        }
      }
    }
    for (int v = 0; v < variables; v++) {
      add(lengths[v], other.lengths[v]);
      add(decades[v], other.decades[v]);
    }
    add(present, other.present);
    add(presentTogether, other.presentTogether);
    add(januaryFirst, other.januaryFirst);
    records += other.records;
    return this;
  }

  /** Our numbers of the values of another tally; nothing of a variable of too many. */
  private int[] renumbered(int variable, Map<UTF8String, Integer> theirs) {
    if (theirs == null) {
      forget(variable);
    }
    if (!isTold(variable)) {
      return new int[0];
    }
    int[] ours = new int[theirs.size() + 1];
    for (Map.Entry<UTF8String, Integer> value : theirs.entrySet()) {
      Integer number = values.get(variable).get(value.getKey());
      if (number == null) {
        number = added(variable, value.getKey());
        if (number == 0) {
          return new int[0];
        }
      }
      ours[value.getValue()] = number;
    }
    return ours;
  }

  private static void add(long[] to, long[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  private int at(int smaller, int larger) {
    return smaller * variables + larger;
  }

  private long[] table(int smaller, int larger) {
    int at = at(smaller, larger);
    if (pairs[at] == null) {
      pairs[at] = new long[STRIDE * STRIDE];
    }
    return pairs[at];
  }

  long records() {
    return records;
  }

  /** How many records have a value. */
  long present(int variable) {
    return present[variable];
  }

  /** How many records have a value of both. */
  long presentTogether(int one, int other) {
    return presentTogether[at(Math.min(one, other), Math.max(one, other))];
  }

  /** Whether a variable has so few values that they are told apart. */
  boolean isTold(int variable) {
    return values.get(variable) != null;
  }

  /** The values of a variable of few, in the order of their text. */
  List<String> values(int variable) {
    return values.get(variable).keySet().stream().map(UTF8String::toString).sorted().toList();
  }

  /** How many records have each pair of values, in the order of {@link #values}. */
  long[][] table(int one, int other, List<String> ofOne, List<String> ofOther) {
    long[][] counts = new long[ofOne.size()][ofOther.size()];
    long[] kept = pairs[at(Math.min(one, other), Math.max(one, other))];
    for (int a = 0; a < counts.length && kept != null; a++) {
      int first = values.get(one).get(UTF8String.fromString(ofOne.get(a)));
      for (int b = 0; b < counts[a].length; b++) {
        int second = values.get(other).get(UTF8String.fromString(ofOther.get(b)));
        counts[a][b] = kept[one < other ? first * STRIDE + second : second * STRIDE + first];
      }
    }
    return counts;
  }

  boolean isDate(int variable) {
    return isDate[variable];
  }

  /** Records by the number of characters of the value, {@link #LONGEST} and more in the last. */
  long[] lengths(int variable) {
    return Arrays.copyOf(lengths[variable], lengths[variable].length);
  }

  /** Records by the decade of the date: the year by ten. */
  long[] decades(int variable) {
    return Arrays.copyOf(decades[variable], decades[variable].length);
  }

  /** How many dates are the first of January, which often stands for a day that is not known. */
  long januaryFirst(int variable) {
    return januaryFirst[variable];
  }
}
