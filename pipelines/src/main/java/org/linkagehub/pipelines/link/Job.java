package org.linkagehub.pipelines.link;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.disclosure.DisclosureSettings;

/** Something that can be run: its stages, and the summary of what they made. */
public interface Job {
  /**
   * What is to be run. Looks at the inputs, so that what is wrong with them is told before long
   * work starts, and reads none of them whole.
   *
   * @param command what was asked for, for the manifest
   * @throws org.linkagehub.pipelines.stage.InputDataException if the inputs cannot be linked
   */
  RunPlan plan(SparkSession spark, String command);

  /** The files that the run's folder holds beside its summary: name to text. */
  Map<String, String> files(CompletedRun run);

  /**
   * Files of the output folder's {@code current} that lead to what the newest run made: name to
   * text. None, unless a job says otherwise.
   */
  default Map<String, String> pointers(CompletedRun run) {
    return Map.of();
  }

  /**
   * The files of the report: name to text. None, unless a job says otherwise.
   *
   * @param summary of the run
   * @param earlier runs of the linkage
   */
  default Map<String, String> report(CompletedRun run, Summary summary, EarlierRuns earlier) {
    return Map.of();
  }

  /** How counts are treated that leave in a report. */
  default DisclosureSettings disclosure() {
    return DisclosureSettings.STANDARD;
  }

  /** What the manifest tells of the results, for example {@code model_sha256}. */
  Map<String, String> results(CompletedRun run);

  /** The summary of the run, from its tables. */
  Summary summarise(CompletedRun run);
}
