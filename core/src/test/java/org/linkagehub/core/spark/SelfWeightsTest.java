package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.spark.functions.LinkageFunctions;

class SelfWeightsTest {
  private static Comparison comparison(String column, double m, double u) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing("missing", column + "_l IS NULL OR " + column + "_r IS NULL"),
            ComparisonLevel.when("exact", column + "_l = " + column + "_r")
                .with(OptionalDouble.of(m), OptionalDouble.of(u))
                .with(TermFrequencyAdjustment.of(column)),
            ComparisonLevel.when(
                    "near",
                    "jaro_winkler_similarity(%1$s_l, %1$s_r) > 0.9 OR lower(%1$s_l) = %1$s_r"
                        .formatted(column))
                .with(OptionalDouble.of((1 - m) / 2), OptionalDouble.of(u)),
            ComparisonLevel.otherwise()
                .with(OptionalDouble.of((1 - m) / 2), OptionalDouble.of(1 - 2 * u))));
  }

  /** The slow way: a copy of every record in another source, linked with it by its id. */
  @Test
  void isTheWeightOfARecordAndItsCopy() {
    LinkageFunctions.register(TestSession.spark());
    Dataset<Row> people =
        TestRecords.records(
            "record_id first_name surname",
            "1|ann|smith",
            "2|ann|",
            "3||jones",
            "4||",
            "5|bob|smith",
            "6|ann|smith",
            "7|Q|smith");
    var model =
        new Model(
            LinkType.LINK_ONLY,
            0.001,
            List.of(comparison("first_name", 0.9, 0.01), comparison("surname", 0.8, 0.02)));
    TermFrequencies frequencies = TermFrequencies.of(people, List.of("first_name", "surname"));
    Map<String, Double> found = new TreeMap<>();
    SelfWeights.of(people, model, frequencies, List.of("record_id"))
        .collectAsList()
        .forEach(row -> found.put(row.getString(0), row.getDouble(1)));

    Dataset<Row> copies =
        people
            .withColumn("source", lit("copy"))
            .withColumn("source_index", col("source_index").plus(1))
            .withColumn("record_key", col("record_key").plus(1_000_000L));
    Map<String, Double> expected = new TreeMap<>();
    new SqlEngine()
        .score(
            people.unionByName(copies),
            new Scoring(
                model,
                List.of(BlockingRule.on("record_id")),
                frequencies,
                Double.NEGATIVE_INFINITY,
                false))
        .collectAsList()
        .forEach(row -> expected.put(row.getAs("left_id"), row.getAs("match_weight")));
    assertEquals(7, expected.size());
    assertEquals(expected, found);
    // The rarer the value, the more it tells; who has no value at all has the prior alone.
    assertTrue(found.get("5") > found.get("1"), found::toString);
    assertEquals(Math.log(0.001 / 0.999) / Math.log(2), found.get("4"), 1e-12);
  }
}
