package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.PairWeights;
import org.linkagehub.core.spark.GroupSolver;

/**
 * Divides components by methods that lost the comparison, on the weights of all pairs.
 *
 * <p>Sources: Ailon, Charikar and Newman (2008), "Aggregating Inconsistent Information: Ranking and
 * Clustering", JACM 55(5), for pivots, here the records in the order of their keys; Sørensen (1948)
 * for complete linkage.
 */
final class RivalSolver implements GroupSolver {
  private static final long serialVersionUID = 1;

  /** How a component is divided. */
  enum Method {
    /** Records are one person if a path of pairs of positive weight joins them. */
    SINGLE_LINKAGE,
    /** Clusters are joined, the closest first, while no pair between them is negative. */
    COMPLETE_LINKAGE,
    /** The first record that is left takes all that are left and weigh positive with it. */
    PIVOT
  }

  private final Method method;

  RivalSolver(Method method) {
    this.method = method;
  }

  @Override
  public StructType schema() {
    return new StructType()
        .add("record_key", DataTypes.LongType, false)
        .add("cluster_id", DataTypes.LongType, false);
  }

  @Override
  public Worker worker() {
    return new Worker() {
      private final List<long[]> pairs = new ArrayList<>();
      private final List<Double> weights = new ArrayList<>();

      @Override
      public void pair(long left, long right, double matchWeight, int[] gammas) {
        pairs.add(new long[] {left, right});
        weights.add(matchWeight);
      }

      @Override
      public List<Row> end(long group) {
        long[] keys = pairs.stream().flatMapToLong(Arrays::stream).sorted().distinct().toArray();
        var all = new PairWeights(keys.length, 0);
        for (int p = 0; p < pairs.size(); p++) {
          all.set(
              Arrays.binarySearch(keys, pairs.get(p)[0]),
              Arrays.binarySearch(keys, pairs.get(p)[1]),
              weights.get(p));
        }
        pairs.clear();
        weights.clear();
        int[] clusters = method == Method.PIVOT ? pivots(all) : linked(all);
        return IntStream.range(0, keys.length)
            .mapToObj(i -> RowFactory.create(keys[i], keys[clusters[i]]))
            .toList();
      }
    };
  }

  private static int[] pivots(PairWeights weights) {
    int[] clusters = new int[weights.records()];
    Arrays.fill(clusters, -1);
    for (int pivot = 0; pivot < clusters.length; pivot++) {
      for (int other = pivot; clusters[pivot] < 0 && other < clusters.length; other++) {
        if (other > pivot && clusters[other] < 0 && weights.get(pivot, other) >= 0) {
          clusters[other] = pivot;
        }
      }
      clusters[pivot] = clusters[pivot] < 0 ? pivot : clusters[pivot];
    }
    return clusters;
  }

  /** Plain agglomeration; a component has few records. */
  private int[] linked(PairWeights weights) {
    int n = weights.records();
    int[] clusters = IntStream.range(0, n).toArray();
    while (true) {
      double best = -1;
      int one = -1;
      int other = -1;
      for (int a = 0; a < n; a++) {
        for (int b = a + 1; b < n; b++) {
          if (clusters[a] == a && clusters[b] == b) {
            double link = link(weights, clusters, a, b);
            if (link >= 0 && link > best) {
              best = link;
              one = a;
              other = b;
            }
          }
        }
      }
      if (one < 0) {
        return clusters;
      }
      for (int record = 0; record < n; record++) {
        clusters[record] = clusters[record] == other ? one : clusters[record];
      }
    }
  }

  private double link(PairWeights weights, int[] clusters, int one, int other) {
    boolean complete = method == Method.COMPLETE_LINKAGE;
    double link = complete ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (int a = 0; a < clusters.length; a++) {
      for (int b = 0; b < clusters.length; b++) {
        if (clusters[a] == one && clusters[b] == other) {
          double weight = weights.get(a, b);
          link = complete ? Math.min(link, weight) : Math.max(link, weight);
        }
      }
    }
    return link;
  }
}
