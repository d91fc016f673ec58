package org.linkagehub.pipelines.link;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.check.CheckTable;
import org.linkagehub.qa.check.Checks;
import org.linkagehub.qa.measure.MeasureTable;

/** Holds measures against their bounds. */
public final class BoundsStage {
  private BoundsStage() {}

  /** The stage; it reads the table of measures and makes that of checks. */
  public static Stage of(List<CheckRule> checks) {
    return Stage.of(
            "bounds",
            List.of(MeasureTable.NAME),
            Output.small(CheckTable.NAME),
            tables -> {
              Dataset<Row> measures = tables.table(MeasureTable.NAME);
              return CheckTable.of(
                  measures.sparkSession(), Checks.of(checks, MeasureTable.read(measures)));
            })
        .dependingOn(checks);
  }
}
