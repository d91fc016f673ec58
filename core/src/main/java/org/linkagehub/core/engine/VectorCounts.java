package org.linkagehub.core.engine;

/** How many pairs a set has of each rule and vector. */
public final class VectorCounts {
  private static final int DENSE = 1 << 16;

  /** Index is the code, where there are not too many; else these are in slots. */
  private final boolean dense;

  private long[] counts;

  /** Code + 1 of each slot; 0 is empty. */
  private long[] codes;

  private int used;

  private final int rules;

  /** Counts the pairs of a set. */
  public VectorCounts(PairPlan plan, int set) {
    this(plan.sets().get(set), plan.sets().get(set).rules().size());
  }

  /** Counts the pairs of a set by their vector alone, whatever rule made them: that is then 0. */
  public static VectorCounts ofAllRules(PairPlan plan, int set) {
    return new VectorCounts(plan.sets().get(set), 1);
  }

  private VectorCounts(PairPlan.PairSet of, int rules) {
    this.rules = rules;
    double codeCount = PairPlan.codes(of.comparisons()) * rules;
    dense = codeCount <= DENSE;
    counts = new long[dense ? (int) codeCount : 1 << 10];
    codes = new long[dense ? 0 : counts.length];
  }

  /** Takes what was counted. */
  public interface Visitor {
    /**
     * Takes one count.
     *
     * @param rule the number of the rule within the set
     * @param code of the vector
     */
    void visit(int rule, long code, long count);
  }

  /** Counts the pairs of a finder's batch. */
  public void add(PairFinder pairs) {
    int size = pairs.size();
    for (int i = 0; i < size; i++) {
      add(pairs.rule(i), pairs.code(i));
    }
  }

  /** Counts one pair. */
  public void add(int rule, long code) {
    add(code * rules + rule);
  }

  /** How many pairs of a rule and vector were counted. */
  public long count(int rule, long code) {
    long of = code * rules + rule;
    if (dense) {
      return counts[(int) of];
    }
    int slot = slot(of);
    while (codes[slot] != 0) {
      if (codes[slot] == of + 1) {
        return counts[slot];
      }
      slot = (slot + 1) & (codes.length - 1);
    }
    return 0;
  }

  private void add(long code) {
    if (dense) {
      counts[(int) code]++;
      return;
    }
    int slot = slot(code);
    while (codes[slot] != code + 1) {
      if (codes[slot] == 0) {
        codes[slot] = code + 1;
        used++;
        break;
      }
      slot = (slot + 1) & (codes.length - 1);
    }
    counts[slot]++;
    if (used > codes.length / 2) {
      grow();
    }
  }

  /** Visits every rule and vector that was counted. */
  public void visit(Visitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        long code = dense ? i : codes[i] - 1;
        visitor.visit((int) (code % rules), code / rules, counts[i]);
      }
    }
  }

  private int slot(long code) {
    return (int) ((code * 0x9E3779B97F4A7C15L) >>> 32) & (codes.length - 1);
  }

  private void grow() {
    long[] oldCodes = codes;
    long[] oldCounts = counts;
    codes = new long[oldCodes.length * 2];
    counts = new long[oldCodes.length * 2];
    for (int i = 0; i < oldCodes.length; i++) {
      if (oldCodes[i] != 0) {
        int slot = slot(oldCodes[i] - 1);
        while (codes[slot] != 0) {
          slot = (slot + 1) & (codes.length - 1);
        }
        codes[slot] = oldCodes[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
