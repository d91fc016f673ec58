package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.cluster.ClusterGraph;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.ScoringSettings;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.expression.SqlColumns;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.cluster.BestLinks;
import org.linkagehub.core.spark.cluster.ClusterRefinement;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunFolder;
import org.linkagehub.pipelines.stage.RunManifest;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.WrittenTables;
import org.linkagehub.pipelines.summary.ClusterExplanation;
import org.linkagehub.pipelines.summary.ClusterExplanationText;
import org.linkagehub.pipelines.summary.Explanation.RecordName;

/** Explains clusters of a finished run from its tables. */
public final class ClusterExplainer {
  /** More records than an explanation can show. */
  private static final int MOST_RECORDS = 2000;

  private static final String MEMBER = "member_key";
  private static final String OTHER = "other_key";

  private final SparkSession spark;
  private final RunManifest manifest;
  private final RunFolder folder;
  private final WrittenTables tables;
  private final ClusteringSettings clustering;
  private final Threshold written;

  /**
   * Opens a run.
   *
   * @throws InputDataException if it has no clusters
   */
  public ClusterExplainer(SparkSession spark, RunStore store, RunFolder folder) {
    this.spark = spark;
    this.folder = folder;
    this.manifest = folder.manifest();
    if (!has(ClusterStages.CLUSTERS)) {
      throw new InputDataException(
          "run %s has no clusters to explain; name a run of linkage run, or last"
              .formatted(manifest.runId()));
    }
    ConfigSource settings =
        ConfigSource.ofText("manifest.json", "{\"linkage\": " + manifest.configuration() + "}");
    this.clustering = settings.read(in -> ClusteringSettings.read(in.block("clustering")));
    this.written = settings.read(in -> ScoringSettings.read(in.block("scoring"))).threshold();
    this.tables =
        new WrittenTables(
            spark, store, Optional.of(manifest.schema()).filter(schema -> !schema.isEmpty()));
    LinkageFunctions.register(spark);
  }

  /**
   * Explains a cluster.
   *
   * @param name a cluster's id, or a record of it: an id, or {@code source:id}
   * @throws InputDataException if there is no such cluster or record
   */
  public ClusterExplanation explain(String name) {
    long clusterId = clusterId(name);
    List<Row> members = members(clusterId);
    Map<Long, RecordName> names = new TreeMap<>();
    members.forEach(row -> names.put(row.getAs(Columns.RECORD_KEY), name(row)));
    Links inside = inside(names);
    List<ClusterExplanation.Conflict> conflicts = conflicts(clusterId, names);
    List<ClusterExplanation.Cut> cuts = cuts(clusterId, names);
    ClusterExplanation.Shape shape = inside.shape();
    List<String> columns = columns(members.get(0));
    Map<Long, String> outcomes = outcomes(names);
    return new ClusterExplanation(
        manifest.runId(),
        clustering.method().configName(),
        clusterId,
        columns,
        members.stream().map(row -> member(row, columns, inside, outcomes)).toList(),
        shape,
        inside.weakestFirst(names),
        conflicts,
        cuts.subList(0, Math.min(cuts.size(), ClusterExplanation.MOST)),
        cuts.size(),
        ClusterExplanationText.sentence(shape, conflicts.size(), cuts.size()));
  }

  private boolean has(String name) {
    return manifest.stages().stream()
        .flatMap(stage -> stage.outputs().stream())
        .anyMatch(output -> output.table().equals(name));
  }

  private Dataset<Row> table(String name) {
    return tables.read(manifest.table(name));
  }

  private long clusterId(String name) {
    Dataset<Row> clusters = table(ClusterStages.CLUSTERS);
    if (name.matches("-?\\d{1,18}|-?\\d{19}")) {
      Dataset<Row> named =
          clusters.where(col(Columns.CLUSTER_ID).equalTo(lit(name).cast("bigint")));
      if (!named.isEmpty()) {
        return Long.parseLong(name);
      }
    }
    long key =
        PairExplainer.record(table(RecordsStage.RECORDS), name, manifest.runId())
            .getAs(Columns.RECORD_KEY);
    return clusters
        .where(col(Columns.RECORD_KEY).equalTo(key))
        .select(Columns.CLUSTER_ID)
        .as(Encoders.LONG())
        .head();
  }

  private List<Row> members(long clusterId) {
    Dataset<Row> keys =
        table(ClusterStages.CLUSTERS)
            .where(col(Columns.CLUSTER_ID).equalTo(clusterId))
            .select(col(Columns.RECORD_KEY).as(MEMBER))
            .limit(MOST_RECORDS + 1);
    List<Row> members =
        table(RecordsStage.RECORDS)
            .join(broadcast(keys), col(Columns.RECORD_KEY).equalTo(col(MEMBER)))
            .drop(MEMBER)
            .orderBy(Columns.SOURCE_INDEX, Columns.RECORD_ID)
            .collectAsList();
    if (members.size() > MOST_RECORDS) {
      throw new InputDataException(
          "cluster %d has more than %d records, too many to show; ask the tables %s and %s for it"
              .formatted(
                  clusterId, MOST_RECORDS, ClusterStages.CLUSTERS, ClusterStages.GIANT_COMPONENTS));
    }
    return members;
  }

  private static RecordName name(Row record) {
    return new RecordName(record.getAs(Columns.SOURCE), record.getAs(Columns.RECORD_ID));
  }

  private Dataset<Row> keys(Set<Long> keys, String as) {
    return broadcast(spark.createDataset(List.copyOf(keys), Encoders.LONG()).toDF(as));
  }

  private Dataset<Row> links() {
    Threshold from =
        switch (clustering.method()) {
          case REFINED -> clustering.refinement().candidates().orElse(written);
          case BEST_LINKS -> clustering.bestLinks().threshold();
          case COMPONENTS -> clustering.highestThreshold();
        };
    return table(LinkageStages.LINKS).where(col(Columns.MATCH_WEIGHT).geq(from.bits()));
  }

  private Links inside(Map<Long, RecordName> names) {
    List<Row> rows =
        links()
            .join(keys(names.keySet(), MEMBER), col(Columns.LEFT_KEY).equalTo(col(MEMBER)))
            .join(keys(names.keySet(), OTHER), col(Columns.RIGHT_KEY).equalTo(col(OTHER)))
            .select(Columns.LEFT_KEY, Columns.RIGHT_KEY, Columns.MATCH_WEIGHT)
            .collectAsList();
    return new Links(names.keySet().stream().mapToLong(k -> k).toArray(), rows);
  }

  /** The links of a cluster, and what can be told of their graph. */
  private static final class Links {
    private final long[] keys;
    private final List<Row> rows;
    private final ClusterGraph graph;
    private final double[] weights;
    private final boolean[] bridges;

    /** Of records with ascending keys. */
    Links(long[] keys, List<Row> rows) {
      this.keys = keys;
      this.rows = rows;
      weights = rows.stream().mapToDouble(row -> row.getDouble(2)).toArray();
      graph = new ClusterGraph(keys.length, ends(0), ends(1));
      bridges = graph.bridges();
    }

    private int[] ends(int side) {
      return rows.stream().mapToInt(row -> number(row.getLong(side))).toArray();
    }

    private int number(long key) {
      return Arrays.binarySearch(keys, key);
    }

    int of(long key) {
      return graph.degree(number(key));
    }

    ClusterExplanation.Shape shape() {
      return new ClusterExplanation.Shape(
          keys.length,
          weights.length,
          graph.density(),
          Arrays.stream(weights).min(),
          graph.breakingWeight(weights),
          IntStream.range(0, bridges.length).filter(link -> bridges[link]).count());
    }

    List<ClusterExplanation.Link> weakestFirst(Map<Long, RecordName> names) {
      return IntStream.range(0, weights.length)
          .mapToObj(
              link ->
                  new ClusterExplanation.Link(
                      names.get(rows.get(link).getLong(0)),
                      names.get(rows.get(link).getLong(1)),
                      weights[link],
                      MatchWeights.toProbability(weights[link]),
                      bridges[link]))
          .sorted(
              Comparator.comparingDouble(ClusterExplanation.Link::weightBits)
                  .thenComparing(link -> link.left().toString())
                  .thenComparing(link -> link.right().toString()))
          .limit(ClusterExplanation.MOST)
          .toList();
    }
  }

  private List<ClusterExplanation.Conflict> conflicts(long clusterId, Map<Long, RecordName> names) {
    if (!has(ClusterStages.CONFLICTS)) {
      return List.of();
    }
    return table(ClusterStages.CONFLICTS)
        .where(col(Columns.CLUSTER_ID).equalTo(clusterId))
        .select(Columns.LEFT_KEY, Columns.RIGHT_KEY, ClusterRefinement.REASON)
        .collectAsList()
        .stream()
        .map(
            row ->
                new ClusterExplanation.Conflict(
                    names.get(row.getLong(0)), names.get(row.getLong(1)), row.getString(2)))
        .sorted(Comparator.comparing(conflict -> conflict.left() + " " + conflict.right()))
        .toList();
  }

  /** Links that lead out of the cluster, the strongest first. */
  private List<ClusterExplanation.Cut> cuts(long clusterId, Map<Long, RecordName> names) {
    Dataset<Row> leading = leadingOut(names.keySet());
    Dataset<Row> clusters =
        table(ClusterStages.CLUSTERS)
            .select(
                col(Columns.RECORD_KEY).as("found"),
                col(Columns.SOURCE),
                col(Columns.RECORD_ID),
                col(Columns.CLUSTER_ID));
    return clusters
        .join(broadcast(leading), col(OTHER).equalTo(col("found")))
        .where(col(Columns.CLUSTER_ID).notEqual(clusterId))
        .collectAsList()
        .stream()
        .map(
            row ->
                new ClusterExplanation.Cut(
                    names.get(row.<Long>getAs(MEMBER)),
                    name(row),
                    row.getAs(Columns.CLUSTER_ID),
                    row.getAs(Columns.MATCH_WEIGHT),
                    row.getAs(ClusterRefinement.MEAN_WEIGHT) == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(row.<Double>getAs(ClusterRefinement.MEAN_WEIGHT)),
                    row.getAs(ClusterRefinement.REASON)))
        .sorted(
            Comparator.comparingDouble(ClusterExplanation.Cut::weightBits)
                .reversed()
                .thenComparing(cut -> cut.member() + " " + cut.other()))
        .toList();
  }

  /** {@code member_key}, {@code other_key}, {@code match_weight}, {@code mean_weight}, reason. */
  private Dataset<Row> leadingOut(Set<Long> members) {
    Dataset<Row> apart =
        switch (clustering.method()) {
          case REFINED -> table(ClusterStages.CUTS);
          case BEST_LINKS ->
              links()
                  .withColumn(ClusterRefinement.MEAN_WEIGHT, lit(null).cast("double"))
                  .withColumn(ClusterRefinement.REASON, lit("not chosen"));
          case COMPONENTS ->
              table(LinkageStages.LINKS)
                  .where(col(Columns.MATCH_WEIGHT).lt(clustering.highestThreshold().bits()))
                  .withColumn(ClusterRefinement.MEAN_WEIGHT, lit(null).cast("double"))
                  .withColumn(ClusterRefinement.REASON, lit("below the threshold"));
        };
    return Stream.of(Columns.LEFT_KEY, Columns.RIGHT_KEY)
        .map(
            side ->
                apart
                    .join(keys(members, MEMBER), col(side).equalTo(col(MEMBER)))
                    .select(
                        col(MEMBER),
                        when(col(Columns.LEFT_KEY).equalTo(col(MEMBER)), col(Columns.RIGHT_KEY))
                            .otherwise(col(Columns.LEFT_KEY))
                            .as(OTHER),
                        col(Columns.MATCH_WEIGHT),
                        col(ClusterRefinement.MEAN_WEIGHT),
                        col(ClusterRefinement.REASON)))
        .reduce(Dataset::union)
        .orElseThrow();
  }

  private Map<Long, String> outcomes(Map<Long, RecordName> names) {
    if (!has(ClusterStages.OUTCOMES)) {
      return Map.of();
    }
    return table(ClusterStages.OUTCOMES)
        .join(keys(names.keySet(), MEMBER), col(Columns.RECORD_KEY).equalTo(col(MEMBER)))
        .select(col(Columns.RECORD_KEY), array(col(BestLinks.OUTCOME), col(BestLinks.REASON)))
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getLong(0), row -> String.join(": ", row.getList(1))));
  }

  /** The columns that are shown: those that are compared, or all where no model compares any. */
  private List<String> columns(Row member) {
    Set<String> present = new LinkedHashSet<>(List.of(member.schema().fieldNames()));
    present.removeAll(
        Set.of(
            Columns.RECORD_KEY,
            Columns.SOURCE,
            Columns.SOURCE_INDEX,
            Columns.RECORD_ID,
            Columns.TRUE_PERSON));
    var columns = new LinkedHashSet<String>();
    if (has(LinkageStages.MODEL)) {
      ModelJson.readFile(folder.text(TrainedModel.FILE_NAME)).model().comparisons().stream()
          .flatMap(comparison -> comparison.levels().stream())
          .flatMap(level -> SqlColumns.ofPair(level.condition()).stream())
          .forEach(columns::add);
      columns.retainAll(present);
    }
    columns.addAll(clustering.constraints().columns());
    return columns.isEmpty() ? List.copyOf(present) : List.copyOf(columns);
  }

  private static ClusterExplanation.Member member(
      Row row, List<String> columns, Links inside, Map<Long, String> outcomes) {
    long key = row.getAs(Columns.RECORD_KEY);
    Function<String, Optional<String>> value = column -> PairExplainer.text(row.getAs(column));
    var values = new ArrayList<Optional<String>>();
    columns.forEach(column -> values.add(value.apply(column)));
    boolean truth = List.of(row.schema().fieldNames()).contains(Columns.TRUE_PERSON);
    return new ClusterExplanation.Member(
        name(row),
        inside.of(key),
        values,
        Optional.ofNullable(outcomes.get(key)),
        truth ? value.apply(Columns.TRUE_PERSON) : Optional.empty());
  }
}
