package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Whether the tables that training reads beside the inputs can be read and have their columns. */
final class TrainingTablesCheck {
  private final SparkSession spark;
  private final BiConsumer<String, String> problems;

  private TrainingTablesCheck(SparkSession spark, BiConsumer<String, String> problems) {
    this.spark = spark;
    this.problems = problems;
  }

  /**
   * Checks them all.
   *
   * @param problems takes the key and the message of each problem
   */
  static void check(SparkSession spark, LinkageConfig config, BiConsumer<String, String> problems) {
    var check = new TrainingTablesCheck(spark, problems);
    config.labels().pairs().ifPresent(check::labels);
    config
        .termFrequencies()
        .forEach((column, of) -> check.frequencies("linkage.term-frequencies." + column, of));
  }

  private void labels(LabelSettings.Pairs pairs) {
    String key = LabelSettings.PAIRS_KEY;
    StructType schema = schema(key, pairs.table());
    if (schema == null) {
      return;
    }
    require(key + ".left-id", pairs.leftId(), pairs.table(), schema);
    require(key + ".right-id", pairs.rightId(), pairs.table(), schema);
    pairs
        .leftSource()
        .column()
        .ifPresent(column -> require(key + ".left-source", column, pairs.table(), schema));
    pairs
        .rightSource()
        .column()
        .ifPresent(column -> require(key + ".right-source", column, pairs.table(), schema));
    pairs
        .match()
        .map(new SqlCheck(spark, schema, Map.of())::condition)
        .filter(SqlCheck.Outcome::failed)
        .ifPresent(
            outcome ->
                problems.accept(
                    key + ".match",
                    outcome.problem()
                        + "; it is a condition, such as is_match = 'true' or score >= 0.5"));
  }

  private void frequencies(String key, FrequencySettings of) {
    if (of.table().isEmpty()) {
      return;
    }
    InputSettings table = of.table().get();
    StructType schema = schema(key, table);
    if (schema != null) {
      require(key + ".value", of.value(), table, schema);
      require(key + (of.counts() ? ".count" : ".share"), of.measure(), table, schema);
    }
  }

  /** Null where the table cannot be read, which is then told. */
  private StructType schema(String key, InputSettings table) {
    try {
      StructType schema = InputTables.open(spark, table).schema();
      table
          .where()
          .map(new SqlCheck(spark, schema, Map.of())::condition)
          .filter(SqlCheck.Outcome::failed)
          .ifPresent(outcome -> problems.accept(key + ".where", outcome.problem()));
      return schema;
    } catch (InputException e) {
      problems.accept(key + "." + e.key(), e.getMessage());
      return null;
    }
  }

  private void require(String key, String column, InputSettings table, StructType schema) {
    if (!InputCheck.hasColumn(schema, column)) {
      // Of a file without a header the names of columns are somebody's record.
      boolean namesMayBeValues =
          table.format() == InputSettings.Format.CSV
              && List.of(schema.fieldNames()).stream().noneMatch(name -> name.equals(table.id()));
      problems.accept(
          key,
          namesMayBeValues
              ? "is not a column of the file, was "
                  + column
                  + "; if the file has no header, say options { header = false } and name its"
                  + " columns _c0, _c1 and so on"
              : "is not a column, was " + column + InputCheck.nearest(column, schema));
    }
  }
}
