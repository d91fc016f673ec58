package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Hits;
import org.linkagehub.qa.synthetic.FeedTable.FeedRecord;

/**
 * Cleaning costs no sub-group more of its usable values than it costs everybody. A value is usable
 * if the truth knows it for one of the person's, right or misspelt: no placeholder, no name of a
 * baby that has none yet, no pseudo-postcode of somebody without a home.
 */
class CleaningLossTest {
  private static final double BOUND = 1.1;
  private static final BirthDateRules DATES =
      BirthDateRules.of("yyyyMMdd|dd/MM/yyyy", ""); // the feeds' formats
  private static final Map<PersonField, Cleaning> CLEANINGS =
      new EnumMap<>(
          Map.of(
              PersonField.GIVEN_NAME, Cleaning.NAME,
              PersonField.OTHER_GIVEN_NAME, Cleaning.NAME,
              PersonField.SURNAME, Cleaning.NAME,
              PersonField.SEX, Cleaning.SEX,
              PersonField.POSTCODE, Cleaning.POSTCODE,
              PersonField.NHS_NUMBER, Cleaning.NHS_NUMBER,
              PersonField.EMAIL, Cleaning.EMAIL,
              PersonField.MOBILE, Cleaning.PHONE,
              PersonField.ADDRESS, Cleaning.ADDRESS));

  /** Usable values of a field in a group, and how many of them cleaning made missing. */
  private static final class Count {
    private long usable;
    private long lost;

    double share() {
      return (double) lost / usable;
    }
  }

  private static final String ALL = "all";
  private static final Map<PersonField, Map<String, Count>> COUNTS =
      new EnumMap<>(PersonField.class);
  private static long placeholders;
  private static long placeholdersKept;

  @BeforeAll
  static void clean() {
    PopulationSettings settings = PopulationSettings.defaults().withPeople(60_000).withSeed(11);
    NameBook book = NameBook.of(settings.communities());
    var builder = new HouseholdBuilder(settings, book);
    WeightedChoice<HouseholdKind> kinds = settings.householdKinds();
    List<FeedTable> feeds =
        settings.feeds().stream().map(feed -> new FeedTable(settings, feed, book)).toList();
    for (long block = 0; block < Household.blocks(settings.people()); block++) {
      for (Household household :
          Household.ofBlock(settings.seed(), block, settings.people(), kinds)) {
        List<Person> people = builder.build(household);
        for (FeedTable feed : feeds) {
          feed.records(people).forEach(record -> count(feed, record));
        }
      }
    }
  }

  private static void count(FeedTable feed, FeedRecord record) {
    List<String> groups = groups(feed, record);
    record
        .written()
        .values()
        .forEach(
            (field, value) -> {
              boolean birth = field == PersonField.DATE_OF_BIRTH;
              if (!birth && !CLEANINGS.containsKey(field)) {
                return;
              }
              var hits = new Hits();
              String cleaned =
                  birth ? DATES.clean(value, hits) : CLEANINGS.get(field).clean(value, hits);
              if (LinkableTable.isPlaceholder(
                  field,
                  value,
                  record.written().errors(),
                  record.person(),
                  record.event().date())) {
                placeholders++;
                placeholdersKept += cleaned == null ? 0 : 1;
                return;
              }
              for (String group : groups) {
                Count count =
                    COUNTS
                        .computeIfAbsent(field, f -> new TreeMap<>())
                        .computeIfAbsent(group, g -> new Count());
                count.usable++;
                count.lost += cleaned == null ? 1 : 0;
              }
            });
  }

  private static List<String> groups(FeedTable feed, FeedRecord record) {
    Person person = record.person();
    Address home = person.homeAt(record.event().date());
    var groups = new ArrayList<String>();
    groups.add(ALL);
    groups.add("feed " + feed.name());
    groups.add("ethnic group " + person.ethnic().group());
    groups.add("ethnic category " + person.ethnic());
    groups.add("community " + person.community());
    groups.add("sex " + person.sexAtBirth());
    groups.add("decile " + home.decile());
    groups.add("region " + home.region());
    groups.add("age " + person.ageAt(record.event().date()) / 10);
    groups.add("migrant " + person.arrival().isPresent());
    groups.add("no fixed abode " + home.isNoFixedAbode());
    return groups;
  }

  @Test
  void noSubGroupLosesMoreThanOneTenthMoreThanAll() {
    var worse = new ArrayList<String>();
    COUNTS.forEach(
        (field, groups) ->
            groups.forEach(
                (group, count) -> {
                  if (count.share() > BOUND * groups.get(ALL).share()) {
                    worse.add(
                        "%s of %s: %d of %d, of all %d of %d"
                            .formatted(
                                field.key(),
                                group,
                                count.lost,
                                count.usable,
                                groups.get(ALL).lost,
                                groups.get(ALL).usable));
                  }
                }));
    assertEquals(List.of(), worse);
  }

  /** The rare ones too, which the people above may not bear. */
  @Test
  void noNameOfAnyCommunityIsTakenForNone() {
    var removed = new ArrayList<String>();
    var names = 0;
    for (Community community : PopulationSettings.defaults().communities()) {
      String section = "";
      for (String line : ListFile.builtIn("names/" + community.name() + ".txt").lines()) {
        if (line.startsWith("[")) {
          section = line;
        } else if (section.matches("\\[(surname|female|male|second-.*|other-.*)[ \\]].*|\\[.*male]")
            && !line.startsWith("#")
            && !line.startsWith("@")) {
          for (String entry : line.split(",", -1)) {
            String name = entry.strip().replaceFirst("\\s+[0-9.]+$", "");
            if (!name.isEmpty() && !name.contains("{")) {
              names++;
              if (Cleaning.NAME.clean(name, new Hits()) == null) {
                removed.add(community.name() + " " + section + " " + name);
              }
            }
          }
        }
      }
    }
    assertEquals(List.of(), removed);
    assertTrue(names > 5_000, names + " names");
  }

  @Test
  void hasSubGroupsEnoughToTell() {
    assertEquals(CLEANINGS.size() + 1, COUNTS.size(), COUNTS.keySet().toString());
    assertTrue(COUNTS.get(PersonField.SURNAME).size() > 80, "groups of surnames");
    assertTrue(
        COUNTS.get(PersonField.SURNAME).get("community chinese").usable > 200,
        "surnames of the community Chinese");
  }

  @Test
  void whatStandsForNothingIsMissing() {
    assertTrue(placeholders > 500, placeholders + " placeholders");
    assertTrue(
        placeholdersKept < 0.05 * placeholders,
        placeholdersKept + " of " + placeholders + " placeholders are taken for values");
  }
}
