package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.LocalDate;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/** The people themselves: all that is true of them over time. Never an input to a linkage. */
final class PeopleTable {
  static final StructType SCHEMA =
      new StructType()
          .add("person", LongType, false)
          .add("household", LongType, false)
          .add("household_kind", StringType, false)
          .add("household_size", IntegerType, false)
          .add("role", StringType, false)
          .add("mother", LongType)
          .add("father", LongType)
          .add("community", StringType, false)
          .add("ethnic_category", StringType, false)
          .add("ethnic_group", StringType, false)
          .add("sex_at_birth", StringType, false)
          .add("sex_changed", DateType)
          .add("date_of_birth", DateType, false)
          .add("date_of_death", DateType)
          .add("birth_place", StringType, false)
          .add("arrival", DateType)
          .add("migrant", BooleanType, false)
          .add("in_index", BooleanType, false)
          .add("registered", BooleanType, false)
          .add("region", StringType)
          .add("deprivation_decile", IntegerType)
          .add("postcode", StringType)
          .add("email", StringType)
          .add("mobile", StringType)
          .add(
              "names",
              new ArrayType(
                  new StructType()
                      .add("valid_from", DateType, false)
                      .add("given_name", StringType)
                      .add("other_given_name", StringType)
                      .add("family_name", StringType)
                      .add("unnamed", BooleanType, false),
                  false),
              false)
          .add(
              "homes",
              new ArrayType(
                  new StructType()
                      .add("valid_from", DateType, false)
                      .add("line", StringType)
                      .add("town", StringType, false)
                      .add("region", StringType)
                      .add("postcode", StringType)
                      .add("deprivation_decile", IntegerType),
                  false),
              false)
          .add(
              "nhs_numbers",
              new ArrayType(
                  new StructType()
                      .add("valid_from", DateType, false)
                      .add("nhs_number", StringType, false)
                      .add("reason", StringType, false),
                  false),
              false);

  private PeopleTable() {}

  static InternalRow row(Person person, LocalDate asAt) {
    Address home = person.homeAt(asAt);
    return SparkRows.of(
        person.index(),
        person.household().first(),
        person.household().kind().key(),
        person.household().size(),
        person.role().name().toLowerCase(Locale.ROOT),
        known(person.mother()),
        known(person.father()),
        person.community(),
        person.ethnic().name(),
        person.ethnic().group().key(),
        person.sexAtBirth().code(),
        person.sexChange().orElse(null),
        person.birth(),
        person.death().orElse(null),
        person.birthPlace(),
        person.arrival().orElse(null),
        person.arrival().isPresent(),
        !person.numbers().isEmpty(),
        person.registered(),
        text(home.region()),
        decile(home),
        text(home.postcode()),
        text(person.email()),
        text(person.mobile()),
        names(person),
        homes(person),
        numbers(person));
  }

  private static InternalRow[] names(Person person) {
    return person.names().stream()
        .map(
            name ->
                SparkRows.of(
                    name.from(),
                    text(name.given()),
                    text(name.otherGiven()),
                    text(name.surname()),
                    name.unnamed()))
        .toArray(InternalRow[]::new);
  }

  private static InternalRow[] homes(Person person) {
    return person.homes().stream()
        .map(
            home ->
                SparkRows.of(
                    home.from(),
                    text(home.address().line()),
                    home.address().town(),
                    text(home.address().region()),
                    text(home.address().postcode()),
                    decile(home.address())))
        .toArray(InternalRow[]::new);
  }

  private static InternalRow[] numbers(Person person) {
    return person.numbers().stream()
        .map(number -> SparkRows.of(number.from(), number.number(), reason(number)))
        .toArray(InternalRow[]::new);
  }

  static String reason(Person.NumberSpell number) {
    return number.reason().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Long known(long person) {
    return person < 0 ? null : person;
  }

  private static Integer decile(Address home) {
    return home.decile() == 0 ? null : home.decile();
  }

  private static String text(String text) {
    return text.isEmpty() ? null : text;
  }
}
