package org.linkagehub.core.spark.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.spark.internals.SparkInternals;

/** The nicknames of a session: the built-in ones, unless a setting names a file. */
final class NicknameSetting {
  /** The setting: a path that Spark can read, in the format of {@link Nicknames}. */
  static final String KEY = "spark.linkagehub.nicknames";

  private NicknameSetting() {}

  /**
   * The table that the session being analysed asks for; empty where it asks for none. The file is
   * read when a query is analysed, on the driver, and the table travels with the query's tasks.
   */
  static Optional<Nicknames> table() {
    String file = SQLConf.get().getConfString(KEY, "").strip();
    return file.isEmpty() ? Optional.empty() : Optional.of(read(file));
  }

  /** Whether a session asks for a table of its own. */
  static boolean isGiven(SparkSession spark) {
    return !spark.conf().get(KEY, "").isBlank();
  }

  /** What the application was started with, whatever its sessions were set to since. */
  static Optional<String> ofApplication(SparkSession spark) {
    String file = spark.sparkContext().getConf().get(KEY, "").strip();
    return file.isEmpty() ? Optional.empty() : Optional.of(file);
  }

  private static Nicknames read(String file) {
    Path path = new Path(file);
    Configuration hadoop = SparkInternals.sessionState(SparkSession.active()).newHadoopConf();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(path.getFileSystem(hadoop).open(path), UTF_8))) {
      List<String> lines = reader.lines().toList();
      return Nicknames.parse(lines, file);
    } catch (IOException e) {
      throw new UncheckedIOException(KEY + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
