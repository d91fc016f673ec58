package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Records of generated people, one flat table with known truth.
 *
 * <p>People live in households (couples, siblings, twins, a son named as his father, student
 * houses, care homes); they marry and move. Each record tells what was true on some day of the last
 * fifteen years, and then has errors. Everything follows from the seed and a person's number, so
 * the rows are the same however they are partitioned.
 */
public final class SyntheticPeople {
  private static final int YEARS_OF_RECORDS = 15;
  private static final int MOST_RECORDS = 63;
  private static final RecordWriter.Tally IGNORED = (field, kind, rate, drawn, happened) -> {};
  private static final Set<PersonField> FIELDS =
      Collections.unmodifiableSet(
          EnumSet.of(
              PersonField.GIVEN_NAME,
              PersonField.SURNAME,
              PersonField.DATE_OF_BIRTH,
              PersonField.POSTCODE,
              PersonField.SEX,
              PersonField.EMAIL,
              PersonField.NHS_NUMBER,
              PersonField.BIRTH_PLACE));

  private static final StructType SCHEMA =
      new StructType()
          .add("unique_id", DataTypes.StringType, false)
          .add("first_name", DataTypes.StringType)
          .add("surname", DataTypes.StringType)
          .add("dob", DataTypes.StringType)
          .add("postcode", DataTypes.StringType)
          .add("sex", DataTypes.StringType)
          .add("email", DataTypes.StringType)
          .add("nhs_number", DataTypes.StringType)
          .add("birth_place", DataTypes.StringType)
          .add("person", DataTypes.StringType, false);

  private SyntheticPeople() {}

  /**
   * The records, in no meaningful order.
   *
   * <p>Out: {@code unique_id} (tells nothing), {@code first_name}, {@code surname}, {@code dob} as
   * yyyy-MM-dd, {@code postcode}, {@code sex} F or M, {@code email}, {@code nhs_number}, {@code
   * birth_place} (each may be null) and {@code person}, the truth: never an input to a linkage.
   * Lazy; made on the executors; cost linear in people.
   */
  public static Dataset<Row> records(SparkSession spark, SyntheticSettings settings) {
    return records(spark, settings, spark.sparkContext().defaultParallelism() * 2);
  }

  /** As {@link #records(SparkSession, SyntheticSettings)}, in so many partitions. */
  public static Dataset<Row> records(
      SparkSession spark, SyntheticSettings settings, int partitions) {
    PopulationSettings population = settings.population();
    Households households = new Households(population, NameBook.of(population.communities()));
    return households.table(
        spark,
        SCHEMA,
        partitions,
        book -> {
          RecordWriter writer = new RecordWriter(population.seed(), book, FIELDS);
          Rates rates = Rates.of(settings.errorRates());
          return household -> rows(settings, household, writer, rates);
        });
  }

  private static List<InternalRow> rows(
      SyntheticSettings settings, List<Person> household, RecordWriter writer, Rates rates) {
    long seed = settings.population().seed();
    List<InternalRow> rows = new ArrayList<>();
    for (Person person : household) {
      HashRandom random = HashRandom.of(seed, HashRandom.Purpose.RECORD, person.index());
      int count = random.countFromOne(settings.recordsPerPerson(), MOST_RECORDS);
      for (int i = 0; i < count; i++) {
        LocalDate date = date(person, settings.population().asAt(), random);
        Map<PersonField, String> values =
            writer.write(person, household, date, "", rates, random, IGNORED).values();
        rows.add(
            SparkRows.of(
                RecordIds.of(seed, "people", person.index(), i),
                values.get(PersonField.GIVEN_NAME),
                values.get(PersonField.SURNAME),
                values.get(PersonField.DATE_OF_BIRTH),
                values.get(PersonField.POSTCODE),
                values.get(PersonField.SEX),
                values.get(PersonField.EMAIL),
                values.get(PersonField.NHS_NUMBER),
                values.get(PersonField.BIRTH_PLACE),
                person.identityAt(date)));
      }
    }
    return rows;
  }

  /** A day of the years of records on which the person lived here. */
  private static LocalDate date(Person person, LocalDate asAt, HashRandom random) {
    LocalDate from = Family.laterOf(person.start(), asAt.minusYears(YEARS_OF_RECORDS));
    LocalDate to = person.death().orElse(asAt);
    return from.plusDays(random.nextInt((int) (to.toEpochDay() - from.toEpochDay()) + 1));
  }
}
