package org.linkagehub.qa.accuracy;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.hash;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.interval.Moments;

/**
 * Counts clusters against the truth by group of records, with what intervals need.
 *
 * <p>A record has a right side for each other record of its cluster and person, a wrong one for
 * each of its cluster and another person, and a match for each other record of its person. What
 * happens to the records of a person hangs together, and so does what happens to those of a
 * cluster: the variance counts both.
 */
public final class ClusterCounts {
  private static final String CODE = "group_code_";
  private static final long RECORDS_PER_TASK = 100_000;

  // The columns of the rows that are counted.
  private static final int PERSON_AT = 0;
  private static final int CLUSTER_AT = 1;
  private static final int CELL_AT = 2;
  private static final int IN_CLUSTER_AT = 3;
  private static final int OF_PERSON_AT = 4;
  private static final int CELL_PAIRS_AT = 5;
  private static final int CLUSTER_PAIRS_AT = 6;
  private static final int PERSON_PAIRS_AT = 7;
  private static final int RECORDS_AT = 8;
  private static final int CODES_AT = 9;

  private static final String RECORDS = "records";

  private ClusterCounts() {}

  /**
   * Counts the clusters.
   *
   * @param records {@code record_key}, {@code source}, {@code true_person}, {@code cluster_id}
   *     (null: a cluster of its own) and what the groupings read
   */
  public static CountedClusters of(
      Dataset<Row> records, LinkType linkType, List<Grouping> groupings, GroupDictionary groups) {
    Truth.requireColumns(records, "records", RECORD_KEY, SOURCE, TRUE_PERSON, CLUSTER_ID);
    Column person = col(TRUE_PERSON).cast("string");
    List<Column> placed = new ArrayList<>();
    placed.add(
        when(trim(person).notEqual(""), xxhash64(lit("person"), person))
            .otherwise(xxhash64(lit("alone"), col(RECORD_KEY)))
            .as("person"));
    placed.add(
        when(col(CLUSTER_ID).isNotNull(), xxhash64(lit("cluster"), col(CLUSTER_ID)))
            .otherwise(xxhash64(lit("unclustered"), col(RECORD_KEY)))
            .as("cluster"));
    placed.add(hash(col(SOURCE)).as("source_code"));
    List<Column> codes = groups.codes(groupings);
    for (int c = 0; c < codes.size(); c++) {
      placed.add(codes.get(c).as(CODE + c));
    }
    List<String> alike = new ArrayList<>(List.of("cluster", "source_code"));
    for (int c = 0; c < codes.size(); c++) {
      alike.add(CODE + c);
    }
    boolean within = linkType.pairsWithinASource();
    // Records of one person, cluster, source and groups count alike: a row for all of them.
    Dataset<Row> counted =
        records
            .select(placed.toArray(Column[]::new))
            .repartition(col("cluster"))
            .groupBy("person", alike.toArray(String[]::new))
            .agg(count(lit(1)).as(RECORDS))
            .withColumn("in_cluster", size("cluster"))
            .withColumn("cluster_own", own(within, "cluster", "source_code"))
            .withColumn("of_person", size("person"))
            .withColumn("person_own", own(within, "person", "source_code"))
            .withColumn("cell", size("person", "cluster"))
            .withColumn("cell_own", own(within, "person", "cluster", "source_code"));
    List<Column> row =
        new ArrayList<>(
            List.of(
                col("person"),
                col("cluster"),
                col("cell"),
                col("in_cluster"),
                col("of_person"),
                col("cell").minus(col("cell_own")).as("cell_pairs"),
                col("in_cluster").minus(col("cluster_own")).as("cluster_pairs"),
                col("of_person").minus(col("person_own")).as("person_pairs"),
                col(RECORDS)));
    for (int c = 0; c < codes.size(); c++) {
      row.add(col(CODE + c));
    }
    Dataset<Row> rows = counted.select(row.toArray(Column[]::new)).persist();
    try {
      long recordCount = rows.agg(coalesce(sum(RECORDS), lit(0L))).first().getLong(0);
      int tasks = (int) Math.max(4, Math.min(64, recordCount / RECORDS_PER_TASK));
      double[][] byPerson = tally(rows, tasks, "person", "cluster", groups);
      double[][] byCluster = tally(rows, tasks, "cluster", "person", groups);
      return new CountedClusters(
          groups.groups(), joined(byPerson, byCluster, 0), joined(byPerson, byCluster, 2));
    } finally {
      rows.unpersist();
    }
  }

  /** Both kinds of units, less what they share. */
  private static List<Moments> joined(double[][] byPerson, double[][] byCluster, int from) {
    List<Moments> joined = new ArrayList<>();
    for (int at = 0; at < byPerson[from].length; at += Moments.WIDTH) {
      joined.add(
          Moments.at(byPerson[from], at)
              .plus(Moments.at(byCluster[from], at))
              .minus(Moments.at(byPerson[from + 1], at)));
    }
    return joined;
  }

  private static Column size(String... of) {
    return sum(col(RECORDS)).over(window(of));
  }

  /** The records that a record makes no pair with: itself, or all of its source. */
  private static Column own(boolean within, String... of) {
    return within ? lit(1L) : size(of);
  }

  private static WindowSpec window(String... of) {
    Column[] columns = new Column[of.length];
    for (int i = 0; i < of.length; i++) {
      columns[i] = col(of[i]);
    }
    return Window.partitionBy(columns);
  }

  /** Moments of pairs by unit and by cell, then of B-cubed by unit and by cell. */
  private static double[][] tally(
      Dataset<Row> rows, int tasks, String unit, String other, GroupDictionary groups) {
    Dataset<Row> ordered = rows.repartition(tasks, col(unit)).sortWithinPartitions(unit, other);
    var tally =
        new Tally(
            groups,
            unit.equals("person") ? PERSON_AT : CLUSTER_AT,
            unit.equals("person") ? CLUSTER_AT : PERSON_AT);
    List<Part> parts = new ArrayList<>(CatalystRows.of(ordered).mapPartitions(tally).collect());
    parts.sort(Comparator.comparingInt(Part::number));
    double[][] sums = new double[4][groups.size() * Moments.WIDTH];
    for (Part part : parts) {
      for (int m = 0; m < sums.length; m++) {
        for (int i = 0; i < sums[m].length; i++) {
          sums[m][i] += part.states[m][i];
        }
      }
    }
    return sums;
  }

  private static final class Part implements Serializable {
    private static final long serialVersionUID = 1;

    private final int number;
    private final double[][] states;

    Part(int number, double[][] states) {
      this.number = number;
      this.states = states;
    }

    int number() {
      return number;
    }
  }

  private static final class Tally implements FlatMapFunction<Iterator<InternalRow>, Part> {
    private static final long serialVersionUID = 1;

    private final GroupDictionary groups;
    private final int unitAt;
    private final int otherAt;

    Tally(GroupDictionary groups, int unitAt, int otherAt) {
      this.groups = groups;
      this.unitAt = unitAt;
      this.otherAt = otherAt;
    }

    @Override
    public Iterator<Part> call(Iterator<InternalRow> rows) {
      var tally = new ClusterTally(groups.size());
      int[] of = new int[groups.groupings()];
      while (rows.hasNext()) {
        InternalRow row = rows.next();
        for (int c = 0; c < groups.codeColumns(); c++) {
          groups.unpack(row.getLong(CODES_AT + c), c, of);
        }
        for (long n = row.getLong(RECORDS_AT); n > 0; n--) {
          tally.record(
              row.getLong(unitAt),
              row.getLong(otherAt),
              of,
              row.getLong(CELL_AT),
              row.getLong(IN_CLUSTER_AT),
              row.getLong(OF_PERSON_AT),
              row.getLong(CELL_PAIRS_AT),
              row.getLong(CLUSTER_PAIRS_AT),
              row.getLong(PERSON_PAIRS_AT));
        }
      }
      tally.end();
      return List.of(new Part(TaskContext.getPartitionId(), tally.states())).iterator();
    }
  }
}
