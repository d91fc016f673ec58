package org.linkagehub.pipelines.summary;

import static org.linkagehub.pipelines.summary.TextTable.Side.LEFT;
import static org.linkagehub.pipelines.summary.TextTable.Side.RIGHT;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import org.linkagehub.core.model.TrainingReport;
import org.linkagehub.core.model.TrainingReport.Frequencies;
import org.linkagehub.core.model.TrainingReport.Labels;
import org.linkagehub.core.model.TrainingReport.PriorFrom;
import org.linkagehub.core.model.TrainingReport.Session;

/** How a model came to its parameters, as lines for a terminal of 100 columns. */
public final class TrainingText {
  private static final int RULE = 34;

  private final TrainingReport report;
  private final LongFunction<String> pairs;
  private final List<String> lines = new ArrayList<>();

  private TrainingText(TrainingReport report, LongFunction<String> pairs) {
    this.report = report;
    this.pairs = pairs;
  }

  /** The lines, without the report's warnings. */
  public static List<String> of(TrainingReport report) {
    return of(report, Figures::count);
  }

  /**
   * The same.
   *
   * @param pairs how a number of pairs of records is written: as it is, or as it may leave
   */
  public static List<String> of(TrainingReport report, LongFunction<String> pairs) {
    return new TrainingText(report, pairs).lines();
  }

  private List<String> lines() {
    item("prior", prior());
    item(
        "u",
        (report.exactU().isEmpty()
                ? ""
                : "counted exactly at %s, else ".formatted(number(report.exactU().size(), "level")))
            + "from %s random pairs".formatted(pairs.apply(report.randomPairs())));
    report.labels().forEach(this::labels);
    sessions();
    if (report.rounds() > 0) {
      item(
          "all together",
          report.converged()
              ? "converged in round %s of sessions".formatted(count(report.rounds()))
              : "still moving after %s rounds of sessions".formatted(count(report.rounds())));
    }
    if (!report.unobserved().isEmpty()) {
      item(
          "never observed",
          "%s: half a pair, or the starting value, stands for each"
              .formatted(number(report.unobserved().size(), "parameter")));
    }
    for (Frequencies frequencies : report.frequencies()) {
      if (!frequencies.from().equals(Frequencies.RECORDS)) {
        item("frequencies", "of %s from %s".formatted(frequencies.column(), frequencies.from()));
      }
    }
    return lines;
  }

  private static String number(int n, String of) {
    return count(n) + " " + of + (n == 1 ? "" : "s");
  }

  private String prior() {
    return switch (report.priorFrom()) {
      case FIXED -> "as it was given";
      case RULES ->
          "from %s pairs of deterministic rules".formatted(pairs.apply(report.priorPairs()));
      case EM -> "from the sessions";
    };
  }

  private void labels(Labels labels) {
    item("m", "from %s matches of %s".formatted(pairs.apply(labels.matches()), labels.from()));
    var others = new ArrayList<String>();
    add(others, labels.nonMatches(), "no match");
    add(others, labels.notKnown(), "not known");
    add(others, labels.unknownIds(), "with an unknown id");
    add(others, labels.notComparable(), "not comparable");
    add(others, labels.contradictory(), "contradictory");
    if (!others.isEmpty()) {
      item("", "not used: " + String.join(", ", others));
    }
  }

  private void add(List<String> to, long n, String what) {
    if (n > 0) {
      to.add(pairs.apply(n) + " " + what);
    }
  }

  private void sessions() {
    if (report.sessions().isEmpty()) {
      return;
    }
    boolean tellPrior =
        report.priorFrom() == PriorFrom.EM
            && report.sessions().stream().anyMatch(session -> session.prior() > 0);
    var table = new TextTable(LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT, LEFT);
    table.row(
        "session on",
        "pairs",
        "matches",
        tellPrior ? "prior, 1 in" : "",
        "iterations",
        "log-likelihood",
        "");
    for (Session session : report.sessions()) {
      table.row(
          SummaryText.cut(session.rule(), RULE),
          pairs.apply(session.pairs()) + (session.share() < 1 ? " *" : ""),
          String.format(Locale.ROOT, "%.1f %%", 100 * session.lambda()),
          tellPrior && session.prior() > 0 ? count(Math.round(1 / session.prior())) : "",
          count(session.iterations()),
          session.logLikelihood().isEmpty()
              ? ""
              : String.format(
                  Locale.ROOT,
                  "%.6g",
                  session.logLikelihood().get(session.logLikelihood().size() - 1)),
          session.converged()
              ? "converged"
              : String.format(Locale.ROOT, "still moving by %.1g", session.largestChange()));
    }
    lines.addAll(table.lines());
    if (report.sessions().stream().anyMatch(session -> session.share() < 1)) {
      lines.add("  * drawn from more");
    }
  }

  private void item(String name, String value) {
    lines.add("  %-17s %s".formatted(name, value));
  }

  private static String count(long n) {
    return Figures.count(n);
  }
}
