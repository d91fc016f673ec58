package org.linkagehub.qa.synthetic;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.linkagehub.qa.synthetic.RowRules.Rule;

/** What must hold of a person alone. */
final class PersonRules {
  /** What the rules read, as SQL, in the order of the numbers below. */
  static final String[] COLUMNS = {
    "date_of_birth",
    "date_of_death",
    "arrival",
    "coalesce(arrival, date_of_birth) as start",
    "names.valid_from as name_days",
    "homes.valid_from as home_days",
    "nhs_numbers.valid_from as number_days",
    "names.given_name as given_names",
    "names.family_name as family_names",
    "in_index",
    "migrant",
    "get(homes.postcode, 0) is not null as born_here"
  };

  private static final int BIRTH = 0;
  private static final int DEATH = 1;
  private static final int ARRIVAL = 2;
  private static final int START = 3;
  private static final int NAME_DAYS = 4;
  private static final int HOME_DAYS = 5;
  private static final int NUMBER_DAYS = 6;
  private static final int GIVEN_NAMES = 7;
  private static final int FAMILY_NAMES = 8;
  private static final int IN_INDEX = 9;
  private static final int MIGRANT = 10;
  private static final int BORN_HERE = 11;

  static final List<Rule> RULES =
      List.of(
          Rule.of("nobody dies before birth", row -> RowRules.before(row, DEATH, BIRTH)),
          Rule.of(
              "nobody comes to the country before birth or after death",
              row -> RowRules.before(row, ARRIVAL, BIRTH) || RowRules.before(row, DEATH, ARRIVAL)),
          Rule.of(
              "the first name begins at birth",
              row -> RowRules.beginsOnAnotherDay(row, NAME_DAYS, BIRTH)),
          Rule.of(
              "the first home begins at birth",
              row -> RowRules.beginsOnAnotherDay(row, HOME_DAYS, BIRTH)),
          Rule.of("names follow each other in time", row -> RowRules.disorder(row, NAME_DAYS)),
          Rule.of("homes follow each other in time", row -> RowRules.disorder(row, HOME_DAYS)),
          Rule.of(
              "NHS numbers follow each other in time", row -> RowRules.disorder(row, NUMBER_DAYS)),
          Rule.of(
              "nothing happens after death",
              row ->
                  RowRules.anyAfter(row, NAME_DAYS, DEATH)
                      || RowRules.anyAfter(row, HOME_DAYS, DEATH)
                      || RowRules.anyAfter(row, NUMBER_DAYS, DEATH)),
          Rule.of("everybody always has a name", PersonRules::isNameless),
          Rule.of(
              "who is in the index has a number from the start",
              row ->
                  row.getBoolean(IN_INDEX) != (RowRules.size(row, NUMBER_DAYS) > 0)
                      || RowRules.beginsOnAnotherDay(row, NUMBER_DAYS, START)),
          Rule.of(
              "who was born abroad lived there until arrival",
              row ->
                  row.getBoolean(MIGRANT) == row.isNullAt(ARRIVAL)
                      || (row.getBoolean(MIGRANT) && row.getBoolean(BORN_HERE))));

  private PersonRules() {}

  private static boolean isNameless(InternalRow row) {
    if (row.isNullAt(GIVEN_NAMES) || row.isNullAt(FAMILY_NAMES)) {
      return false;
    }
    ArrayData given = row.getArray(GIVEN_NAMES);
    ArrayData family = row.getArray(FAMILY_NAMES);
    for (int i = 0; i < given.numElements(); i++) {
      if (given.isNullAt(i) && family.isNullAt(i)) {
        return true;
      }
    }
    return false;
  }
}
