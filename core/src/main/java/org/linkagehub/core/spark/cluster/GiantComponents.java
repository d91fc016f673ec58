package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.VALUE;
import static org.linkagehub.core.spark.cluster.ClusterRefinement.COMPONENT_ID;
import static org.linkagehub.core.spark.cluster.ClusterRefinement.SET_ASIDE;
import static org.linkagehub.core.spark.cluster.ConnectedComponents.SIZE;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.model.Impossibility;

/**
 * Finds components, and divides those that are too large to compare all their pairs.
 *
 * <p>Only within a component that is too large is the bar raised: its links below the bar are left
 * out, and what hangs together without them is looked at again. What is too large, but has most of
 * its pairs linked at a high bar, is one cluster, as the records of a person who has very many,
 * unless something in it is impossible: then the bar is raised further. Conditions of a pair are
 * looked for among the linked pairs alone, as all pairs would be too many. What is too large and
 * thin at the highest bar is set aside: something else than a person holds it together.
 */
final class GiantComponents {
  /** Whether all pairs of the record's component are to be compared. */
  static final String REFINABLE = "refinable";

  /** The cluster of a record whose component is not refined. */
  static final String UNREFINED_CLUSTER = "unrefined_cluster";

  private static final String DENSITY = "density";
  private static final String KEPT = "kept";

  private static final StructType GIANTS =
      new StructType()
          .add(COMPONENT_ID, DataTypes.LongType)
          .add("records", DataTypes.LongType)
          .add("bar", DataTypes.DoubleType)
          .add(DENSITY, DataTypes.DoubleType)
          .add("outcome", DataTypes.StringType);

  private GiantComponents() {}

  /**
   * Components of which none that is to be refined is too large.
   *
   * @param members {@code record_key}, {@code component_id}, {@code refinable}, {@code
   *     unrefined_cluster}, {@code set_aside}: a row for each record that has a link; a component
   *     is named by its smallest key
   * @param giants {@code component_id}, {@code records}, {@code bar}, {@code density}, {@code
   *     outcome}: a row for each component that was too large at its bar
   * @param giantRecords {@code record_key}, {@code component_id} of those that were too large at
   *     the candidate weight
   * @param anyGiant whether there are any
   */
  record Divided(
      Dataset<Row> members, Dataset<Row> giants, Dataset<Row> giantRecords, boolean anyGiant) {}

  static Divided divide(
      Dataset<Row> records,
      Dataset<Row> candidates,
      RefinementSettings settings,
      ConnectedComponents.Settings components) {
    LineageCut cut = components.lineageCut();
    Column tooLarge = col(SIZE).gt(settings.maxRecords());
    Dataset<Row> parts =
        cut.cut("components", named(ConnectedComponents.joined(candidates, components)));
    Dataset<Row> members = refinable(parts.where(not(tooLarge)));
    Dataset<Row> giants = candidates.sparkSession().createDataFrame(List.of(), GIANTS);
    Dataset<Row> giantRecords = parts.where(tooLarge).select(RECORD_KEY, COMPONENT_ID);
    boolean any = !giantRecords.isEmpty();
    boolean left = any;
    double bar = settings.candidateWeight();
    for (int step = 1; left; step++) {
      boolean highest = bar >= settings.highestBar();
      Dataset<Row> judged =
          cut.cut(
              "giant-components-" + step,
              judged(records, candidates, parts.where(tooLarge), bar, settings));
      giants =
          giants.union(
              described(judged, bar, highest ? CutReason.SET_ASIDE : CutReason.BAR_RAISED));
      members = members.union(settled(judged.where(KEPT), col(COMPONENT_ID), false));
      Dataset<Row> unclear = judged.where(not(col(KEPT)));
      if (highest) {
        members = members.union(settled(unclear, col(RECORD_KEY), true));
        break;
      }
      bar = Math.min(bar + settings.barStep(), settings.highestBar());
      parts =
          cut.cut(
              "components-at-bar-" + step,
              withSingles(
                  unclear,
                  ConnectedComponents.joined(linksAtBar(candidates, unclear, bar), components)));
      members = members.union(refinable(parts.where(not(tooLarge))));
      left = !parts.where(tooLarge).isEmpty();
    }
    members = any ? cut.cut("members", members) : members;
    return new Divided(members, giants, giantRecords, any);
  }

  /**
   * What glues the components together that were too large: for each column the value on which most
   * of a component's links agree, told by a record that has it.
   *
   * <p>Out: {@code component_id}, {@code column_name}, {@code example_key} (the smallest record key
   * with that value), {@code links}, {@code share} of the component's links. Lazy.
   */
  static Dataset<Row> glue(
      Dataset<Row> records,
      Dataset<Row> candidates,
      Dataset<Row> giantRecords,
      List<String> columns) {
    Dataset<Row> values =
        records
            .select(
                col(RECORD_KEY).as("glued_key"),
                array(
                        columns.stream()
                            .map(c -> col("`" + c + "`").cast("string"))
                            .toArray(Column[]::new))
                    .as("glued"))
            .join(giantRecords, col("glued_key").equalTo(col(RECORD_KEY)))
            .select(col("glued_key"), col("glued"), col(COMPONENT_ID));
    Dataset<Row> right = values.select(col("glued_key").as("r_key"), col("glued").as("r_glued"));
    Dataset<Row> links =
        candidates
            .join(values, col(LEFT_KEY).equalTo(col("glued_key")))
            .join(right, col(RIGHT_KEY).equalTo(col("r_key")));
    Dataset<Row> totals =
        links.groupBy(col(COMPONENT_ID).as("of_component")).agg(count(lit(1)).as("all_links"));
    Dataset<Row> agreed =
        links
            .select(
                col(COMPONENT_ID),
                least(col(LEFT_KEY), col(RIGHT_KEY)).as("smaller_key"),
                posexplode(expr("zip_with(glued, r_glued, (l, r) -> if(l = r, l, null))"))
                    .as(new String[] {"position", VALUE}))
            .where(col(VALUE).isNotNull())
            .groupBy(col(COMPONENT_ID), col("position"), col(VALUE))
            .agg(count(lit(1)).as("links"), min("smaller_key").as("example_key"));
    var byLinks =
        Window.partitionBy(COMPONENT_ID, "position").orderBy(col("links").desc(), col(VALUE));
    Column names = array(columns.stream().map(c -> lit(c)).toArray(Column[]::new));
    return agreed
        .withColumn("rank", row_number().over(byLinks))
        .where("rank = 1")
        .join(totals, col(COMPONENT_ID).equalTo(col("of_component")))
        .select(
            col(COMPONENT_ID),
            element_at(names, col("position").plus(1)).as("column_name"),
            col("example_key"),
            col("links"),
            col("links").divide(col("all_links")).as("share"));
  }

  private static Dataset<Row> linksAtBar(Dataset<Row> candidates, Dataset<Row> giant, double bar) {
    return candidates
        .where(col(MATCH_WEIGHT).geq(bar))
        .join(
            giant.select(col(RECORD_KEY).as("giant_key"), col(COMPONENT_ID)),
            col(LEFT_KEY).equalTo(col("giant_key")));
  }

  /** With the density at the bar, and whether the component is kept as one cluster. */
  private static Dataset<Row> judged(
      Dataset<Row> records,
      Dataset<Row> candidates,
      Dataset<Row> giant,
      double bar,
      RefinementSettings settings) {
    Dataset<Row> linked = linksAtBar(candidates, giant, bar);
    Dataset<Row> links =
        linked.groupBy(col(COMPONENT_ID).as("linked")).agg(count(lit(1)).as("links"));
    Column pairs = col(SIZE).multiply(col(SIZE).minus(1)).divide(2);
    Dataset<Row> sized =
        giant
            .join(links, col(COMPONENT_ID).equalTo(col("linked")))
            .select(
                col(RECORD_KEY),
                col(COMPONENT_ID),
                col(SIZE),
                col("links").divide(pairs).as(DENSITY));
    Column dense = lit(bar >= settings.keepWeight()).and(col(DENSITY).geq(settings.keepDensity()));
    List<Impossibility> impossibilities = settings.impossibilities();
    if (impossibilities.isEmpty() || bar < settings.keepWeight()) {
      return sized.withColumn(KEPT, dense);
    }
    Dataset<Row> clashing =
        ClusterConflicts.impossibleGroups(records, giant, COMPONENT_ID, impossibilities)
            .select(COMPONENT_ID)
            .union(
                ClusterConflicts.impossibleLinks(
                        records, linked.select(LEFT_KEY, RIGHT_KEY, COMPONENT_ID), impossibilities)
                    .select(COMPONENT_ID))
            .distinct()
            .toDF("clashing");
    return sized
        .join(clashing, col(COMPONENT_ID).equalTo(col("clashing")), "left")
        .withColumn(KEPT, dense.and(col("clashing").isNull()))
        .drop("clashing");
  }

  /** A row for each component, those that are not kept with {@code otherwise} as their outcome. */
  private static Dataset<Row> described(Dataset<Row> judged, double bar, String otherwise) {
    return judged
        .select(
            col(COMPONENT_ID),
            col(SIZE).as("records"),
            lit(bar).as("bar"),
            col(DENSITY),
            when(col(KEPT), lit(KEPT)).otherwise(lit(otherwise)).as("outcome"))
        .distinct();
  }

  private static Dataset<Row> named(Dataset<Row> joined) {
    return joined.select(col(RECORD_KEY), col(CLUSTER_ID).as(COMPONENT_ID), col(SIZE));
  }

  /** With those that the bar left alone. */
  private static Dataset<Row> withSingles(Dataset<Row> all, Dataset<Row> joined) {
    Dataset<Row> parts = joined.toDF("joined_key", "part", "part_size");
    return all.join(parts, col(RECORD_KEY).equalTo(col("joined_key")), "left")
        .select(
            col(RECORD_KEY),
            coalesce(col("part"), col(RECORD_KEY)).as(COMPONENT_ID),
            coalesce(col("part_size"), lit(1L)).as(SIZE));
  }

  private static Dataset<Row> refinable(Dataset<Row> sized) {
    return members(sized, col(SIZE).gt(1), col(RECORD_KEY), false);
  }

  private static Dataset<Row> settled(Dataset<Row> judged, Column cluster, boolean setAside) {
    return members(judged, lit(false), cluster, setAside);
  }

  private static Dataset<Row> members(
      Dataset<Row> sized, Column refinable, Column unrefinedCluster, boolean setAside) {
    return sized.select(
        col(RECORD_KEY),
        col(COMPONENT_ID),
        refinable.as(REFINABLE),
        unrefinedCluster.as(UNREFINED_CLUSTER),
        lit(setAside).as(SET_ASIDE));
  }
}
