package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.release.Cleaning;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.Figures;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linkage clean --keep N}. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    description =
        "Removes the tables of old runs, and files that no table needs. Of each linkage it keeps"
            + " the newest releases, the newest finished runs, and runs that failed since, which"
            + " the next run may continue. Manifests and summaries of all runs stay.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage clean --keep 5 --dry-run   say what would go",
      "  linkage clean --keep 5",
    })
final class CleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Option(
      names = "--keep",
      paramLabel = "N",
      required = true,
      description = "How many releases and finished runs of each linkage to keep; at least 1.")
  private int keep;

  @Option(names = "--dry-run", description = "Say what would go, and remove nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print what went as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    if (keep < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--keep must be at least 1, was " + keep);
    }
    RunStore store = output.store();
    Cleaning.Outcome outcome =
        new Cleaning(Sessions.open("clean"), store, keep, Clock.systemUTC()).clean(dryRun);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.write(outcome));
    } else {
      outcome.removed().forEach(table -> out.println(line(table)));
      long bytes = outcome.removed().stream().mapToLong(Cleaning.Removed::bytes).sum();
      out.println(
          "%s %d tables (%s), kept %d."
              .formatted(
                  dryRun ? "Would remove" : "Removed",
                  outcome.removed().size(),
                  Figures.bytes((double) bytes),
                  outcome.kept()));
      outcome
          .unreadable()
          .forEach(
              run -> out.println("Left run " + run + " as it is: its manifest cannot be read."));
    }
    out.flush();
    return ExitCodes.OK;
  }

  private static String line(Cleaning.Removed table) {
    return "%-20s  %10s  %s"
        .formatted(table.runId(), Figures.bytes((double) table.bytes()), table.location());
  }
}
