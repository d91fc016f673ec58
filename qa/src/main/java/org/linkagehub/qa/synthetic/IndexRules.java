package org.linkagehub.qa.synthetic;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.standardise.NhsNumberRules;
import org.linkagehub.qa.synthetic.RowRules.Rule;

/** What must hold of a record of the index alone. */
final class IndexRules {
  /** What the rules read, as SQL, in the order of the numbers below. */
  static final String[] COLUMNS = {
    "nhs_number",
    "replaced_by",
    "name_history.valid_from as name_from",
    "name_history.valid_to as name_to",
    "address_history.valid_from as address_from",
    "address_history.valid_to as address_to",
    "gender_history.valid_from as gender_from",
    "gender_history.valid_to as gender_to",
    "gp_history.valid_from as gp_from",
    "gp_history.valid_to as gp_to",
    "(dod is null) <> (death_status is null) as half_a_death"
  };

  private static final int NHS_NUMBER = 0;
  private static final int REPLACED_BY = 1;
  private static final int NAME_FROM = 2;
  private static final int NAME_TO = 3;
  private static final int ADDRESS_FROM = 4;
  private static final int ADDRESS_TO = 5;
  private static final int GENDER_FROM = 6;
  private static final int GENDER_TO = 7;
  private static final int GP_FROM = 8;
  private static final int GP_TO = 9;
  private static final int HALF_A_DEATH = 10;

  private static final Pattern TEN_DIGITS = Pattern.compile("[0-9]{10}");
  private static final UTF8String FIRST_OF_MADE_UP = UTF8String.fromString("9000000000");
  private static final UTF8String LAST_OF_MADE_UP = UTF8String.fromString("9999999999");

  static final List<Rule> RULES =
      List.of(
          Rule.of("an NHS number passes modulus 11", row -> !passesModulus11(row)),
          Rule.of(
              "an NHS number is of those kept for made-up people",
              row ->
                  !row.isNullAt(NHS_NUMBER)
                      && (row.getUTF8String(NHS_NUMBER).compareTo(FIRST_OF_MADE_UP) < 0
                          || row.getUTF8String(NHS_NUMBER).compareTo(LAST_OF_MADE_UP) > 0)),
          Rule.of(
              "a record does not replace itself",
              row ->
                  !row.isNullAt(NHS_NUMBER)
                      && !row.isNullAt(REPLACED_BY)
                      && row.getUTF8String(REPLACED_BY).equals(row.getUTF8String(NHS_NUMBER))),
          Rule.of(
              "a record has a name and a sex",
              row -> RowRules.size(row, NAME_FROM) == 0 || RowRules.size(row, GENDER_FROM) == 0),
          Rule.of(
              "the name history does not overlap",
              row -> RowRules.overlap(row, NAME_FROM, NAME_TO)),
          Rule.of(
              "the address history does not overlap",
              row -> RowRules.overlap(row, ADDRESS_FROM, ADDRESS_TO)),
          Rule.of(
              "the gender history does not overlap",
              row -> RowRules.overlap(row, GENDER_FROM, GENDER_TO)),
          Rule.of("the gp history does not overlap", row -> RowRules.overlap(row, GP_FROM, GP_TO)),
          Rule.of(
              "a replaced record tells of nothing current",
              row -> !row.isNullAt(REPLACED_BY) && RowRules.anyMissing(row, NAME_TO)),
          Rule.of("a date of death has a status", row -> row.getBoolean(HALF_A_DEATH)));

  private IndexRules() {}

  private static boolean passesModulus11(InternalRow row) {
    if (row.isNullAt(NHS_NUMBER)) {
      return false;
    }
    String number = row.getUTF8String(NHS_NUMBER).toString();
    return TEN_DIGITS.matcher(number).matches() && NhsNumberRules.passesModulus11(number);
  }
}
