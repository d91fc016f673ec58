package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.release.Current;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
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
        "Shows a run: who made it, of what, with which model, settings and versions, what each stage"
            + " cost, whether its tables are the current release, and its summary.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage show last",
      "  linkage show current",
      "  linkage show 20260314-0915 --configuration",
      "  linkage show last --json --output /data/linked",
    })
final class ShowCommand implements Callable<Integer> {
  private static final String CURRENT = "current";

  @Spec private CommandSpec spec;
  @Mixin private ReleaseOptions options;

  @Parameters(
      paramLabel = "RUN",
      description =
          "The run's id, the beginning of it, `"
              + RunStore.LAST
              + "` for the newest, or `"
              + CURRENT
              + "` for that of the current release.")
  private String run;

  @Option(names = "--configuration", description = "Print the configuration it ran with, alone.")
  private boolean configuration;

  @Option(names = "--json", description = "Print the manifest as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    RunStore store = options.store();
    RunFolder folder =
        store.find(run.equals(CURRENT) ? options.current(store).release().runId() : run);
    PrintWriter out = spec.commandLine().getOut();
    var manifest = folder.manifest();
    if (configuration) {
      out.println(manifest.configuration().stripTrailing());
    } else if (json) {
      out.print(org.linkagehub.pipelines.stage.Json.write(manifest));
    } else {
      out.print(RunText.of(manifest, folder.toString(), current(store, manifest)));
      if (folder.has(SummaryFile.TEXT)) {
        out.println();
        out.print(folder.text(SummaryFile.TEXT));
      }
    }
    out.flush();
    return ExitCodes.OK;
  }

  /** Whether its tables are the current release, in words; empty of a run that cannot be one. */
  private static String current(RunStore store, RunManifest manifest) {
    try {
      return Current.of(store, manifest.linkage())
          .map(Current::release)
          .filter(release -> release.runId().equals(manifest.runId()))
          .map(
              release ->
                  "%d, current since %s, by %s"
                      .formatted(
                          release.number(), RunText.time(release.published()), release.user()))
          .orElse(
              manifest.status() == RunManifest.Status.FINISHED
                  ? "not the current one; `linkage releases` tells of those before"
                  : "");
    } catch (InputDataException unreadable) {
      return unreadable.getMessage();
    }
  }
}
