package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.train.Agreement;

/**
 * How many pairs of records agree on some columns and have values in others, exactly, from the
 * counts of values: two passes over the records for all agreements together, and no pair is made.
 */
final class AgreementCounts {
  private static final double VALUES_A_PARTITION = 500_000;
  private static final int MOST_PARTITIONS = 20_000;

  private final Dataset<Row> records;
  private final LinkType linkType;
  private final List<Integer> sources = new ArrayList<>();
  private final List<Long> recordsBySource = new ArrayList<>();
  private final Map<Agreement, Double> pairs = new HashMap<>();

  private AgreementCounts(Dataset<Row> records, LinkType linkType) {
    this.records = records;
    this.linkType = linkType;
  }

  /**
   * Counts now.
   *
   * @param asked agreements; one may be there twice
   */
  static AgreementCounts of(Dataset<Row> records, LinkType linkType, Collection<Agreement> asked) {
    var counts = new AgreementCounts(records, linkType);
    Set<Agreement> filled = new LinkedHashSet<>();
    Set<Agreement> equal = new LinkedHashSet<>();
    asked.forEach(agreement -> (agreement.equal().isEmpty() ? filled : equal).add(agreement));
    counts.countFilled(List.copyOf(filled));
    if (!equal.isEmpty()) {
      counts.countEqual(List.copyOf(equal));
    }
    return counts;
  }

  /** The number of records of each source. */
  long[] recordsBySource() {
    return recordsBySource.stream().mapToLong(n -> n).toArray();
  }

  /** The number of pairs of an agreement that was asked for; 0 where there are none. */
  double pairs(Agreement agreement) {
    return pairs.getOrDefault(agreement, 0.0);
  }

  private void countFilled(List<Agreement> agreements) {
    Column[] filled =
        agreements.stream()
            .map(agreement -> count(when(allFilled(agreement.filled()), 1)))
            .toArray(Column[]::new);
    List<Row> rows =
        records.groupBy(Columns.SOURCE_INDEX).agg(count(lit(1)), filled).collectAsList();
    for (Row row : rows) {
      sources.add(row.getInt(0));
      recordsBySource.add(row.getLong(1));
    }
    for (int a = 0; a < agreements.size(); a++) {
      int at = 2 + a;
      pairs.put(
          agreements.get(a),
          linkType.totalPairs(rows.stream().mapToLong(row -> row.getLong(at)).toArray()));
    }
  }

  private static Column allFilled(Set<String> columns) {
    return columns.stream()
        .map(column -> col("`" + column + "`").isNotNull())
        .reduce(lit(true), Column::and);
  }

  /** Of each agreement, by a hash of the values that are to be equal. */
  private void countEqual(List<Agreement> agreements) {
    var columns = new ArrayList<Column>(List.of(col(Columns.SOURCE_INDEX)));
    for (int a = 0; a < agreements.size(); a++) {
      Set<String> equal = agreements.get(a).equal();
      columns.add(when(allFilled(agreements.get(a).filled()), hash(equal, 0)).as("hash_" + a));
      columns.add(hash(equal, 1).as("other_hash_" + a));
    }
    double values = (double) Arrays.stream(recordsBySource()).sum() * agreements.size();
    int configured =
        Integer.parseInt(records.sparkSession().conf().get("spark.sql.shuffle.partitions"));
    long[] counted =
        ValueShuffle.pairs(
            CatalystRows.of(records.select(columns.toArray(Column[]::new))),
            agreements.size(),
            sources,
            linkType.pairsWithinASource(),
            Math.max(configured, (int) Math.min(MOST_PARTITIONS, values / VALUES_A_PARTITION)));
    for (int a = 0; a < counted.length; a++) {
      pairs.put(agreements.get(a), (double) counted[a]);
    }
  }

  private Column hash(Set<String> columns, int seed) {
    var hashed = new ArrayList<Column>(List.of(lit(seed)));
    columns.forEach(column -> hashed.add(hashable(column)));
    return xxhash64(hashed.toArray(Column[]::new));
  }

  /** A value of which equal ones have one hash, and others hardly ever. */
  private Column hashable(String column) {
    Column value = col("`" + column + "`");
    DataType type = records.select(value).schema().fields()[0].dataType();
    if (type instanceof ArrayType || type instanceof StructType || type instanceof MapType) {
      return to_json(struct(value)); // a hash passes over what is missing inside
    }
    boolean floating = type instanceof DoubleType || type instanceof FloatType;
    return floating ? value.plus(lit(0.0)) : value; // -0 is 0
  }
}
