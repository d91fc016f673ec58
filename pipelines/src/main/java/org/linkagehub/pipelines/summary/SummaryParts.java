package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;

/** The parts that every run's summary ends with, each with an empty line before it. */
final class SummaryParts {
  static final int COLUMNS = 100;
  private static final int BAR = 20;

  private SummaryParts() {}

  static List<String> time(String heading, List<StageTime> stages) {
    var lines = new ArrayList<String>(List.of("", heading));
    double most = stages.stream().mapToDouble(StageTime::wallSeconds).max().orElse(0);
    var table = new TextTable(LEFT, RIGHT, RIGHT, LEFT);
    table.row("stage", "wall", "CPU", "");
    for (StageTime stage : stages) {
      table.row(
          stage.name(),
          Figures.seconds(stage.wallSeconds()),
          Figures.seconds(stage.cpuSeconds()),
          Bars.of(stage.wallSeconds(), most, BAR));
    }
    lines.addAll(table.lines());
    return lines;
  }

  /**
   * Where the tables are.
   *
   * @param file of this kind of run, beside those that every run has; empty for none
   */
  static List<String> tables(String file, String folder, List<Table> tables) {
    String files = "summary.txt, summary.json" + (file.isEmpty() ? "" : ", " + file);
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("Delta tables, with " + files + " and manifest.json, in");
    lines.add("  " + folder);
    var table = new TextTable(LEFT, RIGHT, LEFT);
    table.row("table", "rows", "holds");
    for (Table written : tables) {
      boolean elsewhere = !written.location().startsWith(folder);
      table.row(
          elsewhere ? written.location() : written.name(),
          Figures.count(written.rows()),
          written.holds());
    }
    lines.addAll(table.lines());
    return lines;
  }

  /** What an analyst should look at; nothing where there is nothing. */
  static List<String> warnings(List<String> warnings) {
    var lines = new ArrayList<String>();
    if (!warnings.isEmpty()) {
      lines.addAll(List.of("", "Look at"));
    }
    for (String warning : warnings) {
      String mark = "  ! ";
      for (String line : wrapped(warning, COLUMNS - mark.length())) {
        lines.add(mark + line);
        mark = "    ";
      }
    }
    return lines;
  }

  private static List<String> wrapped(String text, int most) {
    var wrapped = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > most) {
        wrapped.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    wrapped.add(line.toString());
    return wrapped;
  }
}
