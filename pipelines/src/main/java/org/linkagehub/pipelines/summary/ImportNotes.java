package org.linkagehub.pipelines.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.evaluate.EvaluationException;
import org.linkagehub.core.evaluate.Program;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.SplinkSettings;

/** What becomes of the SQL of an imported model that is not turned into functions of ours. */
public final class ImportNotes {
  private ImportNotes() {}

  /** Whole sentences; none where all of it is known. */
  public static List<String> of(SplinkSettings settings) {
    var notes = new ArrayList<String>();
    for (Comparison comparison : settings.model().comparisons()) {
      for (ComparisonLevel level : comparison.levels()) {
        if (level.kind() != ComparisonLevel.Kind.ELSE) {
          stays(level.condition())
              .ifPresent(
                  why ->
                      notes.add(
                          "comparison %s, level '%s' stays SQL: %s. Spark evaluates it, in the slower engine, and no pair can be scored without Spark"
                              .formatted(comparison.name(), level.label(), why)));
        }
      }
    }
    for (BlockingRule rule : settings.rules()) {
      if (rule.keys().equals(List.of(BlockingRule.Key.of("1")))) {
        notes.add(
            "blocking rule %s has no value on which two records must agree, so it makes every pair; add one"
                .formatted(rule.name()));
      }
    }
    return notes;
  }

  private static Optional<String> stays(String condition) {
    Optional<Expression> known = ExpressionParser.tryParse(condition);
    if (known.isEmpty()) {
      return Optional.of("it is written in a way that is not taken apart here");
    }
    try {
      Program.of(List.of(known.get()));
      return Optional.empty();
    } catch (EvaluationException e) {
      return Optional.of(e.getMessage());
    }
  }
}
