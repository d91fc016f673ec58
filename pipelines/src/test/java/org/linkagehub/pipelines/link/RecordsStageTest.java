package org.linkagehub.pipelines.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.config.ConfigCheck;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.FailureText;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Tables;

/** Which records are linked, excluded and set aside, and which inputs are refused. */
class RecordsStageTest {
  private static final String SETTINGS =
      """
      linkage {
        name = test
        inputs = [{ name = people, path = "@/people.csv", id = id, %s }]
        comparisons = [
          { template = name, column = surname }
          { template = date_of_birth, column = dob }
        ]
        blocking.rules = [[surname]]
        training.prior.fixed = 0.01
        quarantine.max-share = 1
        %s
      }
      """;

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  private void people(String... lines) throws IOException {
    Files.write(folder.resolve("people.csv"), List.of(lines));
  }

  private LinkageConfig config(String ofInput, String more) {
    return LinkageConfig.of(
        ConfigSource.ofText(
            "t.conf", SETTINGS.formatted(ofInput, more).replace("@", folder.toString())));
  }

  private Map<String, Dataset<Row>> made(LinkageConfig config) {
    if (!spark.catalog().functionExists(LinkageFunctions.all().get(0).name())) {
      LinkageFunctions.register(spark);
    }
    var sources = new Sources(spark);
    var tables = new HashMap<String, Dataset<Row>>();
    config
        .inputs()
        .forEach(
            input ->
                tables.put(
                    RecordsStage.inputTable(input),
                    sources.table(RecordsStage.inputTable(input), input).rows()));
    config
        .exclusions()
        .forEach(
            exclusion ->
                exclusion
                    .ids()
                    .ifPresent(
                        ids ->
                            tables.put(
                                Exclusions.idsTable(exclusion),
                                sources.table(Exclusions.idsTable(exclusion), ids).rows())));
    return new RecordsStage(config).apply(Tables.of(tables));
  }

  private Map<String, Dataset<Row>> made(String ofInput, String more) {
    return made(config(ofInput, more));
  }

  private static List<String> ids(Dataset<Row> table) {
    return table.select("record_id").orderBy("record_id").as(Encoders.STRING()).collectAsList();
  }

  /** Ids and reasons. */
  private static List<String> reasons(Dataset<Row> table) {
    return table
        .selectExpr("concat_ws(' ', coalesce(record_id, '-'), reason) AS text")
        .orderBy("text")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** Counts other than 0 by measure, and column where there is one. */
  private static Map<String, Long> counts(Map<String, Dataset<Row>> made) {
    var counts = new TreeMap<String, Long>();
    made.get(RecordsStage.INPUT_COUNTS)
        .collectAsList()
        .forEach(
            row -> {
              if (row.getLong(3) > 0 && !row.getString(1).startsWith(InputCounts.DATE_OF)) {
                counts.put(
                    row.getString(1) + (row.isNullAt(2) ? "" : " in " + row.getString(2)),
                    row.getLong(3));
              }
            });
    return counts;
  }

  private String refusal(String ofInput, String more) {
    return assertThrows(InputDataException.class, () -> made(ofInput, more)).getMessage();
  }

  private List<String> problems(LinkageConfig config) {
    return ConfigCheck.problems(spark, config).stream()
        .map(problem -> problem.toString().replace(folder.toString(), "@"))
        .toList();
  }

  // ---- Exclusions

  private static final String[] SIX = {
    "id,surname,dob,nhs,opt_out",
    "1,Ash,1970-01-31,900 000 0001,Y",
    "2,Birch,1970-01-31,900 000 0002,n",
    "3,Cedar,1970-01-31,900 000 0003,",
    "4,Dogwood,1970-01-31,,no",
    "5,Elm,1970-01-31,9000000005,0",
    ",Fir,1970-01-31,9000000006,yes"
  };

  @Test
  void leavesOutWhomAFlagAConditionOrATableOfIdsNames() throws IOException {
    people(SIX);
    Files.writeString(
        folder.resolve("sensitive.csv"), "number\n9000000002\n9000000002\n9000000001\n,\n");
    Map<String, Dataset<Row>> made =
        made(
            "",
            """
            exclusions = [
              { reason = opted_out, flag = Opt_Out }
              { reason = sensitive, ids { path = "@/sensitive.csv", id = number }, column = nhs, clean = [nhs-number] }
              { reason = elms, where = "surname = 'Elm'" }
            ]
            """);
    assertEquals(List.of("3", "4"), ids(made.get(RecordsStage.RECORDS)));
    assertEquals(
        List.of("- opted_out", "1 opted_out", "2 sensitive", "5 elms"),
        reasons(made.get(Exclusions.EXCLUDED)));
    assertEquals(
        List.of("source", "record_id", "reason"),
        Arrays.asList(made.get(Exclusions.EXCLUDED).columns()));
    assertEquals(0, made.get(RecordsStage.QUARANTINE).count());
    assertEquals(
        Map.of(
            "records read", 6L,
            "excluded: opted_out", 2L,
            "excluded: sensitive", 1L,
            "excluded: elms", 1L,
            "no value for exclusion sensitive", 1L),
        counts(made));
  }

  @Test
  void leavesOutWhomATableDoesNotName() throws IOException {
    people(SIX);
    Files.writeString(folder.resolve("consent.csv"), "id\n2\n3\n");
    Map<String, Dataset<Row>> made =
        made(
            "",
            "exclusions = [{ reason = no_consent, max-share = 0.7, all-but { path ="
                + " \"@/consent.csv\", id = id } }]");
    assertEquals(List.of("2", "3"), ids(made.get(RecordsStage.RECORDS)));
    assertEquals(4, made.get(Exclusions.EXCLUDED).count());
  }

  @Test
  void anExclusionThatSeemsToSayTheContraryStopsTheRun() throws IOException {
    people(SIX);
    assertEquals(
        "exclusion willing excludes 4 of the 6 records of input people, more than the share of 0.5"
            + " that its max-share allows; see whether it says the contrary of what is meant, or"
            + " raise max-share",
        refusal(
            "",
            "exclusions = [{ reason = willing, where = \"coalesce(opt_out, 'n') in ('n', 'no',"
                + " '0')\" }]"));
    assertEquals(
        "all 6 records of input people are excluded",
        refusal("", "exclusions = [{ reason = all, where = \"true\", max-share = 1 }]"));
  }

  @Test
  void aFlagThatIsNeitherYesNorNoStopsTheRunAndIsNotQuoted() throws IOException {
    people("id,surname,dob,opt_out", "1,Ash,1970-01-31,Y", "2,Birch,1970-01-31,perhaps");
    String refusal = refusal("", "exclusions = [{ reason = opted_out, flag = opt_out }]");
    assertEquals(
        "1 of the 2 values of column opt_out in input people are neither yes (true, t, 1, y, yes)"
            + " nor no (false, f, 0, n, no or empty), so exclusion opted_out cannot tell whom it is"
            + " about; say it as a condition: where = \"…\"",
        refusal);
    assertFalse(refusal.contains("perhaps"));
  }

  @Test
  void tellsWhatIsWrongWithAnExclusion() throws IOException {
    people(SIX);
    assertEquals(
        List.of(
            "t.conf:11: linkage.exclusions[0].flag is not a column of input people, was optout; did"
                + " you mean opt_out? (there are: dob, id, nhs, opt_out, surname)",
            "t.conf:12: linkage.exclusions[1].ids.path leads to no file or folder: @/none.csv",
            "t.conf:13: linkage.exclusions[2].where uses the unknown column surnam; did you mean"
                + " surname?: surnam = 'x'",
            "t.conf:14: linkage.exclusions[3].ids.id is not a column of the file, was number; if"
                + " the file has no header, say options { header = false } and id = _c0"),
        problems(
            config(
                "",
                """
                exclusions = [{ reason = a, flag = optout }
                  { reason = b, ids { path = "@/none.csv", id = x } }
                  { reason = c, where = "surnam = 'x'" }
                  { reason = d, ids { path = "@/people.csv", id = number } }]
                """)));
    assertEquals(
        List.of(
            "t.conf:11: linkage.quarantine.mandatory names the unknown column sex (there are: dob,"
                + " id, nhs, opt_out, surname)"),
        problems(config("", "quarantine.mandatory = [sex]")));
    var wrong =
        assertThrows(
            ConfigException.class,
            () ->
                config(
                    "",
                    """
                    exclusions = [{ reason = a, flag = x, where = "true" }
                      { reason = a, flag = x, column = nhs }
                      { reason = b, ids { path = "x.csv", id = x }, inputs = [peple] }
                      { reason = c }]
                    """));
    assertEquals(
        List.of(
            "t.conf:11: linkage.exclusions[0] must have only one of flag, where, ids and all-but",
            "t.conf:12: linkage.exclusions[1].column is for ids and all-but only",
            "t.conf:13: linkage.exclusions[2].inputs names the unknown input peple; did you mean"
                + " people? (there are: people)",
            "t.conf:14: linkage.exclusions[3] must have one of flag, where, ids and all-but"),
        wrong.problems().stream().map(Object::toString).toList());
  }

  // ---- Quarantine

  @Test
  void setsAsideBadRecordsWithTheReason() throws IOException {
    people(
        "id,surname,dob",
        "1,Ash,1970-01-31",
        "2,Birch",
        "3,Cedar,1970-01-31,more",
        "4,,1970-01-31",
        "5,Elm,soon",
        "6,Fir,",
        "7," + "x".repeat(101) + ",1970-01-31",
        ",Hazel,1970-01-31",
        "9,Ivy,1970-01-31",
        "9,Ivy,1970-01-31");
    Map<String, Dataset<Row>> made =
        made("", "quarantine { mandatory = [surname, dob], max-length = 100 }");
    assertEquals(List.of("1"), ids(made.get(RecordsStage.RECORDS)));
    assertEquals(
        List.of(
            "- no id",
            "2 malformed line",
            "3 malformed line",
            "4 no valid surname",
            "5 no valid dob",
            "6 no valid dob",
            "7 text too long in surname",
            "9 id of several records",
            "9 id of several records"),
        reasons(made.get(RecordsStage.QUARANTINE)));
    assertEquals(
        Map.of(
            "records read", 10L,
            "no id", 1L,
            "malformed line", 2L,
            "no valid surname", 1L,
            "no valid dob", 2L,
            "text too long in surname", 1L,
            "id of several records", 2L,
            "value that is no date in dob", 1L),
        counts(made));
    assertFalse(
        Arrays.asList(made.get(RecordsStage.QUARANTINE).columns()).contains("linkage_malformed"));
  }

  @Test
  void stopsAboveTheBoundsOfTheQuarantine() throws IOException {
    people("id,surname,dob", "1,Ash,1970-01-31", "2,Birch", "3,,1970-01-31", "4,Elm,1970-01-31");
    assertEquals(
        "1 of the 4 records of input people have more or fewer fields than the file has columns, or"
            + " values of another type, more than the share of 0.2 that"
            + " linkage.quarantine.max-share allows; see whether the separator and the quotes are"
            + " as the input's options say, and whether text with line breaks needs options {"
            + " multiLine = true }",
        refusal("", "quarantine.max-share = 0.2"));
    assertEquals(
        "2 of the 4 records of input people cannot be linked, more than the 1 that"
            + " linkage.quarantine.max-records allows",
        refusal("", "quarantine { mandatory = [surname], max-records = 1 }"));
    assertEquals(
        "1 of the 4 records of input people have no valid surname, which"
            + " linkage.quarantine.mandatory asks for, more than the share of 0.2 that"
            + " linkage.quarantine.max-share allows; mend the table, or ask for less",
        refusal(
            "options { mode = PERMISSIVE }",
            "quarantine { mandatory = [surname], max-share = 0.2 }"));
  }

  @Test
  void countsDatesByTheFormatThatReadThem() throws IOException {
    people(
        "id,surname,dob",
        "1,Ash,1970-01-31",
        "2,Birch,31/01/1970",
        "3,Cedar,30/01/1970",
        "4,Elm,31.1.70",
        "5,Fir,");
    List<String> counts =
        made("", "")
            .get(RecordsStage.INPUT_COUNTS)
            .where("column = 'dob'")
            .selectExpr("concat(measure, ' ', records)")
            .as(Encoders.STRING())
            .collectAsList();
    assertEquals(
        List.of(
            "date read as dd/MM/yyyy 2",
            "date read as yyyy-MM-dd 1",
            "date read as yyyyMMdd 0",
            "value that is no date 1",
            "value with unreadable characters 0"),
        counts.stream().sorted().toList());
  }

  // ---- Files

  @Test
  void noticesTextOfAnotherEncoding() throws IOException {
    Files.write(
        folder.resolve("people.csv"),
        "id,surname,dob\n1,Núñez,1970-01-31\n2,Ash,1970-01-31\n3,Elm,1970-01-31\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(1, counts(made("", "")).get("value with unreadable characters in surname"));
    assertEquals(
        "1 of the 3 records of input people have characters in column surname that cannot be read"
            + " by the file's encoding, UTF-8; name the right one: options { encoding ="
            + " \"ISO-8859-1\" }",
        refusal("", "quarantine.max-share = 0.1"));
    assertEquals(
        List.of("ash", "elm", "nunez"),
        made("options { encoding = \"ISO-8859-1\" }", "quarantine.max-share = 0.1")
            .get(RecordsStage.RECORDS)
            .select("surname")
            .orderBy("surname")
            .as(Encoders.STRING())
            .collectAsList());
  }

  @Test
  void filesOfOneFolderMustHaveOneHeader() throws IOException {
    Path people = Files.createDirectories(folder.resolve("people.csv"));
    Files.writeString(people.resolve("a.csv"), "id,surname,dob\n1,Ash,1970-01-31\n");
    Files.writeString(people.resolve("b.csv"), "id,dob,surname\n2,1970-01-31,Birch\n");
    var failure = assertThrows(Exception.class, () -> made("format = csv", ""));
    assertEquals(
        "the files of a CSV input have different headers, and only the first one's was looked at;"
            + " give files that differ as inputs of their own",
        FailureText.of(failure));
  }

  @Test
  void filesOfOneFolderMustHaveColumnsOfOneType() throws IOException {
    String people = folder.resolve("people.csv").toString();
    for (String surname : List.of("'Ash'", "7")) {
      spark
          .sql("SELECT '1' AS id, " + surname + " AS surname, DATE'1970-01-31' AS dob")
          .coalesce(1)
          .write()
          .mode("append")
          .parquet(people);
    }
    var failure = assertThrows(Exception.class, () -> made("format = parquet", ""));
    String told = FailureText.of(failure);
    assertTrue(
        told.startsWith("the files of an input differ in the type of column ")
            && told.contains("surname")
            && told.contains(people + "/part-")
            && told.endsWith("is wanted; give files that differ as inputs of their own"),
        told);
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    String people = folder.resolve("people.csv").toString();
    spark
        .sql("SELECT '1' AS id, 'Ash' AS surname, DATE'1970-01-31' AS dob")
        .coalesce(1)
        .write()
        .parquet(people);
    Files.writeString(folder.resolve("people.csv/part-x.parquet"), "PAR1 and no more");
    var failure = assertThrows(Exception.class, () -> made("format = parquet", ""));
    assertEquals(
        "the file " + people + "/part-x.parquet cannot be read: it is broken, or of another format",
        FailureText.of(failure));
  }

  @Test
  void readsATableOfTwoThousandColumnsAndTextsOfAMegabyte() throws IOException {
    String megabyte = "x".repeat(1 << 20);
    var lines =
        new ArrayList<>(
            List.of(
                "id,surname,dob,notes," + wide("c"),
                "1,Ash,1970-01-31," + megabyte + "," + wide("v"),
                "2,Birch,1970-01-31,," + wide(""),
                "3," + megabyte + ",1970-01-31,," + wide("v")));
    var expected = new ArrayList<>(List.of("1 1048576 v1999", "2 - -"));
    for (int id = 4; id <= 25; id++) {
      lines.add(id + ",Elm,1970-01-31,," + wide("v"));
      expected.add(id + " - v1999");
    }
    people(lines.toArray(String[]::new));
    assertEquals(List.of(), problems(config("", "")));
    Map<String, Dataset<Row>> made = made("", "");
    assertEquals(
        expected.stream().sorted().toList(),
        made
            .get(RecordsStage.RECORDS)
            .selectExpr(
                "concat_ws(' ', record_id, coalesce(cast(length(notes) AS string), '-'),"
                    + " coalesce(c1999, '-'))")
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .sorted()
            .toList());
    assertEquals(List.of("3 text too long in surname"), reasons(made.get(RecordsStage.QUARANTINE)));
  }

  private static String wide(String cell) {
    return IntStream.range(0, 2000)
        .mapToObj(i -> cell.isEmpty() ? "" : cell + i)
        .collect(Collectors.joining(","));
  }

  @Test
  void keepsValuesAsTheyCameAndCountsWhatCleaningDidToThem() throws IOException {
    people(
        "id,surname,dob,sex,truth",
        "1,Mr O'Brien,1980-03-12,F,",
        "2,unknown,1900-01-01,F,dob",
        "3,Núñez,1980,M,surname",
        "4,,19800312,M,surname");
    LinkageConfig config = config("", "cleaning.groups = [sex]");
    Dataset<Row> records = made(config).get(RecordsStage.RECORDS);
    assertEquals(
        List.of("[Mr O'Brien,obrien]", "[unknown,null]", "[Núñez,nunez]", "[null,null]"),
        texts(records.orderBy("record_id").select("raw_surname", "surname")));
    assertFalse(List.of(records.columns()).contains("raw_sex"), "sex is as it came");
    var counts = new CleaningCounts(config, records);
    assertEquals(
        List.of(
            "[people,dob,date-partial,1,flagged,null,null,1]",
            "[people,dob,date-partial,1,flagged,sex,M,1]",
            "[people,dob,date-placeholder,1,removed,null,null,1]",
            "[people,dob,date-placeholder,1,removed,sex,F,1]",
            "[people,surname,name-placeholder,2,removed,null,null,1]",
            "[people,surname,name-placeholder,2,removed,sex,F,1]",
            "[people,surname,name-title,1,changed,null,null,1]",
            "[people,surname,name-title,1,changed,sex,F,1]"),
        texts(counts.rules().orderBy("column_name", "rule", "group_value")));
    assertEquals(
        List.of(
            "[people,dob,null,null,4,1,2,0.33333333333333337,1.0]",
            "[people,dob,sex,F,2,1,1,0.0,0.0]",
            "[people,dob,sex,M,2,0,1,0.5,1.4999999999999998]",
            "[people,surname,null,null,3,1,2,0.0,null]",
            "[people,surname,sex,F,2,1,1,0.0,null]",
            "[people,surname,sex,M,1,0,1,0.0,null]"),
        texts(counts.loss().orderBy("column_name", "group_value")));
    // By the truth, "unknown" is a name that cleaning loses, and Núñez none; a partial date is
    // kept.
    LinkageConfig told =
        config(
            "",
            """
            cleaning.known-placeholders = placeholders
            derive.placeholders = "array(truth)"
            standardise.dob = [{ partial-birth-date = ["yyyyMMdd"] }]
            """);
    assertEquals(
        List.of(
            "[people,dob,null,null,4,1,3,0.0,null]", "[people,surname,null,null,3,1,1,0.5,1.0]"),
        texts(
            new CleaningCounts(told, made(told).get(RecordsStage.RECORDS))
                .loss()
                .orderBy("column_name")));
    assertEquals(
        List.of(
            "linkage.cleaning.known-placeholders must name a column of arrays of texts, the names"
                + " of columns; sex is string"),
        problems(config("", "cleaning.known-placeholders = sex")).stream()
            .map(problem -> problem.replaceFirst("^[^ ]+ ", ""))
            .toList());
    assertEquals(
        List.of(
            "t.conf:11: linkage.cleaning.groups names the unknown column sx; did you mean sex?"),
        problems(config("", "cleaning.groups = [sx]")).stream()
            .map(problem -> problem.replaceAll(" \\(there are.*", ""))
            .toList());
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).toList();
  }
}
