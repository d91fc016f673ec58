package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.SplinkSettings;
import org.linkagehub.core.spark.functions.LinkageFunctions;

/**
 * With the models that Splink trained on three public sets: the same candidate pairs, comparison
 * vectors and weights as Splink's own predictions, pair by pair.
 */
@Tag("slow")
class SplinkReferenceIT {

  private static List<Arguments> setsAndEngines() {
    return Stream.of("fake_1000", "febrl3", "febrl4")
        .flatMap(
            set ->
                Stream.of(new SqlEngine(), (Engine) new BlockEngine())
                    .map(engine -> Arguments.of(set, engine.name(), engine)))
        .toList();
  }

  @ParameterizedTest(name = "{0} by {1}")
  @MethodSource("setsAndEngines")
  void givesSplinksPairsVectorsAndWeights(String set, String name, Engine engine) throws Exception {
    Path folder = TestSession.shared("reference/splink/" + set);
    LinkageFunctions.register(TestSession.spark());
    SplinkSettings settings = SplinkSettings.read(Files.readString(folder.resolve("model.json")));
    Dataset<Row> records = records(folder).cache();
    TermFrequencies frequencies =
        TermFrequencies.of(records, TermFrequencies.columns(settings.model().comparisons()));
    Dataset<Row> links =
        engine
            .score(
                records,
                new Scoring(
                    settings.model(),
                    settings.rules(),
                    frequencies,
                    Double.NEGATIVE_INFINITY,
                    true))
            .cache();
    Map<String, double[]> ours = byPair(links, settings, "left_id", "right_id", "blocking_rule");
    Dataset<Row> predictions =
        TestSession.spark().read().parquet(folder.resolve("predictions.parquet").toString());
    String id = set.startsWith("febrl") ? "rec_id" : "unique_id";
    Map<String, double[]> theirs = byPair(predictions, settings, id + "_l", id + "_r", "match_key");

    assertEquals(theirs.size(), ours.size(), "candidate pairs");
    var wrong = new ArrayList<String>();
    double largest = 0;
    for (var entry : theirs.entrySet()) {
      double[] mine = ours.get(entry.getKey());
      if (mine == null) {
        wrong.add("no pair " + entry.getKey());
        continue;
      }
      for (int i = 0; i < mine.length; i++) {
        double difference = Math.abs(mine[i] - entry.getValue()[i]);
        largest = Math.max(largest, difference);
        if (!(difference <= 1e-9)) {
          wrong.add(
              entry.getKey() + " element " + i + ": " + mine[i] + " not " + entry.getValue()[i]);
        }
      }
    }
    PairScorerTest.assertSame(records, links, settings.model(), frequencies);
    links.unpersist();
    records.unpersist();
    assertEquals(List.of(), wrong.subList(0, Math.min(5, wrong.size())), wrong.size() + " differ");
  }

  /** Weight, probability, index of the rule and gammas of each pair. */
  private static Map<String, double[]> byPair(
      Dataset<Row> pairs, SplinkSettings settings, String left, String right, String rule) {
    var columns = new ArrayList<Column>();
    Column first = col(left).cast("string");
    Column second = col(right).cast("string");
    columns.add(concat_ws("|", least(first, second), greatest(first, second)));
    columns.add(col("match_weight"));
    columns.add(col("match_probability"));
    columns.add(col(rule).cast("string"));
    List<Comparison> comparisons = settings.model().comparisons();
    comparisons.forEach(c -> columns.add(col(Columns.gamma(c.name())).cast("double")));
    var rules = settings.rules().stream().map(r -> r.name()).toList();
    var byPair = new HashMap<String, double[]>();
    for (Row row : pairs.select(columns.toArray(Column[]::new)).collectAsList()) {
      double[] values = new double[3 + comparisons.size()];
      values[0] = row.getDouble(1);
      values[1] = row.getDouble(2);
      String made = row.getString(3);
      values[2] = rules.contains(made) ? rules.indexOf(made) : Double.parseDouble(made);
      for (int c = 0; c < comparisons.size(); c++) {
        values[3 + c] = row.getDouble(4 + c);
      }
      byPair.put(row.getString(0), values);
    }
    return byPair;
  }

  private static Dataset<Row> records(Path folder) {
    if (Files.exists(folder.resolve("input.parquet"))) {
      return read(folder, "input.parquet", 0);
    }
    return read(folder, "input_a.parquet", 0).unionByName(read(folder, "input_b.parquet", 1));
  }

  private static Dataset<Row> read(Path folder, String file, int index) {
    Dataset<Row> table = TestSession.spark().read().parquet(folder.resolve(file).toString());
    return TestRecords.identified(
        table
            .withColumnRenamed("unique_id", "record_id")
            .withColumnRenamed("rec_id", "record_id")
            .withColumn("record_id", col("record_id").cast("string")),
        file,
        index);
  }
}
