package org.linkagehub.pipelines.link;

import java.util.List;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.check.CheckTable;
import org.linkagehub.qa.check.Checks;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;

/** Holds measures against their bounds. */
public final class BoundsStage {
  private BoundsStage() {}

  /**
   * The stage; it makes the table of checks.
   *
   * @param measured the tables in the form of measures that it reads, at least one
   */
  public static Stage of(List<CheckRule> checks, List<String> measured) {
    return Stage.of(
            "bounds",
            measured,
            Output.small(CheckTable.NAME),
            tables -> {
              List<Measure> measures =
                  measured.stream()
                      .flatMap(table -> MeasureTable.read(tables.table(table)).stream())
                      .toList();
              return CheckTable.of(
                  tables.table(measured.get(0)).sparkSession(), Checks.of(checks, measures));
            })
        .dependingOn(checks);
  }
}
