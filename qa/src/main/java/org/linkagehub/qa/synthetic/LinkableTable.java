package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.synthetic.RecordWriter.FieldError;

/**
 * The index and the feeds in one set of flat columns, each row with its truth, to be linked by
 * software that compares columns of one name. Of the index a row is an NHS number: what is current,
 * and what was before as arrays. Of a feed a row is a record, its values as the feed writes them.
 */
final class LinkableTable {
  private static final ArrayType TEXTS = new ArrayType(StringType, false);

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
          .add("mobile", StringType)
          .add("email", StringType)
          .add("birth_place", StringType)
          .add("recorded_ethnic_category", StringType)
          .add("date_of_death", StringType)
          .add("replaced_by", StringType)
          .add("confidentiality", StringType)
          .add("true_person", StringType, false)
          .add("natural_person", LongType, false)
          .add("in_index", BooleanType, false)
          .add("true_nhs_number", StringType)
          .add("errors", TruthTable.ERRORS, false)
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

  private LinkableTable() {}

  /** What was before; nothing of a feed's record. */
  record Former(
      List<String> nhsNumbers,
      List<String> givenNames,
      List<String> familyNames,
      List<String> postcodes) {
    static final Former NONE = new Former(List.of(), List.of(), List.of(), List.of());
  }

  /** What only the index says; null where it says nothing. */
  record OfIndex(String death, String replacedBy, String confidentiality) {
    static final OfIndex NONE = new OfIndex(null, null, null);
  }

  /**
   * One row.
   *
   * @param feed null for the index
   * @param event the date of the feed's record, null for the index
   * @param values as they are written; missing ones left out
   * @param date the day that the record tells of
   */
  static Row row(
      String feed,
      String reference,
      LocalDate event,
      Map<PersonField, String> values,
      Former former,
      OfIndex ofIndex,
      Person person,
      LocalDate date,
      List<FieldError> errors,
      LocalDate asAt) {
    String address = values.get(PersonField.ADDRESS);
    return RowFactory.create(
        feed,
        reference,
        event == null ? null : java.sql.Date.valueOf(event),
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
        values.get(PersonField.MOBILE),
        values.get(PersonField.EMAIL),
        values.get(PersonField.BIRTH_PLACE),
        values.get(PersonField.ETHNIC_CATEGORY),
        ofIndex.death(),
        ofIndex.replacedBy(),
        ofIndex.confidentiality(),
        person.identityAt(date),
        person.index(),
        !person.numbers().isEmpty(),
        TruthTable.number(person, date),
        TruthTable.errors(errors),
        person.community(),
        person.ethnic().name(),
        person.ethnic().group().key(),
        person.sexAt(date).code(),
        person.ageAt(date),
        TruthTable.decile(person.homeAt(date)),
        TruthTable.region(person.homeAt(date)),
        person.arrival().isPresent(),
        person.homeAt(date).isNoFixedAbode(),
        TruthTable.isMovedSince(person, date, asAt),
        TruthTable.isRenamedSince(person, date, asAt));
  }
}
