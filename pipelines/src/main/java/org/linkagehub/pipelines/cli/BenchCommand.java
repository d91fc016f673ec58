package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.bench.Bench;
import org.linkagehub.pipelines.bench.BenchRules;
import org.linkagehub.pipelines.bench.BenchSettings;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.summary.BenchSummary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code linkage bench [CONF]}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures a whole linkage in a process of its own, from its launch to its published tables:"
            + " wall and CPU time of each stage, pairs a CPU second, what is shuffled and spilled,"
            + " and memory; on request beside DuckDB, which makes and compares the same pairs."
            + " Links people that it generates, or those of a configuration. Your own runs and"
            + " releases are not touched.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  linkage bench",
      "  linkage bench --people 1000000 --rules loose --heap 8g --duckdb",
      "  linkage bench conf/mine.conf --json > bench.json",
      "  linkage bench conf/examples/people_1m.conf --copies 5 --heap 4g",
      "",
      "Nothing else should run on the machine meanwhile. --rules needs the columns first_name,",
      "surname, dob, postcode and birth_place. The people made stay in the folder for the next",
      "benchmark of the same.",
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MOST_COPIES = 1000;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CONF",
      arity = "0..1",
      description = "A configuration file (default: generated people, linked as by the demo).")
  private Optional<Path> configuration;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "30000",
      description =
          "How many people are generated, each with some three records (default:"
              + " ${DEFAULT-VALUE}).")
  private long people;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The seed of the people (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Link so many copies of the people, which never meet: N times the records and N times the"
              + " pairs (default: ${DEFAULT-VALUE}).")
  private int copies;

  @Option(
      names = "--rules",
      defaultValue = "own",
      description =
          "The blocking rules: own (those of the configuration), tight, loose or coarse (default:"
              + " ${DEFAULT-VALUE}).")
  private BenchRules rules;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "4g",
      description = "The memory of the linkage's process, as 4g (default: ${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description = "The cores that it may use (default: all).")
  private Optional<Integer> cores;

  @Option(
      names = "--duckdb",
      description =
          "Make and compare the same pairs in DuckDB, which is fetched by Maven when it is first"
              + " asked for.")
  private boolean duckDb;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      defaultValue = "linkage-bench",
      description = "The folder to work in (default: ${DEFAULT-VALUE}).")
  private Path folder;

  @Option(names = "--keep", description = "Keep the output of the linkage in it.")
  private boolean keep;

  @Option(
      names = "--prepare",
      description = "Make the people and the configuration, and stop before measuring.")
  private boolean prepareOnly;

  @Option(names = "--json", description = "Print the figures as JSON.")
  private boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Override
  public Integer call() {
    require(people >= 1, "--people must be at least 1, was " + people);
    require(
        copies >= 1 && copies <= MOST_COPIES,
        "--copies must be between 1 and %d, was %d".formatted(MOST_COPIES, copies));
    int all = Runtime.getRuntime().availableProcessors();
    require(
        cores.orElse(all) >= 1 && cores.orElse(all) <= all,
        "--cores must be between 1 and the %d of this machine, was %d"
            .formatted(all, cores.orElse(all)));
    require(heap.matches("[0-9]+[kKmMgG]"), "--heap must look like 512m or 4g, was '" + heap + "'");
    String launcher = System.getProperty("linkage.launcher", "");
    require(
        !launcher.isEmpty(),
        "bench starts the linkage by scripts/linkage, so it must be started by that itself");
    Optional<Path> jar =
        duckDb ? Optional.of(Path.of(System.getProperty("linkage.duckdb", ""))) : Optional.empty();
    require(
        jar.isEmpty() || Files.isRegularFile(jar.get()),
        "--duckdb needs DuckDB's driver, which scripts/linkage fetches; start bench by it");
    PrintWriter err = spec.commandLine().getErr();
    var bench =
        new Bench(
            new BenchSettings(
                configuration,
                people,
                seed,
                copies,
                rules,
                cores.orElse(all),
                heap,
                duckDb,
                folder.toAbsolutePath().normalize(),
                keep),
            launcher,
            jar,
            () -> Sessions.open("bench"),
            what -> {
              if (!quiet) {
                err.println("linkage bench: " + what + "…");
                err.flush();
              }
            },
            Clock.systemUTC());
    Path prepared = bench.prepare();
    // What the people were made with must not share the machine with what is measured.
    SparkSession.getDefaultSession().foreach(session -> stop(session));
    PrintWriter out = spec.commandLine().getOut();
    if (prepareOnly) {
      out.println(prepared);
    } else {
      BenchSummary measured = bench.measure(prepared, quiet);
      out.print(json ? Json.write(measured) : measured.text());
    }
    out.flush();
    return ExitCodes.OK;
  }

  private static Void stop(SparkSession session) {
    session.stop();
    return null;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }
}
