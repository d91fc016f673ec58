package org.linkagehub.qa.accuracy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.linkagehub.qa.interval.Moments;
import org.linkagehub.qa.measure.Group;

/**
 * People, their records and links among these, in plain Java and a thousand times a second: a
 * person's pairs succeed or fail together, and families are linked to each other as a whole.
 *
 * <p>Groups: all; a sex of the person in two groups (1 unknown, 2, 3); a source of the record in
 * two groups (4 unknown, 5, 6); then {@code regions} regions of the person.
 */
final class SimulatedLinkage {
  static final int THRESHOLDS = 2;
  static final int FIRST_REGION = 8; // 7 is the unknown one

  private final List<Group> groups = new ArrayList<>();
  private final int regions;
  private final double falsePerFamily;
  private final double missedFactor;
  private final int biasedRegion;

  private record Pair(int left, int right, int reaches, boolean match) {}

  /**
   * Where in {@code region} records are missed {@code missedFactor} times as often; -1: nowhere.
   */
  SimulatedLinkage(int regions, double falsePerFamily, int region, double missedFactor) {
    this.regions = regions;
    this.falsePerFamily = falsePerFamily;
    this.biasedRegion = region;
    this.missedFactor = missedFactor;
    groups.add(Group.ALL);
    for (String value : List.of("unknown", "f", "m")) {
      groups.add(new Group("sex", value));
    }
    for (String value : List.of("unknown", "a", "b")) {
      groups.add(new Group("source", value));
    }
    groups.add(new Group("region", "unknown"));
    for (int r = 0; r < regions; r++) {
      groups.add(new Group("region", "r" + r));
    }
  }

  List<Group> groups() {
    return groups;
  }

  /** What was counted of links and of clusters. */
  record Counted(CountedLinks links, List<Moments> clusterPairs, List<Moments> clusterShares) {}

  /** Links the records of families of two people each. */
  Counted draw(int families, Random random) {
    var tally = new PairTally(groups.size(), 3, THRESHOLDS, PairTally.Matches.UNITS);
    var byPerson = new ClusterTally(groups.size());
    var byCluster = new ClusterTally(groups.size());
    for (int family = 0; family < families; family++) {
      int[] of = {1 + random.nextInt(4), 1 + random.nextInt(4)};
      int records = of[0] + of[1];
      boolean confusable = random.nextDouble() < falsePerFamily;
      int region = random.nextInt(regions);
      int[] person = new int[records];
      int[][] codes = new int[records][];
      double[] missed = new double[2];
      for (int p = 0; p < 2; p++) {
        int sex = 2 + random.nextInt(2);
        // Some people are hard to link, most are not.
        missed[p] = random.nextInt(5) == 0 ? 0.5 : 0.03;
        if (region == biasedRegion) {
          missed[p] = Math.min(1, missed[p] * missedFactor);
        }
        for (int i = p * of[0]; i < (p == 0 ? of[0] : records); i++) {
          person[i] = p;
          codes[i] = new int[] {sex, 5 + random.nextInt(2), FIRST_REGION + region};
        }
      }
      List<Pair> pairs = new ArrayList<>();
      for (int left = 0; left < records; left++) {
        for (int right = left + 1; right < records; right++) {
          boolean match = person[left] == person[right];
          boolean linked =
              match
                  ? random.nextDouble() >= missed[person[left]]
                  : confusable && random.nextDouble() < 0.6;
          if (linked) {
            boolean high = random.nextDouble() < (match ? 0.8 : 0.4);
            pairs.add(new Pair(left, right, high ? 2 : 1, match));
          }
        }
      }
      count(tally, family, person, codes, pairs);
      cluster(byPerson, byCluster, family, person, codes, pairs);
    }
    byPerson.end();
    byCluster.end();
    PairTally.accumulate(tally.state(), THRESHOLDS);
    return new Counted(
        new CountedLinks(groups, List.of(0.0, 5.0), tally.state(), 0),
        joined(byPerson.states(), byCluster.states(), 0),
        joined(byPerson.states(), byCluster.states(), 2));
  }

  private static void count(
      PairTally tally, int family, int[] person, int[][] codes, List<Pair> pairs) {
    for (int p = 0; p < 2; p++) {
      long unit = 2L * family + p;
      tally.begin(unit);
      for (int i = 0; i < person.length; i++) {
        if (person[i] == p) {
          tally.record(i, 0, codes[i]);
        }
      }
      int self = p;
      pairs.stream()
          .filter(pair -> person[pair.left] == self || person[pair.right] == self)
          .sorted(Comparator.comparing(pair -> !pair.match))
          .forEach(
              pair ->
                  tally.pair(
                      pair.left,
                      pair.right,
                      pair.match ? unit : 2L * family + 1 - self,
                      (person[pair.left] == self ? PairTally.LEFT : 0)
                          | (person[pair.right] == self ? PairTally.RIGHT : 0),
                      pair.reaches,
                      0.5,
                      true,
                      pair.match,
                      1,
                      codes[pair.left],
                      codes[pair.right]));
      tally.end();
    }
  }

  /** Connected components of the links, counted by person and by cluster. */
  private static void cluster(
      ClusterTally byPerson,
      ClusterTally byCluster,
      int family,
      int[] person,
      int[][] codes,
      List<Pair> pairs) {
    int n = person.length;
    int[] cluster = new int[n];
    for (int i = 0; i < n; i++) {
      cluster[i] = i;
    }
    for (Pair pair : pairs) {
      int from = cluster[pair.right];
      int to = cluster[pair.left];
      for (int i = 0; i < n; i++) {
        cluster[i] = cluster[i] == from ? to : cluster[i];
      }
    }
    List<Integer> records = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      records.add(i);
    }
    records.sort(Comparator.<Integer>comparingInt(i -> person[i]).thenComparing(i -> cluster[i]));
    for (int i : records) {
      add(byPerson, 2L * family + person[i], cluster[i], i, person, cluster, codes);
    }
    records.sort(Comparator.<Integer>comparingInt(i -> cluster[i]).thenComparing(i -> person[i]));
    for (int i : records) {
      add(byCluster, 100L * family + cluster[i], person[i], i, person, cluster, codes);
    }
  }

  private static void add(
      ClusterTally tally,
      long unit,
      long other,
      int record,
      int[] person,
      int[] cluster,
      int[][] codes) {
    long cell = 0;
    long inCluster = 0;
    long ofPerson = 0;
    for (int i = 0; i < person.length; i++) {
      inCluster += cluster[i] == cluster[record] ? 1 : 0;
      ofPerson += person[i] == person[record] ? 1 : 0;
      cell += cluster[i] == cluster[record] && person[i] == person[record] ? 1 : 0;
    }
    tally.record(
        unit,
        other,
        codes[record],
        cell,
        inCluster,
        ofPerson,
        cell - 1,
        inCluster - 1,
        ofPerson - 1);
  }

  private static List<Moments> joined(double[][] byPerson, double[][] byCluster, int from) {
    List<Moments> joined = new ArrayList<>();
    for (int at = 0; at < byPerson[from].length; at += Moments.WIDTH) {
      joined.add(
          Moments.at(byPerson[from], at)
              .plus(Moments.at(byCluster[from], at))
              .minus(Moments.at(byPerson[from + 1], at)));
    }
    return joined;
  }
}
