package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the Java virtual machine starts. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments name and exits with its code. */
  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /**
   * Runs the command that the arguments name, without exiting: what notebooks call.
   *
   * @param out for results
   * @param err for progress and messages
   * @return the exit code, one of {@link ExitCodes}
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new LinkageCommand())
        .setOut(out)
        .setErr(err)
        .setUsageHelpWidth(90)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution)
        .execute(args);
  }
}
