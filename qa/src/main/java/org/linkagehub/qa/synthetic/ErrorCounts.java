package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * How often each error of each feed's fields was tried, was to be expected, was drawn, and
 * happened: a drawn error does not happen to a value that it cannot befall. Expectations are summed
 * in billionths, as whole numbers, so that their order does not matter.
 */
final class ErrorCounts implements Households.Summary {
  private static final double BILLION = 1e9;

  private static final StructType SCHEMA =
      new StructType()
          .add("source", StringType, false)
          .add("field", StringType, false)
          .add("kind", StringType, false)
          .add("tried", LongType, false)
          .add("expected_billionths", LongType, false)
          .add("drawn", LongType, false)
          .add("happened", LongType, false);

  private static final class Count {
    private long tried;
    private long expected;
    private long drawn;
    private long happened;
  }

  private final List<FeedTable> feeds;
  private final List<Map<PersonField, Map<ErrorKind, Count>>> counts = new ArrayList<>();

  private ErrorCounts(List<FeedTable> feeds) {
    this.feeds = feeds;
    feeds.forEach(feed -> counts.add(new EnumMap<>(PersonField.class)));
  }

  static Dataset<Row> table(
      SparkSession spark, Households households, PopulationSettings settings, int partitions) {
    return households
        .summaries(
            spark,
            SCHEMA,
            partitions,
            lists ->
                new ErrorCounts(
                    settings.feeds().stream()
                        .map(feed -> new FeedTable(settings, feed, lists))
                        .toList()))
        .groupBy("source", "field", "kind")
        .agg(
            sum("tried").as("tried"),
            sum("expected_billionths").as("expected_billionths"),
            sum("drawn").as("drawn"),
            sum("happened").as("happened"));
  }

  @Override
  public void add(List<Person> household) {
    for (int i = 0; i < feeds.size(); i++) {
      Map<PersonField, Map<ErrorKind, Count>> ofFeed = counts.get(i);
      feeds
          .get(i)
          .records(
              household,
              (field, kind, rate, drawn, happened) -> {
                Count count =
                    ofFeed
                        .computeIfAbsent(field, f -> new EnumMap<>(ErrorKind.class))
                        .computeIfAbsent(kind, k -> new Count());
                count.tried++;
                count.expected += Math.round(rate * BILLION);
                count.drawn += drawn ? 1 : 0;
                count.happened += happened ? 1 : 0;
              });
    }
  }

  @Override
  public List<InternalRow> rows() {
    List<InternalRow> rows = new ArrayList<>();
    for (int i = 0; i < feeds.size(); i++) {
      String source = feeds.get(i).name();
      counts
          .get(i)
          .forEach(
              (field, kinds) ->
                  kinds.forEach(
                      (kind, count) ->
                          rows.add(
                              SparkRows.of(
                                  source,
                                  field.key(),
                                  kind.key(),
                                  count.tried,
                                  count.expected,
                                  count.drawn,
                                  count.happened))));
    }
    return rows;
  }
}
