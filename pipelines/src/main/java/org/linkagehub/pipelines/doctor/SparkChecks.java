package org.linkagehub.pipelines.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.Versions;

/** Whether Spark and Delta are those that Linkage Hub is built for, and work. */
final class SparkChecks {
  private static final String EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  /** Times of runs and the watch over locks are in seconds. */
  private static final long MOST_MILLIS_APART = 2000;

  private final SparkSession spark;

  SparkChecks(SparkSession spark) {
    this.spark = spark;
  }

  List<Finding> findings() {
    var findings = new ArrayList<Finding>();
    findings.add(version(spark.version(), Versions.builtForSpark()));
    findings.add(delta());
    findings.addAll(executors());
    return findings;
  }

  /**
   * Whether a Spark will do.
   *
   * @param builtFor the version that the jar was compiled against; empty where it does not tell
   */
  static Finding version(String version, String builtFor) {
    String found = version + ", Scala " + scala.util.Properties$.MODULE$.versionNumberString();
    return builtFor.isEmpty() || minor(version).equals(minor(builtFor))
        ? Finding.ok("spark", found)
        : Finding.mend(
            "spark",
            found + ", and this jar is built for " + builtFor,
            "take a Spark " + minor(builtFor) + ", or a jar built for this one");
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", -1);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  private Finding delta() {
    String version;
    try {
      version = io.delta.package$.MODULE$.VERSION();
    } catch (NoClassDefFoundError missing) {
      return Finding.mend(
          "delta",
          "there is no Delta Lake on the class path",
          "start with scripts/linkage, or give it with --packages io.delta:delta-spark_2.13:4.0.0");
    }
    boolean on =
        spark.conf().get("spark.sql.extensions", "").contains(EXTENSION)
            && spark.conf().get("spark.sql.catalog.spark_catalog", "").equals(CATALOG);
    return on
        ? Finding.ok("delta", version)
        : Finding.mend(
            "delta",
            version + ", but the session does not use it",
            "start it with --conf spark.sql.extensions="
                + EXTENSION
                + " --conf spark.sql.catalog.spark_catalog="
                + CATALOG);
  }

  /** Whether tasks run wherever Spark sends them, with our classes, and on time. */
  private List<Finding> executors() {
    try {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      int tasks = Math.max(1, context.defaultParallelism());
      long before = System.currentTimeMillis();
      List<Long> clocks =
          context
              .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
              .map(SparkChecks::clock)
              .collect();
      long after = System.currentTimeMillis();
      if (!spark.catalog().functionExists(LinkageFunctions.all().get(0).name())) {
        LinkageFunctions.register(spark); // twice would warn
      }
      spark.range(tasks).selectExpr("jaro_winkler_similarity('a', 'b')").count();
      int executors = Math.max(1, spark.sparkContext().statusTracker().getExecutorInfos().length);
      return List.of(
          Finding.ok(
              "tasks",
              "%d ran, on %s"
                  .formatted(
                      tasks, executors == 1 ? "one machine" : (executors - 1) + " executors")),
          clocks(before, after, clocks));
    } catch (Exception e) { // Scala code throws checked exceptions undeclared
      return List.of(
          Finding.mend(
              "tasks",
              "Spark starts, but a small job fails: " + FailureText.of(e),
              "see the log of an executor; its Java and Spark must be those of the driver"));
    }
  }

  private static Long clock(Integer task) {
    return System.currentTimeMillis();
  }

  /** Whether the clocks of executors, read between two times of the driver's, are among these. */
  static Finding clocks(long before, long after, List<Long> clocks) {
    long apart = 0;
    for (long clock : clocks) {
      apart = Math.max(apart, Math.max(before - clock, clock - after));
    }
    return apart <= MOST_MILLIS_APART
        ? Finding.ok("executor clock", "agrees with the driver's")
        : Finding.warn(
            "executor clock",
            "%.1f s from the driver's".formatted(apart / 1000.0),
            "set the clocks of all machines by one time server (NTP)");
  }
}
