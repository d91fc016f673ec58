package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
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
  private static final String FAMILY = "family";
  private static final String VALUES = "values";
  private static final String AGREEMENT = "agreement";
  private static final String KEY = "key";
  private static final String PRESENT = "present";
  private static final String COUNT = "n";

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
   * @param families agreements; those of one family share what can be shared, so that it is best
   *     made of those of one comparison
   */
  static AgreementCounts of(
      Dataset<Row> records, LinkType linkType, List<? extends Collection<Agreement>> families) {
    var counts = new AgreementCounts(records, linkType);
    Set<Agreement> filled = new LinkedHashSet<>();
    Set<Agreement> numbered = new LinkedHashSet<>();
    List<List<Agreement>> equal = new ArrayList<>();
    for (Collection<Agreement> family : families) {
      family.stream().filter(agreement -> agreement.equal().isEmpty()).forEach(filled::add);
      // Two comparisons may ask for the same.
      List<Agreement> ofEqual =
          family.stream()
              .filter(agreement -> !agreement.equal().isEmpty() && numbered.add(agreement))
              .toList();
      if (!ofEqual.isEmpty()) {
        equal.add(ofEqual);
      }
    }
    counts.countFilled(List.copyOf(filled));
    if (!equal.isEmpty()) {
      counts.countEqual(equal);
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

  /**
   * First by all values of a family at once, of which there are fewer than records; then by key.
   */
  private void countEqual(List<List<Agreement>> families) {
    boolean bySource = !linkType.pairsWithinASource();
    List<Agreement> numbered = families.stream().flatMap(List::stream).toList();
    var values = new ArrayList<Column>();
    Column keys = null;
    for (int f = 0; f < families.size(); f++) {
      List<String> columns = columns(families.get(f));
      Column[] texts = columns.stream().map(this::asText).toArray(Column[]::new);
      values.add(struct(lit(f).as(FAMILY), array(texts).as(VALUES)));
      Column[] ofFamily =
          families.get(f).stream()
              .map(agreement -> key(numbered.indexOf(agreement), agreement, columns))
              .toArray(Column[]::new);
      Column isFamily = col("of." + FAMILY).equalTo(f);
      keys = keys == null ? when(isFamily, array(ofFamily)) : keys.when(isFamily, array(ofFamily));
    }
    var byValues = new ArrayList<Column>(List.of(col("of")));
    if (bySource) {
      byValues.add(col(Columns.SOURCE_INDEX));
    }
    Dataset<Row> counted =
        records
            .select(
                col(Columns.SOURCE_INDEX), explode(array(values.toArray(Column[]::new))).as("of"))
            .where(exists(col("of." + VALUES), Column::isNotNull))
            .groupBy(byValues.toArray(Column[]::new))
            .agg(count(lit(1)).as(COUNT));
    var sums = new ArrayList<Column>();
    if (bySource) {
      for (int source : sources) {
        sums.add(
            sum(when(col(Columns.SOURCE_INDEX).equalTo(source), col(COUNT)).otherwise(0L))
                .as(COUNT + source));
      }
    }
    Dataset<Row> byKey =
        counted
            .withColumn(KEY, explode(keys))
            .where(col(KEY + "." + PRESENT))
            .groupBy(col(KEY + "." + AGREEMENT), col(KEY + "." + KEY))
            .agg(sum(COUNT).as(COUNT), sums.toArray(Column[]::new));
    for (Row row : byKey.groupBy(AGREEMENT).agg(sum(pairsOfKey()).as(COUNT)).collectAsList()) {
      pairs.put(numbered.get(row.getInt(0)), (double) row.getLong(1));
    }
  }

  /** The pairs among the records of one key, in whole numbers, so that no order matters. */
  private Column pairsOfKey() {
    Column n = col(COUNT);
    Column all = n.multiply(n.minus(1L));
    if (!linkType.pairsWithinASource()) {
      all = n.multiply(n);
      for (int source : sources) {
        all = all.minus(col(COUNT + source).multiply(col(COUNT + source)));
      }
    }
    return call_function("div", all, lit(2L));
  }

  private static List<String> columns(List<Agreement> family) {
    var columns = new TreeSet<String>();
    family.forEach(agreement -> columns.addAll(agreement.filled()));
    return List.copyOf(columns);
  }

  private static Column key(int number, Agreement agreement, List<String> columns) {
    Column present = lit(true);
    for (String column : agreement.filled()) {
      present = present.and(value(columns.indexOf(column)).isNotNull());
    }
    Column[] equal =
        agreement.equal().stream()
            .map(column -> value(columns.indexOf(column)))
            .toArray(Column[]::new);
    return struct(lit(number).as(AGREEMENT), array(equal).as(KEY), present.as(PRESENT));
  }

  private static Column value(int index) {
    return col("of." + VALUES).getItem(index);
  }

  /** A value as text, so that values of all columns are one column; equal ones are equal texts. */
  private Column asText(String column) {
    Column value = col("`" + column + "`");
    DataType type = records.select(value).schema().fields()[0].dataType();
    if (type instanceof ArrayType || type instanceof StructType || type instanceof MapType) {
      return when(value.isNotNull(), to_json(struct(value)));
    }
    if (type instanceof BinaryType) {
      return hex(value);
    }
    boolean floating = type instanceof DoubleType || type instanceof FloatType;
    return (floating ? value.plus(lit(0.0)) : value).cast(DataTypes.StringType); // -0 is 0
  }
}
