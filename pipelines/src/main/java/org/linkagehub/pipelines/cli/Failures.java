package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.config.InputException;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.StageFailedException;
import picocli.CommandLine;

/** Tells errors in plain words and chooses the exit code. */
final class Failures {
  private Failures() {}

  /** The arguments make no command. */
  static int usage(CommandLine.ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("linkage: " + message(failure, command));
    CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
    err.println("`" + command.getCommandSpec().qualifiedName() + " --help` tells what it takes.");
    return ExitCodes.USAGE;
  }

  /** A command failed. */
  static int execution(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    err.println("linkage: " + message(failure));
    CommandLine top = command;
    while (top.getParent() != null) {
      top = top.getParent();
    }
    LinkageCommand options = top.getCommand();
    if (options.debugValues()) {
      failure.printStackTrace(err);
    } else if (options.debug()) {
      err.print(FailureText.trace(failure));
    }
    err.flush();
    return exitCode(failure);
  }

  private static String message(CommandLine.ParameterException failure, CommandLine command) {
    boolean unknownCommand =
        failure instanceof CommandLine.UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && !command.getSubcommands().isEmpty();
    if (!unknownCommand) {
      return failure.getMessage();
    }
    String given = ((CommandLine.UnmatchedArgumentException) failure).getUnmatched().get(0);
    return "there is no command "
        + given
        + Nearest.of(given, command.getSubcommands().keySet())
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("");
  }

  private static String message(Exception failure) {
    String text = FailureText.of(failure);
    return failure instanceof StageFailedException stage
        ? "stage %s failed: %s%n  `linkage show %s` tells how far the run came."
            .formatted(stage.stage(), text, stage.runId())
        : text;
  }

  private static int exitCode(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConfigException) {
        return ExitCodes.USAGE;
      }
      if (cause instanceof InputDataException || cause instanceof InputException) {
        return ExitCodes.DATA;
      }
    }
    return ExitCodes.FAILED;
  }
}
