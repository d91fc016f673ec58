package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.synthetic.Person.NumberSpell;
import org.linkagehub.qa.synthetic.RecordWriter.FieldError;

/**
 * The index and the feeds in one set of flat columns, each row with its truth, to be linked by
 * software that compares columns of one name. Of the index a row is an NHS number: what is current,
 * and what was before as arrays. Of a feed a row is a record, its values as the feed writes them.
 * The feeds' own tables and the tables of the truth are columns of these.
 */
final class LinkableTable {
  private static final String PSEUDO_POSTCODE = "ZZ99";
  private static final ArrayType TEXTS = new ArrayType(StringType, false);
  private static final ArrayType ERRORS =
      new ArrayType(
          new StructType().add("field", StringType, false).add("kind", StringType, false), false);

  static final StructType SCHEMA =
      new StructType()
          .add("feed", StringType)
          .add("unique_reference", StringType, false)
          .add("event_date", DateType)
          .add("nhs_number", StringType)
          .add("former_nhs_numbers", TEXTS, false)
          .add("given_name", StringType)
          .add("other_given_name", StringType)
          .add("family_name", StringType)
          .add("former_given_names", TEXTS, false)
          .add("former_family_names", TEXTS, false)
          .add("date_of_birth", StringType)
          .add("sex", StringType)
          .add("postcode", StringType)
          .add("former_postcodes", TEXTS, false)
          .add("address_line", StringType)
          .add("town", StringType)
          .add("gp_practice_code", StringType)
          .add("local_patient_id", StringType)
          .add("mobile", StringType)
          .add("email", StringType)
          .add("birth_place", StringType)
          .add("recorded_ethnic_category", StringType)
          .add("provider_code", StringType)
          .add("date_of_death", StringType)
          .add("replaced_by", StringType)
          .add("confidentiality", StringType)
          .add("number_reason", StringType)
          .add("true_person", StringType, false)
          .add("natural_person", LongType, false)
          .add("in_index", BooleanType, false)
          .add("true_nhs_number", StringType)
          .add("errors", ERRORS, false)
          .add("placeholders", TEXTS, false)
          .add("community", StringType, false)
          .add("ethnic_category", StringType, false)
          .add("ethnic_group", StringType, false)
          .add("true_sex", StringType, false)
          .add("age", IntegerType, false)
          .add("deprivation_decile", IntegerType)
          .add("region", StringType)
          .add("migrant", BooleanType, false)
          .add("no_fixed_abode", BooleanType, false)
          .add("moved_since", BooleanType, false)
          .add("renamed_since", BooleanType, false);

  /** The columns of values that can be placeholders. */
  private static final Map<PersonField, String> COLUMNS = columns();

  private static final String[] NOTHING = {};

  private LinkableTable() {}

  private static Map<PersonField, String> columns() {
    var columns = new EnumMap<PersonField, String>(PersonField.class);
    columns.put(PersonField.GIVEN_NAME, "given_name");
    columns.put(PersonField.OTHER_GIVEN_NAME, "other_given_name");
    columns.put(PersonField.SURNAME, "family_name");
    columns.put(PersonField.DATE_OF_BIRTH, "date_of_birth");
    columns.put(PersonField.SEX, "sex");
    columns.put(PersonField.POSTCODE, "postcode");
    columns.put(PersonField.ADDRESS, "address_line");
    columns.put(PersonField.NHS_NUMBER, "nhs_number");
    columns.put(PersonField.GP_PRACTICE, "gp_practice_code");
    columns.put(PersonField.ETHNIC_CATEGORY, "recorded_ethnic_category");
    return Collections.unmodifiableMap(columns);
  }

  /** What was before; nothing of a feed's record. */
  record Former(
      List<String> nhsNumbers,
      List<String> givenNames,
      List<String> familyNames,
      List<String> postcodes) {
    static final Former NONE = new Former(List.of(), List.of(), List.of(), List.of());
  }

  /** What only the index says; null where it says nothing. */
  record OfIndex(String death, String replacedBy, String confidentiality, String numberReason) {
    static final OfIndex NONE = new OfIndex(null, null, null, null);
  }

  /** What only a feed says: whose record it is, and of when; null of the index. */
  record OfFeed(String name, String provider, LocalDate event) {
    static final OfFeed NONE = new OfFeed(null, null, null);
  }

  /**
   * One row.
   *
   * @param values as they are written; missing ones left out
   * @param date the day that the record tells of
   */
  static InternalRow row(
      String reference,
      Map<PersonField, String> values,
      Former former,
      OfIndex ofIndex,
      OfFeed ofFeed,
      Person person,
      LocalDate date,
      List<FieldError> errors,
      LocalDate asAt) {
    String address = values.get(PersonField.ADDRESS);
    int homeThen = person.homeIndexAt(date);
    Address home = person.homes().get(homeThen).address();
    return SparkRows.of(
        ofFeed.name(),
        reference,
        ofFeed.event(),
        values.get(PersonField.NHS_NUMBER),
        former.nhsNumbers().toArray(String[]::new),
        values.get(PersonField.GIVEN_NAME),
        values.get(PersonField.OTHER_GIVEN_NAME),
        values.get(PersonField.SURNAME),
        former.givenNames().toArray(String[]::new),
        former.familyNames().toArray(String[]::new),
        values.get(PersonField.DATE_OF_BIRTH),
        values.get(PersonField.SEX),
        values.get(PersonField.POSTCODE),
        former.postcodes().toArray(String[]::new),
        Truth.line(address),
        Truth.town(address),
        values.get(PersonField.GP_PRACTICE),
        values.get(PersonField.LOCAL_PATIENT_ID),
        values.get(PersonField.MOBILE),
        values.get(PersonField.EMAIL),
        values.get(PersonField.BIRTH_PLACE),
        values.get(PersonField.ETHNIC_CATEGORY),
        ofFeed.provider(),
        ofIndex.death(),
        ofIndex.replacedBy(),
        ofIndex.confidentiality(),
        ofIndex.numberReason(),
        person.identityAt(date),
        person.index(),
        !person.numbers().isEmpty(),
        person.numberAt(date).map(NumberSpell::number).orElse(null),
        errors(errors),
        placeholders(values, errors, person, date),
        person.community(),
        person.ethnic().name(),
        person.ethnic().group().key(),
        person.sexAt(date).code(),
        person.ageAt(date),
        home.decile() == 0 ? null : home.decile(),
        home.region().isEmpty() ? null : home.region(),
        person.arrival().isPresent(),
        home.isNoFixedAbode(),
        homeThen < person.homeIndexAt(asAt),
        !person.nameAt(date).equals(person.nameAt(asAt)));
  }

  private static InternalRow[] errors(List<FieldError> errors) {
    InternalRow[] rows = new InternalRow[errors.size()];
    for (int i = 0; i < rows.length; i++) {
      FieldError error = errors.get(i);
      rows[i] = SparkRows.of(error.field().key(), error.kind().key());
    }
    return rows;
  }

  /** The columns whose value stands for "not known", in the order of the fields. */
  private static String[] placeholders(
      Map<PersonField, String> values, List<FieldError> errors, Person person, LocalDate date) {
    if (COLUMNS.keySet().stream()
        .noneMatch(field -> isPlaceholder(field, values.get(field), errors, person, date))) {
      return NOTHING;
    }
    return COLUMNS.entrySet().stream()
        .filter(
            column ->
                isPlaceholder(column.getKey(), values.get(column.getKey()), errors, person, date))
        .map(Map.Entry::getValue)
        .toArray(String[]::new);
  }

  /**
   * Whether a value was never one of the person's: a planted placeholder, the name of a baby that
   * has none yet, the pseudo-postcode or address of somebody without a home.
   *
   * @param value null of a missing value, which is none
   * @param date the day that the record tells of
   */
  static boolean isPlaceholder(
      PersonField field, String value, List<FieldError> errors, Person person, LocalDate date) {
    if (value == null) {
      return false;
    }
    boolean otherHome = false;
    for (FieldError error : errors) {
      if (error.field() == field) {
        if (error.kind() == ErrorKind.PLACEHOLDER) {
          return true;
        }
        otherHome |=
            error.kind() == ErrorKind.FORMER_HOME || error.kind() == ErrorKind.TEMPORARY_HOME;
      }
    }
    return switch (field) {
      case GIVEN_NAME, OTHER_GIVEN_NAME -> person.nameAt(date).unnamed();
      case POSTCODE -> value.startsWith(PSEUDO_POSTCODE);
      case ADDRESS ->
          otherHome
              ? person.homes().stream().anyMatch(home -> home.address().isNoFixedAbode())
              : person.homeAt(date).isNoFixedAbode();
      default -> false;
    };
  }

  /** A feed in the columns of a request to the Master Person Service, without the truth. */
  static Dataset<Row> feed(Dataset<Row> linkableFeeds, String feed) {
    return linkableFeeds
        .where(col("feed").equalTo(feed))
        .selectExpr(
            "unique_reference",
            "nhs_number as nhs_no",
            "family_name",
            "given_name",
            "other_given_name",
            "sex as gender",
            "date_of_birth",
            "postcode",
            "cast(null as string) as address_line1",
            "address_line as address_line2",
            "cast(null as string) as address_line3",
            "town as address_line4",
            "cast(null as string) as address_line5",
            "gp_practice_code",
            "local_patient_id",
            "mobile as mobile_number",
            "email as email_address",
            "birth_place",
            "recorded_ethnic_category as ethnic_category",
            "provider_code",
            "event_date");
  }

  /**
   * Whose each record of the feeds is, what is wrong with it and why it may be hard to link, apart
   * from the records.
   */
  static Dataset<Row> truth(Dataset<Row> linkableFeeds) {
    return linkableFeeds.selectExpr(
        "feed as source",
        "unique_reference",
        "true_person as person",
        "natural_person",
        "in_index",
        "true_nhs_number as nhs_number",
        "event_date",
        "errors",
        "community",
        "ethnic_category",
        "ethnic_group",
        "true_sex as sex",
        "age",
        "deprivation_decile",
        "region",
        "migrant",
        "no_fixed_abode",
        "moved_since",
        "renamed_since");
  }

  /** Whose each NHS number is and what is wrong with its row, apart from the index. */
  static Dataset<Row> indexTruth(Dataset<Row> linkableIndex) {
    return linkableIndex.selectExpr(
        "nhs_number",
        "true_person as person",
        "natural_person",
        "number_reason as reason",
        "replaced_by is null as is_current",
        "errors");
  }
}
