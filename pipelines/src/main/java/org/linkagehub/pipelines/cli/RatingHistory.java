package org.linkagehub.pipelines.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.qa.report.Evidence.PastRatings;
import org.linkagehub.qa.report.Report;

/** How earlier runs of a linkage were rated by the framework, from their reports. */
final class RatingHistory {
  private static final int MOST = 5;
  private static final String PREFIX = "framework.";

  private RatingHistory() {}

  /** Those of the runs before one, of the same linkage; oldest first. */
  static List<PastRatings> before(CompletedRun run, RunStore store) {
    var past = new ArrayList<PastRatings>();
    for (RunFolder folder : store.list()) {
      if (past.size() == MOST) {
        break;
      }
      if (folder.runId().compareTo(run.manifest().runId()) < 0 && folder.has(Report.JSON)) {
        Map<String, String> ratings = ratings(folder, run.manifest().linkage());
        if (!ratings.isEmpty()) {
          past.add(new PastRatings(folder.runId(), ratings));
        }
      }
    }
    Collections.reverse(past);
    return past;
  }

  /** The part of a report's JSON that is read. */
  private record ReportFile(Map<String, String> about) {}

  private static Map<String, String> ratings(RunFolder folder, String linkage) {
    try {
      ReportFile report = Json.read(folder.text(Report.JSON), ReportFile.class);
      var ratings = new LinkedHashMap<String, String>();
      if (report.about() != null && linkage.equals(report.about().get("linkage"))) {
        report
            .about()
            .forEach(
                (key, value) -> {
                  if (key.startsWith(PREFIX)) {
                    ratings.put(key.substring(PREFIX.length()), value);
                  }
                });
      }
      return ratings;
    } catch (JsonProcessingException damaged) {
      return Map.of(); // history is told as far as it is there; it must not stop a run
    }
  }
}
