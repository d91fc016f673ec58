package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.engine.RejectedSample;
import org.linkagehub.core.model.Comparison;

/**
 * All pairs that were scored: those at or above the threshold one by one, all of them by comparison
 * vector, and of those below a sample.
 *
 * <p>An engine makes them in one pass, as rows of three kinds in one table; what {@link
 * #heldOnDisk} was said of is computed once, by whichever is read first.
 */
public final class ScoredPairs {
  /** How many of a pattern's pairs are links. */
  public static final String LINK_COUNT = "link_count";

  /** The chance that a pair had to be in the sample, above 0 to 1. */
  public static final String INCLUSION_PROBABILITY = "inclusion_probability";

  static final int LINK = 0;
  static final int REJECTED = 1;
  static final int PATTERN = 2;

  private static final String KIND = "kind";
  private static final String PRIORITY = "priority";
  private static final String WEIGHT_IN_SAMPLE = "weight_in_sample";
  private static final int FIRST_GAMMA = 9;

  private final Dataset<Row> rows;
  private final Scoring scoring;
  private final int rejectedSample;

  /**
   * Of the rows that an engine made.
   *
   * @param rows of {@link #schema}
   * @param rejectedSample the size of the sample
   */
  ScoredPairs(Dataset<Row> rows, Scoring scoring, int rejectedSample) {
    if (scoring.earlyRejection() && rejectedSample > 0) {
      throw new IllegalArgumentException(
          "pairs that are rejected early cannot be sampled: their comparison vector is not known");
    }
    this.rows = rows;
    this.scoring = scoring;
    this.rejectedSample = rejectedSample;
  }

  /**
   * The same, computed once and then read from the executors' disks. What is lost with an executor
   * is computed again, and is the same.
   */
  public ScoredPairs heldOnDisk() {
    return new ScoredPairs(CatalystRows.heldOnDisk(rows), scoring, rejectedSample);
  }

  /** LINKS, as {@link Engine#score} makes them. */
  public Dataset<Row> links() {
    return ofKind(LINK)
        .select(
            Arrays.stream(linkSchema(scoring).fieldNames())
                .map(name -> col("`" + name + "`"))
                .toArray(Column[]::new));
  }

  /**
   * The distinct comparison vectors: {@code gamma_*} INT, {@code pair_count} BIGINT, {@code
   * link_count} BIGINT of those at or above the threshold, {@code match_weight} DOUBLE, in bits,
   * without term-frequency adjustments.
   *
   * @throws IllegalStateException if pairs were rejected early
   */
  public Dataset<Row> patterns() {
    if (scoring.earlyRejection()) {
      throw new IllegalStateException("not all pairs were compared to the end");
    }
    var by = new ArrayList<Column>();
    gammas(scoring).forEach(gamma -> by.add(col("`" + gamma + "`")));
    by.add(col(Columns.MATCH_WEIGHT));
    var columns = new ArrayList<Column>(by);
    columns.add(by.size() - 1, col(LINK_COUNT));
    columns.add(by.size() - 1, col(Columns.PAIR_COUNT));
    return ofKind(PATTERN)
        .groupBy(by.toArray(Column[]::new))
        .agg(sum(Columns.PAIR_COUNT).as(Columns.PAIR_COUNT), sum(LINK_COUNT).as(LINK_COUNT))
        .select(columns.toArray(Column[]::new));
  }

  /**
   * A {@link RejectedSample} of the pairs below the threshold: the columns of LINKS, and {@code
   * inclusion_probability}. A sum over all of them is estimated without bias by the sum over the
   * sample, each term divided by that probability.
   */
  public Dataset<Row> rejected() {
    StructType links = linkSchema(scoring);
    StructType schema = links.add(INCLUSION_PROBABILITY, DataTypes.DoubleType, false);
    Dataset<Row> first =
        ofKind(REJECTED)
            .orderBy(col(PRIORITY).desc(), col(Columns.LEFT_KEY), col(Columns.RIGHT_KEY))
            .limit(rejectedSample + 1);
    int size = rejectedSample;
    return CatalystRows.toDataset(
        rows.sparkSession(),
        CatalystRows.of(first).coalesce(1).mapPartitions(of -> sample(of, links, size)),
        schema);
  }

  private static Iterator<InternalRow> sample(
      Iterator<InternalRow> ordered, StructType links, int size) {
    var sample = new ArrayList<InternalRow>();
    ordered.forEachRemaining(row -> sample.add(row.copy()));
    double next = Double.NEGATIVE_INFINITY;
    if (sample.size() > size) {
      next = sample.remove(size).getDouble(links.length() + 3);
    }
    double chanceOf = next;
    return sample.stream()
        .map(
            row -> {
              Object[] values = new Object[links.length() + 1];
              for (int c = 0; c < links.length(); c++) {
                values[c] = row.isNullAt(c) ? null : row.get(c, links.fields()[c].dataType());
              }
              values[links.length()] =
                  RejectedSample.inclusionProbability(row.getDouble(links.length() + 4), chanceOf);
              return (InternalRow) new GenericInternalRow(values);
            })
        .iterator();
  }

  private Dataset<Row> ofKind(int kind) {
    return rows.where(col(KIND).equalTo(kind));
  }

  /** The columns of LINKS. */
  static StructType linkSchema(Scoring scoring) {
    StructType schema =
        new StructType()
            .add(Columns.LEFT_KEY, DataTypes.LongType, false)
            .add(Columns.RIGHT_KEY, DataTypes.LongType, false)
            .add(Columns.LEFT_SOURCE, DataTypes.StringType, false)
            .add(Columns.LEFT_ID, DataTypes.StringType, false)
            .add(Columns.RIGHT_SOURCE, DataTypes.StringType, false)
            .add(Columns.RIGHT_ID, DataTypes.StringType, false)
            .add(Columns.BLOCKING_RULE, DataTypes.StringType, false)
            .add(Columns.MATCH_WEIGHT, DataTypes.DoubleType, false)
            .add(Columns.MATCH_PROBABILITY, DataTypes.DoubleType, false);
    for (Comparison comparison : scoring.model().comparisons()) {
      String name = comparison.name();
      schema = schema.add(Columns.gamma(name), DataTypes.IntegerType, false);
      if (scoring.partialWeights()) {
        schema =
            schema
                .add(Columns.partialWeight(name), DataTypes.DoubleType, false)
                .add(Columns.tfWeight(name), DataTypes.DoubleType, false);
      }
    }
    return schema;
  }

  /**
   * The columns of all three kinds: those of LINKS, which a pattern has only as far as {@link
   * Layout#pattern} says, and behind them those that follow here.
   */
  static StructType schema(Scoring scoring) {
    var schema = new StructType();
    for (StructField field : linkSchema(scoring).fields()) {
      schema = schema.add(field.name(), field.dataType(), true);
    }
    return schema
        .add(KIND, DataTypes.IntegerType, false)
        .add(Columns.PAIR_COUNT, DataTypes.LongType)
        .add(LINK_COUNT, DataTypes.LongType)
        .add(PRIORITY, DataTypes.DoubleType)
        .add(WEIGHT_IN_SAMPLE, DataTypes.DoubleType);
  }

  private static List<String> gammas(Scoring scoring) {
    return scoring.model().comparisons().stream().map(c -> Columns.gamma(c.name())).toList();
  }

  /**
   * Makes rows of {@link #schema} that tell of patterns, or of pairs of the sample.
   *
   * @param links how many columns LINKS have
   * @param gammaStep how many columns there are from one gamma to the next
   */
  record Layout(int links, int gammaStep) {
    static Layout of(Scoring scoring) {
      return new Layout(linkSchema(scoring).length(), scoring.partialWeights() ? 3 : 1);
    }

    int kind() {
      return links;
    }

    int columns() {
      return links + 5;
    }

    int gamma(int comparison) {
      return FIRST_GAMMA + comparison * gammaStep;
    }

    int matchWeight() {
      return FIRST_GAMMA - 2;
    }

    /** The row of a pattern. */
    InternalRow pattern(List<Integer> gammas, long pairs, long linked, double weight) {
      Object[] values = new Object[columns()];
      for (int c = 0; c < gammas.size(); c++) {
        values[gamma(c)] = gammas.get(c);
      }
      values[matchWeight()] = weight;
      values[kind()] = PATTERN;
      values[links + 1] = pairs;
      values[links + 2] = linked;
      return new GenericInternalRow(values);
    }

    /** The row of a pair of the sample, of the row of a link. */
    InternalRow rejected(InternalRow link, StructType schema, double priority, double weight) {
      Object[] values = new Object[columns()];
      for (int c = 0; c < links; c++) {
        values[c] = link.get(c, schema.fields()[c].dataType());
      }
      values[kind()] = REJECTED;
      values[links + 3] = priority;
      values[links + 4] = weight;
      return new GenericInternalRow(values);
    }
  }
}
