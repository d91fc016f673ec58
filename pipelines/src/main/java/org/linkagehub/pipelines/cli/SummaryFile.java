package org.linkagehub.pipelines.cli;

import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.SummaryText;

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

  void write(CompletedRun run) {
    RunSummary summary = job.summarise(run);
    text = SummaryText.of(summary);
    json = Json.write(summary);
    run.folder().write(TEXT, text);
    run.folder().write(JSON, json);
  }

  String text() {
    return text;
  }

  String json() {
    return json;
  }
}
