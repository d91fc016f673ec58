package org.linkagehub.pipelines.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.summary.BenchSummary;
import org.linkagehub.pipelines.summary.Figures;

/**
 * Measures a linkage as its user would start it: a process of its own, by the launcher, from its
 * launch to its end, all tables published. What the process used is asked of the system; what each
 * stage used, of the run's manifest and of Spark's event log.
 */
public final class Bench {
  private static final String SCORE = "score";
  private static final String RECORDS = "records";
  private static final String PATTERNS = "patterns";
  private static final String LINKS = "links";
  private static final int CHECKS_FAILED = 5;

  private final BenchSettings settings;
  private final String launcher;
  private final Optional<Path> duckDbJar;
  private final Supplier<SparkSession> sessions;
  private final Consumer<String> note;
  private final Clock clock;

  /**
   * A benchmark.
   *
   * @param launcher the command that starts a linkage
   * @param duckDbJar DuckDB's JDBC driver, where it is asked for
   * @param sessions opens a session, where people must be made
   * @param note hears what is being done
   */
  public Bench(
      BenchSettings settings,
      String launcher,
      Optional<Path> duckDbJar,
      Supplier<SparkSession> sessions,
      Consumer<String> note,
      Clock clock) {
    this.settings = settings;
    this.launcher = launcher;
    this.duckDbJar = duckDbJar;
    this.sessions = sessions;
    this.note = note;
    this.clock = clock;
  }

  /** Makes the people and the configuration, and says where that is. */
  public Path prepare() {
    return new BenchInput(settings, sessions, note).prepare();
  }

  /**
   * Measures.
   *
   * @param configuration as {@link #prepare} made it
   * @param quiet whether the linkage shows no progress
   * @throws IllegalStateException if the linkage fails, or DuckDB does
   */
  public BenchSummary measure(Path configuration, boolean quiet) {
    Path output = settings.folder().resolve("output");
    Path events = settings.folder().resolve("events");
    remove(output);
    remove(events);
    create(events);
    note.accept("measuring the linkage");
    MeasuredProcess process =
        MeasuredProcess.run(
            command(configuration, output, events, quiet),
            settings.folder().resolve("linkage.out").toFile());
    if (process.exitCode() != 0 && process.exitCode() != CHECKS_FAILED) {
      throw new IllegalStateException(
          "the linkage that was to be measured ended with exit code %d; its messages above say why. `%s` starts it alone."
              .formatted(
                  process.exitCode(),
                  String.join(" ", command(configuration, output, events, quiet))));
    }
    RunFolder run = RunStore.at(output.toString(), new Configuration()).find(RunStore.LAST);
    BenchSummary measured = summary(run, process, SparkStage.read(events));
    BenchSummary all = duckDbJar.map(jar -> withDuckDb(measured, run, jar)).orElse(measured);
    remove(events);
    if (!settings.keep()) {
      remove(output);
    }
    return all;
  }

  private List<String> command(Path configuration, Path output, Path events, boolean quiet) {
    var command = new ArrayList<>(List.of(launcher, "--driver-memory", settings.heap()));
    command.addAll(List.of("--master", "local[" + settings.cores() + "]"));
    command.addAll(SparkStage.settings(events));
    command.addAll(List.of("run", configuration.toString(), "--output", output.toString()));
    if (quiet) {
      command.add("--quiet");
    }
    return command;
  }

  private BenchSummary summary(RunFolder folder, MeasuredProcess process, List<SparkStage> spark) {
    RunManifest run = folder.manifest();
    var stages = new ArrayList<BenchSummary.Stage>();
    for (RunManifest.StageResult stage : run.stages()) {
      stages.add(
          new BenchSummary.Stage(
              stage.name(),
              stage.wallSeconds(),
              process.cpuSeconds(
                  stage.started(),
                  stage.started().plusMillis(Math.round(1000 * stage.wallSeconds()))),
              stage.cpuSeconds(),
              stage.shuffleBytes(),
              stage.spillBytes(),
              stage.peakHeapBytes()));
    }
    return new BenchSummary(
        run.linkage(),
        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString(),
        machine(),
        run.versions(),
        settings.cores(),
        settings.heap(),
        settings.copies(),
        run.table(RECORDS).rows(),
        pairs(folder),
        run.table(LINKS).rows(),
        process.wallSeconds(),
        process.cpuSeconds(),
        process.peakResidentBytes(),
        stages,
        spark.stream()
            .filter(stage -> stage.stage().equals(SCORE) && stage.shuffleRecordsRead() > 0)
            .max(Comparator.comparingDouble(SparkStage::cpuSeconds))
            .map(stage -> new BenchSummary.Comparing(stage.cpuSeconds())),
        Optional.empty(),
        settings.keep() ? Optional.of(folder.toString()) : Optional.empty());
  }

  private BenchSummary withDuckDb(BenchSummary measured, RunFolder run, Path jar) {
    note.accept("the same in DuckDB");
    DuckDbSql sql = new DuckDbSql(ModelJson.readFile(run.text(TrainedModel.FILE_NAME)));
    BenchSummary.DuckDb compared =
        new DuckDb(jar, settings.cores(), settings.folder())
            .compare(sql, Path.of(run.tablePath(RECORDS)), Path.of(run.tablePath(PATTERNS)));
    return measured.with(compared);
  }

  /** The pairs that a run compared; where it did not count them by vector, those of its rules. */
  private static long pairs(RunFolder run) {
    try {
      Links links = Json.read(run.text("summary.json"), Counted.class).links();
      Long compared = links.rejected() == null ? null : links.rejected().comparedPairs();
      return compared != null ? compared : links.scoredPairs() != null ? links.scoredPairs() : 0;
    } catch (IOException e) {
      throw new UncheckedIOException("the summary of the run cannot be read", e);
    }
  }

  /** What the summary of a run says of pairs; null where it is silent. */
  private record Counted(Links links) {}

  private record Links(Long scoredPairs, Rejected rejected) {}

  private record Rejected(Long comparedPairs) {}

  /** Processor, cores and memory of this machine. */
  private static String machine() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return "%s, %d cores, %s of memory, %s"
        .formatted(
            processor(),
            Runtime.getRuntime().availableProcessors(),
            Figures.bytes((double) system.getTotalMemorySize()),
            System.getProperty("os.name"));
  }

  private static String processor() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseGet(() -> System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // no Linux
    }
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + folder, e);
    }
  }
}
