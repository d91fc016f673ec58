package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_PROBABILITY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;
import static org.linkagehub.core.spark.ScoredPairs.INCLUSION_PROBABILITY;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.SampledTotal;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/**
 * Missed matches among the pairs that were compared and not linked: how many the model expects, and
 * how many there are where the truth is known, of all records and by group. From a sample of those
 * pairs in which each had a known chance to be, and from the counts of all patterns where there are
 * any.
 *
 * <p>With patterns the expected number of the whole is theirs, put right by what the sample's pairs
 * differ from their patterns (term frequencies): the difference estimator of Särndal, Swensson and
 * Wretman (1992), Model Assisted Survey Sampling, chapter 6. Of groups it is the sample's alone.
 * Intervals are of the draw: a model that is wrong is wrong in all of it.
 */
public final class RejectedPairs {
  /** Expected matches from patterns alone, without a sample. */
  static final String BY_PATTERN = "by pattern";

  private static final String DIFFERENCE = "by pattern, put right by the sample; normal interval";
  private static final String PATTERN_WEIGHT = "pattern_weight";
  private static final String CODE = "group_code_";
  private static final OptionalDouble NO_THRESHOLD = OptionalDouble.empty();
  private static final double NORMAL = 1.959963984540054;

  // The columns of a pair of the sample.
  private static final int PROBABILITY_AT = 0;
  private static final int CHANCE_AT = 1;
  private static final int PATTERN_AT = 2;
  private static final int MATCH_AT = 3;
  private static final int CODES_AT = 4;

  /** Of a group: the total of expected matches, then that of true ones. */
  private static final int WIDTH = 2 * SampledTotal.WIDTH;

  private final GroupDictionary groups;
  private final double[] totals;
  private final double correction;
  private final double variance;
  private final OptionalDouble byPattern;
  private final boolean sampled;
  private final boolean truth;

  private RejectedPairs(
      GroupDictionary groups, Sums sums, OptionalDouble byPattern, boolean sampled, boolean truth) {
    this.groups = groups;
    this.totals = sums.totals;
    this.correction = sums.correction;
    this.variance = sums.variance;
    this.byPattern = byPattern;
    this.sampled = sampled;
    this.truth = truth;
  }

  /** From the counts of all patterns alone. */
  public static RejectedPairs of(
      AgreementPatterns patterns, double threshold, GroupDictionary groups) {
    return new RejectedPairs(
        groups,
        new Sums(groups.size()),
        OptionalDouble.of(patterns.expectedRejected(threshold)),
        false,
        false);
  }

  /**
   * From a sample, now, and from patterns where there are any.
   *
   * @param sample {@code left_key}, {@code right_key}, {@code match_probability}, {@code
   *     inclusion_probability}, with patterns also their {@code gamma_*}
   * @param patterns of all compared pairs
   * @param threshold the match probability below which no pair was linked
   * @param records {@code record_key}, what the groupings read, and where it is known {@code
   *     true_person}
   * @param groups of these records and groupings
   */
  public static RejectedPairs of(
      Dataset<Row> sample,
      Optional<AgreementPatterns> patterns,
      double threshold,
      Dataset<Row> records,
      List<Grouping> groupings,
      GroupDictionary groups) {
    boolean truth = List.of(records.columns()).contains(TRUE_PERSON);
    Dataset<Row> pairs = placed(withPattern(sample, patterns), records, groupings, groups, truth);
    Sums sums =
        CatalystRows.of(
                pairs
                    .repartition(1)
                    .sortWithinPartitions(LEFT_KEY, RIGHT_KEY)
                    .drop(LEFT_KEY, RIGHT_KEY))
            .mapPartitions(new Tally(groups, threshold))
            .collect()
            .stream()
            .findFirst()
            .orElseGet(() -> new Sums(groups.size())); // Spark has no partition where it has no row
    return new RejectedPairs(
        groups,
        sums,
        patterns
            .map(of -> OptionalDouble.of(of.expectedRejected(threshold)))
            .orElse(OptionalDouble.empty()),
        true,
        truth);
  }

  /** The sample, each pair with the weight of its pattern; null where there is none. */
  private static Dataset<Row> withPattern(
      Dataset<Row> sample, Optional<AgreementPatterns> patterns) {
    if (patterns.isEmpty()) {
      return sample.withColumn(PATTERN_WEIGHT, lit(null).cast("double"));
    }
    Dataset<Row> table = patterns.get().table();
    Column same = lit(true);
    List<Column> named = new ArrayList<>();
    for (String gamma : AgreementPatterns.gammas(table)) {
      named.add(col("`" + gamma + "`").as("of_" + gamma));
      same = same.and(col("`" + gamma + "`").equalTo(col("`of_" + gamma + "`")));
    }
    named.add(col(MATCH_WEIGHT).as(PATTERN_WEIGHT));
    return sample.join(table.select(named.toArray(Column[]::new)), same, "left");
  }

  /** The sample with the groups of both records; only records of the sample are passed on. */
  private static Dataset<Row> placed(
      Dataset<Row> sample,
      Dataset<Row> records,
      List<Grouping> groupings,
      GroupDictionary groups,
      boolean truth) {
    Dataset<Row> keys =
        sample.select(explode(array(col(LEFT_KEY), col(RIGHT_KEY))).as("sampled")).distinct();
    List<Column> codes = groups.codes(groupings);
    List<Column> placed = new ArrayList<>(List.of(col(RECORD_KEY).as("key")));
    placed.add(
        (truth ? trim(col(TRUE_PERSON).cast("string")) : lit(null).cast("string")).as("person"));
    for (int c = 0; c < codes.size(); c++) {
      placed.add(codes.get(c).as(CODE + c));
    }
    Dataset<Row> touched =
        records
            .select(placed.toArray(Column[]::new))
            .join(keys, col("key").equalTo(col("sampled")))
            .drop("sampled");
    Column match = col("l.person").notEqual("").and(col("l.person").equalTo(col("r.person")));
    List<Column> columns =
        new ArrayList<>(
            List.of(
                col(MATCH_PROBABILITY).cast("double"),
                col(INCLUSION_PROBABILITY).cast("double"),
                coalesce(col(PATTERN_WEIGHT), lit(Double.NaN)),
                coalesce(match, lit(false))));
    for (String side : List.of("l", "r")) {
      for (int c = 0; c < codes.size(); c++) {
        columns.add(coalesce(col(side + "." + CODE + c), lit(0L)).as(side + "c" + c));
      }
    }
    columns.add(col(LEFT_KEY));
    columns.add(col(RIGHT_KEY));
    return sample
        .join(touched.alias("l"), col(LEFT_KEY).equalTo(col("l.key")), "left")
        .join(touched.alias("r"), col(RIGHT_KEY).equalTo(col("r.key")), "left")
        .select(columns.toArray(Column[]::new));
  }

  /**
   * Expected matches by the number of the group, in sides of pairs, but of the whole in pairs; of
   * the whole alone without a sample.
   */
  public double[] expected() {
    double[] expected = new double[sampled ? groups.size() : 1];
    for (int g = 0; g < expected.length; g++) {
      expected[g] = expected(g);
    }
    return expected;
  }

  private double expected(int group) {
    return group == 0 && byPattern.isPresent()
        ? Math.max(0, byPattern.getAsDouble() + correction)
        : total(group, 0).value();
  }

  /**
   * {@code rejected_expected_matches} and, where the truth is known, {@code rejected_true_matches}.
   */
  public List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    for (int g = 0; g < (sampled ? groups.size() : 1); g++) {
      Group group = groups.groups().get(g);
      measures.add(
          figure("rejected_expected_matches", expected(g)).in(group).with(interval(g), method(g)));
      if (truth) {
        SampledTotal matches = total(g, SampledTotal.WIDTH);
        measures.add(
            figure("rejected_true_matches", matches.value())
                .in(group)
                .with(matches.interval(), SampledTotal.METHOD));
      }
    }
    return measures;
  }

  private static Measure figure(String name, double value) {
    return Measure.ratio(name, NO_THRESHOLD, value, 1);
  }

  private String method(int group) {
    if (group > 0 || byPattern.isEmpty()) {
      return SampledTotal.METHOD;
    }
    return sampled ? DIFFERENCE : BY_PATTERN;
  }

  private Interval interval(int group) {
    if (group > 0 || byPattern.isEmpty()) {
      return total(group, 0).interval();
    }
    if (!sampled) {
      return Interval.NONE;
    }
    double half = NORMAL * Math.sqrt(variance);
    double value = expected(group);
    return Interval.of(Math.max(0, value - half), value + half);
  }

  private SampledTotal total(int group, int from) {
    return SampledTotal.at(totals, group * WIDTH + from);
  }

  /** What the task counted. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[] totals;
    private double correction;
    private double variance;

    Sums(int groups) {
      totals = new double[groups * WIDTH];
    }

    void add(int group, int sides, double probability, boolean match, double chance) {
      int at = group * WIDTH;
      SampledTotal.add(totals, at, sides * probability, sides * probability, chance);
      SampledTotal.add(totals, at + SampledTotal.WIDTH, match ? sides : 0, sides, chance);
    }

    void correct(double difference, double chance) {
      correction += difference / chance;
      variance += difference * difference * (1 - chance) / (chance * chance);
    }
  }

  private static final class Tally implements FlatMapFunction<Iterator<InternalRow>, Sums> {
    private static final long serialVersionUID = 1;

    private final GroupDictionary groups;
    private final double threshold;

    Tally(GroupDictionary groups, double threshold) {
      this.groups = groups;
      this.threshold = threshold;
    }

    @Override
    public Iterator<Sums> call(Iterator<InternalRow> pairs) {
      var sums = new Sums(groups.size());
      int[] left = new int[groups.groupings()];
      int[] right = new int[groups.groupings()];
      while (pairs.hasNext()) {
        InternalRow pair = pairs.next();
        for (int c = 0; c < groups.codeColumns(); c++) {
          groups.unpack(pair.getLong(CODES_AT + c), c, left);
          groups.unpack(pair.getLong(CODES_AT + groups.codeColumns() + c), c, right);
        }
        double probability = pair.getDouble(PROBABILITY_AT);
        double chance = pair.getDouble(CHANCE_AT);
        boolean match = pair.getBoolean(MATCH_AT);
        double weight = pair.getDouble(PATTERN_AT);
        if (!Double.isNaN(weight)) {
          sums.correct(
              probability - Math.min(threshold, MatchWeights.toProbability(weight)), chance);
        }
        sums.add(0, 1, probability, match, chance);
        for (int g = 0; g < left.length; g++) {
          if (left[g] == right[g]) {
            sums.add(left[g], 2, probability, match, chance);
          } else {
            sums.add(left[g], 1, probability, match, chance);
            sums.add(right[g], 1, probability, match, chance);
          }
        }
      }
      return List.of(sums).iterator();
    }
  }
}
