package org.linkagehub.pipelines.cli;

import java.time.Instant;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.release.Release;
import org.linkagehub.pipelines.release.Releases;
import org.linkagehub.pipelines.stage.RunLock;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage rollback RELEASE}. */
@Command(
    name = "rollback",
    mixinStandardHelpOptions = true,
    description =
        "Makes the tables of an earlier release current again, as a new release. Nothing is lost:"
            + " rolling back to the later one undoes it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage rollback 2",
      "  linkage rollback 2 --output /data/linked --linkage patients",
    })
final class RollbackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ReleaseOptions options;

  @Parameters(paramLabel = "RELEASE", description = "Its number; `linkage releases` lists them.")
  private long release;

  @Override
  public Integer call() {
    RunStore store = options.store();
    String linkage = options.linkage(store); // before Spark is started
    Releases releases = options.releases(Sessions.open("rollback"), store);
    try (RunLock lock = store.lock(linkage, "rollback", Instant.now())) {
      Release made = releases.rollBack(release, lock);
      spec.commandLine()
          .getOut()
          .println(
              "Release %d of %s is current, with the tables of release %d (run %s): %s"
                  .formatted(made.number(), linkage, made.of(), made.runId(), releases.shown()));
    }
    return ExitCodes.OK;
  }
}
