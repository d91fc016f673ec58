package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.Figures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code linkage runs}. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the runs of an output folder, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {"  linkage runs", "  linkage runs --output /data/linked --json"})
final class RunsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OutputOption output;

  @Option(names = "--json", description = "Print the list as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    RunStore store = output.store();
    PrintWriter out = spec.commandLine().getOut();
    List<RunFolder> folders = store.list();
    if (json) {
      out.print(Json.write(folders.stream().map(RunsCommand::asMap).toList()));
    } else if (folders.isEmpty()) {
      spec.commandLine().getErr().println("no runs in " + store);
    } else {
      var lines = new ArrayList<String>();
      lines.add(
          "%-20s  %-16s  %-8s  %-11s  %-20s  %12s"
              .formatted("run", "linkage", "command", "status", "started", "took"));
      folders.forEach(folder -> lines.add(line(folder)));
      lines.forEach(out::println);
    }
    out.flush();
    return ExitCodes.OK;
  }

  private static String line(RunFolder folder) {
    try {
      RunManifest manifest = folder.manifest();
      return "%-20s  %-16s  %-8s  %-11s  %-20s  %12s"
          .formatted(
              manifest.runId(),
              manifest.linkage(),
              manifest.command(),
              RunText.status(manifest),
              RunText.time(manifest.started()),
              Figures.seconds((double) Math.round(manifest.wallSeconds())));
    } catch (InputDataException e) {
      return "%-20s  %s".formatted(folder.runId(), e.getMessage());
    }
  }

  private static Map<String, Object> asMap(RunFolder folder) {
    var map = new LinkedHashMap<String, Object>();
    map.put("runId", folder.runId());
    map.put("folder", folder.toString());
    try {
      RunManifest manifest = folder.manifest();
      map.put("linkage", manifest.linkage());
      map.put("command", manifest.command());
      map.put("status", manifest.status());
      map.put("started", manifest.started());
      map.put("updated", manifest.updated());
      map.put("wallSeconds", manifest.wallSeconds());
      map.put("failure", manifest.failure());
    } catch (InputDataException e) {
      map.put("status", "UNREADABLE");
      map.put("failure", e.getMessage());
    }
    return map;
  }
}
