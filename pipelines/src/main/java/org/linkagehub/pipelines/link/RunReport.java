package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.report.LinkCounts;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.TrainingText;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.report.Evidence;
import org.linkagehub.qa.report.Evidence.Counted;
import org.linkagehub.qa.report.Report;

/** Gathers what a report is made of from the tables of a run. */
public final class RunReport {
  private final LinkageConfig config;
  private final CompletedRun run;
  private final RunSummary summary;
  private final EarlierRuns earlier;

  private RunReport(
      LinkageConfig config, CompletedRun run, RunSummary summary, EarlierRuns earlier) {
    this.config = config;
    this.run = run;
    this.summary = summary;
    this.earlier = earlier;
  }

  /**
   * The files of a run's report, name to text.
   *
   * @param earlier runs of the linkage
   */
  static Map<String, String> files(
      LinkageConfig config, CompletedRun run, RunSummary summary, EarlierRuns earlier) {
    return new RunReport(config, run, summary, earlier).report(List.of()).files();
  }

  /**
   * The files of a finished run's report, made anew.
   *
   * @param config what the run was configured with, with what people answered since
   * @param showRecords whether pairs of records near the threshold are shown: personal data
   */
  public static Map<String, String> files(
      LinkageConfig config, CompletedRun run, EarlierRuns earlier, boolean showRecords) {
    RunSummary summary = new LinkageSummary(config, run).summary();
    List<Evidence.ShownPair> records =
        showRecords
            ? ShownRecords.near(config, run.tables(), summary.links().thresholdBits())
            : List.of();
    return new RunReport(config, run, summary, earlier).report(records).files();
  }

  private Report report(List<Evidence.ShownPair> records) {
    return new Report(
        evidence(records), config.reporting().report(), config.reporting().disclosure());
  }

  private Evidence evidence(List<Evidence.ShownPair> records) {
    List<Measure> measured =
        run.tables().has(MeasureTable.NAME)
            ? MeasureTable.read(run.tables().table(MeasureTable.NAME))
            : List.of();
    List<Evidence.Pattern> patterns =
        LinkPatterns.of(
            run.tables().table(LinkageStages.LINKS),
            summary.model().stream()
                .flatMap(model -> model.comparisons().stream())
                .map(RunSummary.Comparison::name)
                .toList());
    var facts = new RunFacts(run.manifest());
    return new Evidence(
        facts.subject(
            Evidence.Origin.THIS_RUN,
            summary.linkType(),
            config.evaluation().truePerson().map(column -> "column " + column).orElse(""),
            LinkageSummary.digests(run)),
        measures(measured, patterns),
        summary.model().map(this::model),
        patterns,
        summary.links().thresholdBits(),
        method(),
        facts.stages(),
        config.reporting().checks(),
        run.tables().has(CleaningCounts.RULES),
        facts.settings(),
        LinkageWarnings.of(config, run, this::shown),
        config.reporting().answers(),
        earlier.ratings(),
        earlier.compared(),
        records);
  }

  private List<Measure> measures(List<Measure> measured, List<Evidence.Pattern> patterns) {
    var measures = new ArrayList<>(measured);
    measures.addAll(RunCounts.of(summary));
    measures.addAll(LinkCounts.byWeight(run.tables().table(LinkageStages.LINKS)));
    Map<Long, Long> sizes = new TreeMap<>();
    summary.clusterSizes().forEach(size -> sizes.put(size.size(), size.clusters()));
    measures.addAll(LinkCounts.bySize(sizes));
    for (int i = 0; i < patterns.size(); i++) {
      measures.add(
          Counted.of(Counted.PATTERN, Integer.toString(i), Group.ALL, patterns.get(i).pairs()));
    }
    return measures;
  }

  /** A count within a sentence. */
  private String shown(long count) {
    return config.reporting().disclosure().text(count);
  }

  private String method() {
    ClusteringSettings.Method method = config.clustering().method();
    return switch (method) {
      case REFINED -> "connected components, divided by the mean weight inside them";
      case BEST_LINKS -> "the best links of each record";
      case COMPONENTS -> "connected components of the links";
    };
  }

  private Evidence.Model model(RunSummary.Model model) {
    return new Evidence.Model(
        model.lambda(),
        model.comparisons().stream().map(RunReport::comparison).toList(),
        model.training().stream()
            .flatMap(training -> TrainingText.of(training, this::shown).stream())
            .map(line -> line.strip().replaceAll(" {2,}", ", "))
            .toList());
  }

  private static Evidence.Comparison comparison(RunSummary.Comparison comparison) {
    return new Evidence.Comparison(
        comparison.name(),
        comparison.levels().stream()
            .map(
                level ->
                    new Evidence.Level(level.label(), level.m(), level.u(), level.termFrequency()))
            .toList());
  }
}
