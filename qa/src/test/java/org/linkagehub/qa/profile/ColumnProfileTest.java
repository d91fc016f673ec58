package org.linkagehub.qa.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.spark.TestSession;

class ColumnProfileTest {
  private static final List<String> COLUMNS = List.of("surname", "age", "empty");

  @Test
  void countsBySourceAndColumn() {
    Dataset<Row> profile =
        ColumnProfile.of(records(), COLUMNS, 1).completeness().orderBy("source", "column_name");
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
        ColumnProfile.of(records(), COLUMNS, 2)
            .mostFrequentValues(true)
            .orderBy("source", "column_name", "rank")
            .collectAsList());
  }

  @Test
  void withholdsTheValuesThemselves() {
    assertEquals(
        List.of(RowFactory.create("a", "age", 1, null, 3L, 0.6)),
        ColumnProfile.of(records(), List.of("age"), 1).mostFrequentValues(false).collectAsList());
  }

  @Test
  void refusesAColumnThatIsNotThere() {
    assertEquals(
        "profile: column name is missing; the columns are [source, surname, age, empty]",
        assertThrows(
                IllegalArgumentException.class,
                () -> ColumnProfile.of(records(), List.of("name"), 1))
            .getMessage());
  }

  /** Against counting one value after the other, with tasks that hold few values or many. */
  @Test
  void countsAsCountingOneByOneDoes() {
    var random = new Random(3);
    var rows = new ArrayList<Row>();
    for (int i = 0; i < 3_000; i++) {
      String common = random.nextInt(5) == 0 ? null : "v" + random.nextInt(4);
      String rare = random.nextInt(9) == 0 ? " " : "w" + random.nextInt(700);
      String source = random.nextInt(20) == 0 ? null : "s" + random.nextInt(2);
      rows.add(RowFactory.create(source, common, rare, random.nextInt(40)));
    }
    Dataset<Row> records =
        TestSession.spark()
            .createDataFrame(
                rows, StructType.fromDDL("source string, common string, rare string, number int"))
            .repartition(3);
    List<String> columns = List.of("common", "rare", "number");
    var completeness = new ArrayList<Row>();
    var frequent = new ArrayList<Row>();
    for (int c = 0; c < columns.size(); c++) {
      for (String source : new String[] {null, "s0", "s1"}) {
        var counts = new TreeMap<String, Long>();
        long all = 0;
        for (Row row : rows) {
          if (Objects.equals(source, row.getString(0))) {
            all++;
            String value = row.isNullAt(c + 1) ? " " : row.get(c + 1).toString();
            if (!value.isBlank()) {
              counts.merge(value, 1L, Long::sum);
            }
          }
        }
        long filled = counts.values().stream().mapToLong(n -> n).sum();
        String column = columns.get(c);
        completeness.add(
            RowFactory.create(
                source, column, all, filled, (double) filled / all, (long) counts.size()));
        var rank = new AtomicInteger();
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(7)
            .forEach(
                value ->
                    frequent.add(
                        RowFactory.create(
                            source,
                            column,
                            rank.incrementAndGet(),
                            value.getKey(),
                            value.getValue(),
                            (double) value.getValue() / filled)));
      }
    }
    for (int mostValues : new int[] {5, 1_000_000}) {
      ColumnProfile profile = ColumnProfile.of(records, columns, 7, mostValues);
      assertEquals(completeness, profile.completeness().collectAsList());
      assertEquals(frequent, profile.mostFrequentValues(true).collectAsList());
    }
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
