package org.linkagehub.qa.linkages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.spark.TestSession;

/** A dozen requests, each cell and each kind of error worked by hand. */
class LinkComparisonTest {
  private static final List<String> GROUPS = List.of("feed");

  /** Request, feed, person, first target and step, second target and step. A dash is null. */
  private static final String[] REQUESTS = {
    "r01 lab p1 n1 cross n1 model", // both right
    "r02 lab p1 n1b cross n1 model", // both right, at two numbers of one person
    "r03 lab p2 n3 algo n2 model", // the first false and missed
    "r04 lab p3 - 97 n3 model", // the first missed
    "r05 sch p3 n3 algo - none", // the second missed
    "r06 sch p4 - 98 - none", // both missed
    "r07 sch p9 - 98 n4 model", // in no index, falsely linked by the second
    "r08 sch p9 n4 algo n3 model", // in no index, falsely linked by both, to two targets
    "r09 sch - n1 cross n2 model", // truth not known
    "r10 - p4 n4 cross nX model", // the second's target is not in the index
  };

  private static Dataset<Row> table(String columns, List<String> lines) {
    var schema = new StructType();
    for (String column : columns.split(" ", -1)) {
      schema = schema.add(column, DataTypes.StringType);
    }
    var rows = new ArrayList<Row>();
    for (String line : lines) {
      Object[] values = line.split(" ", -1);
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i].equals("-") ? null : values[i];
      }
      rows.add(RowFactory.create(values));
    }
    return TestSession.spark().createDataFrame(rows, schema);
  }

  private static Dataset<Row> pairs(int partitions) {
    Dataset<Row> all =
        table("request feed person first first_step second second_step", List.of(REQUESTS))
            .repartition(partitions);
    Dataset<Row> index =
        table("target person", List.of("n1 p1", "n1b p1", "n2 p2", "n3 p3", "n4 p4"));
    return LinkComparison.pair(
        all.select("request", "feed", "person"),
        // a linkage that tells of requests that it did not link, and one that does not
        all.selectExpr("request", "coalesce(first, ' ') as target", "first_step as step"),
        all.where("second is not null")
            .selectExpr("request", "second as target", "second_step as step"),
        Optional.of(index),
        GROUPS);
  }

  @Test
  void everyRequestFallsIntoItsCell() {
    Map<String, String> cells = new TreeMap<>();
    pairs(3).collectAsList().forEach(row -> cells.put(row.getAs("request"), row.getAs("cell")));
    assertEquals(
        "{r01=both_same, r02=both_different, r03=both_different, r04=only_second, r05=only_first,"
            + " r06=neither, r07=only_second, r08=both_different, r09=both_different,"
            + " r10=both_different}",
        cells.toString());
  }

  @Test
  void ratesAndMigrationCountWhatWasWorkedByHand() {
    Dataset<Row> pairs = pairs(2);
    Map<String, Row> rates = new TreeMap<>();
    LinkComparison.rates(TestSession.spark(), pairs, GROUPS)
        .collectAsList()
        .forEach(
            row ->
                rates.put(
                    row.getAs("dimension") + " " + row.getAs("group") + " " + row.getAs("measure"),
                    row));
    assertEquals(8, rates.size(), rates.keySet().toString()); // all; lab, sch, none
    // The truth of r09 is not known. First: links r01 r02 r03 r05 r08 r10, false r03 r08.
    counts(rates.get("all all false_match_rate"), 2, 6, 3, 7);
    // Matches: all whose person is in the index, r01-r06 and r10. First misses r03 r04 r06.
    counts(rates.get("all all missed_match_rate"), 3, 7, 3, 7);
    counts(rates.get("feed lab false_match_rate"), 1, 3, 0, 4);
    counts(rates.get("feed sch missed_match_rate"), 1, 2, 2, 2);
    counts(rates.get("feed none false_match_rate"), 0, 1, 1, 1);
    assertEquals("neither", rates.get("all all false_match_rate").getAs("worse"));
    Row all = rates.get("all all missed_match_rate");
    // The first alone misses r03 and r04, the second alone r05 and r10, both r06: method 8.
    var expected = new PairedRates(7, 3, 7, 3, 7, 3, 3, 1).difference();
    assertEquals(expected.low(), all.<Double>getAs("difference_low"), 1e-12);
    assertEquals(expected.high(), all.<Double>getAs("difference_high"), 1e-12);

    List<Row> migration =
        LinkComparison.migration(pairs, GROUPS)
            .where("dimension = 'all'")
            .orderBy("first_step", "second_step", "cell")
            .collectAsList();
    assertEquals(10, migration.stream().mapToLong(row -> row.<Long>getAs("requests")).sum());
    Row algo =
        migration.stream()
            .filter(
                r -> r.getAs("first_step").equals("algo") && r.getAs("second_step").equals("model"))
            .findFirst()
            .orElseThrow();
    assertEquals("both_different", algo.getAs("cell"));
    assertEquals(2, algo.<Long>getAs("requests")); // r03 r08
    assertEquals(2, algo.<Long>getAs("first_false"));
    assertEquals(1, algo.<Long>getAs("second_false"));
  }

  @Test
  void theSampleIsTheSameOnAnyPartitions() {
    var seen = new ArrayList<List<String>>();
    for (int partitions : new int[] {1, 4}) {
      Dataset<Row> pairs = pairs(partitions);
      Dataset<Row> migration = LinkComparison.migration(pairs, GROUPS);
      seen.add(
          LinkComparison.sample(pairs, migration, GROUPS, 1, 7).collectAsList().stream()
              .map(Row::toString)
              .sorted()
              .toList());
    }
    assertEquals(seen.get(0), seen.get(1));
    // cross-model both_same, both_different; algo-model; algo-none; 97-model; 98-model; 98-none
    assertEquals(7, seen.get(0).size(), seen.get(0).toString());
    assertTrue(seen.get(0).stream().allMatch(row -> row.contains(",1,r")), seen.get(0).toString());
  }

  private static void counts(
      Row row, long firstEvents, long firstTrials, long secondEvents, long secondTrials) {
    assertEquals(
        List.of(firstEvents, firstTrials, secondEvents, secondTrials),
        List.of(
            row.<Long>getAs("first_events"),
            row.<Long>getAs("first_trials"),
            row.<Long>getAs("second_events"),
            row.<Long>getAs("second_trials")));
  }
}
