package org.linkagehub.core.spark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.VectorCounts;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import scala.Tuple2;

/**
 * What the work of the block engine costs on the machines that it runs on, measured on a sample of
 * blocks.
 *
 * @param keys that were sent: one a record and rule
 * @param bytesPerKey that are shuffled, before they are compressed
 * @param secondsPerKey of CPU time: encoding, sending, sorting
 * @param pairs that were compared
 * @param secondsPerPair of CPU time: making and comparing it
 */
public record BlockCosts(
    long keys, double bytesPerKey, double secondsPerKey, long pairs, double secondsPerPair) {
  private static final double NANOS = 1e9;

  /**
   * Measures, after a first round for the compiler of the virtual machine to warm up on.
   *
   * @param sample some blocks of the rule, whole, better kept in memory
   * @param rule that makes the pairs
   * @param rounds how often the sample is worked through, of which the last counts
   */
  public static BlockCosts measure(
      Dataset<Row> sample,
      LinkType linkType,
      BlockingRule rule,
      List<Comparison> comparisons,
      int rounds) {
    var blocked = new Pairs.Blocked(List.of(rule));
    PairPlan plan =
        BlockEngine.plan(sample, linkType, List.of(new CountedPairs(blocked, comparisons)));
    int partitions = 2;
    long[] sent = {};
    long[] compared = {};
    for (int round = 0; round < rounds; round++) {
      sent =
          total(
              BlockShuffle.encoded(
                      sample, plan, BlockShuffle.Ranks.NONE, BlockShuffle.Divided.NONE, partitions)
                  .mapPartitions(BlockCosts::sent));
      compared =
          total(
              BlockShuffle.of(sample, plan, BlockShuffle.Ranks.NONE, BlockShuffle.Divided.NONE)
                  .mapPartitions(chunks -> compared(plan, chunks)));
    }
    double keys = Math.max(1, sent[0]);
    return new BlockCosts(
        sent[0],
        sent[1] / keys,
        (sent[2] + compared[2]) / keys / NANOS,
        compared[0],
        compared[1] / (double) Math.max(1, compared[0]) / NANOS);
  }

  private static long[] total(JavaRDD<long[]> parts) {
    long[] total = new long[3];
    for (long[] part : parts.collect()) {
      for (int i = 0; i < total.length; i++) {
        total[i] += part[i];
      }
    }
    return total;
  }

  /** Keys, bytes and nanoseconds. */
  private static Iterator<long[]> sent(Iterator<Tuple2<Integer, byte[]>> chunks) {
    LongUnaryOperator since = clock();
    long start = since.applyAsLong(0);
    long[] sent = new long[3];
    chunks.forEachRemaining(
        chunk -> {
          sent[0] += PairFinder.entries(chunk._2());
          sent[1] += chunk._2().length;
        });
    sent[2] = since.applyAsLong(start);
    return List.of(sent).iterator();
  }

  /** Pairs, nanoseconds for them, and nanoseconds before them. */
  private static Iterator<long[]> compared(PairPlan plan, Iterator<byte[]> chunks) {
    LongUnaryOperator since = clock();
    long start = since.applyAsLong(0);
    var finder = new PairFinder(plan);
    chunks.forEachRemaining(finder::add);
    finder.begin(0);
    long before = since.applyAsLong(start);
    var counts = new VectorCounts(plan, 0);
    long[] compared = new long[3];
    while (finder.next()) {
      counts.add(finder);
      compared[0] += finder.size();
    }
    compared[1] = since.applyAsLong(start) - before;
    compared[2] = before;
    return List.of(compared).iterator();
  }

  /** The CPU time of this thread since a time that it gave. */
  private static LongUnaryOperator clock() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return start -> threads.getCurrentThreadCpuTime() - start;
  }
}
