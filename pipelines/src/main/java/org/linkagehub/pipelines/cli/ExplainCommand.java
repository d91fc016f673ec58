package org.linkagehub.pipelines.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.link.ClusterExplainer;
import org.linkagehub.pipelines.link.PairExplainer;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.ClusterExplanation;
import org.linkagehub.pipelines.summary.ClusterExplanationText;
import org.linkagehub.pipelines.summary.Explanation;
import org.linkagehub.pipelines.summary.ExplanationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage explain RUN ID ID}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explains what a run makes of two records: their values side by side, and what each comparison"
          + " adds to the match weight. Also of records that no blocking rule brought together.",
      "With --cluster, explains a cluster: its records, the links that hold it, the weakest first,"
          + " conflicts, and the links to other clusters with the reason why they were cut.",
      "It shows values of records: keep its output as carefully as the records."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage explain last 17 204",
      "  linkage explain 20260314-0915 hospital:17 register:204 --output /data/linked",
      "  linkage explain last 17 204 --json",
      "  linkage explain last --cluster hospital:17",
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "The run's id, the beginning of it, or `" + RunStore.LAST + "`.")
  private String run;

  @Parameters(
      index = "1..*",
      arity = "0..2",
      paramLabel = "ID",
      description = "Two records, each by its id, or SOURCE:ID where several sources have that id.")
  private List<String> pair = List.of();

  @Option(
      names = "--cluster",
      paramLabel = "ID",
      description = "A cluster, by its id or by a record in it.")
  private String cluster;

  @Option(names = "--json", description = "Print the explanation as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (cluster == null ? pair.size() != 2 : !pair.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          cluster == null
              ? "name two records, or a cluster: linkage explain %s --cluster ID".formatted(run)
              : "name either two records or a cluster, not both");
    }
    RunStore store = output.store();
    RunFolder folder = store.find(run);
    SparkSession spark = Sessions.open("explain");
    spec.commandLine()
        .getOut()
        .print(cluster == null ? ofPair(spark, store, folder) : ofCluster(spark, store, folder));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }

  private String ofPair(SparkSession spark, RunStore store, RunFolder folder) {
    Explanation explanation =
        new PairExplainer(spark, store, folder).explain(pair.get(0), pair.get(1));
    return json ? Json.write(explanation) : ExplanationText.of(explanation);
  }

  private String ofCluster(SparkSession spark, RunStore store, RunFolder folder) {
    ClusterExplanation explanation = new ClusterExplainer(spark, store, folder).explain(cluster);
    return json ? Json.write(explanation) : ClusterExplanationText.of(explanation);
  }
}
