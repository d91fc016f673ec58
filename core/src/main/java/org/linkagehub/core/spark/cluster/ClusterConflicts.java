package org.linkagehub.core.spark.cluster;

import static java.util.stream.Collectors.toSet;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.RECORD_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE_INDEX;
import static org.linkagehub.core.spark.cluster.ClusterRefinement.REASON;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.model.Impossibility;

/** Finds records in one group, a cluster or a component, that should not be there together. */
public final class ClusterConflicts {
  private static final String GROUP = "conflict_group";

  private ClusterConflicts() {}

  /**
   * The pairs of records of one group that are impossible, or look like twins.
   *
   * <p>In: RECORDS with the columns of the conditions; groups with {@code record_key} and the
   * column that names the group. Out: {@code left_key}, {@code right_key}, the group's column,
   * {@code reason}: the first impossibility that is true of the pair, else {@link CutReason#TWINS}.
   * Lazy. Every pair of a group is looked at.
   *
   * @param twins SQL on the pair
   * @param maxRecords groups of more records are left out
   */
  public static Dataset<Row> pairs(
      Dataset<Row> records,
      Dataset<Row> groups,
      String group,
      List<Impossibility> impossibilities,
      Optional<String> twins,
      long maxRecords) {
    Dataset<Row> small =
        groups
            .groupBy(col(group).as("small_group"))
            .agg(count(lit(1)).as("members"))
            .where(col("members").gt(1).and(col("members").leq(maxRecords)));
    Dataset<Row> grouped =
        grouped(records, groups, group).join(small, col(GROUP).equalTo(col("small_group")));
    Column ordered =
        expr(
            "%1$s_l < %1$s_r OR (%1$s_l = %1$s_r AND %2$s_l < %2$s_r)"
                .formatted(SOURCE_INDEX, RECORD_ID));
    return suffixed(grouped, "_l")
        .join(suffixed(grouped, "_r"), col(GROUP + "_l").equalTo(col(GROUP + "_r")).and(ordered))
        .select(
            col(RECORD_KEY + "_l").as(LEFT_KEY),
            col(RECORD_KEY + "_r").as(RIGHT_KEY),
            col(GROUP + "_l").as(group),
            reason(impossibilities, twins).as(REASON))
        .where(col(REASON).isNotNull());
  }

  /**
   * The conflicts that published clusters have: pairs that look like twins, of which one may be the
   * person under another name.
   *
   * <p>In and out: as for {@link #pairs}, by {@code cluster_id}. Runs jobs.
   *
   * @throws IllegalStateException if a cluster holds what is impossible, with its kinds and counts
   */
  public static Dataset<Row> check(
      Dataset<Row> records,
      Dataset<Row> clusters,
      RefinementSettings settings,
      LineageCut lineageCut) {
    List<Impossibility> impossibilities = settings.impossibilities();
    Dataset<Row> pairs =
        lineageCut.cut(
            "conflicts",
            pairs(
                records,
                clusters,
                CLUSTER_ID,
                impossibilities,
                settings.twins(),
                settings.maxRecords()));
    Set<String> names = impossibilities.stream().map(Impossibility::name).collect(toSet());
    List<String> found =
        pairs
            .where(col(REASON).isInCollection(names))
            .select(CLUSTER_ID, REASON)
            .union(impossibleGroups(records, clusters, CLUSTER_ID, impossibilities))
            .groupBy(REASON)
            .agg(countDistinct(CLUSTER_ID))
            .orderBy(REASON)
            .collectAsList()
            .stream()
            .map(row -> "%d with %s".formatted(row.getLong(1), row.getString(0)))
            .toList();
    if (!found.isEmpty()) {
      throw new IllegalStateException(
          "clusters hold records that cannot be one person: " + String.join(", ", found));
    }
    return pairs;
  }

  /**
   * The groups of any size, with what is impossible in them, as far as that can be told without a
   * look at every pair.
   *
   * <p>Out: the group's column, {@code reason}: a row for each impossibility of a group. Lazy.
   */
  static Dataset<Row> impossibleGroups(
      Dataset<Row> records,
      Dataset<Row> groups,
      String group,
      List<Impossibility> impossibilities) {
    List<String> reasons = new ArrayList<>();
    for (Impossibility impossibility : impossibilities) {
      impossibility
          .amongMany()
          .ifPresent(
              sql -> reasons.add("if(%s, %s, NULL)".formatted(sql, text(impossibility.name()))));
    }
    String array =
        reasons.isEmpty()
            ? "CAST(array() AS array<string>)"
            : reasons.stream().collect(Collectors.joining(", ", "array_compact(array(", "))"));
    return grouped(records, groups, group)
        .groupBy(col(GROUP).as(group))
        .agg(expr(array).as("reasons"))
        .selectExpr("`" + group + "`", "explode(reasons) AS " + REASON);
  }

  /**
   * The linked pairs that are impossible.
   *
   * <p>In: links with {@code left_key}, {@code right_key}, each with its smaller record on the
   * left. Out: the links, without those that are not. Lazy.
   */
  static Dataset<Row> impossibleLinks(
      Dataset<Row> records, Dataset<Row> links, List<Impossibility> impossibilities) {
    return links
        .join(suffixed(records, "_l"), col(LEFT_KEY).equalTo(col(RECORD_KEY + "_l")))
        .join(suffixed(records, "_r"), col(RIGHT_KEY).equalTo(col(RECORD_KEY + "_r")))
        .where(reason(impossibilities, Optional.empty()).isNotNull())
        .select(Stream.of(links.columns()).map(c -> col(c)).toArray(Column[]::new));
  }

  /** The records that are in a group, with it. */
  private static Dataset<Row> grouped(Dataset<Row> records, Dataset<Row> groups, String group) {
    Dataset<Row> members =
        groups.select(col(RECORD_KEY).as("conflict_member"), col(group).as(GROUP));
    return records
        .join(members, col(RECORD_KEY).equalTo(col("conflict_member")))
        .drop("conflict_member");
  }

  /** Null where nothing is true of the pair. */
  private static Column reason(List<Impossibility> impossibilities, Optional<String> twins) {
    List<Column> reasons = new ArrayList<>();
    for (Impossibility impossibility : impossibilities) {
      reasons.add(when(expr(impossibility.condition()), lit(impossibility.name())));
    }
    twins.ifPresent(condition -> reasons.add(when(expr(condition), lit(CutReason.TWINS))));
    reasons.add(lit(null).cast("string"));
    return coalesce(reasons.toArray(Column[]::new));
  }

  private static String text(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static Dataset<Row> suffixed(Dataset<Row> table, String suffix) {
    return table.toDF(Stream.of(table.columns()).map(name -> name + suffix).toArray(String[]::new));
  }
}
