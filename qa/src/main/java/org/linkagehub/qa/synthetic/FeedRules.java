package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.qa.synthetic.RowRules.Condition;
import org.linkagehub.qa.synthetic.RowRules.Rule;

/** What must hold of a record of a feed, beside its truth and the person that it is of. */
final class FeedRules {
  /** What the rules read, as SQL, in the order of the numbers below. */
  static final String[] COLUMNS = {
    "source",
    "feed_date",
    "event_date",
    "given_name",
    "family_name",
    "written_birth",
    "postcode",
    "nhs_no",
    "nhs_number",
    "errors",
    "name_days",
    "given_names",
    "family_names",
    "home_days",
    "postcodes",
    "birth"
  };

  static final int SOURCE = 0;
  private static final int FEED_DATE = 1;
  private static final int EVENT_DATE = 2;
  private static final int GIVEN_NAME = 3;
  private static final int FAMILY_NAME = 4;
  private static final int WRITTEN_BIRTH = 5;
  private static final int POSTCODE = 6;
  private static final int NHS_NO = 7;
  private static final int NHS_NUMBER = 8;
  private static final int ERRORS = 9;
  private static final int NAME_DAYS = 10;
  private static final int GIVEN_NAMES = 11;
  private static final int FAMILY_NAMES = 12;
  private static final int HOME_DAYS = 13;
  private static final int POSTCODES = 14;
  private static final int BIRTH = 15;

  private static final UTF8String GIVEN_NAME_FIELD = field(PersonField.GIVEN_NAME);
  private static final UTF8String SURNAME_FIELD = field(PersonField.SURNAME);
  private static final UTF8String BIRTH_FIELD = field(PersonField.DATE_OF_BIRTH);
  private static final UTF8String POSTCODE_FIELD = field(PersonField.POSTCODE);
  private static final UTF8String NHS_NUMBER_FIELD = field(PersonField.NHS_NUMBER);

  static final List<Rule> RULES =
      List.of(
          Rule.of(
              "each record has its truth, and each truth its record",
              row -> row.isNullAt(FEED_DATE) || row.isNullAt(EVENT_DATE)),
          Rule.of(
              "truth and record tell of one day",
              row ->
                  RowRules.before(row, FEED_DATE, EVENT_DATE)
                      || RowRules.before(row, EVENT_DATE, FEED_DATE)),
          new Rule(
              "a given name is right or the truth tells why",
              has(GIVEN_NAME),
              row ->
                  isUnlisted(row, GIVEN_NAME_FIELD)
                      && !isSameName(text(row, GIVEN_NAME), at(row, NAME_DAYS, GIVEN_NAMES))),
          new Rule(
              "a surname is right or the truth tells why",
              has(FAMILY_NAME),
              row ->
                  isUnlisted(row, SURNAME_FIELD)
                      && !isSameName(text(row, FAMILY_NAME), at(row, NAME_DAYS, FAMILY_NAMES))),
          new Rule(
              "a date of birth is right or the truth tells why",
              has(WRITTEN_BIRTH),
              row -> isUnlisted(row, BIRTH_FIELD) && !tellsOfBirth(row)),
          new Rule(
              "a postcode is right or the truth tells why",
              has(POSTCODE),
              row -> isUnlisted(row, POSTCODE_FIELD) && !isPostcodeOfHome(row)),
          new Rule(
              "a postcode said to be wrong is wrong",
              has(POSTCODE),
              row -> isListed(row, POSTCODE_FIELD) && isPostcodeOfHome(row)),
          new Rule(
              "an NHS number is right or the truth tells why",
              has(NHS_NO),
              row -> isUnlisted(row, NHS_NUMBER_FIELD) && !isTrueNumber(row)),
          new Rule(
              "an NHS number said to be wrong is wrong",
              has(NHS_NO),
              row -> isListed(row, NHS_NUMBER_FIELD) && isTrueNumber(row)));

  private FeedRules() {}

  private static UTF8String field(PersonField field) {
    return UTF8String.fromString(field.key());
  }

  private static Condition has(int column) {
    return row -> !row.isNullAt(column);
  }

  private static UTF8String text(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getUTF8String(column);
  }

  private static boolean isListed(InternalRow row, UTF8String field) {
    if (row.isNullAt(ERRORS)) {
      return false;
    }
    ArrayData errors = row.getArray(ERRORS);
    for (int i = 0; i < errors.numElements(); i++) {
      if (field.equals(errors.getUTF8String(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the truth is known, and tells of no error of a field. */
  private static boolean isUnlisted(InternalRow row, UTF8String field) {
    return !row.isNullAt(ERRORS) && !isListed(row, field);
  }

  /** The value of the last spell that began by the day of the event; null where there is none. */
  private static UTF8String at(InternalRow row, int days, int values) {
    if (row.isNullAt(days) || row.isNullAt(EVENT_DATE)) {
      return null;
    }
    ArrayData from = row.getArray(days);
    int last = from.numElements() - 1;
    while (last >= 0 && (from.isNullAt(last) || from.getInt(last) > row.getInt(EVENT_DATE))) {
      last--;
    }
    ArrayData all = row.getArray(values);
    return last < 0 || all.isNullAt(last) ? null : all.getUTF8String(last);
  }

  /** Some feeds write names in capitals. */
  private static boolean isSameName(UTF8String written, UTF8String name) {
    return Objects.equals(written, name)
        || (written != null && name != null && written.toUpperCase().equals(name.toUpperCase()));
  }

  /** Whether year, month and day are all in what is written, in whatever format. */
  private static boolean tellsOfBirth(InternalRow row) {
    if (row.isNullAt(WRITTEN_BIRTH) || row.isNullAt(BIRTH)) {
      return false;
    }
    String written = row.getUTF8String(WRITTEN_BIRTH).toString();
    String birth = LocalDate.ofEpochDay(row.getInt(BIRTH)).toString();
    return written.contains(birth.substring(0, 4))
        && written.contains(birth.substring(5, 7))
        && written.contains(birth.substring(8, 10));
  }

  private static boolean isPostcodeOfHome(InternalRow row) {
    return Objects.equals(text(row, POSTCODE), at(row, HOME_DAYS, POSTCODES));
  }

  private static boolean isTrueNumber(InternalRow row) {
    return Objects.equals(text(row, NHS_NO), text(row, NHS_NUMBER));
  }
}
