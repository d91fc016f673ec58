package org.linkagehub.core.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.train.PatternCounts;

/**
 * Makes pairs of records, compares them and scores them.
 *
 * <p>Every engine gives the same pairs, comparison vectors and weights. Where a function returns a
 * Dataset it is lazy: no record is read before that is used.
 */
public interface Engine {

  /** What a run's manifest and summary call it. */
  String name();

  /**
   * An engine that divides the work of large blocks among tasks, where it can. What it makes is the
   * same.
   */
  default Engine dividing(List<LargeBlock> blocks) {
    return this;
  }

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
   * @return {@code gamma_*} INT for each comparison, {@code pair_count} BIGINT; of no comparisons,
   *     the number of pairs
   */
  Dataset<Row> countPatterns(
      Dataset<Row> records, LinkType linkType, Pairs pairs, List<Comparison> comparisons);

  /**
   * Counts several lots of pairs by comparison vector, now, with as few passes over the records as
   * the engine can.
   *
   * @param records RECORDS with the columns of all comparisons and rules
   * @return the counts of each lot, in order; of a lot without comparisons, one empty vector
   */
  default List<PatternCounts> countLots(
      Dataset<Row> records, LinkType linkType, List<CountedPairs> lots) {
    var counts = new ArrayList<PatternCounts>();
    for (CountedPairs lot : lots) {
      List<String> names = lot.comparisons().stream().map(Comparison::name).toList();
      var patterns = new ArrayList<PatternCounts.Pattern>();
      for (Row row :
          countPatterns(records, linkType, lot.pairs(), lot.comparisons()).collectAsList()) {
        var gammas = new ArrayList<Integer>();
        for (int c = 0; c < names.size(); c++) {
          gammas.add(row.getInt(c));
        }
        patterns.add(new PatternCounts.Pattern(gammas, row.getLong(names.size())));
      }
      counts.add(new PatternCounts(names, patterns));
    }
    return counts;
  }

  /**
   * The pairs whose match weight is at or above a threshold.
   *
   * @param records RECORDS with the columns of the comparisons, the rules and the term frequencies
   * @return LINKS: both records' {@code key}, {@code source} and {@code id}, {@code blocking_rule},
   *     {@code match_weight}, {@code match_probability}, {@code gamma_*} INT, and where asked for
   *     {@code partial_weight_*} and {@code tf_weight_*} DOUBLE
   */
  default Dataset<Row> score(Dataset<Row> records, Scoring scoring) {
    return scoreAll(records, scoring, 0).links();
  }

  /**
   * The same pairs, and what becomes of the others: all pairs that the rules make, counted by
   * comparison vector, and a sample of those below the threshold.
   *
   * @param records as {@link #score} takes them
   * @param rejectedSample how many pairs below the threshold are drawn
   */
  ScoredPairs scoreAll(Dataset<Row> records, Scoring scoring, int rejectedSample);

  /**
   * Groups records, to weigh all pairs inside groups whether or not a blocking rule makes them.
   *
   * @param records RECORDS with the columns of the comparisons, the conditions, the term
   *     frequencies and the groups
   */
  GroupedRecords group(Dataset<Row> records, Groups groups);

  /** What a solver makes of the groups, by the model that they name. */
  default Dataset<Row> solveGroups(Dataset<Row> records, Groups groups, GroupSolver solver) {
    return group(records, groups).solve(groups.model(), solver);
  }
}
