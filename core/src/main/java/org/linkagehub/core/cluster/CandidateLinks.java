package org.linkagehub.core.cluster;

/**
 * The candidate links of one component, among which the best are chosen.
 *
 * <p>Records are numbered from 0 in the order of their keys; the arrays are not to be changed.
 *
 * @param sources the source of each record, numbered from 0
 * @param duplicateFree for each source, whether it has at most one record of a person
 * @param lefts one end of each link
 * @param rights the other end, at the same position
 * @param weights in bits, at the same position
 */
@SuppressWarnings("ArrayRecordComponent") // plain arrays for speed; never compared
public record CandidateLinks(
    int[] sources, boolean[] duplicateFree, int[] lefts, int[] rights, double[] weights) {
  public CandidateLinks {
    if (lefts.length != rights.length || lefts.length != weights.length) {
      throw new IllegalArgumentException(
          "every link needs two ends and a weight: %d left, %d right, %d weights"
              .formatted(lefts.length, rights.length, weights.length));
    }
    for (int link = 0; link < lefts.length; link++) {
      if (lefts[link] == rights[link]) {
        throw new IllegalArgumentException("link " + link + " joins a record with itself");
      }
    }
  }

  /** The number of records. */
  public int records() {
    return sources.length;
  }

  /** The number of links. */
  public int links() {
    return lefts.length;
  }

  /** The end of a link that is not {@code record}. */
  int otherEnd(int link, int record) {
    return lefts[link] == record ? rights[link] : lefts[link];
  }

  /** Whether two records cannot be one person because they share a source free of duplicates. */
  boolean clash(int one, int other) {
    return sources[one] == sources[other] && duplicateFree[sources[one]];
  }

  /**
   * The links at each record: for record r, {@code linksAt[starts[r]]} to before {@code starts[r +
   * 1]}.
   */
  Incidence incidence() {
    int[] starts = new int[records() + 1];
    for (int link = 0; link < links(); link++) {
      starts[lefts[link] + 1]++;
      starts[rights[link] + 1]++;
    }
    for (int record = 0; record < records(); record++) {
      starts[record + 1] += starts[record];
    }
    int[] next = starts.clone();
    int[] linksAt = new int[2 * links()];
    for (int link = 0; link < links(); link++) {
      linksAt[next[lefts[link]]++] = link;
      linksAt[next[rights[link]]++] = link;
    }
    return new Incidence(starts, linksAt);
  }

  /** Which links touch a record. */
  @SuppressWarnings("ArrayRecordComponent") // plain arrays for speed; never compared
  record Incidence(int[] starts, int[] linksAt) {}
}
