package org.linkagehub.qa.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.TestSession;

class BlockingCountsTest {
  private static final Row GREEN = RowFactory.create("a", null, "Green");

  /**
   * Tables of 4, 3 and 2 rows; the totals follow from the sizes, the rest can be counted by eye.
   */
  private static final List<Row> PEOPLE =
      List.of(
          RowFactory.create("a", "John", "Smith"),
          RowFactory.create("a", "Mary", "Jones"),
          RowFactory.create("a", "Jane", "Taylor"),
          RowFactory.create("a", "John", "Brown"),
          RowFactory.create("b", "John", "Smyth"),
          RowFactory.create("b", "Mary", "Taylor"),
          RowFactory.create("b", null, "White"),
          RowFactory.create("c", "Ann", "White"),
          RowFactory.create("c", null, null));

  @ParameterizedTest(name = "{0} of {1} on {2} makes {3}")
  @CsvSource({
    "dedupe_only, a, 1, 6",
    "dedupe_only, a, first_name, 1",
    "link_only, ab, 1, 12",
    "link_only, ab, surname, 1",
    "link_only, ab, first_name, 3",
    "link_only, abc, 1, 26",
    "link_and_dedupe, ab, 1, 21",
    "dedupe_only, abc, first_name, 4",
    "dedupe_only, c, surname, 0"
  })
  void knownAnswers(String linkType, String sources, String key, long pairs) {
    Row counted =
        counts(people(sources), List.of(BlockingRule.on(key)), LinkType.of(linkType)).first();
    assertEquals(pairs, counted.<Long>getAs("pair_count"));
    assertEquals(false, counted.<Boolean>getAs("upper_bound"));
  }

  /** Known totals: 5 records give 10 pairs, 8 give 28; 2, 3 and 5 in three sources give 31. */
  @ParameterizedTest(name = "{0} of {1} makes {2}")
  @CsvSource({
    "dedupe_only, 5, 10",
    "dedupe_only, 8, 28",
    "link_only, 2 3 5, 31",
    "link_only, 5 5 5 5, 150",
    "link_and_dedupe, 7 11, 153"
  })
  void totals(String linkType, String sizes, long pairs) {
    String[] bySource = sizes.split(" ", -1);
    List<Row> rows =
        IntStream.range(0, bySource.length)
            .boxed()
            .flatMap(
                s ->
                    IntStream.range(0, Integer.parseInt(bySource[s]))
                        .mapToObj(i -> RowFactory.create("abcd".substring(s, s + 1), "x", "y")))
            .toList();
    Row counted =
        counts(table(rows), List.of(BlockingRule.on("first_name")), LinkType.of(linkType)).first();
    assertEquals(pairs, counted.<Long>getAs("pair_count"));
  }

  @ParameterizedTest
  @EnumSource(LinkType.class)
  void equalsThePairsThatAJoinMakes(LinkType linkType) {
    var random = new Random(3);
    List<Row> rows =
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    RowFactory.create(
                        "abc".substring(i % 3, i % 3 + 1),
                        random.nextInt(10) == 0 ? null : "n" + random.nextInt(12),
                        "s" + (int) (6 * random.nextDouble() * random.nextDouble())))
            .toList();
    Map<String, Long> expected = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int j = i + 1; j < rows.size(); j++) {
        boolean allowed =
            linkType != LinkType.LINK_ONLY || !rows.get(i).get(0).equals(rows.get(j).get(0));
        Object first = rows.get(i).get(1);
        if (allowed && first != null && first.equals(rows.get(j).get(1))) {
          expected.merge("first_name", 1L, Long::sum);
          if (rows.get(i).get(2).equals(rows.get(j).get(2))) {
            expected.merge("first_name + surname", 1L, Long::sum);
          }
        }
      }
    }
    List<BlockingRule> rules =
        List.of(BlockingRule.on("first_name"), BlockingRule.on("first_name", "surname"));
    Map<String, Long> found = new HashMap<>();
    counts(table(rows), rules, linkType)
        .collectAsList()
        .forEach(row -> found.put(row.getAs("blocking_rule"), row.getAs("pair_count")));
    assertEquals(expected, found);
  }

  @Test
  void aFurtherConditionMakesTheCountAnUpperBound() {
    var rule =
        new BlockingRule(
            "r", List.of(BlockingRule.Key.of("first_name")), Optional.of("surname_l < surname_r"));
    Row counted = counts(people("ab"), List.of(rule), LinkType.DEDUPE_ONLY).first();
    assertEquals(RowFactory.create("r", 6L, 3L, 3L, 4L, true), counted);
  }

  /** Forename of the left against surname of the right, in three sources, against all pairs. */
  @ParameterizedTest
  @EnumSource(LinkType.class)
  void aRuleForSwappedNamesIsExactBetweenSources(LinkType linkType) {
    var random = new Random(8);
    List<Row> rows =
        IntStream.range(0, 120)
            .mapToObj(
                i ->
                    RowFactory.create(
                        "abc".substring(i % 3, i % 3 + 1),
                        "n" + random.nextInt(9),
                        random.nextInt(9) == 0 ? null : "n" + random.nextInt(9)))
            .toList();
    long expected = 0;
    for (Row left : rows) {
      for (Row right : rows) {
        int order = left.getString(0).compareTo(right.getString(0));
        boolean allowed = order < 0 || (order == 0 && linkType != LinkType.LINK_ONLY);
        expected += allowed && left.getString(1).equals(right.getString(2)) ? 1 : 0;
      }
    }
    var rule =
        new BlockingRule(
            "swapped", List.of(new BlockingRule.Key("first_name", "surname")), Optional.empty());
    Row counted = counts(table(rows), List.of(rule), linkType).first();
    assertEquals(expected, counted.<Long>getAs("pair_count"));
    assertEquals(linkType != LinkType.LINK_ONLY, counted.<Boolean>getAs("upper_bound"));
  }

  @Test
  void ranksTheLargestBlocksAndWithholdsTheirValues() {
    List<BlockingRule> rules =
        List.of(BlockingRule.on("first_name"), BlockingRule.on("surname", "source"));
    assertEquals(
        List.of(
            RowFactory.create("first_name", 1, "John", 3L, 3L),
            RowFactory.create("first_name", 2, "Mary", 2L, 1L),
            RowFactory.create("surname + source", 1, "Green | a", 2L, 1L)),
        largestBlocks(
                people("abc").union(table(List.of(GREEN, GREEN))).where("surname is not null"),
                rules,
                2,
                true)
            .subList(0, 3));
    assertEquals(
        List.of(RowFactory.create("first_name", 1, null, 3L, 3L)),
        largestBlocks(people("abc"), rules.subList(0, 1), 1, false));
  }

  @Test
  void anEmptyTableMakesNoPairs() {
    List<BlockingRule> rules = List.of(BlockingRule.on("surname"));
    assertEquals(
        List.of(RowFactory.create("surname", 0L, 0L, 0L, 0L, false)),
        counts(people(""), rules, LinkType.LINK_ONLY).collectAsList());
    assertEquals(List.of(), largestBlocks(people(""), rules, 5, true));
  }

  @Test
  void refusesNoRuleAtAll() {
    assertEquals(
        "there is no blocking rule to count",
        assertThrows(
                IllegalArgumentException.class,
                () -> counts(people("a"), List.of(), LinkType.DEDUPE_ONLY))
            .getMessage());
  }

  private static Dataset<Row> counts(
      Dataset<Row> records, List<BlockingRule> rules, LinkType linkType) {
    return BlockingCounts.counts(
        records.sparkSession(), BlockSizes.of(records, linkType, rules, 0));
  }

  private static List<Row> largestBlocks(
      Dataset<Row> records, List<BlockingRule> rules, int largest, boolean showValues) {
    return BlockingCounts.largestBlocks(
            records,
            BlockSizes.of(records, LinkType.DEDUPE_ONLY, rules, largest),
            largest,
            showValues)
        .drop(BlockingCounts.KEY_HASH)
        .collectAsList();
  }

  private static Dataset<Row> people(String sources) {
    return table(PEOPLE.stream().filter(row -> sources.contains(row.getString(0))).toList());
  }

  private static Dataset<Row> table(List<Row> rows) {
    var schema = new StructType();
    for (String column : List.of("source", "first_name", "surname")) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return TestSession.spark()
        .createDataFrame(rows, schema)
        .withColumn("source_index", functions.ascii(functions.col("source")));
  }
}
