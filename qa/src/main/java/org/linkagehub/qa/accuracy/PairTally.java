package org.linkagehub.qa.accuracy;

import java.util.Arrays;
import org.linkagehub.qa.interval.Moments;

/**
 * Counts pairs of records by group of records and threshold in one pass, unit by unit. A unit is a
 * person where the truth is known, else a cluster or a record: what happens to its pairs hangs
 * together.
 *
 * <p>For each group and threshold it keeps {@link Moments} of (right links, wrong links, matches)
 * in sides of pairs, and how many sides of links, expected matches and linked records there are. A
 * pair has two sides; each counts in the groups of its record. A pair of two units is given to
 * both.
 *
 * <p>Not safe for use by several threads. It keeps the records of one unit at a time; nothing is
 * allocated for a pair.
 */
final class PairTally {
  /** The place of all records among the groups. */
  static final int ALL = 0;

  /** The left record belongs to the unit. */
  static final int LEFT = 1;

  /** The right record belongs to the unit. */
  static final int RIGHT = 2;

  /** After the moments of a group and threshold: sides of links. */
  static final int LINK_SIDES = Moments.WIDTH;

  /** Sum of the match probabilities of the sides of links. */
  static final int EXPECTED_SIDES = LINK_SIDES + 1;

  /** Records with a link. */
  static final int LINKED = LINK_SIDES + 2;

  /** Records. */
  static final int RECORDS = LINK_SIDES + 3;

  /** How many numbers a group and threshold have. */
  static final int WIDTH = LINK_SIDES + 4;

  /** Where matches come from. */
  enum Matches {
    /** All records of a unit match each other, within a source too. */
    UNITS,
    /** All records of a unit match each other, but for those of one source. */
    UNITS_BETWEEN_SOURCES,
    /** The pairs that are given as matches are all there are. */
    PAIRS
  }

  private final int thresholds;
  private final int groupings;
  private final Matches matches;
  private final double[] state;

  private long unit;
  private long other;
  private boolean shares;

  // The unit's records.
  private long[] keys = new long[16];
  private int[] sources = new int[16];
  private int[] reached = new int[16];
  private int[] codes;
  private int records;

  private final Counts own;
  private final Counts shared;

  /**
   * A tally of nothing yet.
   *
   * @param groups how many groups there are, with all records in front
   * @param groupings how many groups a record belongs to beside all
   * @param thresholds how many thresholds there are
   */
  PairTally(int groups, int groupings, int thresholds, Matches matches) {
    this.thresholds = thresholds;
    this.groupings = groupings;
    this.matches = matches;
    this.state = new double[groups * thresholds * WIDTH];
    this.codes = new int[16 * groupings];
    this.own = new Counts(groups);
    this.shared = new Counts(groups);
  }

  /** The numbers of all groups and thresholds, group by group, {@link #WIDTH} each. */
  double[] state() {
    return state;
  }

  /** Begins a unit; the one before must have been ended. */
  void begin(long of) {
    unit = of;
    shares = false;
  }

  /**
   * A record of the unit; all of them come before its pairs, by ascending key.
   *
   * @param groups its group of each grouping, as a place among all groups
   */
  void record(long key, int source, int[] groups) {
    if (records == keys.length) {
      keys = Arrays.copyOf(keys, 2 * records);
      sources = Arrays.copyOf(sources, 2 * records);
      reached = Arrays.copyOf(reached, 2 * records);
      codes = Arrays.copyOf(codes, 2 * records * groupings);
    }
    keys[records] = key;
    sources[records] = source;
    reached[records] = 0;
    System.arraycopy(groups, 0, codes, records * groupings, groupings);
    records++;
  }

  /**
   * A pair that touches the unit. Pairs with another unit come together.
   *
   * @param with the unit of the other record, or this one
   * @param here which of the two records belong to the unit: {@link #LEFT}, {@link #RIGHT}, both
   * @param reaches how many of the thresholds its weight reaches; 0 for a pair that is no link
   * @param probability that it matches; NaN where that is not known
   * @param judged whether it is known whether the pair matches
   * @param match whether it does
   * @param weight how many pairs it stands for
   */
  void pair(
      long leftKey,
      long rightKey,
      long with,
      int here,
      int reaches,
      double probability,
      boolean judged,
      boolean match,
      double weight,
      int[] leftGroups,
      int[] rightGroups) {
    if ((here & LEFT) != 0) {
      side(leftKey, reaches, probability, leftGroups);
    }
    if ((here & RIGHT) != 0) {
      side(rightKey, reaches, probability, rightGroups);
    }
    if (!judged) {
      return;
    }
    own.add(reaches, match, weight, leftGroups, rightGroups);
    if (with != unit) {
      if (shares && with != other) {
        takeShared();
      }
      other = with;
      shares = true;
      if (unit < with) { // once for both units
        shared.add(reaches, match, weight, leftGroups, rightGroups);
      }
    }
  }

  private void side(long key, int reaches, double probability, int[] groups) {
    if (reaches == 0) {
      return;
    }
    int record = Arrays.binarySearch(keys, 0, records, key);
    if (record >= 0) {
      reached[record] = Math.max(reached[record], reaches);
    }
    double expected = Double.isNaN(probability) ? 0 : probability;
    linkSide(ALL, reaches, expected);
    for (int group : groups) {
      linkSide(group, reaches, expected);
    }
  }

  private void linkSide(int group, int reaches, double expected) {
    int at = (group * thresholds + reaches - 1) * WIDTH;
    state[at + LINK_SIDES]++;
    state[at + EXPECTED_SIDES] += expected;
  }

  /** Ends the unit. */
  void end() {
    for (int i = 0; i < records; i++) {
      int partners = partners(i);
      own.match(ALL, partners);
      endRecord(ALL, reached[i]);
      for (int g = 0; g < groupings; g++) {
        int group = codes[i * groupings + g];
        own.match(group, partners);
        endRecord(group, reached[i]);
      }
    }
    if (shares) {
      takeShared();
    }
    own.flush(false);
    records = 0;
  }

  private void endRecord(int group, int reaches) {
    state[group * thresholds * WIDTH + RECORDS]++;
    if (reaches > 0) {
      state[(group * thresholds + reaches - 1) * WIDTH + LINKED]++;
    }
  }

  private int partners(int record) {
    if (matches == Matches.PAIRS) {
      return 0;
    }
    if (matches == Matches.UNITS) {
      return records - 1;
    }
    int partners = 0;
    for (int i = 0; i < records; i++) {
      partners += sources[i] == sources[record] ? 0 : 1;
    }
    return partners;
  }

  private void takeShared() {
    shared.flush(true);
  }

  /**
   * Counts that stand at the highest threshold they reach become counts of every threshold; once,
   * after all units.
   */
  static void accumulate(double[] state, int thresholds) {
    int groups = state.length / thresholds / WIDTH;
    for (int group = 0; group < groups; group++) {
      int first = group * thresholds * WIDTH;
      for (int k = thresholds - 2; k >= 0; k--) {
        for (int i = LINK_SIDES; i < RECORDS; i++) {
          state[first + k * WIDTH + i] += state[first + (k + 1) * WIDTH + i];
        }
      }
      for (int k = 1; k < thresholds; k++) {
        state[first + k * WIDTH + RECORDS] = state[first + RECORDS];
      }
    }
  }

  /** The sides of pairs of a unit, or of two units, by group and highest threshold reached. */
  private final class Counts {
    private final double[] right;
    private final double[] wrong;
    private final double[] match;
    private final int[] touched;
    private final boolean[] isTouched;
    private int touchedGroups;

    Counts(int groups) {
      right = new double[groups * thresholds];
      wrong = new double[groups * thresholds];
      match = new double[groups];
      touched = new int[groups];
      isTouched = new boolean[groups];
    }

    void add(int reaches, boolean isMatch, double weight, int[] leftGroups, int[] rightGroups) {
      count(ALL, reaches, isMatch, 2 * weight);
      for (int group : leftGroups) {
        count(group, reaches, isMatch, weight);
      }
      for (int group : rightGroups) {
        count(group, reaches, isMatch, weight);
      }
    }

    private void count(int group, int reaches, boolean isMatch, double weight) {
      touch(group);
      if (isMatch && matches == Matches.PAIRS) {
        match[group] += weight;
      }
      if (reaches > 0) {
        (isMatch ? right : wrong)[group * thresholds + reaches - 1] += weight;
      }
    }

    void match(int group, double partners) {
      if (partners > 0) {
        touch(group);
        match[group] += partners;
      }
    }

    private void touch(int group) {
      if (!isTouched[group]) {
        isTouched[group] = true;
        touched[touchedGroups++] = group;
      }
    }

    /** Adds to the moments, or takes from them, and forgets. */
    void flush(boolean taken) {
      if (touchedGroups == 0) {
        return;
      }
      for (int t = 0; t < touchedGroups; t++) {
        int from = touched[t] * thresholds;
        for (int k = thresholds - 2; k >= 0; k--) {
          right[from + k] += right[from + k + 1];
          wrong[from + k] += wrong[from + k + 1];
        }
      }
      // That of all comes last: the others' products need it.
      for (int t = touchedGroups - 1; t >= 0; t--) {
        int group = touched[t];
        for (int k = 0; k < thresholds; k++) {
          int at = group * thresholds + k;
          if (taken) {
            Moments.takeShared(
                state,
                at * WIDTH,
                right[at],
                wrong[at],
                match[group],
                right[k],
                wrong[k],
                match[0]);
          } else {
            Moments.add(
                state,
                at * WIDTH,
                right[at],
                wrong[at],
                match[group],
                right[k],
                wrong[k],
                match[0]);
          }
        }
      }
      for (int t = 0; t < touchedGroups; t++) {
        int group = touched[t];
        Arrays.fill(right, group * thresholds, (group + 1) * thresholds, 0);
        Arrays.fill(wrong, group * thresholds, (group + 1) * thresholds, 0);
        match[group] = 0;
        isTouched[group] = false;
      }
      touchedGroups = 0;
    }
  }
}
