package org.linkagehub.pipelines.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.pipelines.config.AssessmentConfig;
import org.linkagehub.pipelines.link.EarlierRuns;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.report.Evidence;
import org.linkagehub.qa.report.Report;

/** The report of links that anybody made: that of a run, without what only a run can tell. */
public final class AssessmentReport {
  private AssessmentReport() {}

  /**
   * The files of the report, name to text.
   *
   * @param earlier assessments of the same links
   */
  public static Map<String, String> files(
      AssessmentConfig config, CompletedRun run, EarlierRuns earlier) {
    List<Measure> measured = MeasureTable.read(run.tables().table(MeasureTable.NAME));
    var measures = new ArrayList<>(measured);
    List<Measure> counts = AssessmentFigures.counted(run);
    measures.addAll(counts);
    var facts = new RunFacts(run.manifest());
    var evidence =
        new Evidence(
            facts.subject(
                Evidence.Origin.ELSEWHERE,
                config.linkType().configName(),
                config.truePerson().map(column -> "column " + column).orElse(""),
                Map.of()),
            measures,
            Optional.empty(),
            List.of(),
            config.isWeighted() ? config.quality().compareAt().get(0) : Double.NaN,
            "those who made the links",
            facts.stages(),
            config.reporting().checks(),
            false,
            facts.settings(),
            AssessmentFigures.warnings(measured, counts, config.reporting().disclosure()::text),
            config.reporting().answers(),
            earlier.ratings(),
            earlier.compared(),
            List.of());
    return new Report(evidence, config.reporting().report(), config.reporting().disclosure())
        .files();
  }
}
