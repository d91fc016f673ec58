package org.linkagehub.core.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.cluster.MutualBestLinks.Ties;
import org.linkagehub.core.spark.TestSession;

class BestLinksTest {
  /** Source a has keys below 10, source b from 10. */
  private static final List<Object[]> LINKS =
      List.of(
          link(1, 11, 20),
          link(1, 12, 25),
          link(2, 12, 20), // together 1-11 and 2-12 are better than 1-12
          link(3, 13, 9),
          link(3, 14, 9), // a tie
          link(4, 15, 3), // below the threshold
          link(5, 16, 12),
          link(6, 16, 8)); // 6 is outcompeted

  @Test
  void saysOfEveryRecordWhatBecameOfItAndWhy() {
    BestLinks.Chosen chosen =
        choose(
            BestLinks.Settings.of(5, Set.of("a", "b")),
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            11,
            12,
            13,
            14,
            15,
            16);
    var outcomes = new TreeMap<Long, String>();
    chosen
        .outcomes()
        .collectAsList()
        .forEach(row -> outcomes.put(row.getLong(0), row.getString(1)));
    assertEquals(
        "{1=linked, 2=linked, 3=ambiguous, 4=below threshold, 5=linked, 6=outcompeted,"
            + " 7=no candidate, 11=linked, 12=linked, 13=ambiguous, 14=ambiguous,"
            + " 15=below threshold, 16=linked}",
        outcomes.toString());
    assertEquals(
        List.of(
            // (20 - 5) + (20 - 5) against (25 - 5)
            RowFactory.create(1L, "linked", 10.0, 2L, 25.0),
            RowFactory.create(3L, "ambiguous", 0.0, 2L, 9.0),
            RowFactory.create(4L, "below threshold", null, 1L, 3.0),
            RowFactory.create(6L, "outcompeted", 4.0, 1L, 8.0),
            RowFactory.create(7L, "no candidate", null, 0L, null)),
        chosen
            .outcomes()
            .where("record_key in (1, 3, 4, 6, 7)")
            .selectExpr("record_key", "outcome", "round(margin, 6)", "candidates", "best_weight")
            .orderBy("record_key")
            .collectAsList());
    assertEquals(
        "{1=1, 2=2, 3=3, 4=4, 5=5, 6=6, 7=7, 11=1, 12=2, 13=13, 14=14, 15=15, 16=5}",
        Graphs.clusterOf(chosen.clusters()).toString());
    assertEquals(3, chosen.links().where("chosen").count());
    assertEquals(7, chosen.links().count());
  }

  @Test
  void mutualBestChoicesTakeTheStrongestLinkFirst() {
    BestLinks.Chosen chosen =
        choose(
            new BestLinks.Settings(5, Set.of("a", "b"), false, 100, Ties.LOWEST_KEY, 0),
            1,
            2,
            3,
            5,
            6,
            11,
            12,
            13,
            14,
            16);
    assertEquals(
        "{1=1, 2=2, 3=3, 5=5, 6=6, 11=11, 12=1, 13=3, 14=14, 16=5}",
        Graphs.clusterOf(chosen.clusters()).toString());
  }

  @Test
  void manyJoinOneWhereOneSourceIsFreeOfDuplicates() {
    BestLinks.Chosen chosen =
        choose(BestLinks.Settings.of(5, Set.of("b")), 1, 2, 3, 5, 6, 11, 12, 13, 14, 16);
    assertEquals(
        // 2 joins 1 at 12; 3 ties between 13 and 14, of which it can have one.
        "{1=1, 2=1, 3=3, 5=5, 6=5, 11=11, 12=1, 13=13, 14=14, 16=5}",
        Graphs.clusterOf(chosen.clusters()).toString());
  }

  @Test
  void asksForTheMarginSet() {
    BestLinks.Chosen chosen =
        choose(new BestLinks.Settings(5, Set.of("a", "b"), true, 100, Ties.DECLARE, 4.5), 5, 6, 16);
    assertEquals(3, chosen.outcomes().where("outcome = 'ambiguous'").count());
  }

  @Test
  void aComponentThatIsTooLargeIsSolvedByMutualBestChoices() {
    BestLinks.Chosen chosen =
        choose(new BestLinks.Settings(5, Set.of("a", "b"), true, 3, Ties.DECLARE, 0), 1, 2, 11, 12);
    assertEquals("{1=1, 2=2, 11=11, 12=1}", Graphs.clusterOf(chosen.clusters()).toString());
  }

  @Test
  void theResultIsTheSameWhateverThePartitionsAndTheOrder() {
    var random = new Random(3);
    List<Object[]> many = new ArrayList<>();
    for (long left = 100; left < 300; left++) {
      for (int n = 0; n < 3; n++) {
        // Few different weights, so that ties abound.
        many.add(new Object[] {left, 1000L + random.nextInt(200), 4.0 + random.nextInt(6)});
      }
    }
    long[] keys =
        LongStream.concat(LongStream.range(100, 300), LongStream.range(1000, 1200)).toArray();
    List<List<String>> results = new ArrayList<>();
    for (int partitions : new int[] {1, 7}) {
      Collections.shuffle(many, random);
      Dataset<Row> links =
          TestSession.spark()
              .createDataFrame(
                  many.stream().map(RowFactory::create).toList(),
                  Graphs.weighted(List.of()).schema())
              .dropDuplicates("left_key", "right_key")
              .selectExpr(
                  "left_key",
                  "right_key",
                  "'a' as left_source",
                  "'b' as right_source",
                  "cast(left_key as string) as left_id",
                  "cast(right_key as string) as right_id",
                  // The weight must not depend on which of two rows was dropped.
                  "cast(4 + pmod(xxhash64(left_key, right_key), 6) as double) as match_weight")
              .repartition(partitions);
      for (boolean assign : new boolean[] {true, false}) {
        BestLinks.Chosen chosen =
            BestLinks.choose(
                Graphs.records(keys),
                links,
                new BestLinks.Settings(5, Set.of("a", "b"), assign, 100, Ties.DECLARE, 0),
                ConnectedComponents.Settings.defaults());
        results.add(
            chosen.outcomes().orderBy("record_key").collectAsList().stream()
                .map(Row::toString)
                .toList());
        assertEquals(
            links.count(), BestLinks.candidates(links, chosen).where("record_key < 1000").count());
      }
    }
    assertEquals(results.get(0), results.get(2));
    assertEquals(results.get(1), results.get(3));
    assertEquals(400, results.get(0).size());
  }

  @Test
  void refusesToChooseWhereNoSourceIsFreeOfDuplicates() {
    assertEquals(
        "name at least one source that is free of duplicates; without one there is nothing to"
            + " choose, and connected components serve",
        assertThrows(IllegalArgumentException.class, () -> BestLinks.Settings.of(5, Set.of()))
            .getMessage());
  }

  private static BestLinks.Chosen choose(BestLinks.Settings settings, long... records) {
    Set<Long> present = Arrays.stream(records).boxed().collect(Collectors.toSet());
    List<Row> rows =
        LINKS.stream()
            .filter(link -> present.contains(link[0]) && present.contains(link[1]))
            .map(RowFactory::create)
            .toList();
    Dataset<Row> links =
        TestSession.spark()
            .createDataFrame(
                rows,
                new StructType()
                    .add("left_key", DataTypes.LongType)
                    .add("right_key", DataTypes.LongType)
                    .add("left_source", DataTypes.StringType)
                    .add("right_source", DataTypes.StringType)
                    .add("match_weight", DataTypes.DoubleType));
    BestLinks.Chosen chosen =
        BestLinks.choose(
            Graphs.records(records), links, settings, ConnectedComponents.Settings.defaults());
    ClusterChecker.check(Graphs.records(records), chosen.clusters());
    return chosen;
  }

  private static Object[] link(long left, long right, double weight) {
    return new Object[] {left, right, source(left), source(right), weight};
  }

  private static String source(long key) {
    return key < 10 ? "a" : "b";
  }
}
