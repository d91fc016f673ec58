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
import org.linkagehub.core.expression.SqlColumns;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
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
import org.linkagehub.pipelines.summary.ExplanationText;

/** Explains pairs of a finished run from its tables: also those that no blocking rule made. */
public final class PairExplainer {
  private static final String ASKED_FOR = "(asked for)";

  private final SparkSession spark;
  private final RunManifest manifest;
  private final ModelFile model;
  private final WrittenTables tables;

  /**
   * Opens a run.
   *
   * @throws InputDataException if it has no model
   */
  public PairExplainer(SparkSession spark, RunStore store, RunFolder folder) {
    this.spark = spark;
    this.manifest = folder.manifest();
    this.model = ModelJson.readFile(folder.text(TrainedModel.FILE_NAME));
    this.tables =
        new WrittenTables(
            spark, store, Optional.of(manifest.schema()).filter(schema -> !schema.isEmpty()));
    LinkageFunctions.register(spark);
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
    Row a = record(records, first);
    Row b = record(records, second);
    long left = a.getAs(Columns.RECORD_KEY);
    long right = b.getAs(Columns.RECORD_KEY);
    if (left == right) {
      throw new InputDataException(
          "%s and %s are the same record; name two".formatted(first, second));
    }
    Dataset<Row> two = spark.createDataFrame(List.of(a, b), records.schema());
    return explanation(two, score(two));
  }

  private Dataset<Row> table(String name) {
    return tables.read(manifest.table(name));
  }

  private boolean has(String name) {
    return manifest.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .anyMatch(output -> output.table().equals(name));
  }

  private Row record(Dataset<Row> records, String name) {
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
                .formatted(manifest.runId(), name)
            : "several sources have the id %s; say which, for example %s:%s"
                .formatted(name, found.get(0).getAs(Columns.SOURCE), name));
  }

  /** The pair as the run scores it, whatever its blocking rules and its link type. */
  private Row score(Dataset<Row> two) {
    Model whatever =
        new Model(LinkType.LINK_AND_DEDUPE, model.model().prior(), model.model().comparisons());
    var rules = new ArrayList<>(model.blockingRules());
    rules.add(new BlockingRule(ASKED_FOR, List.of(BlockingRule.Key.of("1")), Optional.empty()));
    TermFrequencies frequencies =
        TermFrequencies.ofTable(
            table(LinkageStages.TERM_FREQUENCIES),
            TermFrequencies.columns(model.model().comparisons()));
    return new SqlEngine()
        .score(two, new Scoring(whatever, rules, frequencies, Double.NEGATIVE_INFINITY, true))
        .head();
  }

  private Explanation explanation(Dataset<Row> two, Row pair) {
    List<Row> rows = two.collectAsList();
    boolean inOrder =
        rows.get(0).<Long>getAs(Columns.RECORD_KEY).equals(pair.<Long>getAs(Columns.LEFT_KEY));
    Row left = rows.get(inOrder ? 0 : 1);
    Row right = rows.get(inOrder ? 1 : 0);
    List<Explanation.Part> parts = parts(pair);
    double weight = pair.getAs(Columns.MATCH_WEIGHT);
    double probability = pair.getAs(Columns.MATCH_PROBABILITY);
    Optional<String> rule = madeBy(left, right, pair);
    return new Explanation(
        manifest.runId(),
        name(left),
        name(right),
        columns(left, right),
        WeightTable.of(model.model()).priorWeight(),
        parts,
        weight,
        probability,
        rule,
        isLink(pair),
        oneCluster(pair),
        samePerson(left, right),
        ExplanationText.sentence(parts, weight, probability, rule.isPresent()));
  }

  /** The rule that makes it; none where the link type keeps records of one source apart. */
  private Optional<String> madeBy(Row left, Row right, Row pair) {
    boolean apart =
        model.model().linkType() == LinkType.LINK_ONLY
            && left.getAs(Columns.SOURCE).equals(right.getAs(Columns.SOURCE));
    String rule = pair.getAs(Columns.BLOCKING_RULE);
    return apart || rule.equals(ASKED_FOR) ? Optional.empty() : Optional.of(rule);
  }

  private static RecordName name(Row record) {
    return new RecordName(record.getAs(Columns.SOURCE), record.getAs(Columns.RECORD_ID));
  }

  private List<Explanation.Part> parts(Row pair) {
    WeightTable weights = WeightTable.of(model.model());
    var parts = new ArrayList<Explanation.Part>();
    for (int c = 0; c < weights.comparisons(); c++) {
      Comparison comparison = model.model().comparisons().get(c);
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
    for (Comparison comparison : model.model().comparisons()) {
      comparison.levels().forEach(level -> compared.addAll(SqlColumns.ofPair(level.condition())));
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

  private static Optional<String> text(Object value) {
    if (value instanceof scala.collection.Seq<?> list) {
      return Optional.of(list.mkString(", "));
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  private boolean isLink(Row pair) {
    return has(LinkageStages.LINKS)
        && !table(LinkageStages.LINKS)
            .where(col(Columns.LEFT_KEY).equalTo(pair.<Long>getAs(Columns.LEFT_KEY)))
            .where(col(Columns.RIGHT_KEY).equalTo(pair.<Long>getAs(Columns.RIGHT_KEY)))
            .isEmpty();
  }

  private Optional<Boolean> oneCluster(Row pair) {
    if (!has(LinkageStages.CLUSTERS)) {
      return Optional.empty();
    }
    List<Row> clusters =
        table(LinkageStages.CLUSTERS)
            .where(
                col(Columns.RECORD_KEY)
                    .isin(pair.<Long>getAs(Columns.LEFT_KEY), pair.<Long>getAs(Columns.RIGHT_KEY)))
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
