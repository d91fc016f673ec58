package org.linkagehub.pipelines.release;

import java.util.HashSet;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/** Views of a schema that follow the current release: {@code NAME_links} and so on. */
final class Views {
  private final SparkSession spark;
  private final String schema;

  Views(SparkSession spark, String schema) {
    this.spark = spark;
    this.schema = schema;
  }

  /** The name of the view of a table. */
  String name(String linkage, String table) {
    return schema + "." + linkage.replace('-', '_') + "_" + table;
  }

  /**
   * Points the views to a release; those of tables that it does not have go.
   *
   * @param before what they showed
   */
  void follow(Release release, Optional<Release> before) {
    var kept = new HashSet<String>();
    for (TableWritten table : release.tables()) {
      String view = name(release.linkage(), table.table());
      kept.add(view);
      spark.sql(
          "CREATE OR REPLACE VIEW %s COMMENT 'release %d of %s, run %s' AS SELECT * FROM %s VERSION AS OF %d"
              .formatted(
                  view,
                  release.number(),
                  release.linkage(),
                  release.runId(),
                  table.location(),
                  table.version()));
    }
    before.stream()
        .flatMap(last -> last.tables().stream())
        .map(table -> name(release.linkage(), table.table()))
        .filter(view -> !kept.contains(view))
        .forEach(view -> spark.sql("DROP VIEW IF EXISTS " + view));
  }
}
