package org.linkagehub.pipelines.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.cli.Main;

/**
 * Commands of Linkage Hub in a process of its own, which stops in the middle of tables that it
 * writes, each time until it is told to go on, or is killed.
 */
final class HeldCommand implements AutoCloseable {
  private static final String READY = "ready";
  private static final String HELD = "held";
  private static final long PATIENCE_SECONDS = 240;

  private final Process process;
  private final Path said;
  private final BufferedReader answers;

  private HeldCommand(Process process, Path said) {
    this.process = process;
    this.said = said;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the process, which starts Spark and waits for its first command.
   *
   * @param folder of its own
   * @param cores of Spark
   * @param partitions of its exchanges
   */
  static HeldCommand start(Path folder, int cores, int partitions) throws IOException {
    Files.createDirectories(folder);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + folder,
            "-Dspark.master=local[" + cores + "]",
            "-Dspark.sql.shuffle.partitions=" + partitions,
            // Compiling queries takes longer than running them on a few rows.
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.sql.adaptive.enabled=false",
            "-cp",
            System.getProperty("java.class.path"),
            HeldCommand.class.getName(),
            folder.toString()));
    Path said = folder.resolve("said.txt");
    var builder = new ProcessBuilder(command).redirectError(said.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new HeldCommand(builder.start(), said);
  }

  /**
   * Gives it a command, once it is ready for one.
   *
   * @param tables in the middle of whose first files it stops, in the order in which it writes them
   */
  void run(List<String> tables, String... arguments) throws IOException {
    await(READY);
    tell(String.join(",", tables) + "\t" + String.join("\t", arguments));
  }

  /** Waits until it has stopped in the middle of the next table. */
  void awaitHeld() throws IOException {
    await(HELD);
  }

  /** Lets it go on where it stopped. */
  void goOn() throws IOException {
    tell("");
  }

  /**
   * Does something while all threads of the process stand still, so that its files are as they
   * would be had it been killed.
   */
  void whileFrozen(Frozen work) throws IOException, InterruptedException {
    signal("STOP");
    try {
      work.run();
    } finally {
      signal("CONT");
    }
  }

  /** What is done meanwhile. */
  interface Frozen {
    void run() throws IOException;
  }

  private void signal(String name) throws IOException, InterruptedException {
    int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    if (code != 0) {
      throw new AssertionError("kill -" + name + " ended with " + code);
    }
  }

  /** Kills it (SIGKILL), and waits until it is gone; its exit code. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + said());
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  /** All that it wrote for the user. */
  String said() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void await(String answer) throws IOException {
    String line = answers.readLine();
    if (!answer.equals(line)) {
      throw new AssertionError("expected '%s', got '%s': %s".formatted(answer, line, said()));
    }
  }

  private void tell(String line) throws IOException {
    process.outputWriter(StandardCharsets.UTF_8).append(line).append('\n').flush();
  }

  /** The process: starts Spark, and runs the commands that it is given. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    SparkSession spark =
        SparkSession.builder()
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.sql.artifact.isolation.enabled", "false")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate();
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var held = new ArrayDeque<String>();
    var written = new AtomicInteger();
    WatchedFileSystem.Watch hold =
        (file, bytes) -> {
          if (bytes > 0 && file.getName().endsWith(".parquet")) {
            synchronized (held) {
              boolean inTable = file.getParent().getName().equals(held.peek());
              if (inTable && written.getAndAdd(1) > 0) {
                answers.println(HELD);
                orders.readLine();
                held.remove();
                written.set(0);
              }
            }
          }
        };
    var out = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    answers.println(READY);
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      List<String> order = List.of(line.split("\t", -1));
      held.addAll(List.of(order.get(0).split(",", -1)));
      String[] command = order.subList(1, order.size()).toArray(String[]::new);
      WatchedFileSystem.during(
          spark.sparkContext().hadoopConfiguration(), hold, () -> Main.run(out, out, command));
      answers.println(READY);
    }
  }
}
