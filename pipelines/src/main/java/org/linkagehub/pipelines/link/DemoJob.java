package org.linkagehub.pipelines.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.synthetic.SyntheticPeople;
import org.linkagehub.qa.synthetic.SyntheticSettings;

/**
 * Generates people whose truth is known, and links them by the configuration of {@code
 * conf/examples/generated.conf}.
 *
 * @param people how many
 * @param seed of the people
 */
public record DemoJob(long people, long seed) implements Job {
  private static final String CONFIGURATION = "generated.conf";

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    LinkageFunctions.register(spark);
    LinkageFunctions.useNicknames(spark, Optional.empty());
    LinkageConfig config = config();
    Engine engine = new BlockEngine();
    var stages = new ArrayList<Stage>();
    stages.add(
        Stage.of(
                "generate",
                List.of(),
                Output.of(RecordsStage.inputTable(config.inputs().get(0))),
                none -> SyntheticPeople.records(spark, SyntheticSettings.of(people, seed)))
            .dependingOn(people, seed));
    stages.addAll(new LinkageStages(config, engine).all());
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.source().toJsonWithout(LinkageJob.NO_EFFECT),
        engine.name(),
        config.seed(),
        List.of(DriftStage.nothing(spark)),
        stages,
        config.output().schema());
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return RunModel.files(run, config().blocking().rules());
  }

  @Override
  public Map<String, String> report(CompletedRun run, Summary summary, EarlierRuns earlier) {
    return config().reporting().report().write() && summary instanceof RunSummary figures
        ? RunReport.files(config(), run, figures, earlier)
        : Map.of();
  }

  @Override
  public DisclosureSettings disclosure() {
    return config().reporting().disclosure();
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    return LinkageSummary.results(run);
  }

  @Override
  public RunSummary summarise(CompletedRun run) {
    return new LinkageSummary(config(), run).summary();
  }

  private static LinkageConfig config() {
    return LinkageConfig.of(ConfigSource.ofText(CONFIGURATION, configuration()));
  }

  /** The configuration that the demo links by, as text; its input is what is generated. */
  public static String configuration() {
    try (InputStream in = DemoJob.class.getResourceAsStream(CONFIGURATION)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + CONFIGURATION + " of the application jar", e);
    }
  }
}
