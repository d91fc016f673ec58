package org.linkagehub.pipelines.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.spark.functions.LinkageExtensions;

/** The Spark session of a command. */
final class Sessions {
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  private Sessions() {}

  /**
   * The session there is, as on a cluster's notebook, or a new one with Delta and our SQL
   * functions. What spark-submit or the cluster sets is left as it is.
   */
  static SparkSession open(String command) {
    SparkConf conf = new SparkConf();
    if (conf.get("spark.app.name", "").equals(Main.class.getName())) {
      conf.remove("spark.app.name"); // spark-submit's own choice, where the user made none
    }
    var settings = new LinkedHashMap<String, String>();
    settings.put("spark.app.name", "linkage " + command);
    settings.put("spark.sql.extensions", DELTA + "," + LinkageExtensions.class.getName());
    settings.put(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    // Dates and times mean the same on every machine.
    settings.put("spark.sql.session.timeZone", "UTC");
    // A condition means the same on every Spark: this is the default from Spark 4.
    settings.put("spark.sql.ansi.enabled", "true");
    // The tables of a run have one commit: its log is read fastest in one piece.
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    // A column of many values is soon written as it is: looking each up among a megabyte of others
    // takes longer than writing it.
    settings.put("spark.hadoop.parquet.dictionary.page.size", "65536");
    // A run has more generated classes than the 100 that Spark keeps; each costs a compiler's run.
    settings.put("spark.sql.codegen.cache.maxEntries", "2000");
    // Nobody adds jars to the session while it runs.
    settings.put("spark.sql.artifact.isolation.enabled", "false");
    if (conf.get("spark.master", "local[*]").startsWith("local")) {
      settings.put("spark.master", "local[*]");
      settings.put("spark.driver.host", "127.0.0.1");
      settings.put("spark.driver.bindAddress", "127.0.0.1");
      settings.put("spark.ui.enabled", "false");
      // Partitions enough to keep every core busy to the end, few enough to cost nothing.
      settings.put(
          "spark.sql.shuffle.partitions",
          Integer.toString(Math.max(8, 4 * Runtime.getRuntime().availableProcessors())));
    }
    SparkSession.Builder builder = SparkSession.builder();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (!conf.contains(setting.getKey())) {
        builder.config(setting.getKey(), setting.getValue());
      }
    }
    return builder.getOrCreate();
  }
}
