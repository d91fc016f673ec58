package org.linkagehub.qa.assessment;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_PROBABILITY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.qa.accuracy.ClusterAccuracy;
import org.linkagehub.qa.accuracy.ClusterCounts;
import org.linkagehub.qa.accuracy.CountedClusters;
import org.linkagehub.qa.accuracy.CountedLinks;
import org.linkagehub.qa.accuracy.PairAccuracy;
import org.linkagehub.qa.accuracy.PairCounts;
import org.linkagehub.qa.blocking.UnpairedRecords;
import org.linkagehub.qa.estimate.AgreementPatterns;
import org.linkagehub.qa.estimate.ImplausibleLinks;
import org.linkagehub.qa.estimate.RejectedPairs;
import org.linkagehub.qa.estimate.SeveralLinks;
import org.linkagehub.qa.estimate.UnlinkableRecords;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.Wilson;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * Measures a linkage, as far as its tables tell: links and clusters against the truth, links
 * against judged pairs and against a linkage that had an identifier more, and what can be told
 * without truth. All of it as a whole and by group.
 */
public final class Assessment {
  /** The grouping by which planted records are counted, which is told apart. */
  private static final String PLANTED = "planted";

  private final AssessedLinkage linkage;
  private final QualitySettings settings;
  private final double lowest;
  private final List<Double> thresholds;
  private final List<Double> groupsAt;
  private final List<Double> compared;
  private final List<Grouping> groupings = new ArrayList<>();

  /**
   * An assessment.
   *
   * @param lowest the weight below which no links were written, in bits
   * @param thresholds at which links are counted beside those of the settings, in bits
   */
  public Assessment(
      AssessedLinkage linkage, QualitySettings settings, double lowest, List<Double> thresholds) {
    this.linkage = linkage;
    this.settings = settings;
    this.lowest = lowest;
    this.thresholds = settings.thresholds(lowest, thresholds);
    this.groupsAt = settings.named(lowest, thresholds);
    this.compared = settings.compareAt().stream().filter(bits -> bits >= lowest).toList();
    groupings.addAll(settings.groupings());
    if (settings.groupings().stream().noneMatch(g -> g.name().equals(SOURCE))) {
      groupings.add(new Grouping(SOURCE, SOURCE));
    }
    settings
        .planted()
        .ifPresent(
            sql ->
                groupings.add(
                    new Grouping(PLANTED, "CASE WHEN (" + sql + ") THEN '" + PLANTED + "' END")));
  }

  /** Measures, now. */
  public List<Measure> measure() {
    List<Measure> measures = new ArrayList<>(validity());
    GroupDictionary groups = GroupDictionary.of(linkage.records(), groupings);
    measures.addAll(ofMaking(groups));
    Optional<AgreementPatterns> patterns = linkage.compared().patterns().map(AgreementPatterns::of);
    patterns.ifPresent(of -> measures.addAll(of.measures()));
    Optional<RejectedPairs> rejected = rejected(patterns, groups);
    rejected.ifPresent(of -> measures.addAll(of.measures()));
    linkage.links().ifPresent(links -> measures.addAll(ofLinks(links, rejected, groups)));
    if (linkage.hasTruth() && linkage.clusters().isPresent()) {
      measures.addAll(ofClusters(linkage.clusters().get(), groups));
    }
    linkage.links().ifPresent(links -> measures.addAll(ofKnownPairs(links, groups)));
    linkage.hidden().ifPresent(hidden -> measures.addAll(ofHidden(hidden, groups)));
    measures.removeIf(measure -> measure.group().grouping().equals(PLANTED));
    return measures;
  }

  /** What the way in which links were made could not reach. */
  private List<Measure> ofMaking(GroupDictionary groups) {
    List<Measure> measures = new ArrayList<>();
    if (!linkage.rules().isEmpty()) {
      measures.addAll(
          UnpairedRecords.measure(
              linkage.records(), linkage.linkType(), linkage.rules(), groupings, groups));
    }
    linkage
        .weighing()
        .ifPresent(
            how ->
                measures.addAll(
                    UnlinkableRecords.measure(
                        linkage.records(),
                        how.model(),
                        how.frequencies(),
                        groupings,
                        groups,
                        groupsAt)));
    return measures;
  }

  /** What is known of the compared pairs that are no links; empty where that is nothing. */
  private Optional<RejectedPairs> rejected(
      Optional<AgreementPatterns> patterns, GroupDictionary groups) {
    double threshold = Double.isInfinite(lowest) ? 1 : MatchWeights.toProbability(lowest);
    return linkage
        .compared()
        .rejected()
        .map(
            sample ->
                RejectedPairs.of(sample, patterns, threshold, linkage.records(), groupings, groups))
        .or(() -> patterns.map(of -> RejectedPairs.of(of, threshold, groups)));
  }

  private List<Measure> ofLinks(
      Dataset<Row> links, Optional<RejectedPairs> rejected, GroupDictionary groups) {
    List<Measure> measures = new ArrayList<>();
    List<Double> all = new ArrayList<>(List.of(Double.NEGATIVE_INFINITY));
    all.addAll(thresholds);
    boolean probabilities = List.of(links.columns()).contains(MATCH_PROBABILITY);
    CountedLinks counted;
    if (linkage.hasTruth()) {
      counted = counts(linkage.records(), groups, all).againstTruth(links);
      measures.addAll(counted.accuracy("pair", groupsAt));
      measures.addAll(counted.differences("pair", compared, settings.correction()));
      measures.addAll(PairAccuracy.totals(counted));
    } else {
      counted = counts(withClusters(linkage.records()), groups, all).withoutTruth(links);
      measures.add(Measure.count("pairs_left_out", OptionalDouble.empty(), counted.strays()));
    }
    measures.addAll(counted.groupShares());
    List<Measure> withoutTruth =
        counted.withoutTruth(probabilities, groupsAt, compared, settings.correction());
    measures.addAll(withoutTruth);
    measures.addAll(planted(withoutTruth));
    if (probabilities) {
      measures.addAll(counted.expectedMissed(groupsAt, rejected.map(RejectedPairs::expected)));
    }
    Dataset<Row> once = once(links);
    measures.addAll(
        ImplausibleLinks.measure(linkage.records(), once, settings.implausible(), compared));
    measures.addAll(SeveralLinks.measure(linkage.records(), once, settings.onceEach(), compared));
    return measures;
  }

  /** Records of people who are nowhere else, and were linked all the same. */
  private static List<Measure> planted(List<Measure> withoutTruth) {
    return withoutTruth.stream()
        .filter(m -> m.measure().equals("linked_records"))
        .filter(m -> m.group().equals(new Group(PLANTED, PLANTED)))
        .map(
            m ->
                Measure.ratio(
                        "planted_negative_link_rate",
                        m.threshold(),
                        m.numerator().orElseThrow(),
                        m.denominator().orElseThrow())
                    .with(m.interval(), m.method()))
        .toList();
  }

  private List<Measure> ofClusters(Dataset<Row> clusters, GroupDictionary groups) {
    CountedClusters counted =
        ClusterCounts.of(
            joined(linkage.records(), clusters), linkage.linkType(), groupings, groups);
    List<Measure> measures = new ArrayList<>(counted.accuracy(OptionalDouble.empty()));
    measures.addAll(counted.differences(OptionalDouble.empty(), settings.correction()));
    for (Measure measure :
        ClusterAccuracy.measure(linkage.records(), clusters, linkage.linkType())) {
      if (measures.stream().noneMatch(m -> m.measure().equals(measure.measure()))) {
        measures.add(measure.measure().startsWith("exact_cluster") ? byCluster(measure) : measure);
      }
    }
    return measures;
  }

  /** A share of clusters or people, each of which is one draw. */
  private static Measure byCluster(Measure share) {
    return share.value().isEmpty()
        ? share
        : share.with(
            Wilson.of(share.value().getAsDouble(), share.denominator().orElseThrow()),
            "by cluster, Wilson");
  }

  private List<Measure> ofKnownPairs(Dataset<Row> links, GroupDictionary groups) {
    List<Measure> measures = new ArrayList<>();
    Dataset<Row> records = withClusters(linkage.records());
    linkage
        .judged()
        .ifPresent(
            judged -> {
              CountedLinks counted = counts(records, groups, groupsAt).againstJudged(judged, links);
              measures.addAll(counted.accuracy("labelled", groupsAt));
              measures.addAll(counted.differences("labelled", compared, settings.correction()));
            });
    linkage
        .knownMatches()
        .ifPresent(
            known -> {
              CountedLinks counted =
                  counts(records, groups, groupsAt).againstJudged(PairCounts.matches(known), links);
              counted.accuracy("known", groupsAt).stream()
                  .filter(m -> m.measure().equals("known_recall"))
                  .forEach(m -> measures.add(m.named("known_positive_recall")));
            });
    return measures;
  }

  private List<Measure> ofHidden(Dataset<Row> hidden, GroupDictionary groups) {
    CountedLinks counted;
    if (linkage.identifier().isPresent()) {
      Column identifier = col(linkage.identifier().get()).cast("string");
      Dataset<Row> records =
          linkage
              .records()
              .drop(TRUE_PERSON)
              .where(expr("trim(`" + linkage.identifier().get() + "`) <> ''"))
              .withColumn(TRUE_PERSON, identifier);
      counted = counts(records, groups, groupsAt).againstTruth(hidden);
    } else {
      counted =
          counts(withClusters(linkage.records()), groups, groupsAt)
              .againstJudged(reference(hidden), hidden);
    }
    List<Measure> measures = new ArrayList<>(counted.accuracy("hidden", groupsAt));
    measures.addAll(counted.differences("hidden", compared, settings.correction()));
    return measures;
  }

  /** The links with the identifier are the matches; what was linked without it alone is none. */
  private Dataset<Row> reference(Dataset<Row> hidden) {
    Dataset<Row> with =
        once(linkage.links().orElseThrow())
            .where(col(MATCH_WEIGHT).geq(compared.isEmpty() ? lit(0.0) : lit(compared.get(0))))
            .select(LEFT_KEY, RIGHT_KEY)
            .withColumn(PairCounts.IS_MATCH, lit(true));
    return with.unionByName(
            once(hidden).select(LEFT_KEY, RIGHT_KEY).withColumn(PairCounts.IS_MATCH, lit(false)))
        .groupBy(LEFT_KEY, RIGHT_KEY)
        .agg(max(PairCounts.IS_MATCH).as(PairCounts.IS_MATCH))
        .withColumn(PairCounts.SAMPLING_WEIGHT, lit(1.0));
  }

  /** Shares of the records of which a rule holds, by source. */
  private List<Measure> validity() {
    List<Measure> measures = new ArrayList<>();
    if (settings.validity().isEmpty()) {
      return measures;
    }
    List<Column> counts = new ArrayList<>();
    settings
        .validity()
        .values()
        .forEach(
            sql -> {
              counts.add(count_if(expr(sql)));
              counts.add(count_if(expr(sql).isNotNull()));
            });
    List<Row> rows =
        linkage
            .records()
            .groupBy(SOURCE)
            .agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new))
            .orderBy(SOURCE)
            .collectAsList();
    int at = 1;
    for (String rule : settings.validity().keySet()) {
      long allValid = 0;
      long all = 0;
      for (Row row : rows) {
        allValid += row.getLong(at);
        all += row.getLong(at + 1);
        measures.add(
            Measure.share("validity", OptionalDouble.empty(), row.getLong(at), row.getLong(at + 1))
                .of(rule)
                .in(new Group(SOURCE, row.getString(0))));
      }
      measures.add(Measure.share("validity", OptionalDouble.empty(), allValid, all).of(rule));
      at += 2;
    }
    return measures;
  }

  private PairCounts counts(Dataset<Row> records, GroupDictionary groups, List<Double> at) {
    return new PairCounts(records, linkage.linkType(), groupings, groups, at);
  }

  private Dataset<Row> withClusters(Dataset<Row> records) {
    return linkage.clusters().map(clusters -> joined(records, clusters)).orElse(records);
  }

  private static Dataset<Row> joined(Dataset<Row> records, Dataset<Row> clusters) {
    return records
        .drop(CLUSTER_ID)
        .join(
            clusters.select(col(RECORD_KEY).as("clustered_key"), col(CLUSTER_ID)),
            col(RECORD_KEY).equalTo(col("clustered_key")),
            "left")
        .drop("clustered_key");
  }

  /** Each pair once, with its larger weight. */
  private static Dataset<Row> once(Dataset<Row> links) {
    return links
        .select(
            least(col(LEFT_KEY), col(RIGHT_KEY)).as(LEFT_KEY),
            greatest(col(LEFT_KEY), col(RIGHT_KEY)).as(RIGHT_KEY),
            coalesce(col(MATCH_WEIGHT), lit(0.0)).as(MATCH_WEIGHT))
        .groupBy(LEFT_KEY, RIGHT_KEY)
        .agg(max(MATCH_WEIGHT).as(MATCH_WEIGHT));
  }
}
