package org.linkagehub.qa.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.qa.page.Block.Column;

class PageTest {
  private static final String MARKUP =
      "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
  private static final String FORMULA = "=cmd|' /C calc'!A0";
  private static final String TURNED = "abc\u202Etxt.exe\u2066\u0000\u2028";
  private static final String LONG = "Ä".repeat(10_000);
  private static final String TEMPLATE = "${7*7}<#assign x=1>[=1+1]";

  private static final List<String> HOSTILE =
      List.of(
          MARKUP,
          "' onload='alert(1)",
          "\" autofocus onfocus=\"alert(1)",
          FORMULA,
          TURNED,
          LONG,
          TEMPLATE);

  /** A page that shows a value in every place that takes one. */
  private static Page everywhere(String value) {
    var table =
        new Block.Table(
            "table",
            value,
            List.of(Column.text("name", value), Column.number("n", value)),
            List.of(
                List.of(Value.of(value), Value.count(1_234)),
                List.of(Value.marked(Tone.BAD, value), Value.none())),
            value);
    var chart =
        Chart.of(
                Chart.Form.BARS,
                List.of(value),
                Chart.Axis.of(value, Chart.Unit.COUNT),
                Chart.Axis.of(value, Chart.Unit.COUNT),
                Chart.Series.of(value, 3))
            .with(new Chart.Mark(1, value));
    return new Page(
        value,
        value,
        value,
        List.of(
            new Page.Section(
                "first",
                value,
                List.of(
                    new Block.Text(value),
                    new Block.Heading(value),
                    new Block.Points(List.of(value)),
                    new Block.Verdict(
                        List.of(
                            new Block.Statement(Tone.GOOD, value, value, value, List.of(value)))),
                    new Block.Facts(List.of(new Block.Fact(value, Value.of(value), value))),
                    table,
                    Block.Figure.of("figure", value, value, chart),
                    new Block.Details(value, List.of(new Block.Text(value))),
                    new Block.Slider(
                        "slider",
                        value,
                        new Block.Table("slider-table", value, table.columns(), table.rows(), ""),
                        0)))),
        value);
  }

  @Test
  void noValueBecomesMarkup() {
    String harmless = PageHtml.of(everywhere("harmless"));
    for (String value : HOSTILE) {
      String html = PageHtml.of(everywhere(value));
      assertEquals(
          tags(harmless), tags(html), "the elements of the page with " + value.substring(0, 10));
      assertFalse(html.contains("\u202E"), "a mark that turns the text");
      assertFalse(
          html.contains("Ä".repeat(VisibleValues.MOST + 1)), "a value of 10,000 characters");
    }
    assertTrue(
        PageHtml.of(everywhere(TEMPLATE)).contains("${7*7}&lt;#assign x=1&gt;"),
        "a value is no template");
  }

  /** The elements with the names of their attributes, outside scripts and styles. */
  private static List<String> tags(String html) {
    String without = html.replaceAll("(?s)<(script|style)\\b[^>]*>.*?</\\1>", "<$1></$1>");
    return Pattern.compile("<[!/a-zA-Z](?:[^>\"]|\"[^\"]*\")*>")
        .matcher(without)
        .results()
        .map(tag -> tag.group().replaceAll("\"[^\"]*\"", ""))
        .toList();
  }

  @Test
  void theBrowserMayRunAndLoadNothingElse() {
    String html = PageHtml.of(everywhere("x"));
    Matcher policy =
        Pattern.compile("http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"")
            .matcher(html);
    assertTrue(policy.find());
    assertTrue(
        policy.group(1).startsWith("default-src 'none'; style-src 'sha256-"), policy.group(1));
    assertFalse(policy.group(1).contains("unsafe"), policy.group(1));
    assertFalse(
        Pattern.compile("(?i)\\b(src|href)=\"(?!#|data:,)").matcher(html).find(),
        "something to fetch");
    assertEquals(PageHtml.of(everywhere("x")), html, "the same page, the same text");
  }

  @Test
  void jsonHoldsEveryTableWithNumbersAsNumbers() throws JsonProcessingException {
    JsonNode json =
        new ObjectMapper().readTree(PageJson.of(everywhere(MARKUP), Map.of("run", "r")));
    assertEquals("r", json.at("/about/run").asText());
    assertEquals(MARKUP, json.at("/statements/0/heading").asText());
    JsonNode row = json.at("/tables/table/rows/0");
    assertEquals(MARKUP, row.get("name").asText());
    assertTrue(row.get("n").isNumber(), row::toString);
    assertTrue(json.at("/tables/table/rows/1/n").isNull(), row::toString);
    assertEquals(3, json.at("/tables/figure-table/rows/0/series_1").asInt());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      value = {
        "=1+1 ~ \"'=1+1\"",
        "+44 ~ \"'+44\"",
        "-2 ~ \"'-2\"",
        "@SUM(A1) ~ \"'@SUM(A1)\"",
        "|calc ~ \"'|calc\"",
        "plain, with \"quotes\" ~ \"plain, with \"\"quotes\"\"\"",
        "a=b ~ \"a=b\""
      })
  void noTextOfTheCsvIsAFormula(String text, String cell) {
    assertEquals(cell, PageCsv.text(text));
  }

  @Test
  void whitespaceBeforeAFormulaHelpsNobody() {
    assertEquals("\"' =1+1\"", PageCsv.text("\t=1+1"));
    assertEquals("\"'\"\"=1+1\"", PageCsv.text("\"=1+1"));
    String csv = PageCsv.of(everywhere(FORMULA));
    assertTrue(csv.startsWith("table,row,name,column,value\r\n"), csv);
    assertTrue(csv.contains("table,1,\"'" + FORMULA + "\",n,1234\r\n"), csv);
  }

  @Test
  void whatCannotBeSeenIsNamed() {
    assertEquals("abc[U+202E]txt.exe[U+2066][U+0000][U+2028]", VisibleText.of(TURNED));
    assertEquals("Zoë 王 😀", VisibleText.of("Zoë 王 😀"));
    assertTrue(VisibleText.of(LONG).endsWith("… (10000 characters)"), VisibleText.of(LONG));
  }

  @Test
  void refusesTwoPartsOfOneId() {
    var section = new Page.Section("a", "A", List.of());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Page("t", "", "", List.of(section, section), ""));
    assertEquals("two parts of the page have the id a", e.getMessage());
  }
}
