package org.linkagehub.pipelines.population;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.pipelines.report.RunFacts;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.summary.PopulationSummary;
import org.linkagehub.pipelines.summary.PopulationSummary.Broken;
import org.linkagehub.pipelines.summary.PopulationSummary.Count;
import org.linkagehub.pipelines.summary.PopulationSummary.Feed;
import org.linkagehub.pipelines.summary.PopulationSummary.Furthest;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.synthetic.Population;
import org.linkagehub.qa.synthetic.PopulationMargins.Margin;
import org.linkagehub.qa.synthetic.PopulationPage;
import org.linkagehub.qa.synthetic.PopulationSettings;
import org.linkagehub.qa.synthetic.PopulationValidator.Check;

/** Gathers the summary of a population from its tables: counts only. */
final class PopulationFigures {
  /** Of some 700 shares one lies this far off by chance in one population of some two thousand. */
  private static final double FAR = 5;

  private static final Map<String, String> HOLDS =
      Map.of(
          Population.PEOPLE, "truth: people with every name, home and NHS number over time",
          Population.MASTER_INDEX, "the index to link to: an NHS number a row, with histories",
          Population.INDEX_TRUTH, "truth: whose each NHS number is, and what is wrong with it",
          Population.TRUTH, "truth: whose each record of the feeds is, with each of its errors",
          Population.ERROR_COUNTS, "how often each error was asked for, drawn, and happened",
          Population.LINKABLE_INDEX, "the index in flat columns, with the truth",
          Population.LINKABLE_FEEDS, "all feeds in the same columns, with the truth",
          PopulationJob.CHECKS, "what must hold of any population, and the rows that break it",
          PopulationJob.MARGINS, "the shares that were asked for, and those that came");

  private final PopulationSettings settings;
  private final CompletedRun run;

  PopulationFigures(PopulationSettings settings, CompletedRun run) {
    this.settings = settings;
    this.run = run;
  }

  PopulationSummary summary() {
    List<Check> checks = checks();
    List<Broken> broken =
        checks.stream()
            .filter(check -> !check.holds())
            .map(check -> new Broken(check.table(), check.rule(), check.violations()))
            .toList();
    List<Furthest> margins = furthest();
    return new PopulationSummary(
        run.manifest().runId(),
        settings.seed(),
        settings.asAt().toString(),
        counts(),
        feeds(),
        checks.size(),
        broken,
        margins,
        new RunFacts(run.manifest()).stageTimes(),
        run.manifest().wallSeconds(),
        run.folder().toString(),
        new RunFacts(run.manifest()).tables(PopulationFigures::holds),
        warnings(broken, margins));
  }

  private Dataset<Row> table(String name) {
    return run.tables().table(name);
  }

  private static String holds(String table) {
    return HOLDS.getOrDefault(table, "records that ask to be linked");
  }

  private List<Count> counts() {
    var queries = new LinkedHashMap<String, String>();
    queries.put("people", "count(*)");
    queries.put("of them alive", "count_if(date_of_death is null)");
    queries.put("households", "count_if(person = household)");
    queries.put("came to the country", "count_if(migrant)");
    queries.put("in no index", "count_if(not in_index)");
    queries.put("with several NHS numbers", "count_if(size(nhs_numbers) > 1)");
    Row counts =
        table(Population.PEOPLE).selectExpr(queries.values().toArray(String[]::new)).head();
    var all = new ArrayList<Count>();
    queries.keySet().forEach(what -> all.add(new Count(what, counts.getLong(all.size()))));
    all.add(
        new Count("records of the index", run.manifest().table(Population.MASTER_INDEX).rows()));
    return all;
  }

  private List<Feed> feeds() {
    return table(Population.TRUTH)
        .groupBy("source")
        .agg(
            expr("count(*)"),
            expr("count(distinct natural_person)"),
            expr("count_if(size(errors) > 0)"),
            expr("count_if(not in_index)"))
        .orderBy("source")
        .collectAsList()
        .stream()
        .map(
            row ->
                new Feed(
                    row.getString(0),
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4)))
        .toList();
  }

  private List<Furthest> furthest() {
    var furthest = new LinkedHashMap<String, Furthest>();
    for (Margin margin : margins()) {
      String measure = margin.measure();
      double errors = margin.isOfTooFew() ? 0 : margin.deviation();
      Furthest before = furthest.get(measure);
      int groups = before == null ? 1 : before.groups() + 1;
      boolean further = before == null || Math.abs(errors) > Math.abs(before.standardErrors());
      furthest.put(
          measure,
          further
              ? new Furthest(measure, groups, margin.group(), margin.asked(), margin.got(), errors)
              : new Furthest(
                  measure,
                  groups,
                  before.group(),
                  before.asked(),
                  before.got(),
                  before.standardErrors()));
    }
    return List.copyOf(furthest.values());
  }

  private List<Margin> margins() {
    return table(PopulationJob.MARGINS).orderBy("measure", "group").collectAsList().stream()
        .map(
            row ->
                new Margin(
                    row.getAs("measure"),
                    row.getAs("group"),
                    row.<Double>getAs("asked"),
                    row.<Double>getAs("got"),
                    row.<Long>getAs("count")))
        .toList();
  }

  private List<Check> checks() {
    return table(PopulationJob.CHECKS).orderBy("table_name", "rule").collectAsList().stream()
        .map(
            row ->
                new Check(
                    row.getAs("table_name"), row.getAs("rule"), row.<Long>getAs("violations")))
        .toList();
  }

  /** The page that shows whether the population is what was asked for. */
  Page page() {
    var rows = new LinkedHashMap<String, Long>();
    run.manifest().stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .forEach(table -> rows.put(table.table(), table.rows()));
    return PopulationPage.of(
        run.manifest().runId(), settings, margins(), checks(), rows, Population.lists(settings));
  }

  private static List<String> warnings(List<Broken> broken, List<Furthest> margins) {
    var warnings = new ArrayList<String>();
    if (!broken.isEmpty()) {
      warnings.add(
          "The population is not consistent: a rule above does not hold. What is measured against"
              + " this truth is not to be trusted.");
    }
    for (Furthest margin : margins) {
      if (Math.abs(margin.standardErrors()) > FAR) {
        warnings.add(
            "The share of %s (%s) lies %.0f standard errors from what was asked for."
                .formatted(margin.measure(), margin.group(), Math.abs(margin.standardErrors())));
      }
    }
    return warnings;
  }
}
