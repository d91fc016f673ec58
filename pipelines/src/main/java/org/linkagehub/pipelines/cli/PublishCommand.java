package org.linkagehub.pipelines.cli;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.link.CheckOutcomes;
import org.linkagehub.pipelines.release.Release;
import org.linkagehub.pipelines.release.Releases;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage publish RUN}. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    description =
        "Makes a finished run the current release of its linkage. `linkage run` does so itself,"
            + " unless told otherwise.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage publish last",
      "  linkage publish 20260314-0915 --output /data/linked",
    })
final class PublishCommand implements Callable<Integer> {
  /** The commands whose runs can be a release; those of others link nobody. */
  private static final Set<String> LINKING = Set.of("run", "demo");

  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Parameters(
      paramLabel = "RUN",
      description = "The run's id, the beginning of it, or `" + RunStore.LAST + "`.")
  private String run;

  @Option(
      names = "--despite-checks",
      description = "Publish it even though a check of its quality failed.")
  private boolean despiteChecks;

  @Override
  public Integer call() {
    RunStore store = output.store();
    RunManifest manifest = store.find(run).manifest(); // before Spark is started
    requireLinkage(manifest);
    Optional<String> failed = CheckOutcomes.failed(manifest);
    if (failed.isPresent() && !despiteChecks) {
      spec.commandLine()
          .getErr()
          .println(
              "Not published: a check failed: %s. --despite-checks publishes run %s nevertheless."
                  .formatted(failed.get(), manifest.runId()));
      return ExitCodes.CHECKS;
    }
    var releases =
        new Releases(
            Sessions.open("publish"),
            store,
            manifest.linkage(),
            Optional.of(manifest.schema()).filter(schema -> !schema.isEmpty()),
            Clock.systemUTC());
    try (RunLock lock = store.lock(manifest.linkage(), "publish", Instant.now())) {
      Release made = releases.publish(manifest, lock);
      spec.commandLine()
          .getOut()
          .println(
              "Release %d of %s is current, with the tables of run %s: %s"
                  .formatted(made.number(), made.linkage(), made.runId(), releases.shown()));
    }
    return ExitCodes.OK;
  }

  private static void requireLinkage(RunManifest manifest) {
    if (!LINKING.contains(manifest.command())) {
      throw new InputDataException(
          "run %s is one of `linkage %s`, which makes no release: only what `linkage run` made can be published"
              .formatted(manifest.runId(), manifest.command()));
    }
  }
}
