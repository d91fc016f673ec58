package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_PROBABILITY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;

/**
 * Counts links by group of records and threshold, in one pass over the records and the links
 * whatever the number of groupings.
 *
 * <p>Links are joined with the groups of both their records, brought together by unit (true person,
 * cluster or record) and counted by a {@link PairTally} in each task; only its sums come to the
 * driver. The number of tasks follows from the number of records and the order within a task from
 * keys, so that the sums are the same to the bit however Spark divides its work.
 */
public final class PairCounts {
  /** Of judged pairs: whether they match; null where that was not decided. */
  public static final String IS_MATCH = "is_match";

  /** How many pairs a judged pair stands for: one over the probability that it was drawn. */
  public static final String SAMPLING_WEIGHT = "sampling_weight";

  private static final String UNIT = "unit";
  private static final String SOURCE_CODE = "source_code";
  private static final String CODE = "group_code_";
  private static final long RECORDS_PER_TASK = 100_000;
  private static final int LEAST_TASKS = 4;
  private static final int MOST_TASKS = 64;

  // The columns of what comes together by unit.
  private static final int UNIT_AT = 0;
  private static final int KIND_AT = 1;
  private static final int WITH_AT = 2;
  private static final int LEFT_AT = 3;
  private static final int RIGHT_AT = 4;
  private static final int HERE_AT = 5;
  private static final int SOURCE_AT = 6;
  private static final int WEIGHT_AT = 7;
  private static final int PROBABILITY_AT = 8;
  private static final int JUDGED_AT = 9;
  private static final int MATCH_AT = 10;
  private static final int SAMPLING_AT = 11;
  private static final int CODES_AT = 12;

  private static final int RECORD = 0;
  private static final int PAIR = 1;
  private static final int STRAY = 2;

  private final Dataset<Row> records;
  private final LinkType linkType;
  private final List<Grouping> groupings;
  private final GroupDictionary groups;
  private final List<Double> thresholds;

  /**
   * Counts by these groups and thresholds.
   *
   * @param records {@code record_key}, {@code source}, what the groupings read, and where it is
   *     known {@code true_person} or {@code cluster_id}
   * @param groups of these records and groupings
   * @param thresholds match weights in bits, ascending; minus infinity takes every link
   */
  public PairCounts(
      Dataset<Row> records,
      LinkType linkType,
      List<Grouping> groupings,
      GroupDictionary groups,
      List<Double> thresholds) {
    this.records = records;
    this.linkType = linkType;
    this.groupings = List.copyOf(groupings);
    this.groups = groups;
    this.thresholds = List.copyOf(thresholds);
    for (int k = 1; k < thresholds.size(); k++) {
      if (thresholds.get(k) <= thresholds.get(k - 1)) {
        throw new IllegalArgumentException("thresholds must ascend, were " + thresholds);
      }
    }
  }

  /**
   * Counts links against the truth: two records match where they are of one person, and a record
   * whose person is null or blank is a person alone.
   *
   * @param links {@code left_key}, {@code right_key}, {@code match_weight} and optionally {@code
   *     match_probability}; a pair that is given twice counts once, with its larger weight
   */
  public CountedLinks againstTruth(Dataset<Row> links) {
    Truth.requireColumns(records, "records", RECORD_KEY, SOURCE, TRUE_PERSON);
    Column person = col(TRUE_PERSON).cast("string");
    Column unit =
        when(trim(person).notEqual(""), xxhash64(lit("person"), person))
            .otherwise(xxhash64(lit("alone"), col(RECORD_KEY)));
    Dataset<Row> pairs =
        once(links)
            .withColumn(IS_MATCH, lit(null).cast("boolean"))
            .withColumn(SAMPLING_WEIGHT, lit(1.0));
    return count(
        unit,
        pairs,
        linkType.pairsWithinASource()
            ? PairTally.Matches.UNITS
            : PairTally.Matches.UNITS_BETWEEN_SOURCES,
        col("l." + UNIT).equalTo(col("r." + UNIT)));
  }

  /**
   * Counts links of which nothing is known but their probabilities. Units are clusters where the
   * records have a {@code cluster_id}.
   *
   * @param links as for {@link #againstTruth}
   */
  public CountedLinks withoutTruth(Dataset<Row> links) {
    Dataset<Row> pairs =
        once(links)
            .withColumn(IS_MATCH, lit(null).cast("boolean"))
            .withColumn(SAMPLING_WEIGHT, lit(1.0));
    return count(unit(), pairs, PairTally.Matches.PAIRS, lit(null).cast("boolean"));
  }

  /**
   * Counts pairs that were judged. Pairs that share a record, or a cluster where the records have a
   * {@code cluster_id}, hang together.
   *
   * @param judged {@code left_key}, {@code right_key}, {@code is_match}, {@code sampling_weight}; a
   *     pair without a judgement is left out, one that is given twice must be judged alike
   * @param links as for {@link #againstTruth}; a judged pair that is not among them is no link
   */
  public CountedLinks againstJudged(Dataset<Row> judged, Dataset<Row> links) {
    Truth.requireColumns(judged, "judged pairs", LEFT_KEY, RIGHT_KEY, IS_MATCH, SAMPLING_WEIGHT);
    Dataset<Row> of =
        judged
            .where(col(IS_MATCH).isNotNull())
            .select(
                least(col(LEFT_KEY), col(RIGHT_KEY)).as("j"),
                greatest(col(LEFT_KEY), col(RIGHT_KEY)).as("k"),
                col(IS_MATCH),
                col(SAMPLING_WEIGHT).cast("double").as(SAMPLING_WEIGHT))
            .groupBy("j", "k")
            .agg(max(IS_MATCH).as(IS_MATCH), max(SAMPLING_WEIGHT).as(SAMPLING_WEIGHT));
    Dataset<Row> pairs =
        of.join(once(links), col("j").equalTo(col("a")).and(col("k").equalTo(col("b"))), "left")
            .select(
                col("j").as("a"),
                col("k").as("b"),
                col(MATCH_WEIGHT),
                col(MATCH_PROBABILITY),
                col(IS_MATCH),
                col(SAMPLING_WEIGHT));
    return count(unit(), pairs, PairTally.Matches.PAIRS, col(IS_MATCH));
  }

  /**
   * Pairs that are known to match, as judged pairs.
   *
   * @param known {@code left_key}, {@code right_key}
   */
  public static Dataset<Row> matches(Dataset<Row> known) {
    return known
        .select(LEFT_KEY, RIGHT_KEY)
        .withColumn(IS_MATCH, lit(true))
        .withColumn(SAMPLING_WEIGHT, lit(1.0));
  }

  private Column unit() {
    return List.of(records.columns()).contains(CLUSTER_ID)
        ? coalesce(col(CLUSTER_ID), col(RECORD_KEY))
        : col(RECORD_KEY);
  }

  /** Each pair once, in one order of its keys. */
  private static Dataset<Row> once(Dataset<Row> links) {
    Truth.requireColumns(links, "links", LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT);
    Column probability =
        List.of(links.columns()).contains(MATCH_PROBABILITY)
            ? col(MATCH_PROBABILITY).cast("double")
            : lit(null).cast("double");
    return links
        .select(
            least(col(LEFT_KEY), col(RIGHT_KEY)).as("a"),
            greatest(col(LEFT_KEY), col(RIGHT_KEY)).as("b"),
            col(MATCH_WEIGHT).cast("double").as(MATCH_WEIGHT),
            probability.as(MATCH_PROBABILITY))
        .groupBy("a", "b")
        .agg(max(MATCH_WEIGHT).as(MATCH_WEIGHT), max(MATCH_PROBABILITY).as(MATCH_PROBABILITY));
  }

  private CountedLinks count(
      Column unit, Dataset<Row> pairs, PairTally.Matches matches, Column isMatch) {
    List<Column> placed = new ArrayList<>();
    placed.add(col(RECORD_KEY).as("key"));
    placed.add(unit.as(UNIT));
    placed.add(hash(col(SOURCE)).as(SOURCE_CODE));
    List<Column> codes = groups.codes(groupings);
    for (int c = 0; c < codes.size(); c++) {
      placed.add(codes.get(c).as(CODE + c));
    }
    Dataset<Row> of = records.select(placed.toArray(Column[]::new));
    long recordCount = of.count();
    int tasks = (int) Math.max(LEAST_TASKS, Math.min(MOST_TASKS, recordCount / RECORDS_PER_TASK));
    Dataset<Row> rows =
        recordRows(of, codes.size())
            .union(pairRows(of, pairs, isMatch, codes.size()))
            .repartition(tasks, col("u"))
            .sortWithinPartitions("u", "kind", "with", "l", "r");
    var tally = new Tally(groups, thresholds, matches);
    List<Part> parts = new ArrayList<>(CatalystRows.of(rows).mapPartitions(tally).collect());
    parts.sort(Comparator.comparingInt(Part::number));
    double[] state = new double[groups.size() * thresholds.size() * PairTally.WIDTH];
    long strays = 0;
    for (Part part : parts) {
      strays += part.strays;
      for (int i = 0; i < state.length; i++) {
        state[i] += part.state[i];
      }
    }
    PairTally.accumulate(state, thresholds.size());
    return new CountedLinks(groups.groups(), thresholds, state, strays);
  }

  private static Dataset<Row> recordRows(Dataset<Row> records, int codeColumns) {
    List<Column> row =
        new ArrayList<>(
            List.of(
                col(UNIT).as("u"),
                lit(RECORD).as("kind"),
                lit(0L).as("with"),
                col("key").as("l"),
                lit(0L).as("r"),
                lit(0).as("here"),
                col(SOURCE_CODE).as("source"),
                lit(0.0).as("w"),
                lit(0.0).as("p"),
                lit(false).as("judged"),
                lit(false).as("m"),
                lit(1.0).as("s")));
    for (int c = 0; c < codeColumns; c++) {
      row.add(col(CODE + c).as("lc" + c));
    }
    for (int c = 0; c < codeColumns; c++) {
      row.add(lit(0L).as("rc" + c));
    }
    return records.select(row.toArray(Column[]::new));
  }

  /** A row for each unit that a pair touches; one for a pair that cannot be counted. */
  private Dataset<Row> pairRows(
      Dataset<Row> records, Dataset<Row> pairs, Column isMatch, int codeColumns) {
    Column leftUnit = col("l." + UNIT);
    Column rightUnit = col("r." + UNIT);
    Column known = leftUnit.isNotNull().and(rightUnit.isNotNull()).and(col("a").notEqual(col("b")));
    Dataset<Row> joined =
        pairs
            .join(records.alias("l"), col("a").equalTo(col("l.key")), "left")
            .join(records.alias("r"), col("b").equalTo(col("r.key")), "left");
    if (!linkType.pairsWithinASource()) {
      joined =
          joined.where(
              known
                  .equalTo(lit(false))
                  .or(col("l." + SOURCE_CODE).notEqual(col("r." + SOURCE_CODE))));
    }
    Column both = row(leftUnit, PAIR, rightUnit, PairTally.LEFT | PairTally.RIGHT);
    Column left = row(leftUnit, PAIR, rightUnit, PairTally.LEFT);
    Column right = row(rightUnit, PAIR, leftUnit, PairTally.RIGHT);
    Column stray = row(xxhash64(col("a"), col("b")), STRAY, lit(0L), 0);
    Column touched =
        when(known.equalTo(lit(false)), array(stray))
            .when(leftUnit.equalTo(rightUnit), array(both))
            .otherwise(array(left, right));
    List<Column> carried =
        new ArrayList<>(
            List.of(
                touched.as("touched"),
                col("a"),
                col("b"),
                coalesce(col(MATCH_WEIGHT), lit(Double.NaN)).as("w"),
                coalesce(col(MATCH_PROBABILITY), lit(Double.NaN)).as("p"),
                isMatch.isNotNull().as("judged"),
                coalesce(isMatch, lit(false)).as("m"),
                col(SAMPLING_WEIGHT).as("s")));
    for (String side : List.of("l", "r")) {
      for (int c = 0; c < codeColumns; c++) {
        carried.add(coalesce(col(side + "." + CODE + c), lit(0L)).as(side + "c" + c));
      }
    }
    List<Column> row =
        new ArrayList<>(
            List.of(
                inline(col("touched")),
                col("a"),
                col("b"),
                col("w"),
                col("p"),
                col("judged"),
                col("m"),
                col("s")));
    for (String side : List.of("l", "r")) {
      for (int c = 0; c < codeColumns; c++) {
        row.add(col(side + "c" + c));
      }
    }
    List<String> names =
        new ArrayList<>(
            List.of("u", "kind", "with", "a", "b", "here", "source", "w", "p", "judged", "m", "s"));
    for (String side : List.of("l", "r")) {
      for (int c = 0; c < codeColumns; c++) {
        names.add(side + "c" + c);
      }
    }
    return joined
        .select(carried.toArray(Column[]::new))
        .select(row.toArray(Column[]::new))
        .withColumn("source", lit(0))
        .select(names.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  private static Column row(Column unit, int kind, Column with, int here) {
    return struct(unit.as("u"), lit(kind).as("kind"), with.as("with"), lit(here).as("here"));
  }

  /** What a task counted. */
  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1;

    private final int number;
    private final double[] state;
    private final long strays;

    Part(int number, double[] state, long strays) {
      this.number = number;
      this.state = state;
      this.strays = strays;
    }

    int number() {
      return number;
    }
  }

  private static final class Tally implements FlatMapFunction<Iterator<InternalRow>, Part> {
    private static final long serialVersionUID = 1;

    private final GroupDictionary groups;
    private final double[] thresholds;
    private final PairTally.Matches matches;

    Tally(GroupDictionary groups, List<Double> thresholds, PairTally.Matches matches) {
      this.groups = groups;
      this.thresholds = thresholds.stream().mapToDouble(bits -> bits).toArray();
      this.matches = matches;
    }

    @Override
    public Iterator<Part> call(Iterator<InternalRow> rows) {
      var tally = new PairTally(groups.size(), groups.groupings(), thresholds.length, matches);
      int[] left = new int[groups.groupings()];
      int[] right = new int[groups.groupings()];
      long strays = 0;
      boolean begun = false;
      long unit = 0;
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        int kind = row.getInt(KIND_AT);
        if (kind == STRAY) {
          strays++;
          continue;
        }
        long of = row.getLong(UNIT_AT);
        if (!begun || of != unit) {
          if (begun) {
            tally.end();
          }
          begun = true;
          unit = of;
          tally.begin(unit);
        }
        for (int c = 0; c < groups.codeColumns(); c++) {
          groups.unpack(row.getLong(CODES_AT + c), c, left);
        }
        if (kind == RECORD) {
          tally.record(row.getLong(LEFT_AT), row.getInt(SOURCE_AT), left);
          continue;
        }
        for (int c = 0; c < groups.codeColumns(); c++) {
          groups.unpack(row.getLong(CODES_AT + groups.codeColumns() + c), c, right);
        }
        tally.pair(
            row.getLong(LEFT_AT),
            row.getLong(RIGHT_AT),
            row.getLong(WITH_AT),
            row.getInt(HERE_AT),
            reached(row.getDouble(WEIGHT_AT)),
            row.getDouble(PROBABILITY_AT),
            row.getBoolean(JUDGED_AT),
            row.getBoolean(MATCH_AT),
            row.getDouble(SAMPLING_AT),
            left,
            right);
      }
      if (begun) {
        tally.end();
      }
      return List.of(new Part(TaskContext.getPartitionId(), tally.state(), strays)).iterator();
    }

    /** How many thresholds a weight reaches; none where there is no weight. */
    private int reached(double weight) {
      if (Double.isNaN(weight)) {
        return 0;
      }
      int at = Arrays.binarySearch(thresholds, weight);
      return at >= 0 ? at + 1 : -at - 1;
    }
  }
}
