package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.synthetic.PopulationMargins.Margin;
import org.linkagehub.qa.synthetic.PopulationValidator.Check;

class PopulationTest {
  private static final PopulationSettings SETTINGS =
      withFeeds(PopulationSettings.defaults().withPeople(4_000).withSeed(7));
  private static final String LABORATORY = Population.feedTable("laboratory");
  private static Map<String, Dataset<Row>> tables;

  /** Two of the six feeds, one without names and one with. */
  private static PopulationSettings withFeeds(PopulationSettings all) {
    Set<String> feeds = Set.of("hospital", "laboratory");
    return new PopulationSettings(
        all.people(),
        all.seed(),
        all.asAt(),
        all.historyYears(),
        all.communities(),
        all.households(),
        all.index(),
        all.feeds().stream().filter(feed -> feeds.contains(feed.name())).toList(),
        all.subGroups());
  }

  @BeforeAll
  static void generate() {
    tables = new LinkedHashMap<>();
    Population.generate(TestSession.spark(), SETTINGS, 2)
        .tables()
        .forEach((name, table) -> tables.put(name, table.cache()));
  }

  @AfterAll
  static void release() {
    tables.values().forEach(Dataset::unpersist);
  }

  @Test
  void isConsistent() {
    List<Check> checks = PopulationValidator.check(tables);
    assertEquals("", broken(checks));
    assertTrue(checks.size() > 55, checks.size() + " checks");
  }

  @Test
  void theValidatorFindsWhatIsWrong() {
    Map<String, Dataset<Row>> damaged = new LinkedHashMap<>(tables);
    damaged.put(
        Population.PEOPLE,
        tables
            .get(Population.PEOPLE)
            .selectExpr(
                "* except (date_of_death, household_size)",
                "if(person = 3, date_sub(date_of_birth, 1), date_of_death) as date_of_death",
                "if(household = 0, household_size + 1, household_size) as household_size"));
    damaged.put(
        LABORATORY,
        tables
            .get(LABORATORY)
            .selectExpr("* except (family_name)", "concat(family_name, 'X') as family_name"));
    damaged.put(
        Population.MASTER_INDEX,
        tables
            .get(Population.MASTER_INDEX)
            .selectExpr(
                "* except (nhs_number, address_history, gp_history)",
                "if(nhs_number = %s, '4000000001', nhs_number) as nhs_number"
                    .formatted(smallestNumber()),
                "if(nhs_number = %s, array_append(address_history, address_history[0]), address_history) as address_history"
                    .formatted(smallestNumber()),
                "if(nhs_number = %s, transform(gp_history, h -> named_struct('gp_practice_code', h.gp_practice_code, 'valid_from', h.valid_from, 'valid_to', date_sub(h.valid_from, 1), 'scn', h.scn)), gp_history) as gp_history"
                    .formatted(smallestNumber())));
    String broken = broken(PopulationValidator.check(damaged));
    for (String rule :
        List.of(
            "people: nobody dies before birth: 1\n",
            "households: a household has as many members as it says: 1\n",
            "feed_laboratory: a surname is right or the truth tells why",
            "master_index: an NHS number passes modulus 11: 1\n",
            "master_index: the address history does not overlap: 1\n",
            "master_index: the gp history does not overlap: 1\n",
            "master_index: an NHS number is of those kept for made-up people: 1\n",
            "master_index: the index has the people's NHS numbers and no others: 2\n")) {
      assertTrue((broken + "\n").contains(rule), rule + " is not in\n" + broken);
    }
  }

  private static String smallestNumber() {
    return "'"
        + tables.get(Population.MASTER_INDEX).selectExpr("min(nhs_number)").head().getString(0)
        + "'";
  }

  private static String broken(List<Check> checks) {
    return checks.stream()
        .filter(check -> !check.holds())
        .map(check -> check.table() + ": " + check.rule() + ": " + check.violations())
        .collect(Collectors.joining("\n"));
  }

  @Test
  void comesNearWhatWasAskedFor() {
    // Some 200 shares: by chance alone the furthest lies within 5 standard errors.
    List<Margin> margins = PopulationMargins.of(SETTINGS, tables);
    List<Margin> far =
        margins.stream()
            .filter(margin -> !margin.measure().equals("people"))
            .filter(margin -> margin.asked() * margin.count() > 5)
            .filter(margin -> Math.abs(margin.deviation()) > 5)
            .toList();
    assertTrue(far.isEmpty(), () -> far.toString());
    assertTrue(margins.size() > 150, margins.size() + " margins");
  }

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {1, 7})
  void partitionsChangeNothing(int partitions) {
    Map<String, Dataset<Row>> other =
        Population.generate(TestSession.spark(), SETTINGS, partitions).tables();
    for (String table :
        List.of(
            Population.MASTER_INDEX,
            LABORATORY,
            Population.TRUTH,
            Population.LINKABLE_INDEX,
            Population.LINKABLE_FEEDS,
            Population.ERROR_COUNTS)) {
      assertEquals(digest(tables.get(table)), digest(other.get(table)), table);
    }
  }

  @Test
  void anotherSeedMakesAnotherPopulation() {
    Dataset<Row> other =
        Population.generate(TestSession.spark(), SETTINGS.withSeed(8), 2).tables().get(LABORATORY);
    assertNotEquals(digest(tables.get(LABORATORY)), digest(other));
  }

  /** Sums of hashes, so that the order of rows does not matter, and their number. */
  private static List<Object> digest(Dataset<Row> table) {
    Row row =
        table
            .selectExpr("xxhash64(to_json(struct(*))) as h")
            .selectExpr("bit_xor(h)", "sum(h % 1000003)", "count(*)")
            .head();
    return List.of(row.get(0), row.get(1), row.get(2));
  }
}
