package org.linkagehub.pipelines.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.summary.BenchSummary;

/**
 * Makes and compares the pairs of a finished linkage again, in DuckDB, in this process, which does
 * nothing else meanwhile. Its driver is no part of the application: the jar is loaded where it is
 * asked for.
 */
final class DuckDb {
  private static final String DRIVER = "org.duckdb.DuckDBDriver";
  private static final double NANOS = 1e9;

  private final Path jar;
  private final int threads;
  private final Path folder;

  /**
   * A database to be, in memory.
   *
   * @param jar of its JDBC driver, which holds the database
   * @param folder for what does not fit into memory
   */
  DuckDb(Path jar, int threads, Path folder) {
    this.jar = jar;
    this.threads = threads;
    this.folder = folder;
  }

  /** What a statement took. */
  private record Cost(double wallSeconds, double cpuSeconds) {}

  /**
   * Compares.
   *
   * @param sql of the linkage
   * @param records the folder of the run's table of cleaned records
   * @param patterns the folder of its table of vectors, if it has one
   * @throws IllegalStateException if DuckDB refuses a statement
   */
  BenchSummary.DuckDb compare(DuckDbSql sql, Path records, Path patterns) {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {url(jar)});
        Connection connection = connect(loader);
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      statement.execute("SET preserve_insertion_order = false");
      statement.execute("SET temp_directory = '" + folder.resolve("duckdb") + "'");
      Cost load = timed(statement, sql.records(filesOf(records)));
      Cost compare = timed(statement, sql.vectors());
      return new BenchSummary.DuckDb(
          connection.getMetaData().getDatabaseProductVersion(),
          threads,
          load.wallSeconds(),
          load.cpuSeconds(),
          compare.wallSeconds(),
          compare.cpuSeconds(),
          number(statement, "SELECT coalesce(sum(pairs), 0) FROM vectors"),
          number(statement, "SELECT count(*) FROM vectors"),
          Files.isDirectory(patterns)
              ? OptionalLong.of(alike(statement, sql, patterns))
              : OptionalLong.empty());
    } catch (SQLException | IOException | ReflectiveOperationException e) {
      throw new IllegalStateException("DuckDB: " + e.getMessage(), e);
    }
  }

  private static Connection connect(URLClassLoader loader)
      throws SQLException, ReflectiveOperationException {
    Driver driver = (Driver) loader.loadClass(DRIVER).getConstructor().newInstance();
    return driver.connect("jdbc:duckdb:", new Properties());
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException("no jar: " + jar, e);
    }
  }

  /** A table of a run has one commit, so its files are those in its folder. */
  private static String filesOf(Path table) {
    return table.resolve("*.parquet").toString();
  }

  private static Cost timed(Statement statement, String sql) throws SQLException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long start = System.nanoTime();
    long cpu = system.getProcessCpuTime();
    statement.execute(sql);
    return new Cost(
        (System.nanoTime() - start) / NANOS, (system.getProcessCpuTime() - cpu) / NANOS);
  }

  /** Pairs whose vector is counted in both; of a vector counted otherwise, the smaller number. */
  private static long alike(Statement statement, DuckDbSql sql, Path patterns)
      throws SQLException, IOException {
    try (Stream<Path> files = Files.list(patterns)) {
      if (files.noneMatch(file -> file.toString().endsWith(".parquet"))) {
        return 0;
      }
    }
    List<String> same = new ArrayList<>();
    int number = 0;
    for (String comparison : sql.comparisons()) {
      same.add("v.gamma_%d = p.\"%s\"".formatted(number++, Columns.gamma(comparison)));
    }
    return number(
        statement,
        "SELECT coalesce(sum(least(v.pairs, p.%s)), 0) FROM vectors v JOIN read_parquet('%s') p ON %s"
            .formatted(Columns.PAIR_COUNT, filesOf(patterns), String.join(" AND ", same)));
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
