package org.linkagehub.pipelines.trace.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.pipelines.trace.record.RequestField;

class RequestFileParserTest {
  private static final String REFERENCE = "MPTREQ_20260314091502";
  private static final String HEADER = REFERENCE + ",SPINE_MPTPHASE4_TRACE,20260314091502,%d\n";
  private static final String GOOD =
      "%s,9990000018,SMITH,ANNA,MARIE,2,19800102,LS1 4AP,,1 HIGH ST,,LEEDS,,,,A81001,,,17,,,,\n";

  private static int place(RequestField field) {
    return List.of(RequestField.values()).indexOf(field);
  }

  private static List<RequestLine> parse(String name, byte[] file) {
    var lines = new ArrayList<RequestLine>();
    var checks = new RequestChecks(EnumSet.of(RequestField.FAMILY_NAME));
    try (var parser = new RequestFileParser(name, new ByteArrayInputStream(file), checks)) {
      parser.forEachRemaining(lines::add);
    }
    return lines;
  }

  private static List<String> problems(String name, String file) {
    return parse(name, file.getBytes(StandardCharsets.UTF_8)).stream()
        .flatMap(
            line ->
                line.problems().stream()
                    .map(
                        p ->
                            "%d %s %s %s"
                                .formatted(line.line(), p.code().code(), p.field(), p.message())))
        .toList();
  }

  private static List<String> problems(String file) {
    return problems(REFERENCE + ".csv", file);
  }

  @Test
  void aGoodFileHasNoProblem() {
    String file = HEADER.formatted(2) + GOOD.formatted("a-1") + GOOD.formatted("a-2");
    assertEquals(List.of(), problems(file));
    List<RequestLine> lines = parse(REFERENCE, file.getBytes(StandardCharsets.UTF_8));
    assertEquals(2, lines.size());
    assertEquals("SMITH", lines.get(1).values().get(place(RequestField.FAMILY_NAME)));
    assertNull(lines.get(1).values().get(place(RequestField.EMAIL_ADDRESS)));
    assertEquals(3, lines.get(1).line());
  }

  // Codes: NHS England's Reusable Code Library, mps/constants.py.
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "01 | MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,1 | the header has 3 values, and must have 4",
        "02 | MPTREQ_20260314,SPINE_MPTPHASE4_TRACE,20260314091502,0 | REQUEST_REFERENCE must be MPTREQ_",
        "02 | MPTREQ_20261314091502,SPINE_MPTPHASE4_TRACE,20260314091502,0 | REQUEST_REFERENCE must be MPTREQ_",
        "03 | MPTREQ_20260314091502,SPINE_TRACE,20260314091502,0 | WORKFLOW_ID must be SPINE_MPTPHASE4_TRACE",
        "04 | MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,20260314091502,many | NO_OF_DATA_RECORDS must be the number",
        "04 | MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,20260314091502,7 | the file has 0 rows, and its header says 7",
        "07 | MPTREQ_20260314091503,SPINE_MPTPHASE4_TRACE,20260314091502,0 | the name of the file must be the same",
        "09 | MPTREQ_20260314091502,SPINE_MPTPHASE4_TRACE,20260230091502,0 | REQUEST_TIMESTAMP must be a time",
      })
  void eachRuleOfTheHeaderHasItsCode(String code, String header, String message) {
    List<String> found = problems(header + "\n");
    assertEquals(1, found.size(), found.toString());
    assertTrue(
        found.get(0).startsWith("1 " + code) || found.get(0).startsWith("2 " + code), found.get(0));
    assertTrue(found.get(0).contains(message), found.get(0));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource({
    "08, UNIQUE_REFERENCE, '', is missing",
    "10, FAMILY_NAME, ' ', is missing",
    "11, FAMILY_NAME, ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNO, 'has 41 characters, and may have 40'",
    "11, POSTCODE, LS11  4AP, 'has 9 characters, and may have 8'",
    "12, GENDER, M, 'must be 0, 1, 2 or 9'",
    "13, NHS_NO, 999000001, must be 10 digits",
    "13, NHS_NO, 99900000١٨, must be 10 digits",
    "13, DATE_OF_BIRTH, 19800230, 'must be a date: yyyyMMdd, yyyyMM or yyyy'",
    "13, DATE_OF_BIRTH, 198013, 'must be a date: yyyyMMdd, yyyyMM or yyyy'",
    "13, DATE_OF_DEATH, 2-1-1980, 'must be a date: yyyyMMdd, yyyyMM or yyyy'",
    "13, AS_AT_DATE, 2026, must be a date: yyyyMMdd",
    "13, ADDRESS_DATE, 20260229, must be a date: yyyyMMdd",
  })
  void eachRuleOfAFieldHasItsCode(String code, RequestField field, String value, String message) {
    String[] values = GOOD.formatted("a-1").strip().split(",", -1);
    values[place(field)] = value;
    List<String> found = problems(HEADER.formatted(1) + String.join(",", values) + "\n");
    assertEquals(List.of("2 %s %s %s".formatted(code, field, message)), found);
  }

  @ParameterizedTest
  @CsvSource({
    "DATE_OF_BIRTH, 1980",
    "DATE_OF_BIRTH, 198002",
    "DATE_OF_DEATH, 20240229",
    "GENDER, 9"
  })
  void partialDatesAndUnknownGenderAreRight(RequestField field, String value) {
    String[] values = GOOD.formatted("a-1").strip().split(",", -1);
    values[place(field)] = value;
    assertEquals(List.of(), problems(HEADER.formatted(1) + String.join(",", values) + "\n"));
  }

  @Test
  void tooFewAndTooManyFields() {
    String file = HEADER.formatted(2) + "a-1,9990000018\n" + GOOD.formatted("a-2").strip() + ",X\n";
    assertEquals(
        List.of(
            "2 16  the row has 2 values, and must have 23",
            "3 17  the row has 24 values, and must have 23"),
        problems(file));
  }

  @Test
  void tooManyRowsAndAMissingFile() {
    String row = "x" + ",".repeat(22) + "\n";
    byte[] file =
        (HEADER.formatted(500_001) + row.repeat(500_001)).getBytes(StandardCharsets.UTF_8);
    var many = new ByteArrayInputStream(file);
    long rows = 0;
    var last = new ArrayList<RequestProblem>();
    try (var parser =
        new RequestFileParser(
            REFERENCE, many, new RequestChecks(EnumSet.noneOf(RequestField.class)))) {
      while (parser.hasNext()) {
        RequestLine line = parser.next();
        rows += line.isRow() ? 1 : 0;
        if (!line.isRow()) {
          last.addAll(line.problems());
        }
      }
    }
    assertEquals(500_001, rows);
    assertEquals("the file has 500,001 rows, and may have 500,000", last.get(0).message());
    assertEquals(List.of("1 01  the file is empty: a header is wanted"), problems(""));
  }

  @Test
  void aLineOfAQuotedBreakIsOneRow() {
    String file =
        HEADER.formatted(2)
            + GOOD.formatted("a-1").replace("1 HIGH ST", "\"1 \"\"HIGH\"\"\n ST, N\"")
            + GOOD.formatted("a-2").replace(",2,", ",F,");
    assertEquals(List.of("4 12 GENDER must be 0, 1, 2 or 9"), problems(file));
    assertEquals(
        "1 \"HIGH\"\n ST, N",
        parse(REFERENCE, file.getBytes(StandardCharsets.UTF_8))
            .get(0)
            .values()
            .get(place(RequestField.ADDRESS_LINE1)));
  }

  @Test
  void whatIsNoTextIsToldAndNeverQuoted() {
    String secret = "Cholmondeley";
    byte[] latin =
        (HEADER.formatted(1) + GOOD.formatted(secret + "é")).getBytes(StandardCharsets.ISO_8859_1);
    List<RequestLine> lines = parse(REFERENCE, latin);
    assertTrue(lines.toString().contains("message=is not UTF-8"), lines.toString());
    String open = HEADER.formatted(1) + "a-1,\"" + secret.repeat(20_000);
    List<String> found = problems(open);
    assertEquals(1, found.size(), found.toString());
    assertTrue(found.get(0).contains("a quote that is not closed"), found.get(0));
    assertFalse(found.get(0).contains(secret), "no value is told");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void noNoiseMakesItFail(long seed) {
    var random = new Random(seed);
    byte[] file = new byte[2_000];
    for (int i = 0; i < file.length; i++) {
      file[i] =
          (byte)
              (random.nextInt(3) == 0
                  ? random.nextInt(256)
                  : ",\"\n\r :'\\=".charAt(random.nextInt(9)));
    }
    assertFalse(parse(REFERENCE, file).isEmpty());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsWrittenIsReadAgain(long seed) {
    var random = new Random(seed);
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < 50; i++) {
      var row = new ArrayList<String>();
      for (int field = 0; field < 23; field++) {
        var value = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
          value.append(
              "a,\" ='é\\😀\u0000#".codePoints().toArray()[random.nextInt(10)] == 0
                  ? "0"
                  : String.valueOf("a,\"=é\\#'-@".charAt(random.nextInt(10))));
        }
        row.add(field == 0 ? "r" + i : value.toString());
      }
      rows.add(row);
    }
    var out = new ByteArrayOutputStream();
    try (var csv = new CsvLines(out)) {
      csv.write(RequestFileHeader.of(LocalDateTime.of(2026, 3, 14, 9, 15, 2), 50).values());
      rows.forEach(csv::write);
    }
    List<RequestLine> read = parse(REFERENCE, out.toByteArray());
    assertEquals(50, read.size());
    for (int i = 0; i < 50; i++) {
      List<String> values = read.get(i).values().stream().map(v -> v == null ? "" : v).toList();
      assertEquals(rows.get(i), values, "row " + i);
    }
  }

  @Test
  void aValueOfTwoLinesIsWrittenInOne() {
    var out = new ByteArrayOutputStream();
    try (var csv = new CsvLines(out)) {
      csv.write(java.util.Arrays.asList("1 HIGH ST\r\nLEEDS", null, ""));
    }
    assertEquals("1 HIGH ST LEEDS,,\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void colonsOfReferencesBecomeHyphensAndBack() {
    assertEquals("12-7-1", UniqueReferences.sent("12:7:1"));
    assertEquals("12:7:1", UniqueReferences.restored("12-7-1"));
    assertNull(UniqueReferences.sent(null));
  }
}
