package org.linkagehub.core.train;

import java.util.Arrays;

/**
 * How many records of each source have each value of something, in arrays of primitives. A value is
 * told by 128 bits of hash: among a thousand million values the chance that any two have the same
 * is below one in 10^20.
 */
public final class ValueCounts {
  private final int sources;

  /** Two words of hash a slot; both 0 is an empty one. */
  private long[] hashes = new long[1 << 6];

  /** A count for each source a slot. */
  private long[] counts;

  private int used;

  /** Takes a value. */
  public interface Visitor {
    /**
     * Takes one value.
     *
     * @param counts of all values
     * @param from where in {@code counts} those of this value begin, one for each source
     */
    void visit(long hash, long otherHash, long[] counts, int from);
  }

  /** Counts of records of so many sources. */
  public ValueCounts(int sources) {
    this.sources = sources;
    counts = new long[hashes.length / 2 * sources];
  }

  /** Counts records of a source that have a value. */
  public void add(long hash, long otherHash, int source, long records) {
    long one = hash == 0 && otherHash == 0 ? 1 : hash;
    int slot = slot(one);
    while (hashes[2 * slot] != one || hashes[2 * slot + 1] != otherHash) {
      if (hashes[2 * slot] == 0 && hashes[2 * slot + 1] == 0) {
        hashes[2 * slot] = one;
        hashes[2 * slot + 1] = otherHash;
        used++;
        break;
      }
      slot = (slot + 1) & (hashes.length / 2 - 1);
    }
    counts[slot * sources + source] += records;
    if (used > hashes.length / 4) {
      grow();
    }
  }

  /** The number of different values. */
  public int size() {
    return used;
  }

  /** Visits all values, in no order. */
  public void visit(Visitor visitor) {
    for (int slot = 0; slot < hashes.length / 2; slot++) {
      if (hashes[2 * slot] != 0 || hashes[2 * slot + 1] != 0) {
        visitor.visit(hashes[2 * slot], hashes[2 * slot + 1], counts, slot * sources);
      }
    }
  }

  /**
   * The number of pairs of records with the same value.
   *
   * @param withinASource whether pairs of one source count; if there is one source only, they must
   */
  public long pairs(boolean withinASource) {
    long[] pairs = {0};
    visit(
        (hash, otherHash, all, from) -> {
          long records = 0;
          long ofOneSource = 0;
          for (int s = from; s < from + sources; s++) {
            records += all[s];
            ofOneSource += all[s] * all[s];
          }
          long ordered = records * records - (withinASource ? records : ofOneSource);
          pairs[0] = Math.addExact(pairs[0], ordered / 2);
        });
    return pairs[0];
  }

  /** Forgets all values. */
  public void clear() {
    Arrays.fill(hashes, 0);
    Arrays.fill(counts, 0);
    used = 0;
  }

  private int slot(long hash) {
    return (int)
        ((hash * 0x9E3779B97F4A7C15L) >>> Long.numberOfLeadingZeros(hashes.length / 2 - 1));
  }

  private void grow() {
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    hashes = new long[oldHashes.length * 2];
    counts = new long[oldCounts.length * 2];
    for (int old = 0; old < oldHashes.length / 2; old++) {
      if (oldHashes[2 * old] != 0 || oldHashes[2 * old + 1] != 0) {
        int slot = slot(oldHashes[2 * old]);
        while (hashes[2 * slot] != 0 || hashes[2 * slot + 1] != 0) {
          slot = (slot + 1) & (hashes.length / 2 - 1);
        }
        hashes[2 * slot] = oldHashes[2 * old];
        hashes[2 * slot + 1] = oldHashes[2 * old + 1];
        System.arraycopy(oldCounts, old * sources, counts, slot * sources, sources);
      }
    }
  }
}
