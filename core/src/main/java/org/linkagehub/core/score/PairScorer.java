package org.linkagehub.core.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.evaluate.EvaluationException;
import org.linkagehub.core.evaluate.Program;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.Cast;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.expression.ExpressionSyntaxException;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;

/**
 * Scores one pair of records in memory, without Spark, to the bit as a batch does.
 *
 * <p>Records are given as they stand after standardisation, with the derived columns that the
 * conditions read. A scorer is immutable and may be used by several threads.
 */
public final class PairScorer {
  private static final int ELSE = 0;

  private final Model model;
  private final WeightTable weights;
  private final TermFrequencyLookup frequencies;
  private final Program program;
  private final List<Level[]> levels;

  /** A level that has a condition: its gamma, and the condition's place in the program. */
  private record Level(int gamma, String label, int condition) {}

  private PairScorer(
      Model model, TermFrequencyLookup frequencies, Program program, List<Level[]> levels) {
    this.model = model;
    this.weights = WeightTable.of(model);
    this.frequencies = frequencies;
    this.program = program;
    this.levels = levels;
  }

  /**
   * Compiles a model, with the built-in nicknames.
   *
   * @throws IllegalArgumentException naming comparison and level, if a level has no m or u, or its
   *     condition cannot be evaluated without Spark
   */
  public static PairScorer of(Model model, TermFrequencyLookup frequencies) {
    return of(model, frequencies, Nicknames.builtIn());
  }

  /** The same with another table of nicknames. */
  public static PairScorer of(Model model, TermFrequencyLookup frequencies, Nicknames nicknames) {
    var conditions = new ArrayList<Expression>();
    var all = new ArrayList<Level[]>();
    for (Comparison comparison : model.comparisons()) {
      var levels = new ArrayList<Level>();
      int gamma = comparison.grades();
      for (ComparisonLevel level : comparison.levels()) {
        if (level.kind() != ComparisonLevel.Kind.ELSE) {
          boolean missing = level.kind() == ComparisonLevel.Kind.MISSING;
          levels.add(new Level(missing ? -1 : --gamma, level.label(), conditions.size()));
          conditions.add(condition(comparison, level, nicknames));
        }
      }
      all.add(levels.toArray(Level[]::new));
    }
    return new PairScorer(model, frequencies, Program.of(conditions, nicknames), all);
  }

  private static Expression condition(
      Comparison comparison, ComparisonLevel level, Nicknames nicknames) {
    try {
      Expression condition = ExpressionParser.parse(level.condition());
      Program.of(List.of(condition), nicknames);
      return condition;
    } catch (ExpressionSyntaxException | EvaluationException e) {
      throw new IllegalArgumentException(
          "comparison %s, level '%s' cannot be scored without Spark: %s"
              .formatted(comparison.name(), level.label(), e.getMessage()),
          e);
    }
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** The columns of a record that are read; a record without one of them has no value there. */
  public Set<String> columns() {
    var columns = new LinkedHashSet<String>();
    program.columns().forEach(column -> columns.add(withoutSide(column)));
    columns.addAll(weights.adjustedColumns());
    return columns;
  }

  /**
   * Scores a pair.
   *
   * @param left the values of the left record by column: String, numbers, Boolean, LocalDate,
   *     Instant, lists of these; a column that is not there is missing
   * @param right the same of the right record
   */
  public ScoredPair score(Map<String, ?> left, Map<String, ?> right) {
    var row = new ArrayList<Object>();
    for (String column : program.columns()) {
      row.add((column.endsWith("_r") ? right : left).get(withoutSide(column)));
    }
    Program.Evaluation evaluation = program.on(row);
    var parts = new ArrayList<ScoredPair.Part>();
    double weight = weights.priorWeight();
    for (int c = 0; c < levels.size(); c++) {
      Optional<Level> first =
          Arrays.stream(levels.get(c)).filter(l -> evaluation.isTrue(l.condition())).findFirst();
      int gamma = first.map(Level::gamma).orElse(ELSE);
      double partial = weights.partialWeight(c, gamma);
      weight += partial;
      double adjustment = 0;
      if (weights.isAdjusted(c)) {
        adjustment = adjustment(weights.adjustment(c, gamma), left, right);
        weight += adjustment;
      }
      Comparison comparison = model.comparisons().get(c);
      String label = first.map(Level::label).orElseGet(() -> comparison.byGamma().get(0).label());
      parts.add(new ScoredPair.Part(comparison.name(), gamma, label, partial, adjustment));
    }
    return new ScoredPair(weights.priorWeight(), parts, weight, MatchWeights.toProbability(weight));
  }

  private double adjustment(
      WeightTable.Adjustment adjustment, Map<String, ?> left, Map<String, ?> right) {
    return adjustment == null
        ? 0
        : adjustment.bits(
            frequency(adjustment.column(), left), frequency(adjustment.column(), right));
  }

  private double frequency(String column, Map<String, ?> record) {
    Object value = record.get(column);
    return value == null
        ? Double.NaN
        : frequencies
            .frequency(column, AS_TEXT.on(List.of(value)).value(0).toString())
            .orElse(Double.NaN);
  }

  private static final Program AS_TEXT =
      Program.of(List.of(new Cast(new Column("value"), "string", false)));

  private static String withoutSide(String column) {
    return column.endsWith("_l") || column.endsWith("_r")
        ? column.substring(0, column.length() - 2)
        : column;
  }
}
