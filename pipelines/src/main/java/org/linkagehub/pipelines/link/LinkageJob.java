package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.config.NicknameTable;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.disclosure.DisclosureSettings;

/**
 * Links the tables that a configuration names.
 *
 * @param config what to link, and how
 */
public record LinkageJob(LinkageConfig config) implements Job {
  /** Settings that change no result. */
  static final List<String> NO_EFFECT =
      List.of(
          "name",
          "output",
          "population",
          "compare-links",
          "trace",
          "assess",
          "report",
          "disclosure",
          "framework",
          "shared",
          "variables");

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    return plan(spark, command, engine -> new LinkageStages(config, engine).all());
  }

  /** The plan of some stages on the inputs of the linkage, given the engine that suits them. */
  RunPlan plan(SparkSession spark, String command, Function<Engine, List<Stage>> stages) {
    LinkageFunctions.register(spark);
    LinkageFunctions.useNicknames(spark, config.nicknames().map(NicknameTable::location));
    StructType columns = ConfigCheck.require(spark, config);
    var sources = new Sources(spark);
    EngineChoice choice = EngineChoice.of(spark, config, columns);
    var read = new ArrayList<SourceTable>();
    config
        .inputs()
        .forEach(input -> read.add(sources.table(RecordsStage.inputTable(input), input)));
    config
        .exclusions()
        .forEach(
            exclusion ->
                exclusion
                    .ids()
                    .ifPresent(
                        ids -> read.add(sources.table(Exclusions.idsTable(exclusion), ids))));
    read.addAll(new TrainingTables(config).sources(sources));
    config
        .model()
        .flatMap(LinkageJob::frequencies)
        .ifPresent(table -> read.add(sources.table(ModelStages.GIVEN_FREQUENCIES, table)));
    List<Stage> planned = stages.apply(choice.engine());
    if (planned.stream().anyMatch(stage -> stage.outputs().contains(DriftStage.OUTPUT))) {
      read.add(DriftStage.nothing(spark));
    }
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(NO_EFFECT),
        choice.description(),
        config.seed(),
        read,
        planned,
        config.output().schema());
  }

  /** The table in which a given model keeps its frequencies. */
  private static Optional<InputSettings> frequencies(TrainedModel model) {
    Optional<String> table = model.file().termFrequencies().table();
    return table
        .or(model::frequenciesPath)
        .map(
            location ->
                new InputSettings(
                    "term frequencies of the model",
                    InputSettings.Format.DELTA,
                    location,
                    table.isPresent(),
                    Map.of(),
                    Columns.VALUE,
                    Map.of(),
                    Optional.empty()));
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return RunModel.files(run, config.blocking().rules());
  }

  @Override
  public Map<String, String> report(CompletedRun run, Summary summary, EarlierRuns earlier) {
    return config.reporting().report().write() && summary instanceof RunSummary figures
        ? RunReport.files(config, run, figures, earlier)
        : Map.of();
  }

  @Override
  public DisclosureSettings disclosure() {
    return config.reporting().disclosure();
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return LinkageSummary.results(run);
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    return new LinkageSummary(config, run).summary();
  }
}
