package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.Problem;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage validate CONF}. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description =
        "Tells every problem of a configuration at once, each with file, line and setting: first"
            + " of the settings themselves, then of how they fit the inputs. Of those only the"
            + " schemas are read.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage validate conf/mine.conf",
      "  linkage validate conf/mine.conf --settings-only   without looking at the inputs",
      "  linkage validate conf/mine.conf --resolved        with every default",
      "  linkage validate conf/mine.conf --json",
    })
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONF", description = "The configuration file.")
  private Path configuration;

  @Option(
      names = "--settings-only",
      description = "Do not look at the inputs, which need not be there.")
  private boolean settingsOnly;

  @Option(names = "--resolved", description = "Print every setting as it would be used.")
  private boolean resolved;

  @Option(names = "--json", description = "Print the problems as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      LinkageConfig config = LinkageConfig.ofFile(configuration);
      if (!settingsOnly) {
        ConfigCheck.require(Sessions.open("validate"), config);
      }
      if (json) {
        out.print(Json.write(outcome(List.of())));
      } else if (resolved) {
        out.println(config.source().toJson());
      } else {
        out.println(described(config));
      }
      out.flush();
      return ExitCodes.OK;
    } catch (ConfigException e) {
      if (!json) {
        throw e;
      }
      out.print(Json.write(outcome(e.problems())));
      out.flush();
      return ExitCodes.USAGE;
    }
  }

  private Map<String, Object> outcome(List<Problem> problems) {
    var outcome = new LinkedHashMap<String, Object>();
    outcome.put("configuration", configuration.toString());
    outcome.put("valid", problems.isEmpty());
    outcome.put("problems", problems);
    return outcome;
  }

  private String described(LinkageConfig config) {
    int passes = config.passes().rules().size();
    String inputs =
        "%s: no problems. It is a %s linkage of %d %s by "
            .formatted(
                configuration,
                config.linkType().configName(),
                config.inputs().size(),
                plural("input", config.inputs().size()));
    if (config.passes().alone()) {
      return inputs + "%d %s alone.".formatted(passes, passes == 1 ? "pass" : "passes");
    }
    return inputs
        + (passes == 0 ? "" : "%d %s, ".formatted(passes, passes == 1 ? "pass" : "passes"))
        + "%d blocking %s and %d %s."
            .formatted(
                config.blocking().rules().size(),
                plural("rule", config.blocking().rules().size()),
                config.comparisons().size(),
                plural("comparison", config.comparisons().size()));
  }

  private static String plural(String noun, int count) {
    return count == 1 ? noun : noun + "s";
  }
}
