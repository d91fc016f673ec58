package org.linkagehub.qa.linkages;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.linkages.PairedRates.Interval;

/**
 * Two linkages of the same requests: where they agree, where they do not, and, against the truth,
 * which of them errs more often.
 *
 * <p>A request is linked to one target or to none. A link is a false match if its target is not of
 * the request's person. A match is missed where the person has a target and the request is not
 * linked to one of theirs: a request that is linked to someone else is both a false and a missed
 * match.
 */
public final class LinkComparison {
  /** What identifies a request. */
  public static final String REQUEST = "request";

  /** What a request is linked to; null for nothing. */
  public static final String TARGET = "target";

  /** By which step, or with what outcome; never null in results. */
  public static final String STEP = "step";

  /** Whose a request, or a target, truly is. */
  public static final String PERSON = "person";

  public static final String FIRST_TARGET = "first_target";
  public static final String SECOND_TARGET = "second_target";
  public static final String FIRST_STEP = "first_step";
  public static final String SECOND_STEP = "second_step";

  /** One of {@link Cell}, in lower case. */
  public static final String CELL = "cell";

  /** By what the requests are divided; {@link #ALL} for the undivided ones. */
  public static final String DIMENSION = "dimension";

  public static final String GROUP = "group";
  public static final String REQUESTS = "requests";

  /** The dimension, and the group, of all requests. */
  public static final String ALL = "all";

  /** The group of requests that have no value of a dimension, and the step where there is none. */
  public static final String NONE = "none";

  public static final String FALSE_MATCH_RATE = "false_match_rate";
  public static final String MISSED_MATCH_RATE = "missed_match_rate";

  /** A dimension with more groups is an identifier, not a group. */
  public static final int MOST_GROUPS = 1000;

  /** What two linkages made of one request. */
  public enum Cell {
    /** Both linked it to the same target. */
    BOTH_SAME,
    /** Both linked it, but to different targets. */
    BOTH_DIFFERENT,
    ONLY_FIRST,
    ONLY_SECOND,
    NEITHER;

    /** As the tables write it. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final String TRUTH_KNOWN = "truth_known";
  private static final String HAS_MATCH = "has_match";
  private static final String FIRST_FALSE = "first_false";
  private static final String SECOND_FALSE = "second_false";
  private static final String FIRST_MISSED = "first_missed";
  private static final String SECOND_MISSED = "second_missed";

  private static final StructType RATES =
      new StructType()
          .add(DIMENSION, DataTypes.StringType, false)
          .add(GROUP, DataTypes.StringType, false)
          .add("measure", DataTypes.StringType, false)
          .add("first_events", DataTypes.LongType, false)
          .add("first_trials", DataTypes.LongType, false)
          .add("first_rate", DataTypes.DoubleType)
          .add("first_low", DataTypes.DoubleType)
          .add("first_high", DataTypes.DoubleType)
          .add("second_events", DataTypes.LongType, false)
          .add("second_trials", DataTypes.LongType, false)
          .add("second_rate", DataTypes.DoubleType)
          .add("second_low", DataTypes.DoubleType)
          .add("second_high", DataTypes.DoubleType)
          .add("difference", DataTypes.DoubleType)
          .add("difference_low", DataTypes.DoubleType)
          .add("difference_high", DataTypes.DoubleType)
          .add("worse", DataTypes.StringType, false);

  private LinkComparison() {}

  /**
   * What both linkages made of each request.
   *
   * <p>Lazy: three or four equality joins on the request or the target.
   *
   * @param requests {@link #REQUEST}, unique; the columns of {@code groups}; with {@code index},
   *     {@code person}, null where it is not known
   * @param first {@link #REQUEST}, unique; {@code target}, null or blank for none; {@code step}
   * @param second as {@code first}
   * @param index {@code target}, unique, and {@code person}: whose each target truly is; empty
   *     where the truth is not known
   * @param groups columns of the requests, by which results are divided
   * @return {@link #REQUEST}, {@code first_target}, {@code first_step}, {@code second_target},
   *     {@code second_step}, {@code cell}, the groups, and whether the truth is known, there is a
   *     match, and each linkage made a false one or missed it
   */
  public static Dataset<Row> pair(
      Dataset<Row> requests,
      Dataset<Row> first,
      Dataset<Row> second,
      Optional<Dataset<Row>> index,
      List<String> groups) {
    Dataset<Row> joined =
        requests
            .join(links(first, "first"), col(REQUEST).equalTo(col("first_request")), "left")
            .join(links(second, "second"), col(REQUEST).equalTo(col("second_request")), "left");
    if (index.isPresent()) {
      joined =
          joined
              .join(persons(index.get(), "first"), FIRST_TARGET, "left")
              .join(persons(index.get(), "second"), SECOND_TARGET, "left")
              .join(
                  index
                      .get()
                      .select(col(PERSON).as("indexed_person"))
                      .where(col("indexed_person").isNotNull())
                      .distinct(),
                  col(PERSON).equalTo(col("indexed_person")),
                  "left");
    } else {
      joined =
          joined
              .withColumn(PERSON, lit(null).cast("string"))
              .withColumn("first_person", lit(null).cast("string"))
              .withColumn("second_person", lit(null).cast("string"))
              .withColumn("indexed_person", lit(null).cast("string"));
    }
    Column known = col(PERSON).isNotNull();
    Column match = known.and(col("indexed_person").isNotNull());
    Column linked1 = col(FIRST_TARGET).isNotNull();
    Column linked2 = col(SECOND_TARGET).isNotNull();
    Column right1 = coalesce(col("first_person").equalTo(col(PERSON)), lit(false));
    Column right2 = coalesce(col("second_person").equalTo(col(PERSON)), lit(false));
    var columns = new ArrayList<Column>();
    columns.add(col(REQUEST));
    columns.add(col(FIRST_TARGET));
    columns.add(coalesce(col(FIRST_STEP), lit(NONE)).as(FIRST_STEP));
    columns.add(col(SECOND_TARGET));
    columns.add(coalesce(col(SECOND_STEP), lit(NONE)).as(SECOND_STEP));
    columns.add(
        when(
                linked1.and(linked2).and(col(FIRST_TARGET).equalTo(col(SECOND_TARGET))),
                cell(Cell.BOTH_SAME))
            .when(linked1.and(linked2), cell(Cell.BOTH_DIFFERENT))
            .when(linked1, cell(Cell.ONLY_FIRST))
            .when(linked2, cell(Cell.ONLY_SECOND))
            .otherwise(cell(Cell.NEITHER))
            .as(CELL));
    groups.forEach(group -> columns.add(coalesce(col(group).cast("string"), lit(NONE)).as(group)));
    columns.add(known.as(TRUTH_KNOWN));
    columns.add(match.as(HAS_MATCH));
    columns.add(known.and(linked1).and(not(right1)).as(FIRST_FALSE));
    columns.add(known.and(linked2).and(not(right2)).as(SECOND_FALSE));
    columns.add(match.and(not(right1)).as(FIRST_MISSED));
    columns.add(match.and(not(right2)).as(SECOND_MISSED));
    return joined.select(columns.toArray(Column[]::new));
  }

  private static Column cell(Cell cell) {
    return lit(cell.key());
  }

  private static Dataset<Row> links(Dataset<Row> links, String which) {
    Column target = col(TARGET).cast("string");
    return links.select(
        col(REQUEST).as(which + "_request"),
        when(org.apache.spark.sql.functions.trim(target).notEqual(""), target)
            .as(which + "_target"),
        col(STEP).cast("string").as(which + "_step"));
  }

  private static Dataset<Row> persons(Dataset<Row> index, String which) {
    return index.select(col(TARGET).as(which + "_target"), col(PERSON).as(which + "_person"));
  }

  /**
   * How many requests fell into each cell, by group and by the steps of both, with the errors among
   * them.
   *
   * @param pairs what {@link #pair} made
   * @param groups as there
   */
  public static Dataset<Row> migration(Dataset<Row> pairs, List<String> groups) {
    return divided(pairs, groups)
        .groupBy(DIMENSION, GROUP, FIRST_STEP, SECOND_STEP, CELL)
        .agg(
            count(lit(1)).as(REQUESTS),
            counted(TRUTH_KNOWN),
            counted(HAS_MATCH),
            counted(FIRST_FALSE),
            counted(SECOND_FALSE),
            counted(FIRST_MISSED),
            counted(SECOND_MISSED));
  }

  private static Column counted(String flag) {
    return count_if(col(flag)).as(flag);
  }

  private static Dataset<Row> divided(Dataset<Row> pairs, List<String> groups) {
    Column[] divisions =
        Stream.concat(
                Stream.of(struct(lit(ALL).as(DIMENSION), lit(ALL).as(GROUP))),
                groups.stream().map(g -> struct(lit(g).as(DIMENSION), col(g).as(GROUP))))
            .toArray(Column[]::new);
    return pairs
        .withColumn("division", explode(array(divisions)))
        .withColumn(DIMENSION, col("division").getField(DIMENSION))
        .withColumn(GROUP, col("division").getField(GROUP));
  }

  /**
   * The false match rate (over links) and the missed match rate (over matches) of both linkages,
   * whole and by group, with Wilson's 95 % limits and the paired limits of their difference. Only
   * requests whose truth is known count.
   *
   * @param pairs what {@link #pair} made, with an index
   * @param groups as there
   * @return a row a dimension, group and measure; {@code difference} is the second's rate less the
   *     first's; {@code worse} is {@code first} or {@code second} where the limits of the
   *     difference leave out zero, else {@code neither}
   * @throws IllegalArgumentException if a dimension has more than {@value #MOST_GROUPS} groups
   */
  public static Dataset<Row> rates(SparkSession spark, Dataset<Row> pairs, List<String> groups) {
    Column linked1 = col(FIRST_TARGET).isNotNull();
    Column linked2 = col(SECOND_TARGET).isNotNull();
    int most = (groups.size() + 1) * MOST_GROUPS;
    List<Row> counts =
        divided(pairs.where(col(TRUTH_KNOWN)), groups)
            .groupBy(DIMENSION, GROUP)
            .agg(
                count_if(linked1),
                count_if(col(FIRST_FALSE)),
                count_if(linked2),
                count_if(col(SECOND_FALSE)),
                count_if(linked1.and(linked2)),
                count_if(col(FIRST_FALSE).and(linked2)),
                count_if(col(SECOND_FALSE).and(linked1)),
                count_if(col(FIRST_FALSE).and(col(SECOND_FALSE))),
                count_if(col(HAS_MATCH)),
                count_if(col(FIRST_MISSED)),
                count_if(col(SECOND_MISSED)),
                count_if(col(FIRST_MISSED).and(col(SECOND_MISSED))))
            .limit(most + 1)
            .collectAsList();
    if (counts.size() > most) {
      throw new IllegalArgumentException(
          "one of the groups %s has more than %,d values; name columns that divide the requests into fewer groups"
              .formatted(groups, MOST_GROUPS));
    }
    var rows = new ArrayList<Row>();
    for (Row c : counts) {
      rows.add(
          rates(
              c,
              FALSE_MATCH_RATE,
              new PairedRates(
                  c.getLong(2),
                  c.getLong(3),
                  c.getLong(4),
                  c.getLong(5),
                  c.getLong(6),
                  c.getLong(7),
                  c.getLong(8),
                  c.getLong(9))));
      rows.add(
          rates(
              c,
              MISSED_MATCH_RATE,
              new PairedRates(
                  c.getLong(10),
                  c.getLong(11),
                  c.getLong(10),
                  c.getLong(12),
                  c.getLong(10),
                  c.getLong(11),
                  c.getLong(12),
                  c.getLong(13))));
    }
    return spark.createDataFrame(rows, RATES);
  }

  private static Row rates(Row group, String measure, PairedRates rates) {
    Interval difference = rates.difference();
    return RowFactory.create(
        group.getString(0),
        group.getString(1),
        measure,
        rates.firstEvents(),
        rates.firstTrials(),
        orNull(rates.first().value()),
        orNull(rates.first().low()),
        orNull(rates.first().high()),
        rates.secondEvents(),
        rates.secondTrials(),
        orNull(rates.second().value()),
        orNull(rates.second().low()),
        orNull(rates.second().high()),
        orNull(difference.value()),
        orNull(difference.low()),
        orNull(difference.high()),
        difference.isAboveZero() ? "second" : difference.isBelowZero() ? "first" : "neither");
  }

  private static Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /**
   * A sample of the requests of each cell and each pair of steps, to be reviewed: those whose
   * hashes come first, the same on any number of partitions.
   *
   * @param pairs what {@link #pair} made
   * @param migration what {@link #migration} made of them
   * @param perCell how many of each cell at most
   * @param seed another one draws other requests
   * @return {@code cell}, {@code first_step}, {@code second_step}, {@code number} from 1, {@link
   *     #REQUEST}, {@code first_target}, {@code second_target} and the groups
   */
  public static Dataset<Row> sample(
      Dataset<Row> pairs, Dataset<Row> migration, List<String> groups, int perCell, long seed) {
    String[] cell = {CELL, FIRST_STEP, SECOND_STEP};
    Dataset<Row> sizes =
        migration
            .where(col(DIMENSION).equalTo(ALL))
            .groupBy(col(CELL), col(FIRST_STEP), col(SECOND_STEP))
            .agg(sum(REQUESTS).as("size"));
    // Ten standard deviations more than are wanted, so that only these few are sorted.
    double wanted = perCell + 10 * Math.sqrt(perCell) + 100;
    Column hash = xxhash64(lit(seed), col(REQUEST));
    Column share = col("hash").cast("double").divide(lit(Math.pow(2, 64))).plus(0.5);
    Stream<String> shown =
        Stream.concat(
            Stream.of(
                CELL, FIRST_STEP, SECOND_STEP, "number", REQUEST, FIRST_TARGET, SECOND_TARGET),
            groups.stream());
    return pairs
        .join(org.apache.spark.sql.functions.broadcast(sizes), List.of(cell).toArray(String[]::new))
        .withColumn("hash", hash)
        .where(share.multiply(col("size")).lt(wanted))
        .withColumn(
            "number",
            row_number()
                .over(
                    Window.partitionBy(CELL, FIRST_STEP, SECOND_STEP)
                        .orderBy(col("hash"), col(REQUEST))))
        .where(col("number").leq(perCell))
        .select(shown.map(name -> col(name)).toArray(Column[]::new));
  }
}
