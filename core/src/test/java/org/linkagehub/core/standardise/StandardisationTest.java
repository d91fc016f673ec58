package org.linkagehub.core.standardise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.standardise.Standardisation.SourceType;

class StandardisationTest {
  @BeforeAll
  static void functions() {
    LinkageFunctions.register(TestSession.spark());
  }

  static Stream<Arguments> plainSteps() {
    String noBreakSpace = "\u00A0";
    return Stream.of(
        step(Step.Plain.TRIM, " \t a b" + noBreakSpace + "\n", "a b"),
        step(Step.Plain.TRIM, "", ""),
        step(Step.Plain.LOWER, "ÉLAN İ", "élan i̇"),
        step(Step.Plain.UPPER, "éß", "ÉSS"),
        step(Step.Plain.NULL_IF_BLANK, " " + noBreakSpace + "\t", null),
        step(Step.Plain.NULL_IF_BLANK, "", null),
        step(Step.Plain.NULL_IF_BLANK, " a ", " a "),
        step(
            Step.Plain.FOLD_ACCENTS,
            "Núñez Łukasz Strauß Ærøskøbing",
            "Nunez Lukasz Strauss AEroskobing"),
        step(Step.Plain.FOLD_ACCENTS, "Nguyễn Đặng Þór Œuvre", "Nguyen Dang THor OEuvre"),
        step(Step.Plain.FOLD_ACCENTS, "Nu\u0301n\u0303ez", "Nunez"), // combining marks
        step(Step.Plain.FOLD_ACCENTS, "李明 محمد Ωδή Йосиф", "李明 محمد Ωδή Йосиф"),
        step(Step.Plain.LETTERS_ONLY, "O'Brien-Smith 3rd 李", "OBrienSmithrd李"),
        step(Step.Plain.DIGITS_ONLY, "943 476-5919 ٣", "9434765919"),
        step(Step.Plain.COLLAPSE_SPACES, "a  b\t" + noBreakSpace + "c", "a b c"),
        step(new Step.Ruled(Cleaning.NAME), "  O’Brien - SMITH, Jr. ", "obrien smith jr"),
        step(new Step.Ruled(Cleaning.NAME), "José  D'Arc", "jose darc"),
        step(new Step.Ruled(Cleaning.NAME), "李明", "李明"),
        step(new Step.Ruled(Cleaning.NAME), " -.' ", null),
        step(new Step.Ruled(Cleaning.POSTCODE), " ls1  4ap", "LS14AP"),
        step(new Step.Ruled(Cleaning.POSTCODE), " - ", null));
  }

  private static Arguments step(Step step, String value, String expected) {
    return Arguments.of(step, value, expected);
  }

  @ParameterizedTest(name = "{0} of [{1}] is [{2}]")
  @MethodSource("plainSteps")
  void doesWhatItsNameSays(Step step, String value, String expected) {
    var steps = new Standardisation(List.of(step));
    assertEquals(expected, clean(steps, value));
    assertEquals(null, clean(steps, null), "a null stays null");
  }

  @Test
  void readsADateByTheFirstPatternThatFits() {
    var steps =
        new Standardisation(
            List.of(
                Step.Plain.TRIM, new Step.ToDate(List.of("yyyy-MM-dd", "yyyyMMdd", "dd/MM/yyyy"))));
    assertEquals("1971-06-24", clean(steps, "1971-06-24"));
    assertEquals("1971-06-24", clean(steps, " 19710624 "));
    assertEquals("1971-06-05", clean(steps, "05/06/1971"));
    assertEquals("2000-02-29", clean(steps, "2000-02-29"));
  }

  @Test
  void flagsWhatIsNoDateAndMakesItMissing() {
    var steps =
        new Standardisation(
            List.of(Step.Plain.TRIM, new Step.ToDate(List.of("yyyy-MM-dd", "yyyyMMdd"))));
    for (String wrong :
        List.of("1971-02-30", "1900-02-29", "1971-13-01", "19450493", "1971", "1971-06-24x", "x")) {
      assertEquals(null, clean(steps, wrong), wrong);
      assertEquals(Standardisation.NO_DATE, dateFormat(steps, wrong), wrong);
    }
    assertEquals(List.of("yyyy-MM-dd", "yyyyMMdd"), steps.dateFormats());
    assertEquals(0, dateFormat(steps, " 1971-06-24 "));
    assertEquals(1, dateFormat(steps, "19710624"));
    for (String blank : new String[] {"", "  ", null}) {
      assertEquals(null, dateFormat(steps, blank), String.valueOf(blank));
    }
  }

  @Test
  void tellsNoFormatWhereNoDateIsRead() {
    assertEquals(Optional.empty(), Standardisation.DEFAULT.dateFormat("x", SourceType.TEXT));
    assertEquals(List.of(), Standardisation.DEFAULT.dateFormats());
    assertEquals(
        Optional.empty(),
        new Standardisation(List.of(new Step.ToDate(List.of("yyyyMMdd"))))
            .dateFormat("x", SourceType.DATE));
  }

  @Test
  void takesADateColumnAsItIs() {
    var steps =
        new Standardisation(
            List.of(
                Step.Plain.TRIM,
                new Step.ToDate(List.of("dd/MM/yyyy")),
                new Step.NullIf(List.of("1900-01-01"))));
    assertEquals(
        List.of("1971-06-24", "null"),
        column(steps, DataTypes.DateType, SourceType.DATE, "DATE'1971-06-24'", "DATE'1900-01-01'"));
    assertEquals(
        List.of("1971-06-24"),
        column(steps, DataTypes.TimestampType, SourceType.DATE, "TIMESTAMP'1971-06-24 23:59:59'"));
  }

  @Test
  void readsDatesOfBirthByTheirRules() {
    var steps =
        new Standardisation(
            List.of(
                new Step.BirthDate(
                    List.of("yyyy-MM-dd", "dd/MM/yyyy"), Optional.of(LocalDate.of(2025, 6, 30)))));
    assertEquals("1971-06-05", clean(steps, " 05/06/1971"));
    for (String missing : List.of("1900-01-01", "1971", "2025-07-01", "1871-06-05", "x", " ")) {
      assertEquals(null, clean(steps, missing), missing);
    }
    assertEquals(
        List.of("1971-06-24", "null"),
        column(steps, DataTypes.DateType, SourceType.DATE, "DATE'1971-06-24'", "DATE'1900-01-01'"));
  }

  @Test
  void keepsWhatIsKnownOfAPartialDateOfBirth() {
    var steps =
        new Standardisation(
            List.of(
                Step.Plain.TRIM,
                new Step.PartialBirthDate(
                    List.of("yyyy-MM-dd", "dd/MM/yyyy"), Optional.of(LocalDate.of(2025, 6, 30)))));
    assertEquals("1971-06-05", clean(steps, " 05/06/1971"));
    assertEquals("1971-06", clean(steps, " 197106"));
    assertEquals("1971", clean(steps, "1971"));
    for (String missing : List.of("1900-01-01", "197113", "2026", "1871-06-05", "x", " ")) {
      assertEquals(null, clean(steps, missing), missing);
    }
    assertEquals(
        List.of("1971-06-24", "null"),
        column(steps, DataTypes.DateType, SourceType.DATE, "DATE'1971-06-24'", "DATE'1900-01-01'"));
    assertEquals(
        List.of("1971-06-24"),
        column(steps, DataTypes.TimestampType, SourceType.DATE, "TIMESTAMP'1971-06-24 23:59:59'"));
    assertEquals(List.of("1971"), column(steps, DataTypes.IntegerType, SourceType.OTHER, "1971"));
    assertEquals(1, dateFormat(steps, "05/06/1971"));
    assertEquals(null, dateFormat(steps, "1971"));
    assertEquals(Standardisation.NO_DATE, dateFormat(steps, "05/06"));
  }

  @Test
  void tellsTheRulesThatAValueMeets() {
    assertEquals(Optional.empty(), Standardisation.DEFAULT.rules("x", SourceType.TEXT));
    var steps = new Standardisation(List.of(Step.Plain.TRIM, new Step.Ruled(Cleaning.NAME)));
    assertEquals(
        List.of("[name-title]"),
        TestSession.spark()
            .sql(
                "select cast("
                    + steps.rules("'  Dr Ada '", SourceType.TEXT).orElseThrow()
                    + " as string)")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList());
  }

  @Test
  void readsADateWrittenAsANumber() {
    var steps = new Standardisation(List.of(Step.Plain.TRIM, new Step.ToDate(List.of("yyyyMMdd"))));
    assertEquals(
        List.of("1956-04-09"), column(steps, DataTypes.IntegerType, SourceType.OTHER, "19560409"));
  }

  @Test
  void leavesANumberANumberWhereOnlyWhiteSpaceWouldBeCleaned() {
    assertEquals("x", Standardisation.DEFAULT.sql("x", SourceType.OTHER));
  }

  @Test
  void makesPlaceholdersMissing() {
    var steps =
        new Standardisation(List.of(Step.Plain.LOWER, new Step.NullIf(List.of("n/k", "'"))));
    assertEquals(null, clean(steps, "N/K"));
    assertEquals(null, clean(steps, "'"));
    assertEquals("n/k ", clean(steps, "n/k "));
    assertEquals(null, clean(steps, null));
  }

  @Test
  void replacesByRegularExpressionAndBySql() {
    assertEquals(
        "St John",
        clean(new Standardisation(List.of(new Step.Replace("^(St)\\.\\s*", "$1 "))), "St.  John"));
    assertEquals(
        "cba", clean(new Standardisation(List.of(new Step.Expression("reverse({value})"))), "abc"));
  }

  @Test
  void refusesParametersThatCannotWork() {
    assertEquals(
        "date needs at least one format, for example yyyy-MM-dd",
        assertThrows(IllegalArgumentException.class, () -> new Step.ToDate(List.of()))
            .getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new Step.ToDate(List.of("yyyy-JJ")))
            .getMessage()
            .startsWith("date: \"yyyy-JJ\" is no date pattern ("));
    assertEquals(
        "date: \"dd/mm/yyyy\" must have year, month and day: y, M and d (Y is the year of a week, m"
            + " the minute)",
        assertThrows(IllegalArgumentException.class, () -> new Step.ToDate(List.of("dd/mm/yyyy")))
            .getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new Step.Replace("(", ""))
            .getMessage()
            .startsWith("replace: \"(\" is no regular expression ("));
    assertEquals(
        "null-if needs at least one value",
        assertThrows(IllegalArgumentException.class, () -> new Step.NullIf(List.of()))
            .getMessage());
  }

  private static String clean(Standardisation steps, String value) {
    Object cleaned = one(steps.sql("x", SourceType.TEXT), value);
    return cleaned == null ? null : cleaned.toString();
  }

  private static Object dateFormat(Standardisation steps, String value) {
    return one(steps.dateFormat("x", SourceType.TEXT).orElseThrow(), value);
  }

  private static Object one(String sql, String value) {
    return TestSession.spark()
        .createDataFrame(
            List.of(RowFactory.create(value)), new StructType().add("x", DataTypes.StringType))
        .select(functions.expr(sql))
        .head()
        .get(0);
  }

  private static List<String> column(
      Standardisation steps, DataType type, SourceType sourceType, String... values) {
    var cleaned = new ArrayList<String>();
    for (String value : values) {
      Row row =
          TestSession.spark()
              .range(1)
              .select(functions.expr(value).cast(type).as("x"))
              .select(functions.expr(steps.sql("x", sourceType)).cast("string"))
              .head();
      cleaned.add(String.valueOf(row.get(0)));
    }
    return cleaned;
  }
}
