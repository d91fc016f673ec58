package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.spark.TestSession;

class SyntheticPeopleTest {
  private static final SyntheticSettings SETTINGS = SyntheticSettings.of(3_000, 42);

  @ParameterizedTest(name = "{0} partitions")
  @ValueSource(ints = {2, 7})
  void partitionsChangeNothing(int partitions) {
    assertEquals(digest(records(SETTINGS, 1)), digest(records(SETTINGS, partitions)));
  }

  @Test
  void anotherSeedMakesOtherPeople() {
    assertNotEquals(
        digest(records(SETTINGS, 2)), digest(records(SyntheticSettings.of(3_000, 43), 2)));
  }

  @Test
  void hasThePeopleAndRecordsThatWereAskedFor() {
    Row counts =
        records(SETTINGS, 2)
            .agg(
                countDistinct("person"),
                countDistinct("unique_id"),
                count(lit(1)),
                count(col("nhs_number")))
            .head();
    assertEquals(3_000, counts.getLong(0));
    assertEquals(counts.getLong(2), counts.getLong(1), "unique_id is unique");
    assertEquals(2.5, counts.getLong(2) / 3_000.0, 0.2); // 4 standard errors of a geometric count
    assertEquals(0.4, counts.getLong(3) / (double) counts.getLong(2), 0.05);
  }

  @Test
  void valuesHaveTheirForm() {
    Pattern id = Pattern.compile("[0-9a-f]{16}");
    Pattern date = Pattern.compile("(19|20)\\d\\d-\\d\\d-\\d\\d");
    Pattern postcode = Pattern.compile("[A-Z]{1,2}\\d{1,2}[A-Z]? \\d[A-Z]{2}");
    for (Row row : records(SETTINGS.withErrorRates(ErrorRates.none()), 2).collectAsList()) {
      assertTrue(id.matcher(row.getString(0)).matches(), row.getString(0));
      assertTrue(date.matcher(row.getString(3)).matches(), row.getString(3));
      assertTrue(postcode.matcher(row.getString(4)).matches(), row.getString(4));
      assertTrue(row.getString(5).equals("F") || row.getString(5).equals("M"), row.getString(5));
      String nhsNumber = row.getString(7);
      assertTrue(NhsNumbers.isValid(nhsNumber) && nhsNumber.startsWith("9"), nhsNumber);
      assertTrue(row.getString(1) != null || row.getString(2) != null, "a name");
    }
  }

  @Test
  void withoutErrorsAPersonHasOneBirthAndOneNhsNumber() {
    Dataset<Row> clean = records(SETTINGS.withErrorRates(ErrorRates.none()), 2);
    Row most =
        clean
            .groupBy("person")
            .agg(countDistinct("dob").as("births"), countDistinct("nhs_number").as("numbers"))
            .selectExpr("max(births)", "max(numbers)")
            .head();
    assertEquals(1, most.getLong(0));
    assertEquals(1, most.getLong(1));
    Row people = clean.agg(countDistinct("nhs_number")).head();
    assertEquals(3_000, people.getLong(0), "NHS numbers are each given once");
  }

  @Test
  void householdsHoldTwinsAndFamiliesOfOneName() {
    Dataset<Row> clean =
        records(SETTINGS.withErrorRates(ErrorRates.none()).withRecordsPerPerson(1), 2);
    Dataset<Row> one = clean.select("person", "surname", "dob", "postcode", "first_name");
    long families =
        one.groupBy("surname", "postcode")
            .count()
            .where("count > 1 and surname is not null")
            .count();
    long twins = one.groupBy("surname", "dob", "postcode").count().where("count > 1").count();
    assertTrue(families > 300, families + " families");
    assertTrue(twins > 0, twins + " pairs of twins");
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertEquals(
        "people must be between 1 and 59000000, was 0",
        assertThrows(IllegalArgumentException.class, () -> SyntheticSettings.of(0, 1))
            .getMessage());
    assertEquals(
        "records-per-person must be between 1 and 20, was 0.5",
        assertThrows(IllegalArgumentException.class, () -> SETTINGS.withRecordsPerPerson(0.5))
            .getMessage());
  }

  private static Dataset<Row> records(SyntheticSettings settings, int partitions) {
    return SyntheticPeople.records(TestSession.spark(), settings, partitions);
  }

  private static String digest(Dataset<Row> rows) {
    List<String> sorted = rows.toJSON().collectAsList().stream().sorted().toList();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      sorted.forEach(row -> digest.update(row.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
