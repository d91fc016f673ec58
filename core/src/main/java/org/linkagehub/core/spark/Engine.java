package org.linkagehub.core.spark;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;

/**
 * Makes pairs of records, compares them and scores them.
 *
 * <p>Every engine gives the same pairs, comparison vectors and weights. Its functions are lazy:
 * they read, write, cache and count nothing.
 */
public interface Engine {

  /** What a run's manifest and summary call it. */
  String name();

  /**
   * How many pairs each blocking rule adds to those of the rules before it.
   *
   * @param records RECORDS with the columns of the rules
   * @return {@code blocking_rule}, {@code pair_count}; a rule that adds no pair has no row
   */
  Dataset<Row> countPairs(Dataset<Row> records, LinkType linkType, List<BlockingRule> rules);

  /**
   * How many pairs show each distinct comparison vector.
   *
   * @param records RECORDS with the columns of the comparisons and of the pairs' rules
   * @return {@code gamma_*} INT for each comparison, {@code pair_count} BIGINT
   */
  Dataset<Row> countPatterns(
      Dataset<Row> records, LinkType linkType, Pairs pairs, List<Comparison> comparisons);

  /**
   * The pairs whose match weight is at or above a threshold.
   *
   * @param records RECORDS with the columns of the comparisons, the rules and the term frequencies
   * @return LINKS: both records' {@code key}, {@code source} and {@code id}, {@code blocking_rule},
   *     {@code match_weight}, {@code match_probability}, {@code gamma_*} INT, and where asked for
   *     {@code partial_weight_*} and {@code tf_weight_*} DOUBLE
   */
  Dataset<Row> score(Dataset<Row> records, Scoring scoring);
}
