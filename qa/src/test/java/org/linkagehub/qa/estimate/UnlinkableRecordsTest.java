package org.linkagehub.qa.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestRecords;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;

class UnlinkableRecordsTest {
  private static Comparison equal(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            ComparisonLevel.missing(
                "missing", "%1$s_l IS NULL OR %1$s_r IS NULL".formatted(column)),
            ComparisonLevel.when("exact", "%1$s_l = %1$s_r".formatted(column))
                .with(OptionalDouble.of(0.8), OptionalDouble.of(0.1)),
            ComparisonLevel.otherwise().with(OptionalDouble.of(0.2), OptionalDouble.of(0.9))));
  }

  /** The prior weighs nothing and each of two fields 3 bits, so that a record has 0, 3 or 6. */
  @Test
  void areCountedAtEachThresholdAndByGroup() {
    Dataset<Row> records =
        TestRecords.records(
            "record_id name town sex", "1|a|x|f", "2|b||f", "3|||f", "4|c|y|m", "5||y|", "6|d|x|");
    var model = new Model(LinkType.DEDUPE_ONLY, 0.5, List.of(equal("name"), equal("town")));
    var groupings = List.of(new Grouping("sex", "sex"));
    var found = new TreeMap<String, String>();
    UnlinkableRecords.measure(
            records,
            model,
            TermFrequencies.of(records, List.of()),
            groupings,
            GroupDictionary.of(records, groupings),
            List.of(0.0, 2.0, 5.0, 7.0))
        .forEach(
            m ->
                found.merge(
                    m.group().value(),
                    "%.0f of %.0f"
                        .formatted(m.numerator().orElseThrow(), m.denominator().orElseThrow()),
                    (before, next) -> before + ", " + next));
    assertEquals(
        "{all=0 of 6, 1 of 6, 3 of 6, 6 of 6, f=0 of 3, 1 of 3, 2 of 3, 3 of 3,"
            + " m=0 of 1, 0 of 1, 0 of 1, 1 of 1, unknown=0 of 2, 0 of 2, 1 of 2, 2 of 2}",
        found.toString());
  }
}
