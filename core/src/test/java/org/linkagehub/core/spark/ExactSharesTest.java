package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.train.Agreement;
import org.linkagehub.core.train.EqualityStrata;
import org.linkagehub.core.train.LevelShares;
import org.linkagehub.core.train.PatternCounts;

/** Shares of equality levels from counts of values, against all pairs one by one. */
class ExactSharesTest {
  private static final int RECORDS = 60;
  private static final int SOURCES = 3;
  private static final List<String> COLUMNS = List.of("a", "b", "c");

  /** A record: its source and its values, of which some are missing. */
  private record Made(int source, Map<String, String> values) {
    String value(String column) {
      return values.get(column);
    }
  }

  private static List<Made> made(Random random) {
    var records = new ArrayList<Made>();
    for (int i = 0; i < RECORDS; i++) {
      var values = new HashMap<String, String>();
      for (String column : COLUMNS) {
        if (random.nextInt(5) > 0) {
          values.put(column, "v" + random.nextInt(4));
        }
      }
      // b often follows from a, as the sector of a postcode does.
      if (random.nextBoolean() && values.containsKey("a")) {
        values.put("b", values.get("a").equals("v1") ? "v0" : "v9");
      }
      records.add(new Made(random.nextInt(SOURCES), values));
    }
    return records;
  }

  private static Dataset<Row> table(List<Made> records) {
    var rows = new ArrayList<Row>();
    for (Made record : records) {
      rows.add(
          RowFactory.create(
              record.source(), record.value("a"), record.value("b"), record.value("c")));
    }
    var schema = new StructType().add(Columns.SOURCE_INDEX, "int");
    for (String column : COLUMNS) {
      schema = schema.add(column, "string");
    }
    return TestSession.spark().createDataFrame(rows, schema);
  }

  private static boolean equal(Made one, Made other, String column) {
    return one.value(column) != null && Objects.equals(one.value(column), other.value(column));
  }

  private static boolean missing(Made one, Made other, String column) {
    return one.value(column) == null || other.value(column) == null;
  }

  private static final String ANY = "a_l is null or a_r is null";

  /** Levels as SQL, and the same as code: the missing-value level first. */
  private record Case(String name, List<String> sql, List<BiPredicate<Made, Made>> conditions) {
    Comparison comparison() {
      var levels = new ArrayList<ComparisonLevel>();
      levels.add(ComparisonLevel.missing("missing", sql.get(0)));
      sql.subList(1, sql.size()).forEach(s -> levels.add(ComparisonLevel.when(s, s)));
      levels.add(ComparisonLevel.otherwise());
      return new Comparison(name, name, levels);
    }
  }

  private static List<Case> cases() {
    return List.of(
        new Case(
            "one",
            List.of(ANY, "a_l = a_r"),
            List.of((x, y) -> missing(x, y, "a"), (x, y) -> equal(x, y, "a"))),
        new Case(
            "nested",
            List.of(ANY, "a_l = a_r", "b_r = b_l", "c_l = c_r"),
            List.of(
                (x, y) -> missing(x, y, "a"),
                (x, y) -> equal(x, y, "a"),
                (x, y) -> equal(x, y, "b"),
                (x, y) -> equal(x, y, "c"))),
        new Case(
            "both, one, other",
            List.of(
                "(a_l is null or a_r is null) and (b_l is null or b_r is null)",
                "a_l = a_r and b_l = b_r",
                "b_l = b_r",
                "a_l = a_r"),
            List.of(
                (x, y) -> missing(x, y, "a") && missing(x, y, "b"),
                (x, y) -> equal(x, y, "a") && equal(x, y, "b"),
                (x, y) -> equal(x, y, "b"),
                (x, y) -> equal(x, y, "a"))),
        new Case(
            "any of two missing",
            List.of("a_l is null or a_r is null or b_l is null or b_r is null", "b_l = b_r"),
            List.of(
                (x, y) -> missing(x, y, "a") || missing(x, y, "b"), (x, y) -> equal(x, y, "b"))),
        new Case(
            "missing by other columns",
            List.of("(a_l is null or a_r is null) and (b_l is null or b_r is null)", "c_l = c_r"),
            List.of(
                (x, y) -> missing(x, y, "a") && missing(x, y, "b"), (x, y) -> equal(x, y, "c"))));
  }

  /** The pairs at each level, by looking at every pair. */
  private static long[] slow(List<Made> records, LinkType linkType, Case of) {
    long[] counts = new long[of.comparison().grades()];
    for (int i = 0; i < records.size(); i++) {
      for (int j = 0; j < i; j++) {
        Made x = records.get(i);
        Made y = records.get(j);
        if (linkType == LinkType.LINK_ONLY && x.source() == y.source()) {
          continue;
        }
        int level = 0;
        while (level < of.conditions().size() && !of.conditions().get(level).test(x, y)) {
          level++;
        }
        if (level > 0) {
          counts[of.conditions().size() - level]++;
        }
      }
    }
    return counts;
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(LinkType.class)
  void sharesOfEqualityEqualThoseOfAllPairs(LinkType linkType) {
    for (long seed = 0; seed < 2; seed++) {
      List<Made> records = made(new Random(seed));
      List<Case> cases = cases();
      List<EqualityStrata> strata =
          cases.stream().map(c -> EqualityStrata.of(c.comparison()).orElseThrow()).toList();
      AgreementCounts counts =
          AgreementCounts.of(
              table(records),
              linkType,
              strata.stream().flatMap(of -> of.agreements().stream()).toList());
      assertEquals(records.size(), Arrays.stream(counts.recordsBySource()).sum(), "records");
      for (int c = 0; c < cases.size(); c++) {
        Case of = cases.get(c);
        long[] expected = slow(records, linkType, of);
        assertTrue(strata.get(c).telling("x").isEmpty(), "no level of likeness stands first");
        assertEquals(expected.length - 1, strata.get(c).exactLevels().size(), of.name());
        // What random pairs show does not matter: every level is known.
        PatternCounts none = new PatternCounts(List.of(of.name()), List.of());
        LevelShares shares = strata.get(c).shares(counts::pairs, none, "");
        LevelShares slow = LevelShares.of(of.name(), expected);
        for (int gamma = 0; gamma < expected.length; gamma++) {
          assertEquals(
              slow.shares().get(gamma),
              shares.shares().get(gamma),
              1e-12,
              "%s, seed %d, %s, gamma %d".formatted(linkType, seed, of.name(), gamma));
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(LinkType.class)
  void pairsOfAnAgreementEqualThoseOfAllPairs(LinkType linkType) {
    List<Made> records = made(new Random(77));
    List<Agreement> agreements =
        List.of(
            Agreement.NONE,
            Agreement.filled(List.of("a", "c")),
            new Agreement(Set.of("a"), Set.of("c")),
            new Agreement(Set.of("a", "b", "c"), Set.of()));
    AgreementCounts counts = AgreementCounts.of(table(records), linkType, agreements);
    for (Agreement agreement : agreements) {
      long expected = 0;
      for (int i = 0; i < records.size(); i++) {
        for (int j = 0; j < i; j++) {
          Made x = records.get(i);
          Made y = records.get(j);
          boolean holds =
              (linkType.pairsWithinASource() || x.source() != y.source())
                  && agreement.equal().stream().allMatch(column -> equal(x, y, column))
                  && agreement.filled().stream().noneMatch(column -> missing(x, y, column));
          expected += holds ? 1 : 0;
        }
      }
      assertEquals((double) expected, counts.pairs(agreement), agreement.toString());
    }
  }
}
