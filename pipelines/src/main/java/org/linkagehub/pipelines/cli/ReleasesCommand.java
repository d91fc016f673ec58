package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.release.Release;
import org.linkagehub.pipelines.release.Releases;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linkage releases}. */
@Command(
    name = "releases",
    mixinStandardHelpOptions = true,
    description =
        "Lists the releases of a linkage, the newest first; the first is the current one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage releases",
      "  linkage releases --output /data/linked --linkage patients --json",
    })
final class ReleasesCommand implements Callable<Integer> {
  private static final String LINE = "%7s  %-20s  %-20s  %-20s  %-12s  %s";

  @Spec private CommandSpec spec;
  @Mixin private ReleaseOptions options;

  @Option(names = "--json", description = "Print the list as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    RunStore store = options.store();
    options.linkage(store); // before Spark is started
    Releases releases = options.releases(Sessions.open("releases"), store);
    List<Release> all = releases.all();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.write(all));
    } else {
      out.println(LINE.formatted("release", "", "run", "published", "by", "tables"));
      for (int i = 0; i < all.size(); i++) {
        out.println(line(all.get(i), i == 0, releases.isIntact(all.get(i))));
      }
    }
    out.flush();
    return ExitCodes.OK;
  }

  private static String line(Release release, boolean current, boolean intact) {
    String what = release.action() == Release.Action.ROLLBACK ? "return to " + release.of() : "";
    return LINE.formatted(
        release.number(),
        current ? what.isEmpty() ? "current" : "current, " + what : what,
        release.runId(),
        RunText.time(release.published()),
        release.user(),
        intact ? Integer.toString(release.tables().size()) : "removed");
  }
}
