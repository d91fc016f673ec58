package org.linkagehub.pipelines.assessment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.AssessmentSummary;
import org.linkagehub.pipelines.summary.AssessmentSummary.Different;
import org.linkagehub.pipelines.summary.AssessmentSummary.Figure;
import org.linkagehub.pipelines.summary.Figures;
import org.linkagehub.qa.check.CheckTable;
import org.linkagehub.qa.measure.Definition.Topic;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;
import org.linkagehub.qa.measure.MeasureTable;

/** Gathers the summary of an assessment from its table of measures. */
final class AssessmentFigures {
  private static final double LEVEL = 0.05;
  private static final String P = "_p";

  /** What the summary leaves to the table: one minus another figure. */
  private static final Set<String> COMPLEMENTS =
      Set.of("_false_match_rate", "_missed_match_rate", "_f_star");

  private AssessmentFigures() {}

  static AssessmentSummary summary(AssessmentConfig config, CompletedRun run) {
    List<Measure> measures = MeasureTable.read(run.tables().table(MeasureTable.NAME));
    return new AssessmentSummary(
        run.manifest().runId(),
        config.name(),
        figures(config, measures),
        different(measures),
        measures.size(),
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        new RunFacts(run.manifest()).tables(AssessmentFigures::holds),
        warnings(measures, counted(run), Figures::count));
  }

  private static String holds(String table) {
    return switch (table) {
      case MeasureTable.NAME -> "measures of quality, in long form";
      case CheckTable.NAME -> "measures against their bounds";
      case AssessedCounts.TABLE -> "what the report counts besides";
      default -> "the assessed records, as they came";
    };
  }

  private static List<Figure> figures(AssessmentConfig config, List<Measure> measures) {
    List<Double> shown = config.quality().compareAt();
    List<Figure> figures = new ArrayList<>();
    for (Measure m : measures) {
      boolean here =
          m.group().isAll()
              && (m.threshold().isEmpty() || shown.contains(m.threshold().getAsDouble()));
      Topic topic = MeasureCatalogue.find(m.measure()).map(d -> d.topic()).orElse(Topic.DATA);
      boolean told =
          topic == Topic.PAIRS || topic == Topic.CLUSTERS || topic == Topic.WITHOUT_TRUTH;
      boolean complement =
          !m.measure().startsWith("expected")
              && !m.measure().startsWith("implausible")
              && COMPLEMENTS.stream().anyMatch(m.measure()::endsWith);
      if (here && told && !complement) {
        figures.add(
            new Figure(
                (m.measure().replace('_', ' ') + " " + m.subject()).strip(),
                m.threshold(),
                m.value(),
                m.interval().lower(),
                m.interval().upper(),
                m.numerator().orElse(0),
                m.denominator().orElse(0)));
      }
    }
    return figures;
  }

  /** Each test that alarms, with the difference that it is about. */
  private static List<Different> different(List<Measure> measures) {
    Map<List<Object>, Measure> differences = new HashMap<>();
    measures.forEach(m -> differences.put(place(m.measure(), m), m));
    List<Different> different = new ArrayList<>();
    for (Measure test : measures) {
      if (!test.measure().endsWith("_difference" + P) || test.value().orElse(1) >= LEVEL) {
        continue;
      }
      String of = test.measure().substring(0, test.measure().length() - P.length());
      Measure difference = differences.get(place(of, test));
      different.add(
          new Different(
              of.substring(0, of.length() - "_difference".length()).replace('_', ' '),
              test.group().grouping(),
              test.group().value(),
              test.threshold().orElse(Double.NaN),
              difference.value().orElseThrow(),
              difference.interval().lower().orElse(Double.NaN),
              difference.interval().upper().orElse(Double.NaN),
              test.value().orElseThrow()));
    }
    return different;
  }

  private static List<Object> place(String measure, Measure of) {
    return List.of(measure, of.group(), of.threshold());
  }

  /** What an assessment counted beside its measures. */
  static List<Measure> counted(CompletedRun run) {
    return MeasureTable.read(run.tables().table(AssessedCounts.TABLE));
  }

  /**
   * What should be looked at, in whole sentences.
   *
   * @param counts as {@link AssessedCounts} made them
   * @param count how a count is written
   */
  static List<String> warnings(
      List<Measure> measures, List<Measure> counts, LongFunction<String> count) {
    var warnings = new ArrayList<>(AssessedCounts.warnings(counts, count));
    for (Measure m : measures) {
      long rows = Math.round(m.value().orElse(0));
      if (m.measure().equals("pairs_left_out") && rows > 0) {
        warnings.add(
            "%s links are of a record with itself or of a record that is not among the records; they were left out"
                .formatted(count.apply(rows)));
      } else if (m.measure().equals("cluster_rows_left_out") && rows > 0) {
        warnings.add(
            "%s rows of the clusters name a record that is not among the records; they were left out"
                .formatted(count.apply(rows)));
      }
    }
    return warnings;
  }
}
