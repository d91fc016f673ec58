package org.linkagehub.core.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses links one by one, each the best that both its ends have left, so that no cluster gets two
 * records of a source that has no duplicates.
 *
 * <p>With one source free of duplicates this is one-to-many linkage: every other record joins its
 * best partner there. With all of them free it is one-to-one, for any number of sources. Taking the
 * links in the order of their weight gives what rounds of mutual best choices give: a link that is
 * the best of both its clusters stays so whatever other clusters do.
 */
public final class MutualBestLinks {
  /** What happens where a record has two equally good partners of which it can have one. */
  public enum Ties {
    /** Nothing is chosen for the records concerned, and they are named ambiguous. */
    DECLARE,
    /** The partner of smallest key is taken. */
    LOWEST_KEY,
    /** The tied links are dropped before the choice. */
    DROP
  }

  private final CandidateLinks candidates;
  private final CandidateLinks.Incidence incidence;
  private final Ties ties;
  private final double margin;
  private final int[] clusters;
  private final BitSet[] uniqueSources;

  /** The members of a cluster as a chain from its name; a record's successor, or -1. */
  private final int[] successors;

  private final int[] last;
  private final boolean[] frozen;
  private final boolean[] dropped;
  private final boolean[] accepted;
  private final double[] margins;

  private MutualBestLinks(CandidateLinks candidates, Ties ties, double margin) {
    this.candidates = candidates;
    this.incidence = candidates.incidence();
    this.ties = ties;
    this.margin = margin;
    int n = candidates.records();
    clusters = IntStream.range(0, n).toArray();
    successors = new int[n];
    Arrays.fill(successors, -1);
    last = clusters.clone();
    frozen = new boolean[n];
    margins = new double[n];
    Arrays.fill(margins, Double.POSITIVE_INFINITY);
    uniqueSources = new BitSet[n];
    for (int record = 0; record < n; record++) {
      uniqueSources[record] = new BitSet();
      int source = candidates.sources()[record];
      if (candidates.duplicateFree()[source]) {
        uniqueSources[record].set(source);
      }
    }
    dropped = new boolean[candidates.links()];
    accepted = new boolean[candidates.links()];
  }

  /**
   * Chooses among the links, all of which are at or above the threshold.
   *
   * @param margin by how many bits a link must be better than another that it rules out; 0 asks for
   *     nothing, and then only {@code ties} matters
   */
  public static ChosenLinks choose(CandidateLinks candidates, Ties ties, double margin) {
    if (!(margin >= 0)) {
      throw new IllegalArgumentException("the margin must be at least 0 bits, was " + margin);
    }
    return new MutualBestLinks(candidates, ties, margin).run();
  }

  private ChosenLinks run() {
    if (ties == Ties.DROP) {
      dropTies();
    }
    int[] order =
        IntStream.range(0, candidates.links())
            .boxed()
            .sorted(this::byWeightThenKeys)
            .mapToInt(Integer::intValue)
            .toArray();
    for (int link : order) {
      int one = clusters[candidates.lefts()[link]];
      int other = clusters[candidates.rights()[link]];
      if (isOpen(link) && one != other) {
        List<Integer> rivals = rivals(link, one, other);
        rivals.addAll(rivals(link, other, one));
        double ahead = Double.POSITIVE_INFINITY;
        for (int rival : rivals) {
          ahead = Math.min(ahead, lead(link, rival));
        }
        if (isTooClose(ahead)) {
          freeze(one, ahead);
          freeze(other, ahead);
          for (int rival : rivals) {
            if (isTooClose(lead(link, rival))) {
              freeze(clusters[candidates.lefts()[rival]], ahead);
              freeze(clusters[candidates.rights()[rival]], ahead);
            }
          }
        } else {
          join(Math.min(one, other), Math.max(one, other), ahead);
          accepted[link] = true;
        }
      } else if (one == other) {
        accepted[link] = !dropped[link];
      }
    }
    nameDropped();
    return new ChosenLinks(clusters, accepted, frozen, margins);
  }

  /** A record that is left alone and lost links to a tie is ambiguous. */
  private void nameDropped() {
    for (int link = 0; link < dropped.length; link++) {
      if (dropped[link]) {
        for (int record : new int[] {candidates.lefts()[link], candidates.rights()[link]}) {
          if (clusters[record] == record && last[record] == record) {
            frozen[record] = true;
            margins[record] = 0;
          }
        }
      }
    }
  }

  private int byWeightThenKeys(int one, int other) {
    int byWeight = Double.compare(candidates.weights()[other], candidates.weights()[one]);
    if (byWeight != 0) {
      return byWeight;
    }
    int byLow = Integer.compare(low(one), low(other));
    return byLow != 0 ? byLow : Integer.compare(high(one), high(other));
  }

  private int low(int link) {
    return Math.min(candidates.lefts()[link], candidates.rights()[link]);
  }

  private int high(int link) {
    return Math.max(candidates.lefts()[link], candidates.rights()[link]);
  }

  /** Whether a link could still be chosen. */
  private boolean isOpen(int link) {
    int one = clusters[candidates.lefts()[link]];
    int other = clusters[candidates.rights()[link]];
    return !dropped[link]
        && !frozen[one]
        && !frozen[other]
        && !uniqueSources[one].intersects(uniqueSources[other]);
  }

  /**
   * The open links of {@code cluster} to a third that could not be chosen any more if {@code link}
   * is.
   */
  private List<Integer> rivals(int link, int cluster, int partner) {
    List<Integer> rivals = new ArrayList<>();
    for (int record = cluster; record >= 0; record = successors[record]) {
      for (int at = incidence.starts()[record]; at < incidence.starts()[record + 1]; at++) {
        int rival = incidence.linksAt()[at];
        int third = clusters[candidates.otherEnd(rival, record)];
        if (rival != link
            && third != cluster
            && third != partner
            && isOpen(rival)
            && uniqueSources[third].intersects(uniqueSources[partner])) {
          rivals.add(rival);
        }
      }
    }
    return rivals;
  }

  /** By how many bits a link is better than another. */
  private double lead(int link, int rival) {
    return candidates.weights()[link] - candidates.weights()[rival];
  }

  private boolean isTooClose(double lead) {
    return lead < margin || (lead == 0 && ties == Ties.DECLARE);
  }

  private void freeze(int cluster, double ahead) {
    frozen[cluster] = true;
    for (int record = cluster; record >= 0; record = successors[record]) {
      frozen[record] = true;
      margins[record] = Math.min(margins[record], ahead);
    }
  }

  private void join(int kept, int gone, double ahead) {
    for (int record = gone; record >= 0; record = successors[record]) {
      clusters[record] = kept;
    }
    successors[last[kept]] = gone;
    last[kept] = last[gone];
    uniqueSources[kept].or(uniqueSources[gone]);
    for (int record = kept; record >= 0; record = successors[record]) {
      margins[record] = Math.min(margins[record], ahead);
    }
  }

  /** Drops the links of a record to records of one duplicate-free source that weigh the same. */
  private void dropTies() {
    for (int record = 0; record < candidates.records(); record++) {
      for (int a = incidence.starts()[record]; a < incidence.starts()[record + 1]; a++) {
        for (int b = a + 1; b < incidence.starts()[record + 1]; b++) {
          int one = incidence.linksAt()[a];
          int other = incidence.linksAt()[b];
          boolean rivals =
              candidates.clash(
                  candidates.otherEnd(one, record), candidates.otherEnd(other, record));
          if (rivals && candidates.weights()[one] == candidates.weights()[other]) {
            dropped[one] = true;
            dropped[other] = true;
          }
        }
      }
    }
  }
}
