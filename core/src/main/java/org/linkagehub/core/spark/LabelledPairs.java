package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.TrainingReport;

/**
 * Pairs of records of which it is known whether they match, as people judged them or another
 * register tells.
 *
 * @param from what reports call the table
 * @param table LABELS: {@code left_source}, {@code left_id}, {@code right_source}, {@code right_id}
 *     STRING, {@code is_match} BOOLEAN; a null label is not known, and no evidence of anything
 */
public record LabelledPairs(String from, Dataset<Row> table) {
  /** The column of LABELS that says whether the pair matches. */
  public static final String IS_MATCH = "is_match";

  private static final String KIND = "kind";
  private static final String MATCH = "match";
  private static final String NON_MATCH = "no match";
  private static final String NOT_KNOWN = "not known";
  private static final String UNKNOWN_ID = "unknown id";
  private static final String NOT_COMPARABLE = "not comparable";
  private static final String CONTRADICTORY = "contradictory";
  private static final String LEFT_INDEX = "left_index";
  private static final String RIGHT_INDEX = "right_index";
  private static final String ONE = "one_key";
  private static final String OTHER = "other_key";

  /** The column of {@link #recordsOfMatches} that the two records of a labelled pair share. */
  static final String PAIR = "linkage_labelled_pair";

  /**
   * The labels by what they are good for: {@code kind}, and for what is found among the records
   * their keys. A pair that is listed twice, in whatever order of its records, counts once.
   */
  private Dataset<Row> judged(Dataset<Row> records, LinkType linkType) {
    Dataset<Row> keyed =
        table.select(
            when(
                    col(Columns.LEFT_ID).isNotNull(),
                    xxhash64(col(Columns.LEFT_SOURCE), col(Columns.LEFT_ID)))
                .as(Columns.LEFT_KEY),
            when(
                    col(Columns.RIGHT_ID).isNotNull(),
                    xxhash64(col(Columns.RIGHT_SOURCE), col(Columns.RIGHT_ID)))
                .as(Columns.RIGHT_KEY),
            col(IS_MATCH));
    Dataset<Row> found =
        keyed
            .join(known(records, Columns.LEFT_KEY, LEFT_INDEX), key(Columns.LEFT_KEY), "left")
            .join(known(records, Columns.RIGHT_KEY, RIGHT_INDEX), key(Columns.RIGHT_KEY), "left");
    Column bothFound = col(LEFT_INDEX).isNotNull().and(col(RIGHT_INDEX).isNotNull());
    Column comparable = col(Columns.LEFT_KEY).notEqual(col(Columns.RIGHT_KEY));
    if (!linkType.pairsWithinASource()) {
      comparable = comparable.and(col(LEFT_INDEX).notEqual(col(RIGHT_INDEX)));
    }
    Dataset<Row> usable =
        found
            .where(bothFound.and(comparable))
            .groupBy(
                least(col(Columns.LEFT_KEY), col(Columns.RIGHT_KEY)).as(ONE),
                greatest(col(Columns.LEFT_KEY), col(Columns.RIGHT_KEY)).as(OTHER))
            .agg(max(IS_MATCH).as("any_match"), min(IS_MATCH).as("all_match"))
            .select(
                when(col("any_match").isNull(), NOT_KNOWN)
                    .when(col("any_match").notEqual(col("all_match")), CONTRADICTORY)
                    .when(col("any_match"), MATCH)
                    .otherwise(NON_MATCH)
                    .as(KIND),
                col(ONE),
                col(OTHER));
    return usable.unionByName(
        found
            .where(not(bothFound.and(comparable)))
            .select(
                when(bothFound, NOT_COMPARABLE).otherwise(UNKNOWN_ID).as(KIND),
                lit(null).cast("bigint").as(ONE),
                lit(null).cast("bigint").as(OTHER)));
  }

  private static Dataset<Row> known(Dataset<Row> records, String key, String index) {
    return records.select(col(Columns.RECORD_KEY).as(key), col(Columns.SOURCE_INDEX).as(index));
  }

  /** The columns of a join, as Scala takes them. */
  private static String[] key(String column) {
    return new String[] {column};
  }

  /** How many labels there are of each kind, now. */
  TrainingReport.Labels counted(Dataset<Row> records, LinkType linkType) {
    Map<String, Long> counts = new HashMap<>();
    judged(records, linkType)
        .groupBy(KIND)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return new TrainingReport.Labels(
        from,
        counts.getOrDefault(MATCH, 0L),
        counts.getOrDefault(NON_MATCH, 0L),
        counts.getOrDefault(NOT_KNOWN, 0L),
        counts.getOrDefault(UNKNOWN_ID, 0L),
        counts.getOrDefault(NOT_COMPARABLE, 0L),
        counts.getOrDefault(CONTRADICTORY, 0L));
  }

  /** The records of the labelled matches, once for each, with the column {@link #PAIR}. */
  Dataset<Row> recordsOfMatches(Dataset<Row> records, LinkType linkType) {
    return judged(records, linkType)
        .where(col(KIND).equalTo(MATCH))
        .select(
            concat_ws(":", col(ONE), col(OTHER)).as(PAIR),
            explode(array(col(ONE), col(OTHER))).as(Columns.RECORD_KEY))
        .join(records, Columns.RECORD_KEY);
  }
}
