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

  /** Agglomeration; the link of a joined cluster is the least, or the most, of those of its two. */
  private int[] linked(PairWeights weights) {
    int n = weights.records();
    double[][] links = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        links[a][b] = a == b ? Double.NEGATIVE_INFINITY : weights.get(a, b);
      }
    }
    int[] clusters = IntStream.range(0, n).toArray();
    while (true) {
      int one = 0;
      int other = 0;
      for (int a = 0; a < n; a++) {
        for (int b = a + 1; b < n; b++) {
          if (links[a][b] > links[one][other]) {
            one = a;
            other = b;
          }
        }
      }
      if (links[one][other] < 0) {
        return clusters;
      }
      for (int record = 0; record < n; record++) {
        double joined =
            method == Method.COMPLETE_LINKAGE
                ? Math.min(links[one][record], links[other][record])
                : Math.max(links[one][record], links[other][record]);
        links[one][record] = record == one ? Double.NEGATIVE_INFINITY : joined;
        links[record][one] = links[one][record];
        links[other][record] = Double.NEGATIVE_INFINITY;
        links[record][other] = Double.NEGATIVE_INFINITY;
        clusters[record] = clusters[record] == other ? one : clusters[record];
      }
    }
  }
}
