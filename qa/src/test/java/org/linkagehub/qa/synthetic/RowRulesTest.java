package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.synthetic.RowRules.Rule;

/** Each rule of a row of a population is broken by some row, and by no sound one. */
class RowRulesTest {
  private static final LocalDate BIRTH = LocalDate.of(1980, 3, 14);
  private static final LocalDate LATER = LocalDate.of(2001, 6, 1);
  private static final LocalDate DEATH = LocalDate.of(2020, 9, 30);

  /** A sound row, and the rules that rows with one other value broke. */
  private static final class Rows {
    private final List<Rule> rules;
    private final List<String> columns;
    private final Object[] sound;
    private final Set<String> broken = new TreeSet<>();

    Rows(List<Rule> rules, String[] columns, Object... sound) {
      this.rules = rules;
      this.columns = List.of(columns);
      this.sound = sound;
      assertEquals(columns.length, sound.length, "values of a sound row");
      assertEquals(Set.of(), violated(sound), "a sound row");
    }

    /** Another value in the column whose SQL ends with this name. */
    Rows broken(String column, Object value, String rule) {
      int place = -1;
      for (int i = 0; i < columns.size(); i++) {
        place = columns.get(i).endsWith(column) ? i : place;
      }
      Object[] values = sound.clone();
      values[place] = value;
      Set<String> found = violated(values);
      assertTrue(found.contains(rule), () -> column + " broke " + found + ", not: " + rule);
      broken.add(rule);
      return this;
    }

    private Set<String> violated(Object[] values) {
      InternalRow row = SparkRows.of(values);
      return rules.stream()
          .filter(rule -> rule.violated().of(row))
          .map(Rule::text)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    void all() {
      Set<String> texts = rules.stream().map(Rule::text).collect(Collectors.toSet());
      assertEquals(new TreeSet<>(texts), broken);
    }
  }

  private static GenericArrayData days(LocalDate... days) {
    List<Object> held = new ArrayList<>();
    for (LocalDate day : days) {
      held.add(day == null ? null : (int) day.toEpochDay());
    }
    return new GenericArrayData(held.toArray());
  }

  private static Object[] texts(String... texts) {
    return texts;
  }

  @Test
  void eachRuleOfAPersonCanBeBroken() {
    new Rows(
            PersonRules.RULES,
            PersonRules.COLUMNS,
            BIRTH,
            DEATH,
            null,
            BIRTH,
            days(BIRTH, LATER),
            days(BIRTH, LATER),
            days(BIRTH),
            texts("Ann", null),
            texts(null, "Lee"),
            true,
            false,
            true)
        .broken("date_of_death", BIRTH.minusDays(1), "nobody dies before birth")
        .broken(
            "arrival",
            BIRTH.minusDays(1),
            "nobody comes to the country before birth or after death")
        .broken(
            "arrival", DEATH.plusDays(1), "nobody comes to the country before birth or after death")
        .broken("name_days", days(LATER), "the first name begins at birth")
        .broken("home_days", days(LATER), "the first home begins at birth")
        .broken("name_days", days(BIRTH, BIRTH), "names follow each other in time")
        .broken("home_days", days(BIRTH, LATER, BIRTH), "homes follow each other in time")
        .broken("number_days", days(BIRTH, null), "NHS numbers follow each other in time")
        .broken("name_days", days(BIRTH, DEATH.plusDays(1)), "nothing happens after death")
        .broken("home_days", days(BIRTH, DEATH.plusDays(1)), "nothing happens after death")
        .broken("number_days", days(BIRTH, DEATH.plusDays(1)), "nothing happens after death")
        .broken("given_names", texts(null, null), "everybody always has a name")
        .broken("in_index", false, "who is in the index has a number from the start")
        .broken("number_days", days(LATER), "who is in the index has a number from the start")
        .broken("migrant", true, "who was born abroad lived there until arrival")
        .broken("arrival", LATER, "who was born abroad lived there until arrival")
        .all();
  }

  @Test
  void eachRuleOfTheIndexCanBeBroken() {
    new Rows(
            IndexRules.RULES,
            IndexRules.COLUMNS,
            "9434765919",
            null,
            days(BIRTH, LATER),
            days(LATER.minusDays(1), null),
            days(BIRTH),
            days((LocalDate) null),
            days(BIRTH),
            days((LocalDate) null),
            days(BIRTH),
            days((LocalDate) null),
            false)
        .broken("nhs_number", "9434765918", "an NHS number passes modulus 11")
        .broken("nhs_number", "943476591", "an NHS number passes modulus 11")
        .broken("nhs_number", "4010232137", "an NHS number is of those kept for made-up people")
        .broken("replaced_by", "9434765919", "a record does not replace itself")
        .broken("replaced_by", "9434765870", "a replaced record tells of nothing current")
        .broken("name_from", days(), "a record has a name and a sex")
        .broken("gender_from", days(), "a record has a name and a sex")
        .broken("name_to", days(LATER, null), "the name history does not overlap")
        .broken("name_to", days(LATER.minusDays(2), null), "the name history does not overlap")
        .broken("address_to", days(BIRTH.minusDays(1)), "the address history does not overlap")
        .broken("gender_to", days(BIRTH.minusDays(1)), "the gender history does not overlap")
        .broken("gp_to", days(BIRTH.minusDays(1)), "the gp history does not overlap")
        .broken("half_a_death", true, "a date of death has a status")
        .all();
  }

  @Test
  void eachRuleOfAFeedCanBeBroken() {
    new Rows(
            FeedRules.RULES,
            FeedRules.COLUMNS,
            "hospital",
            LATER.plusDays(9),
            LATER.plusDays(9),
            "ANN",
            "Lee",
            "14/03/1980",
            "LS1 4AP",
            "9434765919",
            "9434765919",
            texts(),
            days(BIRTH, LATER),
            texts("Anna", "Ann"),
            texts("Roe", "Lee"),
            days(BIRTH, LATER.plusDays(10)),
            texts("LS1 4AP", "YO1 7HH"),
            BIRTH)
        .broken("feed_date", null, "each record has its truth, and each truth its record")
        .broken("feed_date", LATER, "truth and record tell of one day")
        .broken("given_name", "Anna", "a given name is right or the truth tells why")
        .broken("family_name", null, "a surname is right or the truth tells why")
        .broken("written_birth", "1980-04-14", "a date of birth is right or the truth tells why")
        .broken("postcode", "YO1 7HH", "a postcode is right or the truth tells why")
        .broken("errors", texts("postcode"), "a postcode said to be wrong is wrong")
        .broken("nhs_no", "9434765870", "an NHS number is right or the truth tells why")
        .broken("errors", texts("nhs-number"), "an NHS number said to be wrong is wrong")
        .all();
  }
}
