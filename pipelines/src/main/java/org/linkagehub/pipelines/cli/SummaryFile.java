package org.linkagehub.pipelines.cli;

import java.util.Map;
import org.linkagehub.pipelines.link.EarlierRuns;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.report.Report;

/** The summary of a run, kept in its folder as text and as JSON. */
final class SummaryFile {
  static final String TEXT = "summary.txt";
  static final String JSON = "summary.json";

  private final Job job;
  private String text = "";
  private String json = "";

  SummaryFile(Job job) {
    this.job = job;
  }

  /**
   * Writes the summary and the report of a run that has just come to its end.
   *
   * @param earlier runs of the linkage
   * @return what the manifest is to tell of the results
   */
  Map<String, String> write(CompletedRun run, EarlierRuns earlier) {
    Summary summary = job.summarise(run);
    Map<String, String> report = job.report(run, summary, earlier);
    report.forEach(run.folder()::write);
    text =
        summary.text()
            + (report.isEmpty()
                ? ""
                : "\nThe report opens in any browser:\n  "
                    + run.folder().fileUrl(Report.HTML)
                    + "\n");
    json = Json.write(summary);
    run.folder().write(TEXT, text);
    run.folder().write(JSON, json);
    job.files(run).forEach(run.folder()::write);
    return job.results(run);
  }

  /** How counts are treated that leave in a report. */
  DisclosureSettings disclosure() {
    return job.disclosure();
  }

  /** Reads the summary of a run that had ended before. */
  void read(CompletedRun run) {
    text = run.folder().text(TEXT);
    json = run.folder().text(JSON);
  }

  String text() {
    return text;
  }

  String json() {
    return json;
  }
}
