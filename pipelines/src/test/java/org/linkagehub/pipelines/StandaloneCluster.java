package org.linkagehub.pipelines;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster on this machine: a master and workers of one core and 1 GiB each,
 * every one a process of its own, from the jars that Maven resolved. Closing it ends them and what
 * they started.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern ADDRESS =
      Pattern.compile("Starting Spark master at (spark://127\\.0\\.0\\.1:\\d+)");
  private static final Pattern REGISTERED = Pattern.compile("Registering worker 127\\.0\\.0\\.1");
  private static final int LINES_SHOWN = 15;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path folder;
  private final Path home;
  private final Path jvmOptions;
  private final List<Process> processes = new ArrayList<>();
  private final Thread whenInterrupted = new Thread(this::endAll, "end-standalone-cluster");
  private String address = "";

  /**
   * @param folder where the cluster keeps its files and logs
   * @param target pipelines/target, packaged: it names Spark's jars and the options of its JVMs
   */
  private StandaloneCluster(Path folder, Path target) throws IOException {
    this.folder = folder;
    this.jvmOptions = target.resolve("spark.jvm.options");
    this.home = distribution(folder.resolve("spark"), target.resolve("spark.classpath"));
    Runtime.getRuntime().addShutdownHook(whenInterrupted);
  }

  /** Starts the master and that many workers, and waits until the master knows them all. */
  static StandaloneCluster start(Path folder, Path target, int workers)
      throws IOException, InterruptedException {
    var cluster = new StandaloneCluster(folder, target);
    try {
      // Port 0: each takes a free one and says which.
      Process master = cluster.daemon("master", "--port", "0", "--webui-port", "0");
      cluster.address = cluster.await(master, ADDRESS, 1).group(1);
      for (int worker = 1; worker <= workers; worker++) {
        cluster.daemon(
            "worker",
            "--port",
            "0",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "1g",
            "--work-dir",
            folder.resolve("work-" + worker).toString(),
            cluster.address);
      }
      cluster.await(master, REGISTERED, workers);
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** What {@code --master} takes. */
  String address() {
    return address;
  }

  /** What a process of the cluster, or one that submits to it, needs to know. */
  Map<String, String> environment() {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_CONF_DIR", home.resolve("conf").toString(),
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_SCALA_VERSION", "2.13",
        "JAVA_HOME", System.getProperty("java.home"));
  }

  /** The end of what each process logged, for the message of a failure. */
  String logs() throws IOException {
    var text = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files
              .filter(f -> f.toString().endsWith(".log") || f.endsWith("stderr"))
              .sorted()
              .toList()) {
        text.append("\n--- ").append(folder.relativize(file)).append('\n');
        List<String> lines = Files.readAllLines(file);
        lines
            .subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())
            .forEach(line -> text.append(line, 0, Math.min(line.length(), 300)).append('\n'));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    endAll();
    Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    // JUnit warns of every link out of a temporary folder that it has to delete.
    try (Stream<Path> links = Files.list(home.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  /** A folder that Spark takes for a distribution, of links to the jars that Maven resolved. */
  private static Path distribution(Path home, Path classPath) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(home.resolve("RELEASE"), "Spark from Maven\n");
    for (String jar : Files.readString(classPath).strip().split(File.pathSeparator, -1)) {
      Files.createSymbolicLink(jars.resolve(Path.of(jar).getFileName()), Path.of(jar));
    }
    return home;
  }

  private Process daemon(String role, String... arguments) throws IOException {
    String name = role.equals("master") ? "master.Master" : "worker.Worker";
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + jvmOptions);
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
    command.addAll(List.of("org.apache.spark.deploy." + name, "--host", "127.0.0.1"));
    command.addAll(List.of(arguments));
    return start(role + "-" + processes.size(), command);
  }

  private Process start(String name, List<String> command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment());
    Path log = folder.resolve(name + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    processes.add(process);
    return process;
  }

  /** Waits until the log of the master, the first process, holds the pattern that many times. */
  private Matcher await(Process master, Pattern pattern, int times)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && master.isAlive()) {
      Matcher matcher = pattern.matcher(Files.readString(folder.resolve("master-0.log")));
      int found = 0;
      while (found < times && matcher.find()) {
        found++;
      }
      if (found == times) {
        return matcher;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException(
        "the master did not say '%s' %d times within %d s; its and the workers' logs:%s"
            .formatted(pattern, times, PATIENCE.toSeconds(), logs()));
  }

  private void endAll() {
    for (Process process : processes) {
      // Executors first: a worker that is ended leaves them behind.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
