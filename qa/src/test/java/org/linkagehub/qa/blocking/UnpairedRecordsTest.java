package org.linkagehub.qa.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.spark.TestRecords;
import org.linkagehub.qa.group.GroupDictionary;
import org.linkagehub.qa.group.Grouping;

class UnpairedRecordsTest {
  /** Two names, swapped in the second rule; sex is the grouping. */
  private record Person(int source, int id, String first, String last, String sex) {
    boolean hasPartner(List<Person> all, LinkType type) {
      return all.stream().anyMatch(other -> !other.equals(this) && pairs(other, type));
    }

    private boolean pairs(Person other, LinkType type) {
      if (source == other.source && !type.pairsWithinASource()) {
        return false;
      }
      boolean same = first != null && first.equals(other.first) && same(last, other.last);
      Person left = source <= other.source ? this : other;
      Person right = source <= other.source ? other : this;
      // Where pairs within a source are made either may be the left one, as far as blocks tell.
      boolean swapped =
          same(left.first, right.last)
              || (type.pairsWithinASource() && same(right.first, left.last));
      return same || swapped;
    }

    private static boolean same(String one, String other) {
      return one != null && one.equals(other);
    }

    boolean hasKey() {
      return first != null || last != null;
    }
  }

  @ParameterizedTest
  @EnumSource(LinkType.class)
  void areThoseThatNoOtherRecordSharesABlockWith(LinkType type) {
    var random = new Random(5);
    var people = new ArrayList<Person>();
    int sources = type == LinkType.DEDUPE_ONLY ? 1 : 3;
    for (int i = 0; i < 160; i++) {
      people.add(
          new Person(
              i % sources,
              i,
              random.nextInt(4) == 0 ? null : "n" + random.nextInt(160),
              random.nextInt(4) == 0 ? null : "n" + random.nextInt(160),
              random.nextBoolean() ? "f" : null));
    }
    Dataset<Row> records = null;
    for (int s = 0; s < sources; s++) {
      int source = s;
      Dataset<Row> of =
          TestRecords.identified(
              TestRecords.table(
                  "record_id first last sex",
                  people.stream()
                      .filter(p -> p.source == source)
                      .map(
                          p ->
                              "%d|%s|%s|%s"
                                  .formatted(p.id, text(p.first), text(p.last), text(p.sex)))
                      .toArray(String[]::new)),
              "s" + s,
              s);
      records = records == null ? of : records.unionByName(of);
    }
    List<BlockingRule> rules =
        List.of(
            BlockingRule.on("first", "last"),
            new BlockingRule(
                "swapped", List.of(new BlockingRule.Key("first", "last")), Optional.empty()));
    var groupings = List.of(new Grouping("sex", "sex"));
    var found = new TreeMap<String, Double>();
    UnpairedRecords.measure(records, type, rules, groupings, GroupDictionary.of(records, groupings))
        .forEach(
            m -> {
              found.put(m.measure() + " " + m.group().value(), m.numerator().orElseThrow());
              found.put("all " + m.group().value(), m.denominator().orElseThrow());
            });

    var expected = new TreeMap<String, Double>();
    for (Person person : people) {
      for (String group : List.of("all", person.sex == null ? "unknown" : "f")) {
        expected.merge("all " + group, 1.0, Double::sum);
        expected.merge(
            "records_without_candidate " + group,
            person.hasPartner(people, type) ? 0.0 : 1.0,
            Double::sum);
        expected.merge("records_without_key " + group, person.hasKey() ? 0.0 : 1.0, Double::sum);
      }
    }
    assertEquals(expected, found);
    assertTrue(expected.get("records_without_candidate f") > 5, expected::toString);
    assertTrue(expected.get("records_without_candidate all") < 150, expected::toString);
  }

  private static String text(String value) {
    return value == null ? "" : value;
  }
}
