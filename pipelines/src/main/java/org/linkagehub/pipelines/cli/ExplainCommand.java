package org.linkagehub.pipelines.cli;

import java.util.concurrent.Callable;
import org.linkagehub.pipelines.link.PairExplainer;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.Explanation;
import org.linkagehub.pipelines.summary.ExplanationText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage explain RUN ID ID}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explains what a run makes of two records: their values side by side, and what each comparison"
          + " adds to the match weight. Also of records that no blocking rule brought together.",
      "It shows values of records: keep its output as carefully as the records."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage explain last 17 204",
      "  linkage explain 20260314-0915 hospital:17 register:204 --output /data/linked",
      "  linkage explain last 17 204 --json",
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
      index = "1",
      paramLabel = "ID",
      description = "A record: its id, or SOURCE:ID where several sources have that id.")
  private String first;

  @Parameters(index = "2", paramLabel = "ID", description = "Another.")
  private String second;

  @Option(names = "--json", description = "Print the explanation as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    RunStore store = output.store();
    RunFolder folder = store.find(run);
    Explanation explanation =
        new PairExplainer(Sessions.open("explain"), store, folder).explain(first, second);
    spec.commandLine()
        .getOut()
        .print(json ? Json.write(explanation) : ExplanationText.of(explanation));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
