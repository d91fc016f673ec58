package org.linkagehub.pipelines.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.linkagehub.pipelines.stage.Progress;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.summary.Figures;

/**
 * Progress for people. On a terminal one line that is written over twice a second: stage, tasks,
 * rate, time left. Elsewhere plain lines: one as each stage ends, and one every half minute of a
 * long stage. The launcher knows which, and how wide, and says so in the property {@code
 * linkage.terminal}.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final int BAR = 20;

  private final PrintWriter err;
  private final int columns;
  private final ScheduledExecutorService timer;
  private Current current;

  /** The stage that runs now. */
  private record Current(
      String stage, int number, int stages, Supplier<Work> soFar, long startNanos) {}

  private ConsoleProgress(PrintWriter err, int columns) {
    this.err = err;
    this.columns = columns;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Shows nothing. */
  static ConsoleProgress quiet() {
    return new ConsoleProgress(new PrintWriter(Writer.nullWriter()), 0);
  }

  /** Progress on standard error, as fits what it leads to. */
  static ConsoleProgress on(PrintWriter err) {
    String terminal = System.getProperty("linkage.terminal");
    int columns = terminal == null ? 0 : terminal.isEmpty() ? 80 : Integer.parseInt(terminal);
    var progress = new ConsoleProgress(err, columns);
    progress.start(columns > 0 ? Duration.ofMillis(500) : Duration.ofSeconds(30));
    return progress;
  }

  /** For tests: drawn by hand. */
  static ConsoleProgress drawnByHand(PrintWriter err, int columns) {
    return new ConsoleProgress(err, columns);
  }

  private void start(Duration every) {
    var unused =
        timer.scheduleAtFixedRate(
            this::draw, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Says what is being done outside of any stage. */
  synchronized void note(String what) {
    if (columns > 0) {
      err.print(ERASE_LINE + what + "…");
      err.flush();
    }
  }

  @Override
  public void reading(String input) {
    note("reading " + input);
  }

  @Override
  public synchronized void started(String name, int number, int stages, Supplier<Work> soFar) {
    current = new Current(name, number, stages, soFar, System.nanoTime());
    if (columns > 0) {
      draw();
    }
  }

  @Override
  public synchronized void finished(StageResult result) {
    String made =
        result.outputs().stream().map(ConsoleProgress::rows).collect(Collectors.joining(", "));
    line(
        "[%d/%d] %-14s %8s   %s"
            .formatted(
                current.number(),
                current.stages(),
                result.name(),
                Figures.seconds(result.wallSeconds()),
                made));
    current = null;
  }

  @Override
  public synchronized void taken(StageResult result, int number, int stages) {
    line(
        "[%d/%d] %-14s %8s   unchanged since run %s"
            .formatted(number, stages, result.name(), "-", result.madeBy()));
  }

  @Override
  public synchronized void warned(String what) {
    line("linkage: warning: " + what);
  }

  private static String rows(TableWritten table) {
    return Figures.count(table.rows()) + " " + table.table();
  }

  @Override
  public synchronized void failed(String name) {
    line(name + " failed");
    current = null;
  }

  /** Tells how far the stage is, if one runs. */
  synchronized void draw() {
    if (current == null) {
      return;
    }
    Work work = current.soFar().get();
    double seconds = (System.nanoTime() - current.startNanos()) / 1e9;
    String head = "[%d/%d] %-14s ".formatted(current.number(), current.stages(), current.stage());
    String text = describe(head, work, seconds, columns > 0);
    if (columns > 0) {
      String fitted = text.length() < columns ? text : text.substring(0, columns - 1);
      err.print(ERASE_LINE + fitted);
      err.flush();
    } else {
      err.println(text);
    }
  }

  /** How far a stage is after some seconds; the head names the stage. */
  static String describe(String head, Work work, double seconds, boolean bar) {
    var text = new StringBuilder(head);
    if (bar) {
      int full = work.tasksKnown() == 0 ? 0 : (int) (BAR * work.tasksDone() / work.tasksKnown());
      text.append("█".repeat(full)).append("░".repeat(BAR - full)).append(' ');
    }
    text.append(Figures.seconds(seconds))
        .append(
            ", %s of %s tasks"
                .formatted(Figures.count(work.tasksDone()), Figures.count(work.tasksKnown())));
    if (seconds >= 1 && work.records() > 0) {
      text.append(", ").append(Figures.rate(work.records() / seconds)).append(" rows/s");
    }
    // Spark plans as it goes: what is left of what is known so far, and only once that tells much.
    long left = work.tasksKnown() - work.tasksDone();
    if (seconds >= 3 && left > 0 && work.tasksDone() >= left / 10 && work.tasksDone() > 0) {
      text.append(", about ")
          .append(Figures.seconds(Math.ceil(seconds * left / work.tasksDone())))
          .append(" left");
    }
    return text.toString();
  }

  private void line(String text) {
    err.println(columns > 0 ? ERASE_LINE + text : text);
    err.flush();
  }

  @Override
  public synchronized void close() {
    timer.shutdownNow();
    if (columns > 0) {
      err.print(ERASE_LINE);
      err.flush();
    }
  }
}
