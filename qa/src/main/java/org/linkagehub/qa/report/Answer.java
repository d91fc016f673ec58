package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.qa.check.CheckResult.Outcome;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Statement;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.report.Evidence.Counted;

/** The first screen: can I use these links, for what, and for whom not. */
final class Answer {
  private static final int MOST_GROUPS = 8;

  /** What stands in large type, as far as it is known, in this order. */
  private static final Map<String, String> FACTS = new LinkedHashMap<>();

  static {
    FACTS.put(Counted.LINKED_IN, "Records");
    FACTS.put(Counted.COMPARED_PAIRS, "Pairs compared");
    FACTS.put(Counted.CLUSTERS, "Clusters (people)");
    FACTS.put(Counted.RECORDS_LINKED, "Records with a partner");
  }

  private final Shown shown;
  private final Evidence evidence;
  private final ReportSettings settings;
  private final Quality quality;
  private final List<ToldCheck> checks;
  private final List<Quality.Worse> worse;

  Answer(
      Shown shown,
      Evidence evidence,
      ReportSettings settings,
      Quality quality,
      List<ToldCheck> checks) {
    this.shown = shown;
    this.evidence = evidence;
    this.settings = settings;
    this.quality = quality;
    this.checks = checks;
    this.worse = Quality.worse(shown, quality, evidence, settings.groupDifference());
  }

  List<Block> blocks() {
    var statements = new ArrayList<Statement>();
    statements.add(usable());
    statements.add(forWhomNot());
    settings.uses().forEach(use -> statements.add(use(use)));
    var blocks = new ArrayList<Block>();
    blocks.add(new Block.Verdict(statements));
    blocks.add(facts());
    blocks.add(
        new Block.Text(
            "How good links must be for each use is our rule, set under report.uses in the configuration; what counts in your case is for you and those who own the data to decide."));
    return blocks;
  }

  private Statement usable() {
    List<String> failed =
        checks.stream()
            .filter(check -> check.is(Outcome.FAIL))
            .map(check -> "Check failed: " + name(check.rule().measure()))
            .distinct()
            .toList();
    if (!failed.isEmpty()) {
      return new Statement(
          Tone.BAD,
          "No",
          "Can I use these links? Not before someone has looked at them",
          evidence.subject().origin() == Evidence.Origin.THIS_RUN
              ? "A check failed that must not, so this run was not published."
              : "A check failed that must not.",
          failed);
    }
    if (!quality.isKnown()) {
      return new Statement(
          Tone.PLAIN,
          "Not known",
          "Can I use these links? Nobody can say yet",
          quality.isWithheld()
              ? "Precision and recall were measured, but cannot be told without giving small counts away. Those who may read the run's own tables find them there."
              : "Nothing was measured that tells how many links are right. Name a column with the truth (evaluation.true-person), or have pairs reviewed and name them (assess.judged of linkage qa).",
          List.of());
    }
    long good = settings.uses().stream().filter(use -> tone(use) == Tone.GOOD).count();
    Tone tone =
        settings.uses().isEmpty()
            ? Tone.PLAIN
            : good == settings.uses().size() ? Tone.GOOD : good > 0 ? Tone.CAUTION : Tone.BAD;
    String heading =
        switch (tone) {
          case GOOD -> "Can I use these links? Yes, for every use below";
          case CAUTION -> "Can I use these links? Yes, but not for everything";
          case BAD -> "Can I use these links? Not as they are";
          case PLAIN -> "How good these links are";
        };
    return new Statement(
        tone,
        tone == Tone.GOOD ? "Yes" : tone == Tone.CAUTION ? "In part" : tone == Tone.BAD ? "No" : "",
        heading,
        plainWords(),
        List.of(
            quality.words(),
            "Known from " + quality.from() + ".",
            quality.isExpectedOnly()
                ? "That is what the model expects of itself. It may be wrong by much; only truth or reviewed pairs can tell."
                : "Figures are rounded so that nobody can be told from them."));
  }

  private String plainWords() {
    double wrong = 1 - Shown.value(quality.precision());
    double missed = 1 - Shown.value(quality.recall());
    return "Of 1,000 links about %s are wrong. Of 1,000 pairs of records that belong to one person about %s are not linked."
        .formatted(ofThousand(wrong), ofThousand(missed));
  }

  private static String ofThousand(double share) {
    double count = 1000 * share;
    return count > 0 && count < 0.95
        ? "fewer than 1"
        : String.format(Locale.ROOT, count < 9.5 ? "%.0f" : "%,.0f", count);
  }

  private Statement use(ReportSettings.Use use) {
    Tone tone = tone(use);
    String wanted =
        "Wanted: precision %s, recall %s."
            .formatted(Value.percent(use.precision()).text(), Value.percent(use.recall()).text());
    String mark =
        switch (tone) {
          case GOOD -> "Yes";
          case CAUTION -> "With care";
          case BAD -> "No";
          case PLAIN -> "Not known";
        };
    return new Statement(tone, mark, use.use(), reason(use, tone) + " " + wanted, List.of());
  }

  private String reason(ReportSettings.Use use, Tone tone) {
    return switch (tone) {
      case GOOD ->
          quality.hasInterval()
              ? "Precision and recall are high enough, with their intervals."
              : "Precision and recall are high enough; how sure they are was not measured.";
      case CAUTION ->
          quality.isExpectedOnly()
              ? "High enough by the model's own expectation, which nothing confirms."
              : "High enough, but the interval reaches below.";
      case BAD -> {
        boolean precise = Shown.value(quality.precision()) >= use.precision();
        boolean complete = Shown.value(quality.recall()) >= use.recall();
        yield precise
            ? "Too many matches are missed."
            : complete
                ? "Too many links are wrong."
                : "Too many links are wrong, and too many matches missed.";
      }
      case PLAIN -> "Precision and recall are not known.";
    };
  }

  private Tone tone(ReportSettings.Use use) {
    if (!quality.isKnown()) {
      return Tone.PLAIN;
    }
    Measure precision = quality.precision().orElseThrow();
    Measure recall = quality.recall().orElseThrow();
    if (precision.value().orElse(0) < use.precision() || recall.value().orElse(0) < use.recall()) {
      return Tone.BAD;
    }
    boolean sure = Shown.lower(precision) >= use.precision() && Shown.lower(recall) >= use.recall();
    return sure && !quality.isExpectedOnly() ? Tone.GOOD : Tone.CAUTION;
  }

  private Statement forWhomNot() {
    String heading = "For whom are they worse?";
    if (shown.groupings().isEmpty()) {
      return new Statement(
          Tone.PLAIN,
          "Not known",
          heading,
          "Quality was not measured by group, so nobody can say whether some people are missed more often than others.",
          List.of());
    }
    if (worse.isEmpty()) {
      return new Statement(
          Tone.GOOD,
          "Nobody stands out",
          heading,
          "No group that was measured is clearly worse off than the whole. Groups too small to be shown, and groups nobody measured, may be.",
          List.of("Measured by " + String.join(", ", names()) + "."));
    }
    var lines = new ArrayList<String>();
    for (Quality.Worse one : worse.subList(0, Math.min(MOST_GROUPS, worse.size()))) {
      lines.add(
          "%s %s: %s".formatted(name(one.group().grouping()), one.group().value(), one.words()));
    }
    if (worse.size() > MOST_GROUPS) {
      lines.add("and %d more, see the groups below".formatted(worse.size() - MOST_GROUPS));
    }
    return new Statement(
        Tone.CAUTION,
        "With care",
        heading,
        "These groups are linked clearly worse than the whole, by more than chance explains. Results about them, or comparisons with them, will be biased.",
        lines);
  }

  private List<String> names() {
    return shown.groupings().stream().map(Answer::name).toList();
  }

  /** A grouping as readers write it. */
  static String name(String grouping) {
    return grouping.replace('_', ' ');
  }

  private Block facts() {
    var facts = new ArrayList<Block.Fact>();
    FACTS.forEach(
        (measure, name) ->
            shown
                .find(measure)
                .ifPresent(m -> facts.add(new Block.Fact(name, Shown.count(Optional.of(m)), ""))));
    facts.add(
        new Block.Fact(
            "Precision", Shown.share(quality.precision()), Shown.interval(quality.precision())));
    facts.add(
        new Block.Fact("Recall", Shown.share(quality.recall()), Shown.interval(quality.recall())));
    return new Block.Facts(facts);
  }

  List<Quality.Worse> worse() {
    return worse;
  }
}
