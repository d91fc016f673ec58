package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
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
    NameBook book = NameBook.builtIn(settings.communities());
    long blocks = (settings.people() + Household.BLOCK - 1) / Household.BLOCK;
    MapPartitionsFunction<Long, Row> generate = in -> rows(settings, book, in);
    return spark
        .range(0, blocks, 1, (int) Math.min(partitions, blocks))
        .mapPartitions(generate, Encoders.row(SCHEMA));
  }

  private static Iterator<Row> rows(
      SyntheticSettings settings, NameBook book, Iterator<Long> blocks) {
    HouseholdBuilder builder = new HouseholdBuilder(settings.seed(), settings.asAt(), book);
    RecordWriter writer = new RecordWriter(book, settings.errorRates());
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(blocks, Spliterator.ORDERED), false)
        .flatMap(block -> Household.ofBlock(settings.seed(), block, settings.people()).stream())
        .flatMap(household -> rows(settings, builder.build(household), writer).stream())
        .iterator();
  }

  private static List<Row> rows(
      SyntheticSettings settings, List<Person> household, RecordWriter writer) {
    List<Row> rows = new ArrayList<>();
    for (Person person : household) {
      HashRandom random = HashRandom.of(settings.seed(), HashRandom.Purpose.RECORD, person.index());
      int count = random.countFromOne(settings.recordsPerPerson(), MOST_RECORDS);
      for (int i = 0; i < count; i++) {
        LocalDate date = date(person, settings.asAt(), random);
        Map<PersonField, String> values = writer.write(person, household, date, random).values();
        rows.add(
            RowFactory.create(
                id(settings.seed(), person.index(), i),
                values.get(PersonField.GIVEN_NAME),
                values.get(PersonField.SURNAME),
                values.get(PersonField.DATE_OF_BIRTH),
                values.get(PersonField.POSTCODE),
                values.get(PersonField.SEX),
                values.get(PersonField.EMAIL),
                values.get(PersonField.NHS_NUMBER),
                values.get(PersonField.BIRTH_PLACE),
                Long.toString(person.index())));
      }
    }
    return rows;
  }

  private static LocalDate date(Person person, LocalDate asAt, HashRandom random) {
    LocalDate first = asAt.minusYears(YEARS_OF_RECORDS);
    LocalDate from = person.birth().isAfter(first) ? person.birth() : first;
    return from.plusDays(random.nextInt((int) (asAt.toEpochDay() - from.toEpochDay()) + 1));
  }

  /** A bijection of person and number, so unique, that shows neither. */
  private static String id(long seed, long person, int number) {
    long key = person << 6 | number;
    long start = HashRandom.of(seed, HashRandom.Purpose.ID, 0).nextLong();
    return "%016x".formatted(HashRandom.mix(key + start));
  }
}
