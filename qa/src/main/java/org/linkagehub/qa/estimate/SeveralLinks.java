package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.qa.interval.Wilson;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/** Records with several links to a source that holds a person at most once. */
public final class SeveralLinks {
  /** More links of a record count as so many. */
  private static final int MOST = 50;

  private static final String METHOD = "duplicate method";

  private SeveralLinks() {}

  /**
   * How many records have several links, and the precision that this tells.
   *
   * @param records {@code record_key}, {@code source}
   * @param links {@code left_key}, {@code right_key}, {@code match_weight}, each pair once
   * @param onceEach sources that hold a person at most once
   * @param thresholds in bits
   * @return for each other source, each of {@code onceEach} and each threshold {@code
   *     records_with_several_links} and {@code duplicate_method_precision}, with {@code source ->
   *     source} as subject
   */
  public static List<Measure> measure(
      Dataset<Row> records, Dataset<Row> links, List<String> onceEach, List<Double> thresholds) {
    List<Measure> measures = new ArrayList<>();
    if (onceEach.isEmpty()) {
      return measures;
    }
    Map<String, Long> sizes = new TreeMap<>();
    records
        .groupBy(SOURCE)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getString(0), row.getLong(1)));
    Dataset<Row> from =
        records.select(col(RECORD_KEY).as("from_key"), col(SOURCE).as("from_source"));
    Dataset<Row> to =
        records
            .where(col(SOURCE).isin(onceEach.toArray()))
            .select(col(RECORD_KEY).as("to_key"), col(SOURCE).as("to_source"));
    Dataset<Row> both =
        links
            .select(col(LEFT_KEY).as("a"), col(RIGHT_KEY).as("b"), col(MATCH_WEIGHT))
            .union(links.select(col(RIGHT_KEY).as("a"), col(LEFT_KEY).as("b"), col(MATCH_WEIGHT)));
    Dataset<Row> between =
        both.join(to, col("b").equalTo(col("to_key")))
            .join(from, col("a").equalTo(col("from_key")))
            .where(col("from_source").notEqual(col("to_source")));
    for (double threshold : thresholds) {
      Map<String, long[]> byPair = new TreeMap<>();
      between
          .where(col(MATCH_WEIGHT).geq(threshold))
          .groupBy("from_source", "to_source", "a")
          .agg(count(lit(1)).as("n"))
          .groupBy(col("from_source"), col("to_source"), least(col("n"), lit((long) MOST)).as("n"))
          .agg(count(lit(1)).as("records"))
          .collectAsList()
          .forEach(
              row ->
                  byPair
                          .computeIfAbsent(
                              row.getString(0) + " -> " + row.getString(1),
                              s -> new long[MOST + 1])[(int) row.getLong(2)] =
                      row.getLong(3));
      for (Map.Entry<String, long[]> counted : byPair.entrySet()) {
        String source = counted.getKey().substring(0, counted.getKey().indexOf(" -> "));
        measures.addAll(
            ofPair(
                counted.getKey(),
                counted.getValue(),
                sizes.get(source),
                OptionalDouble.of(threshold)));
      }
    }
    return measures;
  }

  private static List<Measure> ofPair(
      String subject, long[] records, long all, OptionalDouble threshold) {
    long linked = 0;
    long links = 0;
    for (int k = 1; k <= MOST; k++) {
      linked += records[k];
      links += k * records[k];
    }
    records[0] = all - linked;
    long several = linked - records[1];
    DuplicateMethod.Fit fit = DuplicateMethod.fit(records);
    Interval share =
        linked == 0
            ? Interval.NONE
            : Wilson.of((double) several / (double) linked, (double) linked);
    return List.of(
        Measure.share("records_with_several_links", threshold, several, linked)
            .of(subject)
            .with(share, "by record, Wilson"),
        Measure.ratio(
                "duplicate_method_precision",
                threshold,
                fit.precision() * (double) links,
                (double) links)
            .of(subject)
            .with(fit.interval(), METHOD));
  }
}
