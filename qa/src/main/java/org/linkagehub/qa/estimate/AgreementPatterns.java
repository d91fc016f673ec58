package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.PAIR_COUNT;
import static org.linkagehub.core.spark.ScoredPairs.LINK_COUNT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.profile.CramersV;

/**
 * All pairs that were compared, counted by comparison vector: which patterns there are, what they
 * weigh, how many matches the model expects among those that were not linked, and which comparisons
 * agree together more often than a model of independent comparisons thinks.
 *
 * <p>Pairs are compared because a blocking rule made them, so comparisons of a rule's columns hang
 * together through the rules alone: what the rules choose is part of what is shown here.
 */
public final class AgreementPatterns {
  /** How many patterns have measures of their own, the most frequent; the table has them all. */
  public static final int MOST_TOLD = 50;

  private static final String GAMMA = Columns.gamma("");
  private static final int MISSING = -1;
  private static final OptionalDouble NO_THRESHOLD = OptionalDouble.empty();

  /** The most frequent first, so that sums are the same whatever the order of the table. */
  private static final Comparator<Pattern> ORDER =
      Comparator.comparingLong(Pattern::pairs)
          .reversed()
          .thenComparing(
              Pattern::gammas,
              (one, other) ->
                  Arrays.compare(one.toArray(Integer[]::new), other.toArray(Integer[]::new)));

  private final Dataset<Row> table;
  private final List<String> comparisons;
  private final List<Pattern> patterns;

  /**
   * A comparison vector.
   *
   * @param gammas the level in each comparison, -1 for a missing value
   * @param links how many of its pairs were linked
   * @param weight in bits, without term-frequency adjustments
   */
  private record Pattern(List<Integer> gammas, long pairs, long links, double weight) {
    double probability() {
      return MatchWeights.toProbability(weight);
    }

    long rejected() {
      return pairs - links;
    }
  }

  private AgreementPatterns(Dataset<Row> table, List<String> comparisons, List<Pattern> patterns) {
    this.table = table;
    this.comparisons = comparisons;
    this.patterns = patterns;
  }

  /**
   * Reads patterns, which are as many as models have combinations of levels that occur: some
   * hundreds or thousands.
   *
   * @param table {@code gamma_*}, {@code pair_count}, {@code link_count}, {@code match_weight}
   */
  public static AgreementPatterns of(Dataset<Row> table) {
    List<String> gammas = gammas(table);
    List<Column> by = new ArrayList<>(gammas.stream().map(g -> col("`" + g + "`")).toList());
    by.add(col(MATCH_WEIGHT));
    List<Pattern> patterns = new ArrayList<>();
    for (Row row :
        table
            .groupBy(by.toArray(Column[]::new))
            .agg(sum(PAIR_COUNT).as(PAIR_COUNT), sum(LINK_COUNT).as(LINK_COUNT))
            .collectAsList()) {
      List<Integer> levels = new ArrayList<>();
      for (int c = 0; c < gammas.size(); c++) {
        levels.add(((Number) row.get(c)).intValue());
      }
      patterns.add(
          new Pattern(
              levels,
              row.<Long>getAs(PAIR_COUNT),
              row.<Long>getAs(LINK_COUNT),
              row.<Double>getAs(MATCH_WEIGHT)));
    }
    patterns.sort(ORDER);
    return new AgreementPatterns(
        table, gammas.stream().map(gamma -> gamma.substring(GAMMA.length())).toList(), patterns);
  }

  /** What was read. */
  Dataset<Row> table() {
    return table;
  }

  /** The columns of levels, in the order of the table. */
  static List<String> gammas(Dataset<Row> table) {
    return Arrays.stream(table.columns()).filter(column -> column.startsWith(GAMMA)).toList();
  }

  /**
   * {@code agreement_patterns}, {@code rejected_pairs}, and of the most frequent patterns {@code
   * pattern_pairs}, {@code pattern_links} and {@code pattern_weight}; of every two comparisons
   * {@code agreement_correlation_of_matches} and {@code agreement_correlation_of_non_matches}.
   */
  public List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    long compared = patterns.stream().mapToLong(Pattern::pairs).sum();
    long rejected = patterns.stream().mapToLong(Pattern::rejected).sum();
    measures.add(Measure.count("agreement_patterns", NO_THRESHOLD, patterns.size()));
    measures.add(Measure.share("rejected_pairs", NO_THRESHOLD, rejected, compared));
    for (Pattern pattern : patterns.subList(0, Math.min(MOST_TOLD, patterns.size()))) {
      String subject = subject(pattern);
      measures.add(
          Measure.share("pattern_pairs", NO_THRESHOLD, pattern.pairs(), compared).of(subject));
      measures.add(
          Measure.share("pattern_links", NO_THRESHOLD, pattern.links(), pattern.pairs())
              .of(subject));
      measures.add(Measure.figure("pattern_weight", NO_THRESHOLD, pattern.weight()).of(subject));
    }
    for (int c = 0; c < comparisons.size(); c++) {
      for (int d = c + 1; d < comparisons.size(); d++) {
        correlation("agreement_correlation_of_matches", c, d, Pattern::probability, measures);
        correlation(
            "agreement_correlation_of_non_matches", c, d, p -> 1 - p.probability(), measures);
      }
    }
    return measures;
  }

  /** As a sentence of levels: {@code surname 3, dob missing}. */
  private String subject(Pattern pattern) {
    List<String> levels = new ArrayList<>();
    for (int c = 0; c < comparisons.size(); c++) {
      int gamma = pattern.gammas().get(c);
      levels.add(comparisons.get(c) + " " + (gamma == MISSING ? "missing" : gamma));
    }
    return String.join(", ", levels);
  }

  /**
   * Of the pairs of which neither value is missing, each by the probability that it is of the kind.
   */
  private void correlation(
      String name, int one, int other, ToDoubleFunction<Pattern> share, List<Measure> measures) {
    double[][] counts = new double[levels(one)][levels(other)];
    for (Pattern pattern : patterns) {
      int row = pattern.gammas().get(one);
      int column = pattern.gammas().get(other);
      if (row != MISSING && column != MISSING) {
        counts[row][column] += (double) pattern.pairs() * share.applyAsDouble(pattern);
      }
    }
    CramersV.of(counts)
        .ifPresent(
            v ->
                measures.add(
                    Measure.figure(name, NO_THRESHOLD, v)
                        .of(comparisons.get(one) + " ~ " + comparisons.get(other))));
  }

  private int levels(int comparison) {
    return patterns.stream().mapToInt(p -> p.gammas().get(comparison)).max().orElse(MISSING) + 1;
  }

  /**
   * How many matches the model expects among the pairs below the threshold: exact but for term
   * frequencies, which differ between the pairs of a pattern.
   *
   * @param threshold the match probability below which no pair was linked; where term frequencies
   *     decide between the pairs of a pattern, what they reject is below it
   */
  double expectedRejected(double threshold) {
    double expected = 0;
    for (Pattern pattern : patterns) {
      expected += (double) pattern.rejected() * Math.min(threshold, pattern.probability());
    }
    return expected;
  }
}
