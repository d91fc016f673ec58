package org.linkagehub.qa.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.measure.Measure;

class SeveralLinksTest {
  /**
   * 20 hospital records and a register; record k links to the register's k, the first four twice.
   */
  @Test
  void countsRecordsThatCannotAllBeRight() {
    Dataset<Row> records =
        TestSession.spark()
            .range(40)
            .selectExpr("id as record_key", "if(id < 20, 'hospital', 'register') as source");
    Dataset<Row> right = TestSession.spark().range(20).selectExpr("id", "id + 20", "5.0D");
    Dataset<Row> second = TestSession.spark().range(4).selectExpr("id + 25", "id", "4.0D");
    Dataset<Row> links = right.union(second).toDF("left_key", "right_key", "match_weight");
    List<Measure> measures =
        SeveralLinks.measure(records, links, List.of("register"), List.of(0.0, 4.5));
    assertEquals(4, measures.size());
    Measure several = measures.get(0);
    assertEquals("records_with_several_links", several.measure());
    assertEquals("hospital -> register", several.subject());
    assertEquals(OptionalDouble.of(0.2), several.value());
    long[] byLinks = new long[51];
    byLinks[1] = 16;
    byLinks[2] = 4;
    DuplicateMethod.Fit fit = DuplicateMethod.fit(byLinks);
    assertEquals(fit.precision(), measures.get(1).value().getAsDouble(), 1e-12);
    assertEquals(fit.interval(), measures.get(1).interval());
    assertEquals(OptionalDouble.of(0), measures.get(2).value());
    assertEquals(OptionalDouble.of(1), measures.get(3).value());
    assertEquals(
        List.of(),
        SeveralLinks.measure(
            records, links, List.of(), IntStream.of().mapToObj(i -> 0.0).toList()));
  }
}
