package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.synthetic.FeedTable.FeedRecord;
import org.linkagehub.qa.synthetic.Person.NumberSpell;
import org.linkagehub.qa.synthetic.RecordWriter.FieldError;

/**
 * Whose each record of the feeds is, what is wrong with it and why it may be hard to link; kept
 * apart from the records.
 */
final class TruthTable {
  static final ArrayType ERRORS =
      new ArrayType(
          new StructType().add("field", StringType, false).add("kind", StringType, false), false);

  static final StructType SCHEMA =
      new StructType()
          .add("source", StringType, false)
          .add("unique_reference", StringType, false)
          .add("person", StringType, false)
          .add("natural_person", LongType, false)
          .add("in_index", BooleanType, false)
          .add("nhs_number", StringType)
          .add("event_date", DateType, false)
          .add("errors", ERRORS, false)
          .add("community", StringType, false)
          .add("ethnic_category", StringType, false)
          .add("ethnic_group", StringType, false)
          .add("sex", StringType, false)
          .add("age", IntegerType, false)
          .add("deprivation_decile", IntegerType)
          .add("region", StringType)
          .add("migrant", BooleanType, false)
          .add("no_fixed_abode", BooleanType, false)
          .add("moved_since", BooleanType, false)
          .add("renamed_since", BooleanType, false);

  private TruthTable() {}

  static Row row(String source, FeedRecord record, LocalDate asAt) {
    Person person = record.person();
    LocalDate date = record.event().date();
    Address home = person.homeAt(date);
    return RowFactory.create(
        source,
        record.reference(),
        person.identityAt(date),
        person.index(),
        !person.numbers().isEmpty(),
        number(person, date),
        java.sql.Date.valueOf(date),
        errors(record.written().errors()),
        person.community(),
        person.ethnic().name(),
        person.ethnic().group().key(),
        person.sexAt(date).code(),
        person.ageAt(date),
        decile(home),
        region(home),
        person.arrival().isPresent(),
        home.isNoFixedAbode(),
        isMovedSince(person, date, asAt),
        isRenamedSince(person, date, asAt));
  }

  /** The right NHS number on a date, or null. */
  static String number(Person person, LocalDate date) {
    return person.numberAt(date).map(NumberSpell::number).orElse(null);
  }

  static Integer decile(Address home) {
    return home.decile() == 0 ? null : home.decile();
  }

  static String region(Address home) {
    return home.region().isEmpty() ? null : home.region();
  }

  static boolean isMovedSince(Person person, LocalDate date, LocalDate asAt) {
    return person.homeIndexAt(date) < person.homeIndexAt(asAt);
  }

  static boolean isRenamedSince(Person person, LocalDate date, LocalDate asAt) {
    return !person.nameAt(date).equals(person.nameAt(asAt));
  }

  static Row[] errors(List<FieldError> errors) {
    return errors.stream()
        .map(error -> RowFactory.create(error.field().key(), error.kind().key()))
        .toArray(Row[]::new);
  }
}
