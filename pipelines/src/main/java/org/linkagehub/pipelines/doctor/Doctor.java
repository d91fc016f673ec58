package org.linkagehub.pipelines.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.Problem;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.FailureText;

/** Looks at everything that a run needs, before there is a run. */
public final class Doctor {
  private final Supplier<SparkSession> sessions;

  /**
   * A doctor.
   *
   * @param sessions opens the session that a run would have
   */
  public Doctor(Supplier<SparkSession> sessions) {
    this.sessions = sessions;
  }

  /**
   * Looks at machine, Spark, output and, if one is given, a configuration and its inputs.
   *
   * @param configuration a file
   * @param folder of the output; empty for the configured one
   * @param otherwise the folder where neither says
   */
  public List<Finding> look(
      Optional<Path> configuration, Optional<String> folder, String otherwise) {
    var findings = new ArrayList<Finding>();
    Optional<LinkageConfig> config = configuration.flatMap(file -> read(file, findings));
    SparkSession spark;
    try {
      spark = sessions.get();
    } catch (RuntimeException | LinkageError e) {
      findings.addAll(0, Machine.ofThis("none", 0).findings());
      findings.add(
          Finding.mend(
              "spark",
              "it does not start: " + FailureText.of(e),
              "see --master and what was given with --conf; --debug shows more"));
      return findings;
    }
    findings.addAll(
        0,
        Machine.ofThis(spark.sparkContext().master(), spark.sparkContext().defaultParallelism())
            .findings());
    findings.addAll(new SparkChecks(spark).findings());
    config.ifPresent(settings -> findings.addAll(configuration(spark, settings)));
    findings.addAll(
        new OutputChecks(
                spark,
                folder.or(() -> config.map(c -> c.output().folder())).orElse(otherwise),
                config.flatMap(c -> c.output().schema()),
                config.map(c -> inputBytes(spark, c)).orElse(0L))
            .findings());
    return findings;
  }

  private static Optional<LinkageConfig> read(Path file, List<Finding> findings) {
    try {
      return Optional.of(LinkageConfig.ofFile(file));
    } catch (ConfigException e) {
      findings.addAll(problems(e.problems()));
      return Optional.empty();
    }
  }

  private static List<Finding> configuration(SparkSession spark, LinkageConfig config) {
    List<Problem> problems = ConfigCheck.problems(spark, config);
    return problems.isEmpty()
        ? List.of(
            Finding.ok(
                "configuration",
                "no problems; its inputs (%s) can be read"
                    .formatted(
                        config.inputs().stream()
                            .map(InputSettings::name)
                            .collect(Collectors.joining(", ")))))
        : problems(problems);
  }

  /** Of those inputs that are files. */
  private static long inputBytes(SparkSession spark, LinkageConfig config) {
    long bytes = 0;
    for (InputSettings input : config.inputs()) {
      if (input.catalogTable() || input.format() == InputSettings.Format.JDBC) {
        continue;
      }
      var path = new org.apache.hadoop.fs.Path(input.location());
      try {
        FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
        FileStatus[] found = files.globStatus(path);
        for (FileStatus status : found == null ? new FileStatus[0] : found) {
          bytes += files.getContentSummary(status.getPath()).getLength();
        }
      } catch (IOException e) {
        // That it cannot be read is told with the configuration.
      }
    }
    return bytes;
  }

  private static List<Finding> problems(List<Problem> problems) {
    return problems.stream()
        .map(
            problem -> Finding.mend("configuration", problem.toString(), "mend what the line says"))
        .toList();
  }
}
