package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.pipelines.summary.TrainingText;
import org.linkagehub.qa.check.CheckResult;
import org.linkagehub.qa.check.Checks;
import org.linkagehub.qa.drift.Drift;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.profile.ColumnProfile;
import org.linkagehub.qa.report.Evidence;
import org.linkagehub.qa.report.Evidence.Counted;
import org.linkagehub.qa.report.Report;

/** Gathers what a report is made of from the tables of a run. */
public final class RunReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final int MOST_PATTERNS = 200;
  private static final int SHOWN_PAIRS = 10;

  /** The least number of records of each bar of clusters by size. */
  private static final long[] SIZES = {1, 2, 3, 4, 5, 6, 11, 21, 51, 101, 1_001};

  private final LinkageConfig config;
  private final CompletedRun run;
  private final RunSummary summary;
  private final EarlierRuns earlier;

  private RunReport(
      LinkageConfig config, CompletedRun run, RunSummary summary, EarlierRuns earlier) {
    this.config = config;
    this.run = run;
    this.summary = summary;
    this.earlier = earlier;
  }

  /**
   * The files of a run's report, name to text.
   *
   * @param earlier runs of the linkage
   */
  static Map<String, String> files(
      LinkageConfig config, CompletedRun run, RunSummary summary, EarlierRuns earlier) {
    return new RunReport(config, run, summary, earlier).report(List.of()).files();
  }

  /**
   * The files of a finished run's report, made anew.
   *
   * @param config what the run was configured with, with what people answered since
   * @param showRecords whether pairs of records near the threshold are shown: personal data
   */
  public static Map<String, String> files(
      LinkageConfig config, CompletedRun run, EarlierRuns earlier, boolean showRecords) {
    var report = new RunReport(config, run, new LinkageSummary(config, run).summary(), earlier);
    return report.report(showRecords ? report.shownPairs() : List.of()).files();
  }

  private Report report(List<Evidence.ShownPair> records) {
    return new Report(
        evidence(records), config.reporting().report(), config.reporting().disclosure());
  }

  private Evidence evidence(List<Evidence.ShownPair> records) {
    List<Measure> measured =
        run.tables().has(MeasureTable.NAME)
            ? MeasureTable.read(run.tables().table(MeasureTable.NAME))
            : List.of();
    List<Evidence.Pattern> patterns = patterns();
    var measures = new ArrayList<>(measured);
    measures.addAll(records());
    measures.addAll(profile(measured));
    measures.addAll(blocking(measured));
    measures.addAll(weights(measured));
    measures.addAll(clusters());
    measures.addAll(Drift.measure(measured, earlier.released()));
    for (int i = 0; i < patterns.size(); i++) {
      measures.add(
          Counted.of(Counted.PATTERN, Integer.toString(i), Group.ALL, patterns.get(i).pairs()));
    }
    List<CheckResult> checks = Checks.of(config.reporting().checks(), measured);
    return new Evidence(
        subject(),
        measures,
        summary.model().map(RunReport::model),
        patterns,
        summary.links().thresholdBits(),
        method(),
        stages(),
        checks,
        run.tables().has(CleaningCounts.RULES),
        settings(),
        summary.warnings(),
        config.reporting().answers(),
        earlier.ratings(),
        records);
  }

  private Evidence.Subject subject() {
    RunManifest manifest = run.manifest();
    var provenance = new LinkedHashMap<String, String>(manifest.versions());
    provenance.put("engine", manifest.engine());
    provenance.put("seed", Long.toString(manifest.seed()));
    provenance.put("code (SHA-256)", manifest.codeSha256());
    provenance.put("settings (SHA-256)", manifest.configurationSha256());
    LinkageSummary.results(run).forEach(provenance::put);
    manifest
        .inputs()
        .forEach(
            input ->
                provenance.put("input " + input.name(), input.format() + " " + input.location()));
    return new Evidence.Subject(
        manifest.runId(),
        manifest.linkage(),
        summary.linkType(),
        config.evaluation().truePerson().map(column -> "column " + column).orElse(""),
        TIME.format(manifest.started()),
        summary.wallSeconds(),
        provenance,
        manifest.resources());
  }

  private String method() {
    ClusteringSettings.Method method = config.clustering().method();
    return switch (method) {
      case REFINED -> "connected components, divided by the mean weight inside them";
      case BEST_LINKS -> "the best links of each record";
      case COMPONENTS -> "connected components of the links";
    };
  }

  private List<Evidence.Stage> stages() {
    return run.manifest().stages().stream()
        .map(
            stage ->
                new Evidence.Stage(
                    stage.name(), stage.wallSeconds(), stage.cpuSeconds(), stage.peakHeapBytes()))
        .toList();
  }

  /** The configuration, a line a setting: its key, an equals sign, its value. */
  private String settings() {
    var lines = new ArrayList<String>();
    try {
      flatten("", Json.read(run.manifest().configuration(), Object.class), lines);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the manifest's configuration is no JSON", e);
    }
    return String.join("\n", lines);
  }

  private static void flatten(String key, Object value, List<String> lines) {
    if (value instanceof Map<?, ?> block) {
      block.forEach((k, v) -> flatten(key.isEmpty() ? k + "" : key + "." + k, v, lines));
    } else if (value instanceof List<?> list
        && list.stream().anyMatch(e -> e instanceof Map || e instanceof List)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(key + "[" + i + "]", list.get(i), lines);
      }
    } else {
      lines.add(key + "=" + String.valueOf(value).replace('\n', ' '));
    }
  }

  private static Evidence.Model model(RunSummary.Model model) {
    return new Evidence.Model(
        model.lambda(),
        model.comparisons().stream()
            .map(
                comparison ->
                    new Evidence.Comparison(
                        comparison.name(),
                        comparison.levels().stream()
                            .map(
                                level ->
                                    new Evidence.Level(
                                        level.label(), level.m(), level.u(), level.termFrequency()))
                            .toList()))
            .toList(),
        model.training().map(TrainingText::of).orElse(List.of()).stream()
            .map(line -> line.strip().replaceAll(" {2,}", ", "))
            .toList());
  }

  // ---- counts

  private List<Measure> records() {
    var measures = new ArrayList<Measure>();
    long read = 0;
    long aside = 0;
    for (RunSummary.Source source : summary.sources()) {
      var group = new Group(Counted.SOURCE, source.name());
      measures.add(Counted.of(Counted.READ, "", group, source.read()));
      measures.add(Counted.of(Counted.SET_ASIDE, "", group, source.setAside()));
      measures.add(Counted.of(Counted.LINKED_IN, "", group, source.linked()));
      read += source.read();
      aside += source.setAside();
    }
    measures.add(Counted.of(Counted.READ, "", Group.ALL, read));
    measures.add(Counted.of(Counted.SET_ASIDE, "", Group.ALL, aside));
    measures.add(Counted.of(Counted.LINKED_IN, "", Group.ALL, read - aside));
    summary
        .setAside()
        .forEach(
            reason ->
                measures.add(
                    Counted.of(
                        Counted.SET_ASIDE,
                        reason.reason(),
                        new Group(Counted.SOURCE, reason.source()),
                        reason.records())));
    return measures;
  }

  private static boolean has(List<Measure> measured, String name) {
    return measured.stream().anyMatch(m -> m.measure().equals(name));
  }

  /** Completeness of the columns over all sources, unless it was measured. */
  private List<Measure> profile(List<Measure> measured) {
    var measures = new ArrayList<Measure>();
    if (has(measured, "completeness") || !run.tables().has(LinkageStages.PROFILE)) {
      return measures;
    }
    Map<String, long[]> columns = new TreeMap<>();
    for (Row row : run.tables().table(LinkageStages.PROFILE).collectAsList()) {
      long[] counts = columns.computeIfAbsent(row.getAs(ColumnProfile.COLUMN), none -> new long[3]);
      counts[0] += row.<Long>getAs(ColumnProfile.FILLED);
      counts[1] += row.<Long>getAs(ColumnProfile.RECORDS);
      counts[2] = Math.max(counts[2], row.<Long>getAs(ColumnProfile.DISTINCT_VALUES));
    }
    columns.forEach(
        (column, counts) -> {
          measures.add(
              Measure.share("completeness", OptionalDouble.empty(), counts[0], counts[1])
                  .of(column));
          if (summary.sources().size() == 1) {
            measures.add(
                Measure.count("distinct_values", OptionalDouble.empty(), counts[2]).of(column));
          }
        });
    return measures;
  }

  private List<Measure> blocking(List<Measure> measured) {
    var measures = new ArrayList<Measure>();
    for (RunSummary.Rule rule : summary.rules()) {
      if (!has(measured, "blocking_pairs_alone")) {
        measures.add(Counted.of("blocking_pairs_alone", rule.name(), Group.ALL, rule.pairs()));
        rule.newPairs()
            .ifPresent(
                pairs ->
                    measures.add(
                        Counted.of("blocking_pairs_added", rule.name(), Group.ALL, pairs)));
      }
    }
    summary
        .links()
        .scoredPairs()
        .ifPresent(pairs -> measures.add(Counted.of(Counted.COMPARED_PAIRS, "", Group.ALL, pairs)));
    return measures;
  }

  /** Kept pairs by whole bits of weight; what the model expects at each, unless it was measured. */
  private List<Measure> weights(List<Measure> measured) {
    boolean expected = summary.model().isPresent() && !has(measured, "expected_false_match_rate");
    Column probability = expected ? col(Columns.MATCH_PROBABILITY) : lit(0.0);
    List<Row> bins =
        run.tables()
            .table(LinkageStages.LINKS)
            .where(col(Columns.MATCH_WEIGHT).isNotNull())
            .groupBy(floor(col(Columns.MATCH_WEIGHT)).as("bin"))
            .agg(count(lit(1)), sum(probability))
            .orderBy("bin")
            .collectAsList();
    var measures = new ArrayList<Measure>();
    long pairs = 0;
    double matches = 0;
    for (Row bin : bins) {
      measures.add(
          Counted.of(
              Counted.KEPT_PAIRS,
              "",
              new Group(Counted.WEIGHT, Long.toString(bin.getLong(0))),
              bin.getLong(1)));
      pairs += bin.getLong(1);
      matches += bin.getDouble(2);
    }
    measures.add(Counted.of(Counted.KEPT_PAIRS, "", Group.ALL, pairs));
    double missed = 0;
    long below = 0;
    for (Row bin : bins) {
      if (expected) {
        var at = OptionalDouble.of((double) bin.getLong(0));
        double above = pairs - below;
        measures.add(
            Measure.ratio(
                "expected_false_match_rate", at, Math.max(0, above - (matches - missed)), above));
        measures.add(Measure.ratio("expected_missed_match_rate", at, missed, matches));
      }
      below += bin.getLong(1);
      missed += bin.getDouble(2);
    }
    return measures;
  }

  private List<Measure> clusters() {
    var measures = new ArrayList<Measure>();
    var bars = new LinkedHashMap<String, Long>();
    for (RunSummary.ClusterSize size : summary.clusterSizes()) {
      bars.merge(bar(size.size()), size.clusters(), Long::sum);
    }
    bars.forEach(
        (bar, clusters) ->
            measures.add(Counted.of(Counted.CLUSTERS, "", new Group(Counted.SIZE, bar), clusters)));
    measures.add(Counted.of(Counted.CLUSTERS, "", Group.ALL, summary.links().clusters()));
    measures.add(
        Counted.of(Counted.RECORDS_LINKED, "", Group.ALL, summary.links().linkedRecords()));
    summary
        .decisions()
        .ifPresent(
            decisions ->
                decisions
                    .counts()
                    .forEach(
                        d ->
                            measures.add(
                                Counted.of(Counted.DECIDED, d.what(), Group.ALL, d.count()))));
    return measures;
  }

  private static String bar(long size) {
    int bar = SIZES.length - 1;
    while (SIZES[bar] > size) {
      bar--;
    }
    if (bar == SIZES.length - 1) {
      return SIZES[bar] + " or more";
    }
    long last = SIZES[bar + 1] - 1;
    return SIZES[bar] == last ? Long.toString(last) : SIZES[bar] + " to " + last;
  }

  /** The most frequent agreement patterns of the kept pairs. */
  private List<Evidence.Pattern> patterns() {
    if (summary.model().isEmpty()) {
      return List.of();
    }
    Dataset<Row> links = run.tables().table(LinkageStages.LINKS);
    Set<String> there = new HashSet<>(Arrays.asList(links.columns()));
    List<String> gammas =
        summary.model().get().comparisons().stream()
            .map(comparison -> Columns.gamma(comparison.name()))
            .toList();
    if (!there.containsAll(gammas)) {
      return List.of();
    }
    Column[] by = gammas.stream().map(gamma -> col("`" + gamma + "`")).toArray(Column[]::new);
    var order = new ArrayList<Column>();
    order.add(col("pairs").desc());
    order.addAll(List.of(by));
    return links
        .where(by[0].isNotNull())
        .groupBy(by)
        .agg(count(lit(1)).as("pairs"), avg(Columns.MATCH_WEIGHT).as("weight"))
        .orderBy(order.toArray(Column[]::new))
        .limit(MOST_PATTERNS)
        .collectAsList()
        .stream()
        .map(
            row -> {
              var levels = new ArrayList<Integer>();
              for (int i = 0; i < by.length; i++) {
                levels.add(((Number) row.get(i)).intValue());
              }
              return new Evidence.Pattern(
                  levels, row.getDouble(by.length + 1), row.getLong(by.length));
            })
        .toList();
  }

  // ---- records, where they were asked for

  /** The pairs nearest to the threshold, with the columns that are compared. */
  private List<Evidence.ShownPair> shownPairs() {
    Tables tables = run.tables();
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<String> columns =
        Arrays.stream(records.columns())
            .filter(column -> !config.isRaw(column) && !column.equals(Columns.TRUE_PERSON))
            .toList();
    List<Row> pairs =
        tables
            .table(LinkageStages.LINKS)
            .where(col(Columns.MATCH_WEIGHT).isNotNull())
            .orderBy(
                abs(col(Columns.MATCH_WEIGHT).minus(summary.links().thresholdBits())),
                col(Columns.LEFT_KEY),
                col(Columns.RIGHT_KEY))
            .select(Columns.LEFT_KEY, Columns.RIGHT_KEY, Columns.MATCH_WEIGHT)
            .limit(SHOWN_PAIRS)
            .collectAsList();
    Object[] keys =
        pairs.stream()
            .flatMap(pair -> List.of(pair.getLong(0), pair.getLong(1)).stream())
            .distinct()
            .toArray();
    Map<Long, Row> byKey = new TreeMap<>();
    records
        .where(col(Columns.RECORD_KEY).isin(keys))
        .collectAsList()
        .forEach(row -> byKey.put(row.getAs(Columns.RECORD_KEY), row));
    var shown = new ArrayList<Evidence.ShownPair>();
    for (Row pair : pairs) {
      var values = new LinkedHashMap<String, List<String>>();
      for (String column : columns) {
        values.put(
            column,
            List.of(
                text(byKey.get(pair.getLong(0)), column),
                text(byKey.get(pair.getLong(1)), column)));
      }
      shown.add(new Evidence.ShownPair(pair.getDouble(2), values));
    }
    return shown;
  }

  private static String text(Row row, String column) {
    Object value = row == null ? null : row.getAs(column);
    return Optional.ofNullable(value).map(String::valueOf).orElse("");
  }
}
