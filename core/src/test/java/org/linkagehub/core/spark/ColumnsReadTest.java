package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;

class ColumnsReadTest {
  private static final ColumnsRead READ =
      new ColumnsRead(
          Map.of("year", "year(dob)", "decade", "year div 10", "initial", "substr(Surname, 1, 1)"));

  private static Set<String> ofComparison(String condition) {
    return READ.of(
        new Comparison(
            "c",
            "c",
            List.of(ComparisonLevel.when("level", condition), ComparisonLevel.otherwise())));
  }

  @Test
  void findsTheColumnsOfFreeSql() {
    assertEquals(
        Set.of("names", "town"),
        ofComparison(
            "exists(names_l, x -> array_contains(names_r, x)) AND town_l IN ('x_l', town_r)"));
    assertEquals(Set.of("name", "first name"), ofComparison("name_l.first = `first name_r`"));
    assertEquals(Set.of("city"), ofComparison("CITY_l <=> City_r"));
    assertEquals(
        Set.of("a", "b"), ofComparison("CASE WHEN a_l > 1 THEN b_l ELSE 0 END = interval 1 day"));
  }

  @Test
  void aRuleReadsItsKeysAndItsCondition() {
    assertEquals(
        Set.of("dob", "surname", "sex"),
        READ.of(
            new BlockingRule(
                "r",
                List.of(BlockingRule.Key.of("date_trunc('YEAR', dob)")),
                Optional.of("soundex(surname_l) = soundex(surname_r) and sex_l = sex_r"))));
  }

  @Test
  void aDerivedColumnCountsWithWhatItIsMadeOf() {
    assertEquals(Set.of("decade", "year", "dob"), READ.of(BlockingRule.on("decade")));
    assertEquals(Set.of("initial", "surname"), ofComparison("initial_l = initial_r"));
  }
}
