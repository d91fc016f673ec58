package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/** Rules on arrays, in both engines, against every pair tried in memory. */
class ArrayRulesTest {
  private static final String[] WORDS = {"ann", "bob", "cy", "dee", "ed", "flo", "", "é"};

  /** A record: words and numbers with repeats and nulls, none or no array at all. */
  private record Person(
      String id, int source, String plain, List<String> words, List<Integer> numbers) {
    String row() {
      return String.join(
          "|",
          id,
          plain,
          words == null ? "" : "[" + String.join(",", words) + "]",
          numbers == null
              ? ""
              : "[" + numbers.stream().map(String::valueOf).collect(Collectors.joining(",")) + "]");
    }
  }

  private static List<Person> people(Random random, int source) {
    return IntStream.range(0, 30)
        .mapToObj(
            i ->
                new Person(
                    "r%02d".formatted(i),
                    source,
                    random.nextInt(6) == 0 ? "" : "xy".substring(random.nextInt(2)).substring(0, 1),
                    random.nextInt(8) == 0
                        ? null
                        : random
                            .ints(random.nextInt(4), 0, WORDS.length)
                            .mapToObj(w -> WORDS[w])
                            .toList(),
                    random.nextInt(8) == 0
                        ? null
                        : random.ints(random.nextInt(4), 0, 9).boxed().toList()))
        .toList();
  }

  private static Dataset<Row> table(List<Person> people, int source) {
    return TestRecords.identified(
        TestRecords.table(
                "record_id plain words numbers",
                people.stream()
                    .filter(person -> person.source() == source)
                    .map(Person::row)
                    .toArray(String[]::new))
            .selectExpr(
                "record_id",
                "plain",
                // The word of no letter stands for a null.
                "transform(if(words = '[]', array(), split(trim('[]', words), ',')),"
                    + " w -> nullif(w, '')) words",
                "if(numbers = '[]', array(),"
                    + " transform(split(trim('[]', numbers), ','), n -> int(n))) numbers"),
        "s" + source,
        source);
  }

  private static final List<BlockingRule> RULES =
      List.of(
          rule("both", BlockingRule.Key.of("plain"), BlockingRule.Key.anyOf("words")),
          rule(
              "each",
              BlockingRule.Key.anyOfEach(
                  BlockingRule.Key.anyOf("words"), BlockingRule.Key.anyOf("numbers"))),
          rule("sides", new BlockingRule.Key("numbers", "transform(numbers, n -> n + 1)", true)),
          rule("words", BlockingRule.Key.anyOf("words")));

  private static BlockingRule rule(String name, BlockingRule.Key... keys) {
    return new BlockingRule(name, List.of(keys), Optional.empty());
  }

  private static boolean makes(String rule, Person l, Person r) {
    boolean words = shared(l.words(), r.words());
    boolean plain = !l.plain().isEmpty() && l.plain().equals(r.plain());
    return switch (rule) {
      case "both" -> plain && words;
      case "each" -> words && shared(l.numbers(), r.numbers());
      case "sides" ->
          l.numbers() != null
              && r.numbers() != null
              && shared(l.numbers(), r.numbers().stream().map(n -> n + 1).toList());
      default -> words;
    };
  }

  private static boolean shared(List<?> l, List<?> r) {
    if (l == null || r == null) {
      return false;
    }
    Set<Object> both = new HashSet<>(l);
    both.retainAll(r);
    both.remove("");
    return !both.isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void makeEachPairOnceUnderTheFirstRule(long seed) {
    var random = new Random(seed);
    LinkType type = List.of(LinkType.values()).get((int) (seed % 3));
    int sources = type == LinkType.DEDUPE_ONLY ? 1 : 2;
    var people = new ArrayList<Person>();
    Dataset<Row> records = null;
    for (int s = 0; s < sources; s++) {
      people.addAll(people(random, s));
      Dataset<Row> table = table(people, s);
      records = records == null ? table : records.unionByName(table);
    }
    records = records.cache();
    var expected = new TreeMap<String, Long>();
    var alone = new TreeMap<String, Long>();
    for (Person l : people) {
      for (Person r : people) {
        boolean ordered =
            l.source() < r.source()
                || (type.pairsWithinASource()
                    && l.source() == r.source()
                    && l.id().compareTo(r.id()) < 0);
        if (ordered) {
          List<String> made =
              RULES.stream().map(BlockingRule::name).filter(rule -> makes(rule, l, r)).toList();
          made.forEach(rule -> alone.merge(rule, 1L, Long::sum));
          made.stream().findFirst().ifPresent(rule -> expected.merge(rule, 1L, Long::sum));
        }
      }
    }
    assertFalse(expected.isEmpty());
    BlockSizes sizes = BlockSizes.of(records, type, RULES, 50);
    var large = new ArrayList<LargeBlock>();
    for (BlockSizes.OfRule rule : sizes.rules()) {
      long exact = alone.get(rule.rule().name());
      assertTrue(rule.upperBound() && exact <= rule.pairs(), rule.rule().name());
      rule.largest()
          .forEach(b -> large.add(new LargeBlock(rule.rule(), b.keyHash(), 3000 * b.records())));
    }
    var block = new BlockEngine();
    for (Engine engine : List.of(new SqlEngine(), block, block.dividing(large))) {
      assertEquals(expected, counts(engine.countPairs(records, type, RULES)), engine.name());
    }
    leavesOut(records, type, sizes.rules().get(3));
    records.unpersist();
  }

  /** Without its largest word the rule makes the pairs that share another. */
  private static void leavesOut(Dataset<Row> records, LinkType type, BlockSizes.OfRule words) {
    BlockingRule without =
        BlockSizes.without(words.rule(), List.of(words.largest().get(0).keyHash()));
    Map<String, Long> left = counts(new BlockEngine().countPairs(records, type, List.of(without)));
    assertEquals(counts(new SqlEngine().countPairs(records, type, List.of(without))), left);
    BlockSizes.OfRule after = BlockSizes.of(records, type, List.of(without), 1).rules().get(0);
    assertEquals(words.pairs() - words.largest().get(0).pairs(), after.pairs());
    assertEquals(words.largest().get(1), after.largest().get(0));
  }

  private static Map<String, Long> counts(Dataset<Row> counted) {
    var counts = new TreeMap<String, Long>();
    counted.collectAsList().forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }
}
