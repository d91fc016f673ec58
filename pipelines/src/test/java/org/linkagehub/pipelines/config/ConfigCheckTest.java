package org.linkagehub.pipelines.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.Problem;
import org.linkagehub.core.spark.TestSession;

class ConfigCheckTest {
  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void writeInputs() throws IOException {
    spark = TestSession.spark();
    Files.writeString(
        folder.resolve("a.csv"),
        """
        id,first_name,surname,dob,postcode,person
        1,Ann,Lee,1971-06-24,SW1A 1AA,p1
        """);
    Files.writeString(
        folder.resolve("b.csv"),
        """
        nr;forename;surname;born;person
        7;Ann;Lee;24/06/1971;p1
        """);
    Files.writeString(folder.resolve("names.csv"), "name,bearers\nlee,12\n");
    Files.writeString(folder.resolve("labels.csv"), "one,two,same\n1,2,yes\n");
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("no-header.csv"), "1,Ann,Lee,1971-06-24,SW1A 1AA,p1\n");
    spark
        .sql("SELECT 1 AS id, 'Ann' AS first_name, 'Lee' AS surname, DATE'1971-06-24' AS dob")
        .write()
        .parquet(folder.resolve("c.parquet").toString());
    spark
        .sql("SELECT 1 AS id, 'Ann' AS first_name, array('Lee') AS surname, 19710624 AS dob")
        .write()
        .format("delta")
        .save(folder.resolve("d").toString());
  }

  /** A configuration of which the test states what it is about; the rest is sound. */
  private static String conf(String inputs, String more) {
    return """
        linkage {
          name = t
          inputs = [
            %s
          ]
          comparisons = [
            { template = name, column = surname }
            { template = date_of_birth, column = dob }
          ]
          blocking.rules = [[surname], [dob]]
          training.prior.fixed = 0.001
        %s
        }
        """
        .formatted(inputs.replace("@", folder.toString()), more);
  }

  private static final String A = "{ name = a, path = \"@/a.csv\", id = id }";

  private static void assertProblems(String text, String... expected) {
    LinkageConfig config = LinkageConfig.of(ConfigSource.ofText("t.conf", text));
    assertEquals(
        String.join("\n", expected),
        String.join(
            "\n",
            ConfigCheck.problems(spark, config).stream()
                .map(problem -> problem.toString().replace(folder.toString(), "@"))
                .toList()));
  }

  @Test
  void passesWhatFits() {
    assertProblems(conf(A, "evaluation.true-person = person"));
  }

  @Test
  void passesInputsOfEveryFormatUnderTheSameNames() {
    String inputs =
        A
            + """

            {
              name = b, path = "@/b.csv", options { sep = ";" }, id = nr
              columns { first_name = forename, surname = surname, dob = born }
              where = "nr < 100"
            }
            { name = c, path = "@/c.parquet", id = id }
            """;
    assertProblems(conf(inputs, "link-type = link_and_dedupe"));
  }

  private static final String TRAINED =
      """
      term-frequencies.surname { path = "@/names.csv", value = name, count = bearers }
      training.labels {
        column = first_name
        pairs { path = "@/labels.csv", left-id = one, right-id = two, match = "same = 'yes'" }
      }
      """;

  @Test
  void passesTablesOfTraining() {
    assertProblems(conf(A, TRAINED.replace("@", folder.toString())));
  }

  @Test
  void tellsWhatIsWrongWithTheTablesOfTraining() {
    String wrong =
        TRAINED
            .replace("= bearers", "= bearer")
            .replace("column = first_name", "column = person")
            .replace("right-id = two", "right-id = tow")
            .replace("same = 'yes'", "concat(same, 'x')")
            .replace("@", folder.toString());
    assertProblems(
        conf(A, "evaluation.true-person = person\n" + wrong),
        "t.conf:13: linkage.term-frequencies.surname.count is not a column, was bearer; did you mean"
            + " bearers? (there are: bearers, name)",
        "t.conf:15: linkage.training.labels.column names the column person, which is the true person"
            + " and never an input of the linkage",
        "t.conf:16: linkage.training.labels.pairs.right-id is not a column, was tow; did you mean"
            + " two? (there are: one, same, two)",
        "t.conf:16: linkage.training.labels.pairs.match must be a condition, true or false, but is of"
            + " type string: concat(same, 'x'); it is a condition, such as is_match = 'true' or score"
            + " >= 0.5");
    assertProblems(
        conf(A, TRAINED.replace("@/labels", folder + "/no").replace("@", folder.toString())),
        "t.conf:15: linkage.training.labels.pairs.path leads to no file or folder: @/no.csv");
    // The names of columns of a file without a header are somebody's values.
    assertProblems(
        conf(
            A,
            "term-frequencies.surname { path = \"@/no-header.csv\", value = a, count = n }"
                .replace("@", folder.toString())),
        "t.conf:12: linkage.term-frequencies.surname.value is not a column of the file, was a; if the"
            + " file has no header, say options { header = false } and name its columns _c0, _c1 and"
            + " so on",
        "t.conf:12: linkage.term-frequencies.surname.count is not a column of the file, was n; if the"
            + " file has no header, say options { header = false } and name its columns _c0, _c1 and"
            + " so on");
  }

  @Test
  void tellsAMissingFileAndAFormatThatIsAnother() {
    assertProblems(
        conf(
            """
            { name = a, path = "@/no.csv", id = id }
            { name = b, path = "@/a.csv", id = id, format = parquet }
            { name = c, path = "@/c.parquet", id = id, format = delta }
            { name = d, path = "@/c.parquet", id = id, format = csv }
            { name = e, path = "@/d", id = id, format = parquet }
            { name = f, path = "@/empty", id = id, format = csv }
            { name = g, table = no_such_table, id = id }
            { name = h, path = "@/no-such*.csv", id = id }
            """,
            ""),
        "t.conf:4: linkage.inputs[0].path leads to no file or folder: @/no.csv",
        "t.conf:5: linkage.inputs[1].path is no Parquet: @/a.csv; if it is CSV, say format = csv",
        "t.conf:6: linkage.inputs[2].path is no Delta table, for it has no folder _delta_log:"
            + " @/c.parquet; if it is of another format, say so: format = parquet or csv",
        "t.conf:7: linkage.inputs[3].path is Parquet: @/c.parquet; say format = parquet",
        "t.conf:8: linkage.inputs[4].path is a Delta table: @/d; say format = delta",
        "t.conf:9: linkage.inputs[5].path leads to an empty folder: @/empty",
        "t.conf:10: linkage.inputs[6].table cannot be opened: no_such_table"
            + " ([TABLE_OR_VIEW_NOT_FOUND] The table or view `no_such_table` cannot be found."
            + " Verify the spelling and correctness of the schema and catalog.)",
        "t.conf:11: linkage.inputs[7].path leads to no file or folder: @/no-such*.csv");
  }

  @Test
  void saysWhereARelativePathStarts() {
    assertProblems(
        conf("{ name = a, path = \"no-such-folder/no.csv\", id = id }", ""),
        "t.conf:4: linkage.inputs[0].path leads to no file or folder: no-such-folder/no.csv; a"
            + " relative path starts at the folder of the command, "
            + System.getProperty("user.dir"));
  }

  @Test
  void namesTheNearestColumn() {
    String there = " (there are: dob, first_name, id, person, postcode, surname)";
    assertProblems(
        conf(
            """
            { name = a, path = "@/a.csv", id = ids, where = "surnme = 'x'",
              columns { first_name = firstname, surname = surname } }
            """,
            "evaluation.true-person = persn"),
        "t.conf:4: linkage.inputs[0].id is not a column, was ids; did you mean id?" + there,
        "t.conf:4: linkage.inputs[0].where uses the unknown column surnme; did you mean surname?:"
            + " surnme = 'x'",
        "t.conf:5: linkage.inputs[0].columns.first_name is not a column, was firstname; did you"
            + " mean first_name?"
            + there,
        "t.conf:14: linkage.evaluation.true-person is not a column of input a, was persn; did you"
            + " mean person?"
            + there);
  }

  @Test
  void tellsRulesAndComparisonsThatUseUnknownColumns() {
    String there = "(there are: dob, first_name, id, postcode, surname)";
    assertProblems(
        """
        linkage {
          name = t
          inputs = [ %s ]
          standardise.sex = [upper]
          derive { initial = "substr(frst_name, 1, 1)" }
          comparisons = [
            { template = name, column = surnam }
          ]
          blocking.rules = [[surname]]
          training.prior.fixed = 0.001
        }
        """
            .formatted(A.replace("@", folder.toString())),
        "t.conf:4: linkage.standardise.sex is for the unknown column sex (there are: dob,"
            + " first_name, id, person, postcode, surname)",
        "t.conf:5: linkage.derive.initial uses the unknown column frst_name; did you mean"
            + " first_name?: substr(frst_name, 1, 1)");
    assertProblems(
        """
        linkage {
          name = t
          inputs = [ %s ]
          comparisons = [
            { template = name, column = surnam }
            { template = postcode, column = postcod }
            { template = custom, name = c, levels = [
              { sql = "jaro_winkler(surname_l, surname_r) > 0.9" }
              { sql = "levenshtein(surname_l, surname_r)" }
              { sql = "surname_l = = surname_r" }
              { sql = "surname_l = sur_r" }
            ] }
          ]
          blocking.rules = [
            [surname, "yeer(dob)"]
            [person]
            [surname, "rand()"]
            ["count(surname)"]
            [{ any-of = surname }]
            { sorted-by = [surnam], window = 5 }
            { columns = [surname], where = "dob_l = dob" }
          ]
          training.prior.deterministic-rules = [[surname, firstname]]
          training.em.rules = [[surname, nothing]]
          evaluation.true-person = person
        }
        """
            .formatted(A.replace("@", folder.toString())),
        "t.conf:5: linkage.comparisons[0] uses the unknown column surnam; did you mean surname? "
            + there,
        "t.conf:6: linkage.comparisons[1] uses the unknown column postcod; did you mean postcode? "
            + there,
        "t.conf:7: linkage.comparisons[2] uses the unknown column sur; did you mean surname? "
            + there,
        "t.conf:7: linkage.comparisons[2] level \"jaro_winkler(surname_l, surname_r) > 0.9\" uses"
            + " the unknown function jaro_winkler; did you mean jaro_winkler_similarity?:"
            + " jaro_winkler(surname_l, surname_r) > 0.9",
        "t.conf:7: linkage.comparisons[2] level \"levenshtein(surname_l, surname_r)\" must be a"
            + " condition, true or false, but is of type int: levenshtein(surname_l, surname_r)",
        "t.conf:7: linkage.comparisons[2] level \"surname_l = = surname_r\" is not an SQL"
            + " expression ([PARSE_SYNTAX_ERROR] Syntax error at or near '='. SQLSTATE: 42601 (line"
            + " 1, pos 12)): surname_l = = surname_r",
        "t.conf:15: linkage.blocking.rules[0] uses the unknown function yeer; did you mean year?:"
            + " yeer(dob)",
        "t.conf:16: linkage.blocking.rules[1] uses the column person, which is the true person and"
            + " never an input of the linkage: person",
        "t.conf:17: linkage.blocking.rules[2] must give the same value each time, but uses a"
            + " function that is random or depends on the order of rows: rand()",
        "t.conf:18: linkage.blocking.rules[3] must be an expression of one record, without"
            + " aggregates, windows or explode: count(surname)",
        "t.conf:19: linkage.blocking.rules[4] must be an array, for any-of asks for an element in"
            + " common, but is of type string: surname",
        "t.conf:20: linkage.blocking.rules[5].sorted-by uses the unknown column surnam; did you mean"
            + " surname?: surnam",
        "t.conf:21: linkage.blocking.rules[6].where uses the unknown column dob; did you mean"
            + " dob_l?: dob_l = dob",
        "t.conf:23: linkage.training.prior.deterministic-rules[0] uses the unknown column"
            + " firstname; did you mean first_name?: firstname",
        "t.conf:24: linkage.training.em.rules[0] uses the unknown column nothing: nothing");
  }

  @Test
  void tellsConstraintsThatUseUnknownColumnsOrAreNoConditions() {
    assertProblems(
        conf(
            "{ name = a, path = \"@/a.csv\", id = id }",
            """
            clustering.constraints {
              one-value = [died]
              impossible = [{ name = "far apart", sql = "dob_l + bor_r" }, { name = "year", sql = "year(dob_l)" }]
              twins { forename = first_nam, surname = surname, birth-date = dob, address = [postcode] }
            }
            """),
        "t.conf:12: linkage.clustering.constraints use the unknown column died; did you mean"
            + " id? (there are: dob, first_name, id, person, postcode, surname)",
        "t.conf:12: linkage.clustering.constraints use the unknown column first_nam; did you mean"
            + " first_name? (there are: dob, first_name, id, person, postcode, surname)",
        "t.conf:12: linkage.clustering.constraints \"far apart\" uses the unknown column bor_r; did"
            + " you mean dob_r?: dob_l + bor_r",
        "t.conf:12: linkage.clustering.constraints \"year\" must be a condition, true or false, but"
            + " is of type int: year(dob_l)");
  }

  @Test
  void aColumnMustBeInEveryInputAndOfOneType() {
    assertProblems(
        conf(
            A
                + """

                { name = b, path = "@/b.csv", options { sep = ";" }, id = nr }
                """,
            "link-type = link_only"),
        "t.conf:10: linkage.comparisons[1] uses the column dob, which input b does not have; name"
            + " it under that input's columns",
        "t.conf:12: linkage.blocking.rules[1] uses the column dob, which input b does not have;"
            + " name it under that input's columns: dob");
    assertProblems(
        conf(
            "{ name = c, path = \"@/c.parquet\", id = id }, { name = d, path = \"@/d\", id = id }",
            "link-type = link_only, standardise.dob = []"),
        "t.conf:4: linkage.inputs[1] has the column dob as int, but input c has it as date; make"
            + " them alike: linkage.standardise.dob = [trim, …]");
  }

  @Test
  void aWrongTypeIsToldByTheLevelThatCannotUseIt() {
    assertProblems(
        conf("{ name = d, path = \"@/d\", id = id }", "standardise.surname = []"),
        "t.conf:7: linkage.comparisons[0] level \"Jaro-Winkler of surname >= 0.92\" needs STRING"
            + " where it is given surname_l, which is ARRAY<STRING>:"
            + " jaro_winkler_similarity(surname_l, surname_r) >= 0.92");
  }

  @Test
  void keepsTheTruthAndReservedNamesOutOfTheRecords() {
    assertProblems(
        conf(
            """
            { name = a, path = "@/a.csv", id = id, columns {
              surname = surname, dob = dob
              who = person
              record_id = id
              name_l = first_name
            } }
            """,
            "evaluation.true-person = person"),
        "t.conf:6: linkage.inputs[0].columns.who is the true person, which must never be an input"
            + " of the linkage",
        "t.conf:7: linkage.inputs[0].columns.record_id is a name that the tables of a run use"
            + " themselves; choose another",
        "t.conf:8: linkage.inputs[0].columns.name_l must be a name of letters, digits and"
            + " underscores that does not end in _l or _r");
  }

  @Test
  void neverTakesAPersonsRecordForAHeader() {
    String text = conf("{ name = a, path = \"@/no-header.csv\", id = id }", "");
    LinkageConfig config = LinkageConfig.of(ConfigSource.ofText("t.conf", text));
    List<Problem> problems = ConfigCheck.problems(spark, config);
    assertEquals(1, problems.size());
    assertTrue(
        problems
            .get(0)
            .message()
            .startsWith("has none of the wanted columns (dob, id, surname) in its first line"),
        problems.get(0).message());
    for (String value : List.of("Ann", "Lee", "1971", "SW1A")) {
      assertFalse(problems.toString().contains(value), value);
    }
    assertProblems(
        conf(
            """
            { name = a, path = "@/no-header.csv", options { header = false }, id = _c0
              columns { surname = _c2, dob = _c3 } }
            """,
            ""));
  }

  @Test
  void tellsAWrongSeparatorAndAColumnThatIsThereTwice() throws IOException {
    Files.writeString(folder.resolve("twice.csv"), "id,surname,dob,Surname\n1,Lee,1971-06-24,Li\n");
    boolean before = Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive"));
    spark.conf().set("spark.sql.caseSensitive", "true");
    try {
      spark
          .sql("SELECT 1 AS id, 'Lee' AS surname, 'Li' AS Surname, DATE'1971-06-24' AS dob")
          .write()
          .parquet(folder.resolve("same.parquet").toString());
    } finally {
      spark.conf().set("spark.sql.caseSensitive", Boolean.toString(before));
    }
    assertProblems(
        conf(
            """
            { name = a, path = "@/b.csv", id = nr, columns { surname = surname, dob = born } }
            { name = b, path = "@/twice.csv", id = id }
            { name = c, path = "@/same.parquet", id = id }
            """,
            "link-type = link_only"),
        "t.conf:4: linkage.inputs[0].path has none of the wanted columns (born, nr, surname) in its"
            + " first line, of 1 fields; if the file has no header, say options { header = false }"
            + " and name its columns: columns { born = _c0, … }; if fields are not separated by"
            + " commas, say options { sep = \";\" }",
        "t.conf:5: linkage.inputs[1].path has the column surname 2 times in its first line (fields 2,"
            + " 4): give each a name of its own",
        "t.conf:6: linkage.inputs[2].path is not readable as Parquet: @/same.parquet"
            + " ([COLUMN_ALREADY_EXISTS] The column `surname` already exists. Choose another name or"
            + " rename the existing column. SQLSTATE: 42711)");
    // Columns that are numbered by their owner are none that is there twice.
    Files.writeString(
        folder.resolve("numbered.csv"), "id,line1,line2,surname,dob\n1,a,b,Lee,1971-06-24\n");
    assertProblems(conf("{ name = a, path = \"@/numbered.csv\", id = id }", ""));
  }

  @Test
  void readsAFileWithAByteOrderMark() throws IOException {
    Files.writeString(folder.resolve("bom.csv"), "\uFEFFid,surname,dob\n1,Lee,1971-06-24\n");
    assertProblems(conf("{ name = a, path = \"@/bom.csv\", id = id }", ""));
  }

  @Test
  void readsADatabaseAndShowsNoPassword() throws SQLException {
    String url = "jdbc:derby:memory:config;create=true";
    try (Connection database = DriverManager.getConnection(url);
        var statement = database.createStatement()) {
      statement.execute("CREATE TABLE people (id INT, surname VARCHAR(20), dob DATE)");
    }
    assertProblems(
        conf("{ name = a, id = id, jdbc { url = \"%s\", table = people } }".formatted(url), ""));
    assertProblems(
        conf(
            """
            { name = a, id = id
              jdbc { url = "jdbc:nowhere://h/d?password=hush", table = people, password = hush } }
            """,
            ""),
        "t.conf:5: linkage.inputs[0].jdbc cannot be read, which needs a driver on the class path"
            + " (--jars driver.jar) and a reachable address: people (No suitable driver)");
    // What the database answers may quote what it was given.
    assertProblems(
        conf(
            "{ name = a, id = id, jdbc { url = \"jdbc:derby:memory:hush\", table = people, password = hush } }",
            ""),
        "t.conf:4: linkage.inputs[0].jdbc cannot be read, which needs a driver on the class path"
            + " (--jars driver.jar) and a reachable address: people (Database 'memory:***' not"
            + " found.)");
  }

  @Test
  void namesADeltaTableThatANewerDeltaWrote() throws IOException {
    for (String[] table :
        new String[][] {
          {
            "newer",
            "\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":[\"timeTravel9\"],\"writerFeatures\":[\"timeTravel9\"]"
          },
          {
            "newest",
            "\"minReaderVersion\":9,\"minWriterVersion\":9,\"readerFeatures\":[],\"writerFeatures\":[]"
          }
        }) {
      spark.range(1).write().format("delta").save(folder.resolve(table[0]).toString());
      Files.writeString(
          folder.resolve(table[0] + "/_delta_log/00000000000000000001.json"),
          "{\"protocol\":{" + table[1] + "}}\n");
    }
    assertProblems(
        conf(
            """
            { name = a, path = "@/newer", id = id }
            { name = b, path = "@/newest", id = id }
            """,
            "link-type = link_only"),
        "t.conf:4: linkage.inputs[0].path is not readable as Delta: @/newer (a newer Delta Lake"
            + " wrote it, with what this one (4.0.0) does not know: timeTravel9; run with a newer"
            + " Spark and Delta)",
        "t.conf:5: linkage.inputs[1].path is not readable as Delta: @/newest (a newer Delta Lake"
            + " wrote it than this one (4.0.0) can read; run with a newer Spark and Delta)");
  }

  @Test
  void refusesWhatDoesNotFit() {
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText("t.conf", conf("{ name = a, path = \"@/a.csv\", id = nr }", "")));
    assertEquals(
        "1 problem in the configuration:\n  t.conf:4: linkage.inputs[0].id is not a column, was nr;"
            + " did you mean id? (there are: dob, first_name, id, person, postcode, surname)",
        assertThrows(ConfigException.class, () -> ConfigCheck.require(spark, config)).getMessage());
  }
}
