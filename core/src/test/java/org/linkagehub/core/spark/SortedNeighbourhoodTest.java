package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.SortedNeighbourhood;

/** Sorted neighbourhoods, in both engines, against a list that is sorted in memory. */
class SortedNeighbourhoodTest {
  private static final SortedNeighbourhood ALL =
      new SortedNeighbourhood(List.of(), List.of("surname", "born"), 4);
  private static final SortedNeighbourhood WITHIN =
      new SortedNeighbourhood(List.of("town"), List.of("surname"), 3);

  /** An expected record: null where a value is missing. */
  private record Person(
      long key, int source, String id, String town, String surname, Integer born) {
    static Person of(Row row) {
      return new Person(
          row.getLong(0),
          row.getInt(1),
          row.getString(2),
          row.getString(3),
          row.getString(4),
          row.isNullAt(5) ? null : row.getInt(5));
    }
  }

  private static Dataset<Row> people(Random random, int sources) {
    Dataset<Row> all = null;
    for (int s = 0; s < sources; s++) {
      var rows = new ArrayList<String>();
      for (int i = 0; i < 60; i++) {
        rows.add(
            "%s%02d|%s|%s|%s"
                .formatted(
                    random.nextBoolean() ? "r" : "R",
                    i,
                    List.of("leeds", "york", "ely", "").get(random.nextInt(4)),
                    List.of("smith", "smyth", "Õtt", "jones", "").get(random.nextInt(5)),
                    random.nextInt(7) == 0 ? "" : 1900 + random.nextInt(4)));
      }
      Dataset<Row> table =
          TestRecords.identified(
              TestRecords.table("record_id town surname born", rows.toArray(String[]::new))
                  .selectExpr("record_id", "town", "surname", "int(born) born"),
              "s" + s,
              s);
      all = all == null ? table : all.unionByName(table);
    }
    return all;
  }

  /** Every pair within a window, by the numbers of records in a list. */
  private static long pairs(List<Person> sorted, LinkType type, SortedNeighbourhood order) {
    long pairs = 0;
    for (int i = 0; i < sorted.size(); i++) {
      for (int j = i + 1; j < Math.min(sorted.size(), i + order.window()); j++) {
        Person a = sorted.get(i);
        Person b = sorted.get(j);
        boolean together = order.equals(ALL) || a.town().equals(b.town());
        boolean allowed = type.pairsWithinASource() || a.source() != b.source();
        pairs += together && allowed ? 1 : 0;
      }
    }
    return pairs;
  }

  private static List<Person> sorted(List<Person> people, SortedNeighbourhood order) {
    Comparator<Person> bySurname = Comparator.comparing(Person::surname);
    return people.stream()
        .filter(p -> p.surname() != null && (order.equals(ALL) ? p.born() : p.town()) != null)
        .sorted(
            order.equals(ALL)
                ? bySurname.thenComparing(Person::born).thenComparing(Person::key)
                : Comparator.comparing(Person::town)
                    .thenComparing(bySurname)
                    .thenComparing(Person::key))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void makesThePairsOfEachWindow(long seed) {
    LinkType type = List.of(LinkType.values()).get((int) (seed % 3));
    Dataset<Row> table = people(new Random(seed), type == LinkType.DEDUPE_ONLY ? 1 : 2).cache();
    List<Person> people =
        table
            .select("record_key", "source_index", "record_id", "town", "surname", "born")
            .collectAsList()
            .stream()
            .map(Person::of)
            .toList();
    List<BlockingRule> rules =
        List.of(
            BlockingRule.sorted("all", ALL, Optional.empty()),
            BlockingRule.sorted("within", WITHIN, Optional.empty()));
    Dataset<Row> one = placed(table.coalesce(1));
    Dataset<Row> seven = placed(table.repartition(7)).cache();
    assertEquals(places(one), places(seven));
    var alone = new TreeMap<String, Long>();
    alone.put("all", pairs(sorted(people, ALL), type, ALL));
    alone.put("within", pairs(sorted(people, WITHIN), type, WITHIN));
    BlockSizes sizes = BlockSizes.of(seven, type, rules, 3);
    for (BlockSizes.OfRule rule : sizes.rules()) {
      long expected = alone.get(rule.rule().name());
      assertEquals(type == LinkType.LINK_ONLY, rule.upperBound());
      assertTrue(rule.pairs() >= expected);
      if (!rule.upperBound()) {
        assertEquals(expected, rule.pairs());
      }
      for (Engine engine : List.of(new SqlEngine(), new BlockEngine())) {
        var made = counts(engine.countPairs(seven, type, List.of(rule.rule())));
        assertEquals(Map.of(rule.rule().name(), expected), made);
      }
    }
    Map<String, Long> together = counts(new SqlEngine().countPairs(seven, type, rules));
    assertEquals(together, counts(new BlockEngine().countPairs(seven, type, rules)));
    assertEquals(alone.get("all"), together.get("all"));
    assertTrue(together.get("within") < alone.get("within"), together.toString());
    seven.unpersist();
    table.unpersist();
  }

  private static Dataset<Row> placed(Dataset<Row> table) {
    Dataset<Row> placed = table;
    for (SortedNeighbourhood order : List.of(ALL, WITHIN)) {
      placed =
          placed.join(
              RecordOrder.positions(table, order), new String[] {Columns.RECORD_KEY}, "left");
    }
    return placed;
  }

  private static List<String> places(Dataset<Row> placed) {
    return placed
        .selectExpr(Columns.RECORD_KEY, ALL.positionColumn(), WITHIN.positionColumn())
        .collectAsList()
        .stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static Map<String, Long> counts(Dataset<Row> counted) {
    var counts = new TreeMap<String, Long>();
    counted.collectAsList().forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }
}
