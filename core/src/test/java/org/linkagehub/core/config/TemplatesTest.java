package org.linkagehub.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Standardisation.SourceType;

/** Every template, with a pair on either side of each of its bounds. */
class TemplatesTest {
  /** Two records, as their columns' values, and the label of the level that they are on. */
  private record Case(List<String> left, List<String> right, String label) {}

  private static Case on(String left, String right, String label) {
    var l = new ArrayList<String>();
    l.add(left);
    var r = new ArrayList<String>();
    r.add(right);
    return new Case(l, r, label);
  }

  private static Case on(
      String forenameLeft,
      String surnameLeft,
      String forenameRight,
      String surnameRight,
      String label) {
    var l = new ArrayList<String>();
    l.add(forenameLeft);
    l.add(surnameLeft);
    var r = new ArrayList<String>();
    r.add(forenameRight);
    r.add(surnameRight);
    return new Case(l, r, label);
  }

  @Test
  void exact() {
    assertLevels(
        "template = exact, column = x",
        List.of("x"),
        on("a", "a ", "exact match on x"),
        on("a", "b", "all other"),
        on("a", " ", "x is missing"),
        on(null, null, "x is missing"));
  }

  @Test
  void levenshtein() { // swapped neighbours are two edits
    assertLevels(
        "template = levenshtein, column = x",
        List.of("x"),
        on("abcd", "abcd", "exact match on x"),
        on("abcd", "abed", "Levenshtein of x <= 1"),
        on("abcd", "abdc", "Levenshtein of x <= 2"),
        on("abcd", "dcba", "all other"),
        on("abcd", null, "x is missing"));
  }

  @Test
  void damerauLevenshtein() { // unrestricted: CA to ABC is 2, as by insertion within a swap
    assertLevels(
        "template = damerau_levenshtein, column = x",
        List.of("x"),
        on("abcd", "abdc", "Damerau-Levenshtein of x <= 1"),
        on("CA", "ABC", "Damerau-Levenshtein of x <= 2"),
        on("abcd", "xyzd", "all other"),
        on(null, "abcd", "x is missing"));
  }

  @Test
  void jaroAndJaroWinkler() { // MARTHA, MARHTA: Jaro 0.9444, Jaro-Winkler 0.9611 (Winkler 1990)
    assertLevels(
        "template = jaro, column = x, at-least = [0.95, 0.94]",
        List.of("x"),
        on("MARTHA", "MARTHA", "exact match on x"),
        on("MARTHA", "MARHTA", "Jaro of x >= 0.94"),
        on("MARTHA", "JONES", "all other"));
    assertLevels(
        "template = jaro_winkler, column = x, at-least = [0.97, 0.96]",
        List.of("x"),
        on("MARTHA", "MARHTA", "Jaro-Winkler of x >= 0.96"),
        on("MARTHA", "JONES", "all other"));
  }

  @Test
  void name() { // DIXON, DICKSONX: 0.8133; DWAYNE, DUANE: 0.84; both of Winkler (1990)
    assertLevels(
        "template = name, column = x",
        List.of("x"),
        on("Núñez", "nunez", "exact match on x"),
        on("O'Brien", "OBRIEN", "exact match on x"),
        on("martha", "marhta", "Jaro-Winkler of x >= 0.92"),
        on("dixon", "dicksonx", "Jaro-Winkler of x >= 0.7"),
        on("dwayne", "duane", "Jaro-Winkler of x >= 0.7"),
        on("smith", "jones", "all other"),
        on("smith", "-", "x is missing"));
  }

  @Test
  void forenameSurname() { // dunningham, cunnigham: 0.8963 (Winkler 1990)
    assertLevels(
        "template = forename_surname, forename = f, surname = s",
        List.of("f", "s"),
        on("ann", "lee", "Ann", "Lee", "exact match on f and s"),
        on("ann", "lee", "lee", "ann", "f and s swapped"),
        on("martha", "thompson", "marhta", "thomson", "Jaro-Winkler of f and of s >= 0.92"),
        on("martha", "dunningham", "marhta", "cunnigham", "Jaro-Winkler of f and of s >= 0.88"),
        on("ann", "lee", "zoe", "lee", "exact match on s"),
        on("ann", "lee", "ann", "cox", "exact match on f"),
        on("ann", "lee", "zoe", "cox", "all other"),
        on("ann", null, "ann", "lee", "exact match on f"), // one name can still be compared
        on("ann", null, "zoe", "lee", "all other"),
        on("ann", null, null, "lee", "f and s is missing"),
        on(null, null, "ann", "lee", "f and s is missing"));
  }

  @Test
  void dateOfBirth() {
    String twoParts = "two of day, month and year equal or within 1 month on x";
    assertLevels(
        "template = date_of_birth, column = x",
        List.of("x"),
        on("1971-06-24", "19710624", "exact match on x"),
        on("1971-06-24", "1971-06-25", "one character different on x"),
        on("1971-06-24", "1917-06-24", "one character different on x"), // neighbours swapped
        on("1971-06-05", "1971-05-06", "day and month swapped on x"),
        on("1971-06-24", "1938-06-24", twoParts),
        on("1971-06-14", "1971-06-25", twoParts),
        on("1971-06-24", "1971-09-24", "one character different on x"),
        on("1971-06-24", "1971-11-24", twoParts),
        on("1971-06-24", "1971-07-15", twoParts), // 21 days
        on("1971-01-31", "1971-03-02", twoParts), // 30 days: at most 365.25 / 12
        on("1971-01-29", "1971-03-01", "within 1 year on x"), // 31 days
        on("1971-06-24", "1972-05-13", "within 1 year on x"),
        on("1971-06-24", "1972-07-25", "within 10 years on x"),
        on("1971-06-24", "1981-06-23", "within 10 years on x"), // 3652 days; 10 years are 3652.5
        on("1971-06-24", "1982-07-13", "all other"),
        on("1971-06-24", "1971-06-31", "x is missing")); // no such day
  }

  @Test
  void postcode() {
    assertLevels(
        "template = postcode, column = x",
        List.of("x"),
        on("SW1A 1AA", "sw1a1aa", "exact match on x"),
        on("SW1A 1AA", "SW1A 1AB", "one character different on x"),
        on("SW1A 1AA", "SW1A 1A", "one character different on x"),
        on("SW1A 1AA", "SW1A 1ZZ", "same sector of x"),
        on("SW1A 1AA", "SW1A 2BB", "same district of x"),
        on("SW1A 1AA", "SW9 2BB", "same area of x"),
        on("SW1A 1AA", "LS1 4AP", "all other"),
        on("SW1A", "SW1E", "all other"), // no whole postcodes: one character is no likeness
        on("SW1A", "SW1A", "exact match on x"),
        on("SW1A 1AA", "", "x is missing"));
  }

  @Test
  void email() {
    assertLevels(
        "template = email, column = x",
        List.of("x"),
        on("Ann.Lee@a.org", "ann.lee@a.org", "exact match on x"),
        on("ann.lee@a.org", "ann.lee@quite-another.example", "same user name of x"),
        on("ann.lee@a.org", "ann.lee1@a.org", "Jaro-Winkler of x >= 0.88"),
        on("ann.lee12@a.org", "ann.lee13@wxyzkqwv.zz", "Jaro-Winkler of user name of x >= 0.88"),
        on("ann.lee@a.org", "zoe@b.com", "all other"),
        on("ann.lee@a.org", null, "x is missing"));
  }

  @Test
  void custom() {
    assertLevels(
        """
        template = custom, name = city
        levels = [
          { missing = true, label = "no city", sql = "x_l is null or x_r is null" }
          { label = "same", sql = "x_l = x_r", m = 0.9, u = 0.1, fix-m = true, term-frequency = x }
          { sql = "x_l like concat(x_r, '%')" }
        ]
        """,
        List.of("x"),
        on("hull", "hull", "same"),
        on("hull", "hu", "x_l like concat(x_r, '%')"),
        on("hull", "leeds", "all other"),
        on(null, "leeds", "no city"));
  }

  @Test
  void customLevelsKeepWhatTheyAreGiven() {
    ComparisonSettings settings =
        read(
            """
            template = custom, name = city
            levels = [
              { missing = true, sql = "x_l is null" }
              {
                label = "same", sql = "x_l = x_r", m = 0.9, u = 0.1, fix-m = true
                term-frequency { column = x, weight = 0.5, minimum-u = 0.001 }
              }
              { sql = else, m = 0.1, u = 0.9, fix-u = true }
            ]
            """);
    assertEquals(
        List.of(
            ComparisonLevel.missing("x_l is null", "x_l is null"),
            new ComparisonLevel(
                "same",
                ComparisonLevel.Kind.CONDITION,
                "x_l = x_r",
                OptionalDouble.of(0.9),
                OptionalDouble.of(0.1),
                true,
                false,
                Optional.of(new TermFrequencyAdjustment("x", 0.5, 0.001))),
            new ComparisonLevel(
                "all other",
                ComparisonLevel.Kind.ELSE,
                "",
                OptionalDouble.of(0.1),
                OptionalDouble.of(0.9),
                false,
                true,
                Optional.empty())),
        settings.comparison().levels());
    assertEquals(Set.of("x"), settings.columns());
  }

  @Test
  void everyTemplateTakesStartingParameters() {
    ComparisonSettings settings =
        read("template = exact, column = x, m = [0.9, 0.1], u = [0.01, 0.99], fix-u = true");
    assertEquals(
        List.of(OptionalDouble.empty(), OptionalDouble.of(0.9), OptionalDouble.of(0.1)),
        settings.comparison().levels().stream().map(ComparisonLevel::m).toList());
    assertEquals(
        List.of(false, true, true),
        settings.comparison().levels().stream().map(ComparisonLevel::fixedU).toList());
    assertEquals(
        List.of(false, false, false),
        settings.comparison().levels().stream().map(ComparisonLevel::fixedM).toList());
  }

  @Test
  void termFrequenciesCanBeTurnedOffWeighedAndFloored() {
    assertEquals(
        Optional.of(TermFrequencyAdjustment.of("x")),
        read("template = exact, column = x").comparison().levels().get(1).termFrequency());
    assertEquals(
        Optional.empty(),
        read("template = exact, column = x, term-frequency = false")
            .comparison()
            .levels()
            .get(1)
            .termFrequency());
    assertEquals(
        Optional.of(new TermFrequencyAdjustment("x", 0.5, 0.001)),
        read("template = exact, column = x, term-frequency-weight = 0.5,"
                + " term-frequency-minimum-u = 0.001")
            .comparison()
            .levels()
            .get(1)
            .termFrequency());
  }

  @Test
  void aTemplatesDefaultsAreChangedForAllOrForOne() {
    List<ComparisonSettings> read =
        readAll(
            """
            linkage.templates.levenshtein.at-most = [3]
            linkage.comparisons = [
              { template = levenshtein, column = a }
              { template = levenshtein, column = b, at-most = [1, 4] }
            ]
            """);
    assertEquals(
        List.of(
            List.of("exact match on a", "Levenshtein of a <= 3", "all other"),
            List.of(
                "exact match on b", "Levenshtein of b <= 1", "Levenshtein of b <= 4", "all other")),
        read.stream().map(TemplatesTest::gradedLabels).toList());
  }

  @Test
  void tellsEveryMistakeInAComparison() {
    assertProblems(
        """
        linkage.templates.nam.at-least = [0.9]
        linkage.templates.name.atleast = [0.9]
        """,
        "c:1: linkage.templates.nam has no default to change; did you mean name?",
        "c:2: linkage.templates.name.atleast has no default to change; did you mean at-least?");
    assertProblems(
        """
        linkage.comparisons = [
          { column = x }
          { template = jarowinkler, column = x }
          { template = name }
          { template = name, column = "first name" }
          { template = name, column = name_l }
          { template = name, column = x, at-least = [0.7, 0.9] }
          { template = levenshtein, column = x, at-most = [2, 2] }
          { template = date_of_birth, column = x, levels = [exact, nearly, within 3 weeks] }
          { template = postcode, column = x, levels = [full, street] }
          { template = exact, column = x, name = "a b", term-frequency-weight = 2 }
          { template = exact, column = x, m = [0.5], fix-u = true }
          { template = custom, name = c }
          { template = custom, name = d, levels = [{ sql = "x_l = x_r", m = 0, fix-u = true }] }
          { template = custom, name = e, levels = [{ sql = else }, { sql = "x_l = x_r" }] }
          { template = exact, column = y }
          { template = name, column = y, colum = y }
          { template = name, column = y }
        ]
        """,
        "c:2: linkage.comparisons[0].template is missing: it must be one of custom,"
            + " damerau_levenshtein, date_of_birth, email, exact, forename_surname, jaro,"
            + " jaro_winkler, levenshtein, name, postcode",
        "c:3: linkage.comparisons[1].template is not a known template, was \"jarowinkler\"; did"
            + " you mean jaro_winkler? (known: custom, damerau_levenshtein, date_of_birth, email,"
            + " exact, forename_surname, jaro, jaro_winkler, levenshtein, name, postcode)",
        "c:4: linkage.comparisons[2].column is missing: it must be a text",
        "c:5: linkage.comparisons[3].column must be a column's name of letters, digits and"
            + " underscores that does not end in _l or _r, was \"first name\"; give the column such"
            + " a name under columns of the input, or under derive",
        "c:6: linkage.comparisons[4].column must be a column's name of letters, digits and"
            + " underscores that does not end in _l or _r, was \"name_l\"; give the column such a"
            + " name under columns of the input, or under derive",
        "c:7: linkage.comparisons[5].at-least must descend, from the most alike to the least, but"
            + " 0.9 follows 0.7",
        "c:8: linkage.comparisons[6].at-most must ascend, from the most alike to the least, but 2"
            + " follows 2",
        "c:9: linkage.comparisons[7].levels[1] must be exact, one-character, day-month-swapped,"
            + " two-parts, within N days, months or years, or several of these joined by or; was"
            + " \"nearly\"",
        "c:9: linkage.comparisons[7].levels[2] must be exact, one-character, day-month-swapped,"
            + " two-parts, within N days, months or years, or several of these joined by or; was"
            + " \"within 3 weeks\"",
        "c:10: linkage.comparisons[8].levels[1] must be full, one-character, sector, district or"
            + " area, was \"street\"",
        "c:11: linkage.comparisons[9].term-frequency-weight must be a number of at least 0 and at"
            + " most 1, was 2",
        "c:11: linkage.comparisons[9].name must be letters, digits and underscores, was \"a b\"",
        "c:12: linkage.comparisons[10].m needs 2 values, one for each level from the most alike to"
            + " all other, had 1",
        "c:12: linkage.comparisons[10].fix-u needs u: the values to keep, one for each level",
        "c:13: linkage.comparisons[11].levels needs at least one level, for example { label ="
            + " \"same city\", sql = \"city_l = city_r\" }",
        "c:14: linkage.comparisons[12].levels[0].m must be a number above 0 and at most 1, was 0",
        "c:14: linkage.comparisons[12].levels[0].fix-u needs u: the value to keep",
        "c:15: linkage.comparisons[13] cannot be used: comparison e: its last level, and no other,"
            + " must be the else level",
        "c:17: linkage.comparisons[15].colum is not a known setting; did you mean column? (known"
            + " here: at-least, column, description, fix-m, fix-u, m, name, standardise, template,"
            + " term-frequency, term-frequency-minimum-u, term-frequency-weight, u)",
        "c:18: linkage.comparisons[16].name must be unique: an earlier comparison is called y too;"
            + " give this one another name");
  }

  private static void assertProblems(String text, String... expected) {
    ConfigException e = assertThrows(ConfigException.class, () -> readAll(text));
    assertEquals(
        String.join("\n", expected),
        String.join("\n", e.problems().stream().map(Problem::toString).toList()));
  }

  private static ComparisonSettings read(String comparison) {
    return readAll("linkage.comparisons = [{ " + comparison + " }]").get(0);
  }

  private static List<ComparisonSettings> readAll(String text) {
    return ConfigSource.ofText("c", text).read(in -> Optional.of(ComparisonSettings.readAll(in)));
  }

  private static List<String> gradedLabels(ComparisonSettings settings) {
    return settings.comparison().levels().stream()
        .filter(level -> level.kind() != ComparisonLevel.Kind.MISSING)
        .map(ComparisonLevel::label)
        .toList();
  }

  /** Cleans, derives, pairs and grades as the documentation says, in plain Spark SQL. */
  private static void assertLevels(String comparison, List<String> columns, Case... cases) {
    ComparisonSettings settings = read(comparison);
    LinkageFunctions.register(TestSession.spark());
    var rows = new ArrayList<Row>();
    for (int i = 0; i < cases.length; i++) {
      var values = new ArrayList<Object>(List.of(i));
      values.addAll(cases[i].left());
      values.addAll(cases[i].right());
      rows.add(RowFactory.create(values.toArray()));
    }
    var schema = new StructType().add("i", DataTypes.IntegerType);
    for (String side : List.of("_l", "_r")) {
      for (String column : columns) {
        schema = schema.add(column + side, DataTypes.StringType);
      }
    }
    Dataset<Row> pairs = TestSession.spark().createDataFrame(rows, schema);
    for (String side : List.of("_l", "_r")) {
      Map<String, String> all = new LinkedHashMap<>();
      for (String column : columns) {
        Standardisation steps =
            settings.standardise().getOrDefault(column, Standardisation.DEFAULT);
        pairs =
            pairs.withColumn(
                column + side, functions.expr(steps.sql(column + side, SourceType.TEXT)));
      }
      all.putAll(settings.derived());
      for (Map.Entry<String, String> derived : all.entrySet()) {
        String expression = derived.getValue();
        for (String column : columns) {
          expression = expression.replaceAll("\\b" + column + "\\b", column + side);
        }
        pairs = pairs.withColumn(derived.getKey() + side, functions.expr(expression));
      }
    }
    Column label = null;
    for (ComparisonLevel level : settings.comparison().levels()) {
      Column name = functions.lit(level.label());
      if (level.kind() == ComparisonLevel.Kind.ELSE) {
        label = label == null ? name : label.otherwise(name);
      } else {
        Column condition = functions.expr(level.condition());
        label = label == null ? functions.when(condition, name) : label.when(condition, name);
      }
    }
    List<Row> graded = pairs.select(functions.col("i"), label.as("label")).collectAsList();
    for (Row row : graded) {
      Case pair = cases[row.getInt(0)];
      assertEquals(pair.label(), row.getString(1), pair.left() + " ~ " + pair.right());
    }
    assertEquals(cases.length, graded.size());
  }
}
