package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage show RUN}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Shows a run: what it read, with which settings and versions, what each stage cost, and its"
            + " summary.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage show last",
      "  linkage show 20260314-0915 --configuration",
      "  linkage show last --json --output /data/linked",
    })
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Parameters(
      paramLabel = "RUN",
      description = "The run's id, the beginning of it, or `" + RunStore.LAST + "`.")
  private String run;

  @Option(names = "--configuration", description = "Print the configuration it ran with, alone.")
  private boolean configuration;

  @Option(names = "--json", description = "Print the manifest as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    RunFolder folder = output.store().find(run);
    PrintWriter out = spec.commandLine().getOut();
    var manifest = folder.manifest();
    if (configuration) {
      out.println(manifest.configuration().stripTrailing());
    } else if (json) {
      out.print(org.linkagehub.pipelines.stage.Json.write(manifest));
    } else {
      out.print(RunText.of(manifest, folder.toString()));
      if (folder.has(SummaryFile.TEXT)) {
        out.println();
        out.print(folder.text(SummaryFile.TEXT));
      }
    }
    out.flush();
    return ExitCodes.OK;
  }
}
