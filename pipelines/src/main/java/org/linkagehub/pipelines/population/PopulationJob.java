package org.linkagehub.pipelines.population;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.link.Job;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunPlan;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.TableVariables;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.summary.Summary;
import org.linkagehub.qa.page.PageHtml;
import org.linkagehub.qa.synthetic.FeedSettings;
import org.linkagehub.qa.synthetic.Population;
import org.linkagehub.qa.synthetic.PopulationMargins;
import org.linkagehub.qa.synthetic.PopulationMargins.Margin;
import org.linkagehub.qa.synthetic.PopulationValidator;
import org.linkagehub.qa.synthetic.PopulationValidator.Check;

/**
 * Makes a population with known truth, checks it, and compares it with what was asked for.
 *
 * @param config what to make
 */
public record PopulationJob(PopulationConfig config) implements Job {
  /** The file that shows in charts whether the population is what was asked for. */
  public static final String PAGE = "population.html";

  static final String CHECKS = "checks";
  static final String MARGINS = "margins";

  private static final StructType CHECK =
      new StructType()
          .add("table_name", DataTypes.StringType, false)
          .add("rule", DataTypes.StringType, false)
          .add("violations", DataTypes.LongType, false);
  private static final StructType MARGIN =
      new StructType()
          .add("measure", DataTypes.StringType, false)
          .add("group", DataTypes.StringType, false)
          .add("asked", DataTypes.DoubleType, false)
          .add("got", DataTypes.DoubleType, false)
          .add("count", DataTypes.LongType, false)
          .add("standard_errors", DataTypes.DoubleType, false);

  @Override
  public RunPlan plan(SparkSession spark, String command) {
    Population population = Population.generate(spark, config.settings());
    List<String> feeds = feeds();
    var all = new ArrayList<String>();
    var stages = new ArrayList<Stage>();
    stages.add(making("people", population, List.of(Population.PEOPLE), all));
    stages.add(
        making(
            "linkable",
            population,
            List.of(Population.LINKABLE_INDEX, Population.LINKABLE_FEEDS),
            all));
    stages.add(making("index", population, List.of(Population.MASTER_INDEX), all));
    stages.add(
        taking(
            "feeds",
            Population.LINKABLE_FEEDS,
            feeds,
            (linkable, table) -> Population.feed(linkable, Population.feedOf(table)),
            all));
    stages.add(
        taking(
            "truth",
            Population.LINKABLE_FEEDS,
            List.of(Population.TRUTH),
            (linkable, table) -> Population.truth(linkable),
            all));
    stages.add(
        taking(
            "index-truth",
            Population.LINKABLE_INDEX,
            List.of(Population.INDEX_TRUTH),
            (linkable, table) -> Population.indexTruth(linkable),
            all));
    stages.add(making("errors", population, List.of(Population.ERROR_COUNTS), all));
    stages.add(
        Stage.of(
            "check",
            all,
            Output.small(CHECKS),
            tables -> checks(spark, PopulationValidator.check(named(tables, all)))));
    stages.add(
        Stage.of(
            "compare",
            all,
            Output.small(MARGINS),
            tables -> margins(spark, PopulationMargins.of(config.settings(), named(tables, all)))));
    return new RunPlan(
        config.name(),
        command,
        config.source().toJson(),
        config.effective() + new TreeMap<>(population.lists()),
        "none",
        config.settings().seed(),
        List.of(),
        stages,
        config.output().schema());
  }

  @Override
  public Map<String, String> files(CompletedRun run) {
    return Map.of(PAGE, PageHtml.of(new PopulationFigures(config.settings(), run).page()));
  }

  /** A configuration to be included, whose variables say where the tables are. */
  @Override
  public Map<String, String> pointers(CompletedRun run) {
    return Map.of(
        config.name() + ".conf",
        TableVariables.text(
            "The tables of the newest run of `linkage generate`.", config.name(), run));
  }

  @Override
  public Map<String, String> results(CompletedRun run) {
    var results = new TreeMap<String, String>();
    results.put("people", Long.toString(config.settings().people()));
    results.put("seed", Long.toString(config.settings().seed()));
    Population.lists(config.settings())
        .forEach((list, sha256) -> results.put("sha256 of " + list, sha256));
    return results;
  }

  @Override
  public Summary summarise(CompletedRun run) {
    return new PopulationFigures(config.settings(), run).summary();
  }

  private List<String> feeds() {
    return config.settings().feeds().stream()
        .map(FeedSettings::name)
        .map(Population::feedTable)
        .toList();
  }

  private static Stage making(
      String name, Population population, List<String> tables, List<String> all) {
    all.addAll(tables);
    return Stage.of(
        name,
        List.of(),
        tables.stream().map(Output::of).toList(),
        none -> {
          var made = new LinkedHashMap<String, Dataset<Row>>();
          tables.forEach(table -> made.put(table, population.tables().get(table)));
          return made;
        });
  }

  /** A stage whose tables are columns of one that was written. */
  private static Stage taking(
      String name,
      String from,
      List<String> tables,
      BiFunction<Dataset<Row>, String, Dataset<Row>> part,
      List<String> all) {
    all.addAll(tables);
    return Stage.of(
        name,
        List.of(from),
        tables.stream().map(Output::of).toList(),
        written -> {
          var made = new LinkedHashMap<String, Dataset<Row>>();
          tables.forEach(table -> made.put(table, part.apply(written.table(from), table)));
          return made;
        });
  }

  private static Map<String, Dataset<Row>> named(Tables tables, List<String> names) {
    var named = new LinkedHashMap<String, Dataset<Row>>();
    names.forEach(name -> named.put(name, tables.table(name)));
    return named;
  }

  private static Dataset<Row> checks(SparkSession spark, List<Check> checks) {
    return spark.createDataFrame(
        checks.stream()
            .map(check -> RowFactory.create(check.table(), check.rule(), check.violations()))
            .toList(),
        CHECK);
  }

  private static Dataset<Row> margins(SparkSession spark, List<Margin> margins) {
    return spark.createDataFrame(
        margins.stream()
            .map(
                m ->
                    RowFactory.create(
                        m.measure(), m.group(), m.asked(), m.got(), m.count(), m.deviation()))
            .toList(),
        MARGIN);
  }
}
