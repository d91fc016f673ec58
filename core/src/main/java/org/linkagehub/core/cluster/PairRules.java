package org.linkagehub.core.cluster;

import java.util.Arrays;

/**
 * What keeps clusters apart: pairs of records that cannot be one person, and a guard for twins.
 *
 * <p>Two clusters with an impossible pair between them are not joined. A pair that looks like twins
 * (the same surname, address and birth date, another forename) proves less: a single such record
 * may be the person under another name. But where both clusters have at least two records and more
 * than half of the pairs between them look so, each name was given again and again, and they are
 * kept apart.
 *
 * <p>Takes 5 bytes a pair of records.
 */
public final class PairRules implements AverageLinkage.Rule {
  /** Nothing keeps the clusters apart. */
  public static final int NONE = -1;

  /** The guard for twins keeps the clusters apart. */
  public static final int TWINS = -2;

  /** The largest number of an impossibility. */
  public static final int MAX_IMPOSSIBILITY = Byte.MAX_VALUE - 1;

  private final int records;

  /** The impossibility plus one, by pair of clusters as they are now; 0 is possible. */
  private final byte[] impossible;

  /** How many pairs between two clusters, as they are now, look like twins. */
  private final int[] twins;

  private final int[] sizes;

  /** Nothing keeps any records apart yet. */
  public PairRules(int records) {
    this.records = records;
    this.impossible = new byte[Triangle.pairs(records)];
    this.twins = new int[impossible.length];
    this.sizes = new int[records];
    Arrays.fill(sizes, 1);
  }

  /** Notes that a pair cannot be one person; of several impossibilities the first is kept. */
  public void forbid(int one, int other, int impossibility) {
    if (impossibility < 0 || impossibility > MAX_IMPOSSIBILITY) {
      throw new IllegalArgumentException(
          "there are at most %d impossibilities, was given number %d"
              .formatted(MAX_IMPOSSIBILITY + 1, impossibility));
    }
    note(index(one, other), (byte) (impossibility + 1));
  }

  /** Notes that a pair looks like twins; once a pair. */
  public void looksLikeTwins(int one, int other) {
    twins[index(one, other)] = 1;
  }

  /**
   * What keeps the clusters of two records apart: the number of an impossibility, {@link #TWINS} or
   * {@link #NONE}.
   *
   * @param one the smallest record of a cluster
   * @param other the smallest record of another
   */
  public int reason(int one, int other) {
    int index = index(one, other);
    if (impossible[index] != 0) {
      return impossible[index] - 1;
    }
    boolean repeated = sizes[one] > 1 && sizes[other] > 1;
    return repeated && 2L * twins[index] > (long) sizes[one] * sizes[other] ? TWINS : NONE;
  }

  @Override
  public boolean allows(int one, int other) {
    return reason(one, other) == NONE;
  }

  @Override
  public void merged(int kept, int gone) {
    for (int other = 0; other < records; other++) {
      if (other != kept && other != gone) {
        int from = index(gone, other);
        int to = index(kept, other);
        if (impossible[from] != 0) {
          note(to, impossible[from]);
        }
        twins[to] += twins[from];
      }
    }
    sizes[kept] += sizes[gone];
  }

  private void note(int index, byte reason) {
    if (impossible[index] == 0 || reason < impossible[index]) {
      impossible[index] = reason;
    }
  }

  private int index(int one, int other) {
    return Triangle.index(one, other, records);
  }
}
