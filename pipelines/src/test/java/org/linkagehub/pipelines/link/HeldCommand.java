package org.linkagehub.pipelines.link;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.cli.Main;

/**
 * A command of Linkage Hub in a process of its own, which stops in the middle of a table that it
 * writes, until it is told to go on, or is killed.
 *
 * <p>The process starts Spark and waits for its command, so that it does this while another one
 * works.
 */
final class HeldCommand implements AutoCloseable {
  private static final String READY = "ready";
  private static final String HELD = "held";
  private static final String NOTHING = "nothing";
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
   * Where processes come from that start fast: Spark's classes lie ready in an archive of the
   * virtual machine.
   *
   * @param jars of the class path, which an archive wants first
   * @param folders of the class path
   * @param archive of classes in the jars
   * @param maker makes the archive as it ends
   */
  record Launch(String jars, String folders, Path archive, HeldCommand maker) {

    /** Begins to make the archive, in a process of its own. */
    static Launch prepare(Path folder) throws IOException {
      Files.createDirectories(folder);
      Path jar = folder.resolve("held.jar");
      String name = HeldCommand.class.getName().replace('.', '/') + ".class";
      try (var out = new JarOutputStream(Files.newOutputStream(jar));
          InputStream in = HeldCommand.class.getResourceAsStream("/" + name)) {
        out.putNextEntry(new JarEntry(name));
        in.transferTo(out);
      }
      Map<Boolean, List<String>> isJar =
          Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
              .collect(Collectors.partitioningBy(entry -> entry.endsWith(".jar")));
      String jars = String.join(File.pathSeparator, isJar.get(true)) + File.pathSeparator + jar;
      String folders = String.join(File.pathSeparator, isJar.get(false));
      Path archive = folder.resolve("classes.jsa");
      var maker =
          HeldCommand.start(
              folder, "local[1]", 1, List.of("-XX:ArchiveClassesAtExit=" + archive, "-cp", jars));
      maker.run(NOTHING);
      return new Launch(jars, folders, archive, maker);
    }

    /** Waits until it is made; without one, processes start slowly. */
    void awaitArchive() throws InterruptedException {
      maker.awaitExit();
    }

    /**
     * Starts a process.
     *
     * @param folder of its own
     * @param cores of Spark
     * @param partitions of its exchanges
     */
    HeldCommand start(Path folder, int cores, int partitions) throws IOException {
      return HeldCommand.start(
          folder,
          "local[" + cores + "]",
          partitions,
          List.of("-XX:SharedArchiveFile=" + archive, "-cp", jars + File.pathSeparator + folders));
    }
  }

  private static HeldCommand start(Path folder, String master, int partitions, List<String> more)
      throws IOException {
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
            "-Xlog:cds*=off",
            "-Djava.io.tmpdir=" + folder,
            "-Dspark.master=" + master,
            "-Dspark.sql.shuffle.partitions=" + partitions,
            // Compiling queries takes longer than running them on a few rows.
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.sql.adaptive.enabled=false"));
    command.addAll(more);
    command.addAll(List.of(HeldCommand.class.getName(), folder.toString()));
    Path said = folder.resolve("said.txt");
    var builder = new ProcessBuilder(command).redirectError(said.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new HeldCommand(builder.start(), said);
  }

  /**
   * Gives it its command, once it is ready.
   *
   * @param table in the middle of whose first file it stops; empty for none
   */
  void run(String table, String... arguments) throws IOException {
    await(READY);
    tell(table + "\t" + String.join("\t", arguments));
  }

  /** Waits until it has stopped in the middle of the table. */
  void awaitHeld() throws IOException {
    await(HELD);
  }

  /** Lets it go on where it stopped. */
  void goOn() throws IOException {
    tell("");
  }

  /** Kills it (SIGKILL), and waits until it is gone; its exit code. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    return awaitExit();
  }

  /** Waits until it has ended by itself; its exit code. */
  int awaitExit() throws InterruptedException {
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

  /** The process: starts Spark, runs the command that it is given, and exits with its code. */
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
    Path first = Path.of(args[0], "first");
    spark.range(1).write().format("delta").save(first.toString());
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    answers.println(READY);
    String[] order = orders.readLine().split("\t", -1);
    if (order[0].equals(NOTHING)) {
      System.exit(0);
    }
    var written = new AtomicInteger();
    var held = new AtomicReference<String>(order[0]);
    WatchedFileSystem.Watch hold =
        (file, bytes) -> {
          boolean inTable =
              file.getName().endsWith(".parquet") && file.getParent().getName().equals(held.get());
          if (inTable && bytes > 0) {
            synchronized (held) {
              if (!held.get().isEmpty() && written.getAndAdd(1) > 0) {
                answers.println(HELD);
                orders.readLine();
                held.set("");
              }
            }
          }
        };
    var out = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    var code = new AtomicInteger();
    WatchedFileSystem.during(
        spark.sparkContext().hadoopConfiguration(),
        hold,
        () ->
            code.set(
                Main.run(
                    out, out, List.of(order).subList(1, order.length).toArray(String[]::new))));
    System.exit(code.get());
  }
}
