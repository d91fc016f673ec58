package org.linkagehub.qa.page;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The tables of a page as one CSV file in long form: a line a value. Made to be opened in a
 * spreadsheet without harm: no text begins as a formula does.
 */
public final class PageCsv {
  private static final String HEADER = "table,row,name,column,value\r\n";

  /** What a spreadsheet takes for the beginning of a formula. */
  private static final Pattern FORMULA = Pattern.compile("^[\\s\"']*[=+\\-@|%].*", Pattern.DOTALL);

  private PageCsv() {}

  /** The tables as CSV (RFC 4180). */
  public static String of(Page page) {
    var csv = new StringBuilder(HEADER);
    for (Block.Table table : page.tables()) {
      for (int r = 0; r < table.rows().size(); r++) {
        List<Value> row = table.rows().get(r);
        for (int c = 1; c < row.size(); c++) {
          csv.append(table.id()).append(',').append(r + 1).append(',');
          csv.append(cell(row.get(0))).append(',');
          csv.append(table.columns().get(c).key()).append(',');
          csv.append(cell(row.get(c))).append("\r\n");
        }
      }
    }
    return csv.toString();
  }

  private static String cell(Value value) {
    Object raw = value.raw();
    if (raw == null) {
      return "";
    }
    return raw instanceof String text ? text(text) : String.valueOf(raw);
  }

  /**
   * A text as a cell: with an apostrophe before what a spreadsheet would compute, as OWASP's page
   * on CSV injection has it.
   */
  static String text(String text) {
    String visible = VisibleText.of(text);
    String harmless = FORMULA.matcher(visible).matches() ? "'" + visible : visible;
    return '"' + harmless.replace("\"", "\"\"") + '"';
  }
}
