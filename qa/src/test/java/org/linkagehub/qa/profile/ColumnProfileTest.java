package org.linkagehub.qa.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.profile.ColumnProfile.Distinct;

class ColumnProfileTest {
  private static final List<String> COLUMNS = List.of("surname", "age", "empty");

  @ParameterizedTest
  @EnumSource(Distinct.class)
  void countsBySourceAndColumn(Distinct distinct) {
    Dataset<Row> profile =
        ColumnProfile.completeness(records(), COLUMNS, distinct).orderBy("source", "column_name");
    assertEquals(
        List.of(
            "source",
            "column_name",
            "records",
            "filled_records",
            "completeness",
            "distinct_values"),
        List.of(profile.columns()));
    assertEquals(
        List.of(
            RowFactory.create("a", "age", 5L, 5L, 1.0, 2L),
            RowFactory.create("a", "empty", 5L, 0L, 0.0, 0L),
            RowFactory.create("a", "surname", 5L, 3L, 0.6, 2L),
            RowFactory.create("b", "age", 1L, 0L, 0.0, 0L),
            RowFactory.create("b", "empty", 1L, 0L, 0.0, 0L),
            RowFactory.create("b", "surname", 1L, 1L, 1.0, 1L)),
        profile.collectAsList());
  }

  @Test
  void ranksTheMostFrequentValues() {
    assertEquals(
        List.of(
            RowFactory.create("a", "age", 1, "40", 3L, 0.6),
            RowFactory.create("a", "age", 2, "5", 2L, 0.4),
            RowFactory.create("a", "surname", 1, "jones", 2L, 2.0 / 3),
            RowFactory.create("a", "surname", 2, "smith", 1L, 1.0 / 3),
            RowFactory.create("b", "surname", 1, "smith", 1L, 1.0)),
        ColumnProfile.mostFrequentValues(records(), COLUMNS, 2, true)
            .orderBy("source", "column_name", "rank")
            .collectAsList());
  }

  @Test
  void withholdsTheValuesThemselves() {
    assertEquals(
        List.of(RowFactory.create("a", "age", 1, null, 3L, 0.6)),
        ColumnProfile.mostFrequentValues(records(), List.of("age"), 1, false).collectAsList());
  }

  @Test
  void refusesAColumnThatIsNotThere() {
    assertEquals(
        "profile: column name is missing; the columns are [source, surname, age, empty]",
        assertThrows(
                IllegalArgumentException.class,
                () -> ColumnProfile.completeness(records(), List.of("name"), Distinct.EXACT))
            .getMessage());
  }

  private static Dataset<Row> records() {
    return TestSession.spark()
        .sql(
            """
            SELECT * FROM VALUES
              ('a', 'smith', 40, cast(null as string)),
              ('a', 'jones', 40, ''),
              ('a', 'jones', 40, '  '),
              ('a', null, 5, null),
              ('a', ' ', 5, null),
              ('b', 'smith', null, null)
            AS r(source, surname, age, empty)
            """);
  }
}
