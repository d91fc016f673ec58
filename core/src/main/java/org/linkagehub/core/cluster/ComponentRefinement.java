package org.linkagehub.core.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Divides one component into people: gathers the weights of all its pairs and what forbids some,
 * then clusters by {@link AverageLinkage}.
 */
public final class ComponentRefinement {
  /**
   * Two clusters of one component, and why they are not one.
   *
   * @param one a cluster
   * @param other another one, of larger name
   * @param meanWeight of all pairs between the two clusters, in bits
   * @param reason what kept the clusters apart, as in {@link PairRules#reason}; {@link
   *     PairRules#NONE} where the mean weight was too small
   */
  public record Apart(long one, long other, double meanWeight, int reason) {}

  /**
   * The clusters of a component.
   *
   * @param keys the record keys, ascending; not to be changed
   * @param clusters the smallest record key of each record's cluster, in the same order
   * @param apart every two clusters, by name
   */
  @SuppressWarnings("ArrayRecordComponent") // plain arrays for speed; never compared
  public record Result(long[] keys, long[] clusters, List<Apart> apart) {}

  private final LongPairs weights = new LongPairs();
  private final LongPairs forbidden = new LongPairs();
  private final LongPairs twins = new LongPairs();

  /** Adds the weight of a pair, in bits. */
  public void weight(long one, long other, double bits) {
    weights.add(one, other, bits);
  }

  /** Adds a pair that cannot be one person, with the number of the impossibility. */
  public void forbid(long one, long other, int impossibility) {
    forbidden.add(one, other, impossibility);
  }

  /** Adds a pair that looks like twins. */
  public void looksLikeTwins(long one, long other) {
    twins.add(one, other, 1);
  }

  /** Forgets everything, for the next component. */
  public void clear() {
    weights.clear();
    forbidden.clear();
    twins.clear();
  }

  /**
   * Divides what was added since the last {@link #clear}.
   *
   * @param joinWeight the mean weight, in bits, from which clusters are joined
   * @throws IllegalStateException if not every pair of the component's records has a weight
   */
  public Result solve(double joinWeight) {
    long[] keys = weights.distinctKeys();
    int n = keys.length;
    if (weights.size() != (long) n * (n - 1) / 2) {
      throw new IllegalStateException(
          "a component of %d records needs the weights of %d pairs, had %d"
              .formatted(n, (long) n * (n - 1) / 2, weights.size()));
    }
    var pairs = new PairWeights(n, 0);
    for (int i = 0; i < weights.size(); i++) {
      pairs.set(position(keys, weights.one[i]), position(keys, weights.other[i]), weights.value[i]);
    }
    var rule = new PairRules(n);
    for (int i = 0; i < forbidden.size(); i++) {
      rule.forbid(
          position(keys, forbidden.one[i]),
          position(keys, forbidden.other[i]),
          (int) forbidden.value[i]);
    }
    for (int i = 0; i < twins.size(); i++) {
      rule.looksLikeTwins(position(keys, twins.one[i]), position(keys, twins.other[i]));
    }
    int[] clusters = AverageLinkage.cluster(pairs, joinWeight, rule);
    long[] named = new long[n];
    for (int record = 0; record < n; record++) {
      named[record] = keys[clusters[record]];
    }
    return new Result(keys, named, apart(keys, clusters, pairs, rule, joinWeight));
  }

  private static List<Apart> apart(
      long[] keys, int[] clusters, PairWeights pairs, PairRules rule, double joinWeight) {
    int[] names = Arrays.stream(clusters).sorted().distinct().toArray();
    int[] numbers = new int[clusters.length];
    int[] sizes = new int[names.length];
    for (int record = 0; record < clusters.length; record++) {
      numbers[record] = Arrays.binarySearch(names, clusters[record]);
      sizes[numbers[record]]++;
    }
    double[][] sums = new double[names.length][names.length];
    for (int record = 0; record < clusters.length; record++) {
      for (int other = 0; other < record; other++) {
        int one = Math.min(numbers[record], numbers[other]);
        sums[one][Math.max(numbers[record], numbers[other])] += pairs.get(record, other);
      }
    }
    List<Apart> apart = new ArrayList<>();
    for (int one = 0; one < names.length; one++) {
      for (int other = one + 1; other < names.length; other++) {
        double mean = sums[one][other] / ((double) sizes[one] * sizes[other]);
        // What keeps clusters apart only matters where they would have been joined otherwise.
        int reason = mean >= joinWeight ? rule.reason(names[one], names[other]) : PairRules.NONE;
        apart.add(new Apart(keys[names[one]], keys[names[other]], mean, reason));
      }
    }
    return apart;
  }

  private static int position(long[] keys, long key) {
    int position = Arrays.binarySearch(keys, key);
    if (position < 0) {
      throw new IllegalStateException("a pair names a record that has no weights");
    }
    return position;
  }

  /** Growing columns of two keys and a number. */
  private static final class LongPairs {
    private long[] one = new long[64];
    private long[] other = new long[64];
    private double[] value = new double[64];
    private int size;

    void add(long first, long second, double number) {
      if (size == one.length) {
        int room = size + (size >> 1);
        one = Arrays.copyOf(one, room);
        other = Arrays.copyOf(other, room);
        value = Arrays.copyOf(value, room);
      }
      one[size] = first;
      other[size] = second;
      value[size++] = number;
    }

    void clear() {
      size = 0;
    }

    int size() {
      return size;
    }

    long[] distinctKeys() {
      long[] all = new long[2 * size];
      System.arraycopy(one, 0, all, 0, size);
      System.arraycopy(other, 0, all, size, size);
      return Arrays.stream(all).sorted().distinct().toArray();
    }
  }
}
