package org.linkagehub.qa.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.TestSession;

class BlockingRecallTest {
  private static final List<BlockingRule> RULES =
      List.of(
          BlockingRule.on("surname", "substr(dob, 1, 4)"),
          BlockingRule.on("postcode"),
          new BlockingRule(
              "dob, older left",
              List.of(BlockingRule.Key.of("dob")),
              Optional.of("age_l > age_r")));

  @Test
  void flagsTheTruePairsByRule() {
    Dataset<Row> pairs = BlockingRecall.truePairs(records(), RULES, LinkType.DEDUPE_ONLY);
    assertEquals(
        List.of("left_key", "right_key", "made_by_0", "made_by_1", "made_by_2"),
        List.of(pairs.columns()));
    assertEquals(
        List.of(
                // The keys fall while the ids rise: left is the smaller id, not the smaller key.
                RowFactory.create(7L, 6L, false, true, true),
                RowFactory.create(9L, 7L, false, false, false),
                RowFactory.create(9L, 8L, true, false, false),
                RowFactory.create(9L, 6L, false, false, true),
                RowFactory.create(8L, 7L, false, false, false),
                RowFactory.create(8L, 6L, false, false, false),
                RowFactory.create(5L, 4L, false, false, false))
            .stream()
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList(),
        pairs.collectAsList().stream()
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList());
  }

  @Test
  void sharesAddUpByRule() {
    var measures =
        BlockingRecall.measure(
            BlockingRecall.truePairs(records(), RULES, LinkType.DEDUPE_ONLY), RULES);
    assertEquals(
        List.of(
            "blocking_recall_alone surname + substr(dob, 1, 4) 1/7",
            "blocking_recall_cumulative surname + substr(dob, 1, 4) 1/7",
            "blocking_recall_gained surname + substr(dob, 1, 4) 1/7",
            "blocking_recall_alone postcode 1/7",
            "blocking_recall_cumulative postcode 2/7",
            "blocking_recall_gained postcode 1/7",
            "blocking_recall_alone dob, older left 2/7",
            "blocking_recall_cumulative dob, older left 3/7",
            "blocking_recall_gained dob, older left 1/7",
            "blocking_recall  3/7",
            "true_pairs_missed_by_blocking  4/1"),
        measures.stream()
            .map(
                m ->
                    "%s %s %d/%d"
                        .formatted(
                            m.measure(),
                            m.subject(),
                            (long) m.numerator().orElseThrow(),
                            (long) m.denominator().orElseThrow()))
            .toList());
  }

  @Test
  void ofALinkageOnlyPairsBetweenSourcesAreTrue() {
    assertEquals(4, BlockingRecall.truePairs(records(), RULES, LinkType.LINK_ONLY).count());
  }

  private static Dataset<Row> records() {
    return TestSession.spark()
        .sql(
            """
            SELECT * FROM VALUES
              (9L, 'a', 0, '1', 'smith', '1980-01-02', 'AB1', 50, 'p1'),
              (8L, 'a', 0, '2', 'smith', '1980-05-05', 'AB2', 40, 'p1'),
              (7L, 'b', 1, '3', 'smyth', '1980-01-02', 'AB3', 60, 'p1'),
              (6L, 'b', 1, '4', 'smythe', '1980-01-02', 'AB3', 41, 'p1'),
              (5L, 'a', 0, '5', null, null, null, 1, 'p2'),
              (4L, 'a', 0, '6', null, null, null, 2, 'p2'),
              (3L, 'a', 0, '7', 'smith', '1980-01-02', 'AB1', 50, null),
              (2L, 'a', 0, '8', 'smith', '1980-01-02', 'AB1', 50, ' '),
              (1L, 'a', 0, '9', 'smith', '1980-01-02', 'AB1', 50, ' ')
            AS r(record_key, source, source_index, record_id, surname, dob, postcode, age,
                 true_person)
            """);
  }
}
