package org.linkagehub.qa.synthetic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Block.Column;
import org.linkagehub.qa.page.Chart;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.page.Value;
import org.linkagehub.qa.synthetic.PopulationMargins.Margin;
import org.linkagehub.qa.synthetic.PopulationValidator.Check;

/**
 * A page that shows whether a population holds together and is what was asked for. It shows shares
 * and counts of made-up people, and nobody's record.
 */
public final class PopulationPage {
  private static final String ERRORS_OF = "errors of ";
  private static final String PEOPLE = "people";
  private static final double WITHIN = 4;

  /** Upper ends of the classes of deviations, in standard errors; the last class has none. */
  private static final double[] CLASSES = {0.5, 1, 1.5, 2, 2.5, 3, WITHIN};

  /** The share of a normal distribution within each class; the last is what lies beyond. */
  private static final double[] NORMAL = {
    0.38292, 0.29977, 0.18370, 0.08785, 0.03308, 0.00972, 0.00264, 0.00006
  };

  private static final Map<String, String> ETHNIC = ethnicNames();

  private final PopulationSettings settings;
  private final List<Margin> margins;
  private final List<Check> checks;
  private final Map<String, Long> rows;

  private PopulationPage(
      PopulationSettings settings,
      List<Margin> margins,
      List<Check> checks,
      Map<String, Long> rows) {
    this.settings = settings;
    this.margins = margins;
    this.checks = checks;
    this.rows = rows;
  }

  /**
   * The page.
   *
   * @param name of the population's run
   * @param rows how many each table has
   * @param lists the SHA-256 of every list of names, as {@link Population#lists()}
   */
  public static Page of(
      String name,
      PopulationSettings settings,
      List<Margin> margins,
      List<Check> checks,
      Map<String, Long> rows,
      Map<String, String> lists) {
    return new PopulationPage(settings, margins, checks, new TreeMap<>(rows)).page(name, lists);
  }

  private Page page(String name, Map<String, String> lists) {
    return new Page(
        "A made-up population",
        "Run %s, as at %s".formatted(name, settings.asAt()),
        "",
        List.of(
            new Page.Section("first", "Can it be used?", List.of(verdict(), facts())),
            new Page.Section("people", "The people", peopleFigures()),
            new Page.Section("feeds", "What is wrong in the feeds", feedFigures()),
            new Page.Section("deviations", "How far all of it is off", deviations()),
            new Page.Section("checks", "What must hold", List.of(checkTable())),
            new Page.Section("made", "How it was made", made(lists))),
        "Made by Linkage Hub. Nobody on this page is real.");
  }

  private Block.Verdict verdict() {
    List<String> broken =
        checks.stream()
            .filter(check -> !check.holds())
            .map(
                check ->
                    "%s: %s: %,d rows".formatted(check.table(), check.rule(), check.violations()))
            .toList();
    List<Margin> far = margins.stream().filter(m -> Math.abs(standardErrors(m)) > WITHIN).toList();
    return new Block.Verdict(
        List.of(
            new Block.Statement(
                broken.isEmpty() ? Tone.GOOD : Tone.BAD,
                broken.isEmpty() ? "Yes" : "No",
                "Does it hold together?",
                broken.isEmpty()
                    ? "All %d rules hold: each record is one person's, households add up, histories do not overlap, and the truth tells of every error."
                        .formatted(checks.size())
                    : "What is measured against this truth is not to be trusted.",
                broken),
            new Block.Statement(
                far.isEmpty() ? Tone.GOOD : Tone.CAUTION,
                far.isEmpty() ? "Yes" : "Look",
                "Is it what was asked for?",
                far.isEmpty()
                    ? "All %,d shares lie within %.0f standard errors of what the settings ask for, as chance would have it."
                        .formatted(margins.size(), WITHIN)
                    : "%d of %,d shares lie further off than %.0f standard errors; chance alone would bring %.2f."
                        .formatted(
                            far.size(),
                            margins.size(),
                            WITHIN,
                            margins.size() * NORMAL[NORMAL.length - 1]),
                far.stream()
                    .map(
                        m ->
                            "%s, %s: %s asked, %s came"
                                .formatted(
                                    m.measure(),
                                    label(m),
                                    share(m.asked()).text(),
                                    share(m.got()).text()))
                    .toList())));
  }

  private Block.Facts facts() {
    var facts = new ArrayList<Block.Fact>();
    facts.add(new Block.Fact("people", Value.count(settings.people()), ""));
    fact(facts, "records of the index", Population.MASTER_INDEX);
    for (FeedSettings feed : settings.feeds()) {
      fact(facts, "records of " + feed.name(), Population.feedTable(feed.name()));
    }
    return new Block.Facts(facts);
  }

  private void fact(List<Block.Fact> facts, String label, String table) {
    if (rows.containsKey(table)) {
      facts.add(new Block.Fact(label, Value.count(rows.get(table)), ""));
    }
  }

  private List<Block> peopleFigures() {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "Shares of homes, communities and ethnic categories are of the first members of"
                + " households, who are drawn without regard to each other."));
    byMeasure()
        .forEach(
            (measure, shares) -> {
              if (!measure.startsWith(ERRORS_OF)) {
                blocks.add(figure(measure, title(measure), shares));
              }
            });
    return blocks;
  }

  private List<Block> feedFigures() {
    var blocks = new ArrayList<Block>();
    blocks.add(
        new Block.Text(
            "Of the values that an error can befall, the share that it was drawn for. What was asked is the"
                + " mean over the records, as sub-groups multiply the rates."));
    byMeasure()
        .forEach(
            (measure, shares) -> {
              if (measure.startsWith(ERRORS_OF)) {
                blocks.add(
                    figure(measure, "Errors of " + measure.substring(ERRORS_OF.length()), shares));
              }
            });
    return blocks;
  }

  private Map<String, List<Margin>> byMeasure() {
    Map<String, List<Margin>> byMeasure = new LinkedHashMap<>();
    margins.forEach(m -> byMeasure.computeIfAbsent(m.measure(), k -> new ArrayList<>()).add(m));
    return byMeasure;
  }

  private static Block.Figure figure(String measure, String title, List<Margin> shares) {
    Chart chart =
        Chart.of(
            Chart.Form.LYING_BARS,
            shares.stream().map(PopulationPage::label).toList(),
            Chart.Axis.of(title, Chart.Unit.NUMBER),
            Chart.Axis.of("share", Chart.Unit.PERCENT),
            Chart.Series.of("asked", shares.stream().map(Margin::asked).toList()),
            Chart.Series.of("came", shares.stream().map(Margin::got).toList()));
    String id = id(measure);
    return new Block.Figure(id, title, finding(shares), chart, table(id + "-table", title, shares));
  }

  /** Which share is furthest off. */
  private static String finding(List<Margin> shares) {
    Margin furthest = shares.get(0);
    for (Margin share : shares) {
      furthest =
          Math.abs(standardErrors(share)) > Math.abs(standardErrors(furthest)) ? share : furthest;
    }
    return "Furthest off: %s, %s asked and %s came (%+.1f standard errors)."
        .formatted(
            label(furthest),
            share(furthest.asked()).text(),
            share(furthest.got()).text(),
            standardErrors(furthest));
  }

  private static Block.Table table(String id, String caption, List<Margin> shares) {
    return new Block.Table(
        id,
        caption,
        List.of(
            Column.text("group", "share of"),
            Column.number("asked", "asked"),
            Column.number("came", "came"),
            Column.number("of", "of how many"),
            Column.number("standard_errors", "standard errors")),
        shares.stream()
            .map(
                m ->
                    List.of(
                        Value.of(label(m)),
                        share(m.asked()),
                        share(m.got()),
                        Value.count(m.count()),
                        tooFew(m)
                            ? Value.none()
                            : Value.number(m.deviation(), 1)
                                .in(Math.abs(m.deviation()) > WITHIN ? Tone.CAUTION : Tone.PLAIN)))
            .toList(),
        shares.stream().anyMatch(PopulationPage::tooFew)
            ? "– where fewer than %.0f were to be expected: too few to tell."
                .formatted(Margin.LEAST_EXPECTED)
            : "");
  }

  /** How many shares lie how far off, beside what chance alone would bring. */
  private List<Block> deviations() {
    List<Margin> telling = margins.stream().filter(m -> !tooFew(m)).toList();
    double[] came = new double[NORMAL.length];
    for (Margin margin : telling) {
      int place = 0;
      while (place < CLASSES.length && Math.abs(margin.deviation()) > CLASSES[place]) {
        place++;
      }
      came[place]++;
    }
    var labels = new ArrayList<String>();
    var expected = new ArrayList<Double>();
    var found = new ArrayList<Double>();
    for (int i = 0; i < NORMAL.length; i++) {
      labels.add(
          i == CLASSES.length ? "over " + number(CLASSES[i - 1]) : "to " + number(CLASSES[i]));
      expected.add(NORMAL[i] * telling.size());
      found.add(came[i]);
    }
    return List.of(
        Block.Figure.of(
            "distances",
            "Distance of %,d shares from what was asked for".formatted(telling.size()),
            "Were chance alone at work, the bars of each pair would be about as high; shares of one sum are not quite independent.",
            Chart.of(
                Chart.Form.BARS,
                labels,
                Chart.Axis.of("standard errors, either way", Chart.Unit.NUMBER),
                Chart.Axis.of("shares", Chart.Unit.NUMBER),
                Chart.Series.of("by chance", expected),
                Chart.Series.of("came", found))));
  }

  private Block.Table checkTable() {
    return new Block.Table(
        "rules",
        "Rules that hold of any population",
        List.of(
            Column.text("table", "table"),
            Column.text("rule", "what must hold"),
            Column.number("violations", "rows that break it")),
        checks.stream()
            .map(
                check ->
                    List.of(
                        Value.of(check.table()),
                        Value.of(check.rule()),
                        Value.count(check.violations()).in(check.holds() ? Tone.PLAIN : Tone.BAD)))
            .toList(),
        "");
  }

  private List<Block> made(Map<String, String> lists) {
    return List.of(
        new Block.Text(
            "The seed is %d. The same settings, seed and lists give the same rows on any computer."
                .formatted(settings.seed())),
        new Block.Table(
            "tables",
            "Tables",
            List.of(Column.text("table", "table"), Column.number("rows", "rows")),
            rows.entrySet().stream()
                .map(table -> List.of(Value.of(table.getKey()), Value.count(table.getValue())))
                .toList(),
            ""),
        new Block.Details(
            "The lists of names and places",
            List.of(
                new Block.Table(
                    "lists",
                    "Lists and the SHA-256 of their bytes",
                    List.of(Column.text("list", "list"), Column.text("sha256", "SHA-256")),
                    new TreeMap<>(lists)
                        .entrySet().stream()
                            .map(
                                list -> List.of(Value.of(list.getKey()), Value.of(list.getValue())))
                            .toList(),
                    ""))));
  }

  private static boolean tooFew(Margin margin) {
    return margin.isOfTooFew();
  }

  /** 0 where too few were to be expected to tell. */
  private static double standardErrors(Margin margin) {
    return margin.isOfTooFew() ? 0 : margin.deviation();
  }

  private static Value share(double share) {
    return Value.percent(share, share < 0.01 ? 3 : 2);
  }

  private static String label(Margin margin) {
    return margin.measure().equals("ethnic category")
        ? ETHNIC.getOrDefault(margin.group(), margin.group())
        : margin.group().replace('-', ' ');
  }

  private static String title(String measure) {
    return measure.equals(PEOPLE)
        ? "People in the index, and not"
        : measure.substring(0, 1).toUpperCase(Locale.ROOT) + measure.substring(1);
  }

  private static String id(String measure) {
    return "share-" + measure.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static String number(double number) {
    return number == Math.rint(number)
        ? Long.toString(Math.round(number))
        : Double.toString(number);
  }

  /** Source: NHS Data Model and Dictionary, ETHNIC CATEGORY CODE 2001. */
  private static Map<String, String> ethnicNames() {
    return Map.ofEntries(
        Map.entry("A", "A British"),
        Map.entry("B", "B Irish"),
        Map.entry("C", "C other white"),
        Map.entry("D", "D white and black Caribbean"),
        Map.entry("E", "E white and black African"),
        Map.entry("F", "F white and Asian"),
        Map.entry("G", "G other mixed"),
        Map.entry("H", "H Indian"),
        Map.entry("J", "J Pakistani"),
        Map.entry("K", "K Bangladeshi"),
        Map.entry("L", "L other Asian"),
        Map.entry("M", "M Caribbean"),
        Map.entry("N", "N African"),
        Map.entry("P", "P other black"),
        Map.entry("R", "R Chinese"),
        Map.entry("S", "S any other"));
  }
}
