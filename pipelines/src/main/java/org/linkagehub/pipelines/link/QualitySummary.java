package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.pipelines.summary.RunSummary;
import org.linkagehub.qa.measure.MeasureTable;

/** The quality of a summary, from the table of measures. */
final class QualitySummary {
  private static final String PRECISION = "cluster_pair_precision";
  private static final String RECALL = "cluster_pair_recall";

  /** What is told of groups. */
  static final List<String> GROUP_MEASURES = List.of(PRECISION, RECALL);

  private final List<Row> measures;

  private QualitySummary(List<Row> measures) {
    this.measures = measures;
  }

  /**
   * The quality.
   *
   * @param published what the published clusters are called where they are no components
   * @param shown the thresholds of pairs that are told, in bits
   * @param measures of the whole
   * @param ofGroups the published clusters' {@link #GROUP_MEASURES} of groups of records
   */
  static RunSummary.Quality of(
      String truth,
      Optional<String> published,
      List<Double> shown,
      List<Row> measures,
      List<Row> ofGroups) {
    return new QualitySummary(measures).quality(truth, published, shown, groups(ofGroups));
  }

  /** Of each group, in the order of the rows. */
  private static List<RunSummary.GroupQuality> groups(List<Row> measures) {
    var byGroup = new LinkedHashMap<List<String>, Map<String, Row>>();
    for (Row row : measures) {
      byGroup
          .computeIfAbsent(
              List.of(row.getAs(MeasureTable.GROUPING), row.getAs(MeasureTable.GROUP)),
              group -> new HashMap<>())
          .put(row.getAs(MeasureTable.MEASURE), row);
    }
    var groups = new ArrayList<RunSummary.GroupQuality>();
    byGroup.forEach(
        (group, rows) -> {
          Row precision = rows.get(PRECISION);
          Row recall = rows.get(RECALL);
          if (precision != null && recall != null) {
            groups.add(
                new RunSummary.GroupQuality(
                    group.get(0),
                    group.get(1),
                    count(recall, MeasureTable.DENOMINATOR),
                    shareOr(precision, MeasureTable.VALUE, 1),
                    shareOr(recall, MeasureTable.VALUE, 1),
                    shareOr(recall, MeasureTable.LOWER, 0),
                    shareOr(recall, MeasureTable.UPPER, 1)));
          }
        });
    return groups;
  }

  private static double shareOr(Row row, String column, double otherwise) {
    Double value = row.getAs(column);
    return value == null ? otherwise : value;
  }

  private RunSummary.Quality quality(
      String truth,
      Optional<String> published,
      List<Double> shown,
      List<RunSummary.GroupQuality> groups) {
    var pairs = new ArrayList<RunSummary.PairQuality>();
    for (double bits : shown) {
      Row precision = measure("pair_precision", bits);
      Row recall = measure("pair_recall", bits);
      long trueLinks = count(recall, "numerator");
      pairs.add(
          new RunSummary.PairQuality(
              probability(bits),
              trueLinks,
              count(precision, "denominator") - trueLinks,
              count(recall, "denominator") - trueLinks));
    }
    var clusters = new ArrayList<RunSummary.ClusterQuality>();
    for (double bits : thresholds("cluster_pair_precision")) {
      clusters.add(
          clusters("connected components", OptionalDouble.of(probability(bits)), (Double) bits));
    }
    published.ifPresent(what -> clusters.add(clusters(what, OptionalDouble.empty(), null)));
    return new RunSummary.Quality(
        truth,
        count(only("true_pairs"), "numerator"),
        pairs,
        clusters,
        count(only("true_pairs_missed_by_blocking"), "numerator"),
        groups);
  }

  private RunSummary.ClusterQuality clusters(String what, OptionalDouble probability, Double bits) {
    Row exact = measure("exact_cluster_recall", bits);
    return new RunSummary.ClusterQuality(
        what,
        probability,
        value("cluster_pair_precision", bits),
        value("cluster_pair_recall", bits),
        value("b_cubed_precision", bits),
        value("b_cubed_recall", bits),
        count(exact, "numerator"),
        count(exact, "denominator"));
  }

  private Set<Double> thresholds(String measure) {
    var thresholds = new TreeSet<Double>();
    for (Row row : measures) {
      if (row.getAs("measure").equals(measure) && row.getAs("threshold") != null) {
        thresholds.add(row.getAs("threshold"));
      }
    }
    return thresholds;
  }

  private static boolean is(Row row, String name, Double bits) {
    return row.getAs("measure").equals(name) && Objects.equals(row.getAs("threshold"), bits);
  }

  /** A measure at a threshold; null where no threshold plays a part. */
  private Row measure(String name, Double bits) {
    return measures.stream()
        .filter(row -> is(row, name, bits))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no measure " + name + " at " + bits));
  }

  private Row only(String name) {
    return measures.stream()
        .filter(row -> row.getAs("measure").equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no measure " + name));
  }

  /**
   * A share of nothing, such as the precision of no links, counts as 1 here: nothing was done
   * wrong.
   */
  private double value(String name, Double bits) {
    Double value = measure(name, bits).getAs("value");
    return value == null ? 1 : value;
  }

  /**
   * The probability of a weight, without the digits that the way through bits adds: .95, not
   * .9500000000000001.
   */
  static double probability(double bits) {
    return Math.round(MatchWeights.toProbability(bits) * 1e12) / 1e12;
  }

  private static long count(Row row, String column) {
    return Math.round(row.<Double>getAs(column));
  }
}
