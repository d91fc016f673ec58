package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.PairScorer;
import org.linkagehub.core.score.TermFrequencyLookup;

/**
 * Two models over two tables that have a column of one name, in one session. In Splink 4 the second
 * takes the first one's term frequencies: of X, .8 in the place of .02, so -2 bits in the place of
 * 3.32.
 */
class TwoModelsTest {
  private static final BlockingRule ALL = BlockingRule.on("1");

  static Stream<Engine> engines() {
    return Stream.of(new SqlEngine(), new BlockEngine());
  }

  /** 50 records, of which so many have X and the others a value of their own. */
  private static Dataset<Row> records(int withX) {
    var rows = new ArrayList<String>();
    for (int i = 0; i < 50; i++) {
      rows.add(i + "|" + (i < withX ? "X" : "Ż" + i));
    }
    return TestRecords.records("record_id town", rows.toArray(String[]::new));
  }

  private static Model model(double prior, double m) {
    ComparisonLevel same =
        ComparisonLevel.when("same", "town_l = town_r")
            .with(OptionalDouble.of(m), OptionalDouble.of(.2))
            .with(TermFrequencyAdjustment.of("town"));
    ComparisonLevel other =
        ComparisonLevel.otherwise().with(OptionalDouble.of(1 - m), OptionalDouble.of(.8));
    return new Model(
        LinkType.DEDUPE_ONLY, prior, List.of(new Comparison("town", "town", List.of(same, other))));
  }

  private static Dataset<Row> scored(Engine engine, Dataset<Row> records, Model model) {
    return engine.score(
        records,
        new Scoring(
            model,
            List.of(ALL),
            TermFrequencies.of(records, List.of("town")),
            Double.NEGATIVE_INFINITY,
            true));
  }

  private static Map<String, Double> weights(Dataset<Row> links) {
    var weights = new HashMap<String, Double>();
    for (Row row : links.collectAsList()) {
      weights.put(row.getAs("left_id") + " " + row.getAs("right_id"), row.getAs("match_weight"));
    }
    return weights;
  }

  @ParameterizedTest
  @MethodSource("engines")
  void eachKeepsItsOwnFrequenciesAndParameters(Engine engine) {
    Dataset<Row> common = records(40);
    Dataset<Row> rare = records(1);
    Model first = model(.5, .5);
    Model second = model(.01, .9);
    // Both are planned before either is computed, and computed in the other order.
    Dataset<Row> ofFirst = scored(engine, common, first);
    Dataset<Row> ofSecond =
        scored(engine, rare.union(TestRecords.records("record_id town", "50|X")), second);
    Map<String, Double> secondWeights = weights(ofSecond);
    Map<String, Double> firstWeights = weights(ofFirst);
    double x = ofFirst.where("left_id = '0' and right_id = '1'").head().getAs("tf_weight_town");
    assertEquals(-2, x, 1e-12); // log2(.2 / .8)
    double y = ofSecond.where("left_id = '0' and right_id = '50'").head().getAs("tf_weight_town");
    assertEquals(Math.log(.2 / (2 / 51.0)) / Math.log(2), y, 1e-12);

    assertEquals(weights(scored(engine, common, first)), firstWeights, "as alone");
    PairScorer inMemory =
        PairScorer.of(second, TermFrequencyLookup.of(Map.of("town", Map.of("X", 2 / 51.0))));
    assertEquals(
        secondWeights.get("0 50"),
        inMemory.score(Map.of("town", "X"), Map.of("town", "X")).matchWeight());
  }
}
