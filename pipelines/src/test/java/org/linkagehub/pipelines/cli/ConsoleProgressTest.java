package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.linkagehub.pipelines.stage.Progress.Work;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

class ConsoleProgressTest {
  private final StringWriter shown = new StringWriter();

  @Test
  void plainLinesWhereThereIsNoTerminal() {
    var progress = progress(0);
    progress.note("starting Spark");
    progress.started("score", 5, 7, () -> new Work(0, 0, 0));
    progress.finished(scored());
    assertEquals("[5/7] score            12.3 s   4,321 links, 7 large_blocks\n", shown.toString());
  }

  @Test
  void aLineOnATerminalIsWrittenOver() {
    var progress = progress(80);
    progress.started("score", 5, 7, () -> new Work(16, 64, 1_000_000));
    String line = shown.toString();
    assertTrue(line.startsWith("\r\u001b[K[5/7] score          █████░░░░░░░░░░░░░░░ 0"), line);
    assertTrue(line.endsWith(", 16 of 64 tasks"), line);
    progress.finished(scored());
    assertTrue(shown.toString().endsWith(" 4,321 links, 7 large_blocks\n"), shown.toString());
  }

  @Test
  void aLineIsCutToTheTerminal() {
    var progress = progress(30);
    progress.started("score", 5, 7, () -> new Work(16, 64, 1_000_000));
    assertEquals(29, shown.toString().replace("\r\u001b[K", "").length());
  }

  @Test
  void timeLeftIsEstimatedFromTheTasksDone() {
    assertEquals(
        "[5/7] score          40 s, 16 of 64 tasks, 25.0 k rows/s, about 2 min 00 s left",
        ConsoleProgress.describe("[5/7] score          ", new Work(16, 64, 1_000_000), 40, false));
    assertEquals(
        "40 s, 0 of 64 tasks", ConsoleProgress.describe("", new Work(0, 64, 0), 40, false));
  }

  private ConsoleProgress progress(int columns) {
    return ConsoleProgress.drawnByHand(new PrintWriter(shown), columns);
  }

  private static StageResult scored() {
    return new StageResult(
        "score",
        "20260314-091502-7f3a",
        "",
        "",
        "",
        Map.of(),
        Instant.EPOCH,
        12.34,
        20,
        64,
        0,
        0,
        0,
        0,
        0,
        List.of(
            new TableWritten("links", "/x/links", 0, 4321, 1, 1),
            new TableWritten("large_blocks", "/x/large_blocks", 0, 7, 1, 1)));
  }
}
