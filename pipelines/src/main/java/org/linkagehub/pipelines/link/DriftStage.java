package org.linkagehub.pipelines.link;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.SourceTable;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.drift.Drift;
import org.linkagehub.qa.measure.MeasureTable;

/** Tells how the measures of a run differ from those of the release that it would replace. */
public final class DriftStage {
  /** The table of changes, in the form of the measures; empty where there was no release. */
  public static final String TABLE = "drift";

  static final Output OUTPUT = Output.small(TABLE);

  private static final String RELEASED = "released_measures";
  private static final String NAME = "last release";

  /**
   * The same whatever the release is: a run of the same inputs and settings as an earlier one is
   * that one, though another has been published since.
   */
  private static final String FINGERPRINT = "history";

  private DriftStage() {}

  static Stage stage() {
    return Stage.of("drift", List.of(MeasureTable.NAME, RELEASED), OUTPUT, DriftStage::measure);
  }

  /** What a plan reads where nothing was released, or nothing is known of it. */
  static SourceTable nothing(SparkSession spark) {
    return SourceTable.constant(
        RELEASED,
        new RunManifest.Input(
            NAME, RunManifest.Input.NONE, RunManifest.Input.NONE, "none yet", FINGERPRINT),
        MeasureTable.of(spark, "", List.of()));
  }

  /**
   * The measures of a release, in the place of {@link #nothing}.
   *
   * @param run that was released
   * @param location of its table of measures
   */
  public static SourceTable released(String run, String location, Dataset<Row> measures) {
    return SourceTable.constant(
        RELEASED,
        new RunManifest.Input(NAME, "delta", location, "run " + run, FINGERPRINT),
        measures);
  }

  private static Dataset<Row> measure(Tables tables) {
    Dataset<Row> measures = tables.table(MeasureTable.NAME);
    return MeasureTable.of(
        measures.sparkSession(),
        tables.run(),
        Drift.measure(MeasureTable.read(measures), MeasureTable.read(tables.table(RELEASED))));
  }
}
