package org.linkagehub.notebook;

import io.github.spencerpark.jupyter.channels.JupyterConnection;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/**
 * A Jupyter kernel that runs Java: each cell goes through JShell in this virtual machine, so that a
 * cell calls Spark and Linkage Hub as any program does.
 */
public final class JavaKernel extends BaseKernel {
  private final JShell shell = JShell.builder().executionEngine("local").build();

  private JavaKernel() {
    for (String entry :
        List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
      shell.addToClasspath(entry);
    }
  }

  /** Runs until Jupyter closes the connection that the file describes. */
  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING); // the library tells of every message
    var connection =
        new JupyterConnection(KernelConnectionProperties.parse(Files.readString(Path.of(args[0]))));
    new JavaKernel().becomeHandlerForConnection(connection);
    connection.connect();
    connection.waitUntilClose();
    System.exit(0); // Spark's threads would keep the virtual machine
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return new LanguageInfo.Builder("java")
        .version(Runtime.version().toString())
        .mimetype("text/x-java-source")
        .fileExtension(".java")
        .build();
  }

  /** Shows the value of the last expression, unless the cell ends with a declaration. */
  @Override
  public DisplayData eval(String cell) throws Exception {
    String shown = null;
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      if (!next.completeness().isComplete()) {
        throw new IllegalArgumentException("incomplete: " + rest.strip());
      }
      shown = null;
      for (SnippetEvent event : shell.eval(next.source())) {
        requireValid(event);
        boolean expression =
            event.snippet().subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
        shown = expression && event.causeSnippet() == null ? event.value() : shown;
      }
      rest = next.remaining();
    }
    return shown == null ? null : new DisplayData(shown);
  }

  private void requireValid(SnippetEvent event) throws Exception {
    if (event.exception() instanceof EvalException thrown) {
      throw new IllegalStateException(
          thrown.getExceptionClassName() + ": " + thrown.getMessage(), thrown);
    }
    if (event.exception() != null) {
      throw event.exception();
    }
    if (event.status() == Snippet.Status.REJECTED) {
      throw new IllegalArgumentException(
          shell
              .diagnostics(event.snippet())
              .map(problem -> problem.getMessage(null))
              .collect(Collectors.joining("\n", event.snippet().source().strip() + "\n", "")));
    }
  }
}
