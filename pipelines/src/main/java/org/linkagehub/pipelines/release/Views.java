package org.linkagehub.pipelines.release;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.InputDataException;
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
   * Passes tables whose views can be made: nothing has their names but views of ours.
   *
   * @throws InputDataException naming what has one
   */
  void requireFree(String linkage, List<String> tables) {
    for (String table : tables) {
      String view = name(linkage, table);
      if (spark.catalog().tableExists(view) && !isOurs(view, linkage)) {
        throw new InputDataException(
            "%s is there already, and Linkage Hub did not make it; a release has a view of that name: name another schema (linkage.output.schema) or another linkage (linkage.name)"
                .formatted(view));
      }
    }
  }

  private boolean isOurs(String view, String linkage) {
    try {
      String comment = spark.catalog().getTable(view).description();
      return comment != null
          && comment.startsWith("release ")
          && comment.contains(" of " + linkage + ", run ");
    } catch (Exception e) { // checked AnalysisException is thrown undeclared by Scala code
      return false;
    }
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
