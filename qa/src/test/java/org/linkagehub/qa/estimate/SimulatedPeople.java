package org.linkagehub.qa.estimate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.Columns;

/**
 * A register that holds each person once, and hospital records of them and of people who are not in
 * it. Fields: forename, surname, dob, postcode and sex; the NHS number is reliable, but often
 * missing.
 */
final class SimulatedPeople {
  /** What is known to trouble a linkage, and where it is not. */
  enum Kind {
    /** Errors fall on fields and people alike; namesakes meet by chance. */
    WELL_BEHAVED,
    /** Families share surname and home; many have twins, or father and son of one name. */
    HOUSEHOLDS,
    /** A fifth of the people have records in which everything is wrong at once, and no number. */
    POOR_RECORDS
  }

  private static final double NOT_IN_REGISTER = 0.25;
  private static final double KNOWN = 0.1;
  private static final int FORENAMES = 40;
  private static final int SURNAMES = 100;
  private static final int POSTCODES = 60;
  private static final int BIRTHS = 480;

  private final Kind kind;
  private final Random random;
  private final List<Row> rows = new ArrayList<>();
  private final Map<Integer, String> registered = new HashMap<>();
  private final List<Row> known = new ArrayList<>();

  private record Person(
      int number,
      String forename,
      String surname,
      String dob,
      String postcode,
      String sex,
      String nhsNumber,
      boolean poor) {}

  SimulatedPeople(Kind kind, int people, long seed) {
    this.kind = kind;
    this.random = new Random(seed);
    int number = 0;
    while (number < people) {
      List<Person> household = household(number);
      household.forEach(this::add);
      number += household.size();
    }
    // Of people who are nowhere else: made as one by one, for who would plant a family.
    for (int i = 0; i < people / 20; i++) {
      Person planted = person(number++, name("s", SURNAMES), code("p", POSTCODES));
      addRecord("hospital", planted, true, true);
    }
  }

  private List<Person> household(int first) {
    String surname = name("s", SURNAMES);
    String postcode = code("p", POSTCODES);
    Person one = person(first, surname, postcode);
    if (kind != Kind.HOUSEHOLDS) {
      return List.of(one);
    }
    // A brother or sister of the same day, or a parent of the same name.
    Person other = person(first + 1, surname, postcode);
    boolean twins = random.nextInt(2) == 0;
    boolean namesake = !twins && random.nextInt(3) == 0;
    return List.of(
        one,
        new Person(
            other.number,
            namesake ? one.forename : other.forename,
            surname,
            twins ? one.dob : other.dob,
            postcode,
            namesake || twins ? one.sex : other.sex,
            other.nhsNumber,
            other.poor));
  }

  private Person person(int number, String surname, String postcode) {
    return new Person(
        number,
        name("f", FORENAMES),
        surname,
        code("d", BIRTHS),
        postcode,
        random.nextBoolean() ? "f" : "m",
        "9" + (100_000_000 + number),
        random.nextInt(5) == 0);
  }

  /** A few names are common, many are rare. */
  private String name(String prefix, int names) {
    return prefix + (int) (names * random.nextDouble() * random.nextDouble());
  }

  private String code(String prefix, int codes) {
    return prefix + random.nextInt(codes);
  }

  private void add(Person person) {
    boolean isRegistered = random.nextDouble() >= NOT_IN_REGISTER;
    if (isRegistered) {
      registered.put(person.number, addRecord("register", person, false, false));
    }
    if (random.nextDouble() < 0.7) {
      boolean hasNumber = random.nextDouble() < (isSpoilt(person) ? 0.2 : 0.8);
      String id = addRecord("hospital", person, hasNumber, false);
      // Pairs are known to match where somebody had both numbers to compare.
      if (isRegistered && hasNumber && random.nextDouble() < KNOWN) {
        known.add(RowFactory.create(registered.get(person.number), id));
      }
    }
  }

  private boolean isSpoilt(Person person) {
    return kind == Kind.POOR_RECORDS && person.poor;
  }

  private String addRecord(String source, Person person, boolean hasNumber, boolean planted) {
    boolean hospital = source.equals("hospital");
    boolean spoilt = hospital && isSpoilt(person) && random.nextInt(2) == 0;
    double error = !hospital ? 0.01 : spoilt ? 0.6 : 0.04;
    String id = source + rows.size();
    rows.add(
        RowFactory.create(
            id,
            source,
            hospital ? 1 : 0,
            "p" + person.number,
            wrong(error) ? name("f", FORENAMES) : person.forename,
            wrong(error) ? name("s", SURNAMES) : person.surname,
            wrong(error / 2) ? code("d", BIRTHS) : person.dob,
            wrong(2 * error) ? code("p", POSTCODES) : person.postcode,
            person.sex,
            !hospital || hasNumber ? person.nhsNumber : null,
            person.poor ? "poor" : "other",
            planted));
    return id;
  }

  private boolean wrong(double share) {
    return random.nextDouble() < share;
  }

  /** RECORDS with the truth; {@code planted} marks those of people who are nowhere else. */
  Dataset<Row> records(SparkSession spark) {
    StructType schema = new StructType();
    for (String column : List.of(Columns.RECORD_ID, Columns.SOURCE)) {
      schema = schema.add(column, DataTypes.StringType);
    }
    schema = schema.add(Columns.SOURCE_INDEX, DataTypes.IntegerType);
    for (String column :
        List.of(
            Columns.TRUE_PERSON,
            "forename",
            "surname",
            "dob",
            "postcode",
            "sex",
            "nhs_number",
            "poor")) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return spark
        .createDataFrame(rows, schema.add("planted", DataTypes.BooleanType))
        .withColumn(Columns.RECORD_KEY, xxhash64(col(Columns.RECORD_ID)));
  }

  /** Pairs that are known to match. */
  Dataset<Row> knownMatches(SparkSession spark) {
    return spark
        .createDataFrame(
            known, new StructType().add("a", DataTypes.StringType).add("b", DataTypes.StringType))
        .select(xxhash64(col("a")).as(Columns.LEFT_KEY), xxhash64(col("b")).as(Columns.RIGHT_KEY));
  }
}
