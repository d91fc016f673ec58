package org.linkagehub.core.spark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Assumptions;

/**
 * The one Spark session, with Delta, that all tests of a JVM share, and the folder of public data.
 */
public final class TestSession {
  private TestSession() {}

  /** The shared session: 2 cores, 2 shuffle partitions, no user interface. */
  public static SparkSession spark() {
    return Holder.SPARK;
  }

  /**
   * A file or folder of the shared public data.
   *
   * @param relative for example {@code data/fake_1000/records.csv}
   * @throws org.opentest4j.TestAbortedException skipping the test, where the shared folder is
   *     absent
   */
  public static Path shared(String relative) {
    Path root = Path.of(System.getProperty("linkage.shared", "../shared"));
    Assumptions.assumeTrue(
        Files.isDirectory(root),
        "skipped: the shared data are not at " + root + "; set -Dlinkage.shared=FOLDER");
    return root.resolve(relative);
  }

  private static final class Holder {
    static final SparkSession SPARK = start();

    private static SparkSession start() {
      return SparkSession.builder()
          .master("local[2]")
          .appName("tests")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.databricks.delta.snapshotPartitions", "1")
          .config("spark.sql.ansi.enabled", "true")
          .config("spark.sql.codegen.cache.maxEntries", "5000")
          .config("spark.sql.artifact.isolation.enabled", "false")
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse")
          .getOrCreate();
    }
  }
}
