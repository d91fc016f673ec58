package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.PassSettings;
import org.linkagehub.core.expression.SqlColumns;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.Pass;
import org.linkagehub.core.score.WeightTable;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.WrittenTables;
import org.linkagehub.pipelines.summary.Explanation;
import org.linkagehub.pipelines.summary.Explanation.RecordName;
import org.linkagehub.pipelines.summary.Explanation.RuleTrial;
import org.linkagehub.pipelines.summary.ExplanationText;

/** Explains pairs of a finished run from its tables: also those that no blocking rule made. */
public final class PairExplainer {
  private static final BlockingRule EVERY_PAIR = BlockingRule.on("1");

  private final SparkSession spark;
  private final RunManifest manifest;
  private final Optional<ModelFile> model;
  private final PassSettings passes;
  private final LinkType linkType;
  private final WrittenTables tables;

  /**
   * Opens a run.
   *
   * @throws InputDataException if it linked nothing: it made a population, or failed before
   */
  public PairExplainer(SparkSession spark, RunStore store, RunFolder folder) {
    this.spark = spark;
    this.manifest = folder.manifest();
    if (!has(RecordsStage.RECORDS)) {
      throw new InputDataException(
          "run %s has no records to explain; name a run of linkage run, or last"
              .formatted(manifest.runId()));
    }
    ConfigSource settings =
        ConfigSource.ofText("manifest.json", "{\"linkage\": " + manifest.configuration() + "}");
    this.passes = settings.read(in -> PassSettings.read(in.block("passes")));
    this.linkType = settings.read(in -> in.parsed("link-type", LinkType::of));
    this.model =
        passes.alone()
            ? Optional.empty()
            : Optional.of(ModelJson.readFile(folder.text(TrainedModel.FILE_NAME)));
    this.tables =
        new WrittenTables(
            spark, store, Optional.of(manifest.schema()).filter(schema -> !schema.isEmpty()));
    LinkageFunctions.register(spark);
    LinkageFunctions.useNicknames(
        spark, settings.read(in -> Optional.of(in.optionalText("nicknames"))));
  }

  /**
   * Explains a pair.
   *
   * @param first an id, or {@code source:id}
   * @param second the same
   * @throws InputDataException if a record is not there, or an id is in several sources
   */
  public Explanation explain(String first, String second) {
    Dataset<Row> records = table(RecordsStage.RECORDS);
    if (has(OrderStage.ORDER)) {
      records = OrderStage.withPlaces(records, table(OrderStage.ORDER));
    }
    Row a = record(records, first, manifest.runId());
    Row b = record(records, second, manifest.runId());
    if (a.<Long>getAs(Columns.RECORD_KEY).equals(b.<Long>getAs(Columns.RECORD_KEY))) {
      throw new InputDataException(
          "%s and %s are the same record; name two".formatted(first, second));
    }
    List<Row> ordered =
        spark
            .createDataFrame(List.of(a, b), records.schema())
            .orderBy(Columns.SOURCE_INDEX, Columns.RECORD_ID)
            .collectAsList();
    return explanation(new Two(ordered.get(0), ordered.get(1), records.schema()));
  }

  /** A pair in the order of the run's tables. */
  private record Two(Row left, Row right, StructType schema) {
    Dataset<Row> table(SparkSession spark, Row... rows) {
      return spark.createDataFrame(List.of(rows), schema);
    }

    long leftKey() {
      return left.getAs(Columns.RECORD_KEY);
    }

    long rightKey() {
      return right.getAs(Columns.RECORD_KEY);
    }
  }

  private Dataset<Row> table(String name) {
    return tables.read(manifest.table(name));
  }

  private boolean has(String name) {
    return manifest.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .anyMatch(output -> output.table().equals(name));
  }

  /** The record that an id, or {@code source:id}, names. */
  static Row record(Dataset<Row> records, String name, String runId) {
    int colon = name.indexOf(':');
    List<Row> found = List.of();
    if (colon > 0) {
      found =
          records
              .where(col(Columns.SOURCE).equalTo(name.substring(0, colon)))
              .where(col(Columns.RECORD_ID).equalTo(name.substring(colon + 1)))
              .takeAsList(2);
    }
    if (found.isEmpty()) { // an id may hold a colon
      found = records.where(col(Columns.RECORD_ID).equalTo(name)).takeAsList(2);
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new InputDataException(
        found.isEmpty()
            ? "run %s has no record %s among those it linked; name it by its id, or as source:id"
                .formatted(runId, name)
            : "several sources have the id %s; say which, for example %s:%s"
                .formatted(name, found.get(0).getAs(Columns.SOURCE), name));
  }

  /** The pair as the run's model scores it, whatever its blocking rules and its link type. */
  private Explanation.Score score(Two two, Model trained) {
    Model whatever = new Model(LinkType.LINK_AND_DEDUPE, trained.prior(), trained.comparisons());
    TermFrequencies frequencies =
        TermFrequencies.ofTable(
            table(LinkageStages.TERM_FREQUENCIES), TermFrequencies.columns(trained.comparisons()));
    Row pair =
        new SqlEngine()
            .score(
                two.table(spark, two.left(), two.right()),
                new Scoring(
                    whatever, List.of(EVERY_PAIR), frequencies, Double.NEGATIVE_INFINITY, true))
            .head();
    WeightTable weights = WeightTable.of(trained);
    return new Explanation.Score(
        weights.priorWeight(),
        parts(pair, weights, trained.comparisons()),
        pair.getAs(Columns.MATCH_WEIGHT),
        pair.getAs(Columns.MATCH_PROBABILITY));
  }

  private Explanation explanation(Two two) {
    Optional<Explanation.Score> score = model.map(file -> score(two, file.model()));
    Dataset<Row> left = two.table(spark, two.left());
    Dataset<Row> right = two.table(spark, two.right());
    List<RuleTrial> ofPasses = RuleTrials.of(left, right, passes.rules());
    List<RuleTrial> ofBlocking =
        RuleTrials.of(left, right, model.map(ModelFile::blockingRules).orElse(List.of()));
    boolean comparable = comparable(two);
    Optional<Explanation.LinkingPass> pass = comparable ? pass(ofPasses) : Optional.empty();
    Optional<RecordName> settled =
        pass.isPresent() || model.isEmpty() ? Optional.empty() : settled(two);
    Optional<String> rule =
        pass.map(Explanation.LinkingPass::name)
            .or(
                () ->
                    ofBlocking.stream()
                        .filter(trial -> comparable && settled.isEmpty() && trial.makes())
                        .map(RuleTrial::rule)
                        .findFirst());
    return new Explanation(
        manifest.runId(),
        name(two.left()),
        name(two.right()),
        columns(two.left(), two.right()),
        pass,
        score,
        ofPasses,
        ofBlocking,
        rule,
        settled,
        isLink(two),
        oneCluster(two),
        samePerson(two.left(), two.right()),
        score
            .map(said -> ExplanationText.sentence(said, pass, rule.isPresent()))
            .orElseGet(() -> ExplanationText.sentence(ofPasses, pass)));
  }

  /** The link type may keep records of one source apart. */
  private boolean comparable(Two two) {
    return linkType != LinkType.LINK_ONLY
        || !two.left().getAs(Columns.SOURCE).equals(two.right().getAs(Columns.SOURCE));
  }

  private Optional<Explanation.LinkingPass> pass(List<RuleTrial> trials) {
    for (int i = 0; i < trials.size(); i++) {
      if (trials.get(i).makes()) {
        Pass pass = passes.passes().get(i);
        return Optional.of(new Explanation.LinkingPass(pass.rule().name(), pass.matchWeight()));
      }
    }
    return Optional.empty();
  }

  /** The record of the two that a pass had linked, so that the model did not compare it. */
  private Optional<RecordName> settled(Two two) {
    for (Row record : List.of(two.left(), two.right())) {
      long key = record.getAs(Columns.RECORD_KEY);
      if (passes.settled().contains(record.<String>getAs(Columns.SOURCE))
          && !table(LinkageStages.PASS_LINKS)
              .where(col(Columns.LEFT_KEY).equalTo(key).or(col(Columns.RIGHT_KEY).equalTo(key)))
              .isEmpty()) {
        return Optional.of(name(record));
      }
    }
    return Optional.empty();
  }

  private static RecordName name(Row record) {
    return new RecordName(record.getAs(Columns.SOURCE), record.getAs(Columns.RECORD_ID));
  }

  private static List<Explanation.Part> parts(
      Row pair, WeightTable weights, List<Comparison> comparisons) {
    var parts = new ArrayList<Explanation.Part>();
    for (int c = 0; c < weights.comparisons(); c++) {
      Comparison comparison = comparisons.get(c);
      int gamma = pair.getAs(Columns.gamma(comparison.name()));
      ComparisonLevel level =
          gamma >= 0 ? comparison.byGamma().get(gamma) : comparison.levels().get(0);
      double tfBits = pair.getAs(Columns.tfWeight(comparison.name()));
      parts.add(
          new Explanation.Part(
              comparison.name(),
              gamma,
              level.label(),
              level.kind(),
              weights.partialWeight(c, gamma),
              tfBits,
              frequency(weights.adjustment(c, gamma), tfBits)));
    }
    return parts;
  }

  /** The frequency that an adjustment was computed from. */
  private static OptionalDouble frequency(WeightTable.Adjustment adjustment, double tfBits) {
    return adjustment == null || tfBits == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.pow(2, adjustment.baseBits() - tfBits / adjustment.share()));
  }

  private List<Explanation.Values> columns(Row left, Row right) {
    Set<String> compared = new LinkedHashSet<>();
    List<Comparison> comparisons = model.map(file -> file.model().comparisons()).orElse(List.of());
    for (Comparison comparison : comparisons) {
      comparison.levels().forEach(level -> compared.addAll(SqlColumns.ofPair(level.condition())));
    }
    for (BlockingRule rule : passes.rules()) {
      compared.addAll(rule.expressions());
    }
    Set<String> own =
        Set.of(
            Columns.RECORD_KEY,
            Columns.SOURCE,
            Columns.SOURCE_INDEX,
            Columns.RECORD_ID,
            Columns.TRUE_PERSON);
    var names = new LinkedHashSet<>(compared);
    names.retainAll(List.of(left.schema().fieldNames()));
    names.addAll(List.of(left.schema().fieldNames()));
    names.removeAll(own);
    return names.stream()
        .map(
            column ->
                new Explanation.Values(
                    column,
                    text(left.getAs(column)),
                    text(right.getAs(column)),
                    compared.contains(column)))
        .toList();
  }

  static Optional<String> text(Object value) {
    if (value instanceof scala.collection.Seq<?> list) {
      return Optional.of(list.mkString(", "));
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  private boolean isLink(Two two) {
    return has(LinkageStages.LINKS)
        && !table(LinkageStages.LINKS)
            .where(col(Columns.LEFT_KEY).equalTo(two.leftKey()))
            .where(col(Columns.RIGHT_KEY).equalTo(two.rightKey()))
            .isEmpty();
  }

  private Optional<Boolean> oneCluster(Two two) {
    if (!has(ClusterStages.CLUSTERS)) {
      return Optional.empty();
    }
    List<Row> clusters =
        table(ClusterStages.CLUSTERS)
            .where(col(Columns.RECORD_KEY).isin(two.leftKey(), two.rightKey()))
            .select(Columns.CLUSTER_ID)
            .collectAsList();
    return clusters.size() == 2
        ? Optional.of(clusters.get(0).getLong(0) == clusters.get(1).getLong(0))
        : Optional.empty();
  }

  private static Optional<Boolean> samePerson(Row left, Row right) {
    if (!List.of(left.schema().fieldNames()).contains(Columns.TRUE_PERSON)) {
      return Optional.empty();
    }
    String l = left.getAs(Columns.TRUE_PERSON);
    String r = right.getAs(Columns.TRUE_PERSON);
    return l == null || r == null ? Optional.empty() : Optional.of(l.equals(r));
  }
}
