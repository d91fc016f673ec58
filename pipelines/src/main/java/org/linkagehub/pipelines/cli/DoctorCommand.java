package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.linkagehub.pipelines.doctor.Doctor;
import org.linkagehub.pipelines.doctor.Finding;
import org.linkagehub.pipelines.doctor.Finding.Verdict;
import org.linkagehub.pipelines.stage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage doctor [CONF]}. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Looks at what a run needs - Java, Spark, Delta, memory, cores, disk, rights on the output,"
            + " clocks, and a configuration with its inputs if one is named - and says what to"
            + " mend. It writes a small table to the output folder, and removes it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage doctor",
      "  linkage doctor conf/mine.conf",
      "  linkage doctor conf/mine.conf --master spark://HOST:7077 --json",
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:a run will work", "1:something is to be mended"})
final class DoctorCommand implements Callable<Integer> {
  private static final String LINE = "%-5s %-19s %s";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CONF", arity = "0..1", description = "A configuration file.")
  private Optional<Path> configuration;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "The output folder, in the place of the configured one.")
  private Optional<String> output;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Finding> findings =
        new Doctor(() -> Sessions.open("doctor")).look(configuration, output, OutputOption.DEFAULT);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(Json.write(findings));
    } else {
      for (Finding finding : findings) {
        out.println(
            LINE.formatted(finding.verdict().shown(), finding.what(), finding.found())
                .stripTrailing());
        if (!finding.mend().isEmpty()) {
          out.println(LINE.formatted("", "", "-> " + finding.mend()));
        }
      }
      out.println();
      out.println(verdict(count(findings, Verdict.MEND), count(findings, Verdict.WARN)));
    }
    out.flush();
    return count(findings, Verdict.MEND) > 0 ? ExitCodes.MEND : ExitCodes.OK;
  }

  private static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(finding -> finding.verdict() == verdict).count();
  }

  private static String verdict(long mend, long warn) {
    String warned = warn == 0 ? "" : " (%d %s)".formatted(warn, warn == 1 ? "warning" : "warnings");
    return mend == 0
        ? "A run will work" + warned + "."
        : "To be mended: %d%s.".formatted(mend, warned);
  }
}
