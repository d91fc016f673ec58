package org.linkagehub.pipelines.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.report.Evidence.Counted;

/** Pairs by weight and clusters by size, as a report shows them. */
public final class LinkCounts {
  /** The least number of records of each bar of clusters by size. */
  private static final long[] SIZES = {1, 2, 3, 4, 5, 6, 11, 21, 51, 101, 1_001};

  private LinkCounts() {}

  /** Scored pairs by whole bits of weight, and together. Runs one job. */
  public static List<Measure> byWeight(Dataset<Row> links) {
    List<Row> bins =
        links
            .where(col(Columns.MATCH_WEIGHT).isNotNull())
            .groupBy(floor(col(Columns.MATCH_WEIGHT)).as("bin"))
            .agg(count(lit(1)))
            .orderBy("bin")
            .collectAsList();
    var measures = new ArrayList<Measure>();
    long pairs = 0;
    for (Row bin : bins) {
      var group = new Group(Counted.WEIGHT, Long.toString(bin.getLong(0)));
      measures.add(Counted.of(Counted.KEPT_PAIRS, "", group, bin.getLong(1)));
      pairs += bin.getLong(1);
    }
    measures.add(Counted.of(Counted.KEPT_PAIRS, "", Group.ALL, pairs));
    return measures;
  }

  /** How many clusters have each number of records, of a table with a row a record. One job. */
  public static SortedMap<Long, Long> sizes(Dataset<Row> clusters) {
    var sizes = new TreeMap<Long, Long>();
    clusters
        .groupBy(Columns.CLUSTER_ID)
        .agg(count(lit(1)).as("size"))
        .groupBy("size")
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> sizes.put(row.getLong(0), row.getLong(1)));
    return sizes;
  }

  /** Clusters by size in a few bars, all of them, and the records that have a partner. */
  public static List<Measure> bySize(Map<Long, Long> sizes) {
    var bars = new LinkedHashMap<String, Long>();
    long clusters = 0;
    long linked = 0;
    for (Map.Entry<Long, Long> size : new TreeMap<>(sizes).entrySet()) {
      bars.merge(bar(size.getKey()), size.getValue(), Long::sum);
      clusters += size.getValue();
      linked += size.getKey() > 1 ? size.getKey() * size.getValue() : 0;
    }
    var measures = new ArrayList<Measure>();
    bars.forEach(
        (bar, n) ->
            measures.add(Counted.of(Counted.CLUSTERS, "", new Group(Counted.SIZE, bar), n)));
    measures.add(Counted.of(Counted.CLUSTERS, "", Group.ALL, clusters));
    measures.add(Counted.of(Counted.RECORDS_LINKED, "", Group.ALL, linked));
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
}
