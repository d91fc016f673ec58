package org.linkagehub.core.engine;

/** How many pairs had each code. */
public final class VectorCounts {
  private static final int DENSE = 1 << 16;

  /** Index is the code, where there are not too many; else these are in slots. */
  private final boolean dense;

  private long[] counts;

  /** Code + 1 of each slot; 0 is empty. */
  private long[] codes;

  private int used;

  /**
   * Counts codes.
   *
   * @param codeCount how many different codes there may be: they are from 0 to below it
   */
  public VectorCounts(double codeCount) {
    dense = codeCount <= DENSE;
    counts = new long[dense ? (int) codeCount : 1 << 10];
    codes = new long[dense ? 0 : counts.length];
  }

  /** Takes a function of code and count, for each code that was counted. */
  public interface Visitor {
    void visit(long code, long count);
  }

  /** Counts a code once more. */
  public void add(long code) {
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

  /** Visits every code that was counted. */
  public void visit(Visitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        visitor.visit(dense ? i : codes[i] - 1, counts[i]);
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
