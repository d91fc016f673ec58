package org.linkagehub.pipelines.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@code scripts/linkage} as a user would, from a folder of the user's. */
final class Launcher {
  static final Path ROOT = Path.of(System.getProperty("linkage.root")).toAbsolutePath();

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path script = ROOT.resolve("scripts/linkage");

  Launcher(Path folder) {
    this.folder = folder;
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("LINKAGE_BUILD", "never"); // the build that runs this test made the jar
    environment.put("LINKAGE_ARCHIVE", "never");
    environment.put("LINKAGE_MEMORY", "1g");
    environment.put("LINKAGE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
  }

  /** With an environment variable. */
  Launcher with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** By another path to it. */
  Launcher at(Path path) {
    script = path;
    return this;
  }

  /** Runs it to its end. */
  Outcome run(String... arguments) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      var builder =
          new ProcessBuilder(
                  Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toList())
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeAll(List.of("SPARK_HOME", "TERM"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("still running after 5 minutes: " + Files.readString(err));
      }
      return new Outcome(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * How it ended.
   *
   * @param code the exit code
   * @param out its standard output
   * @param err its standard error
   */
  record Outcome(int code, String out, String err) {}
}
