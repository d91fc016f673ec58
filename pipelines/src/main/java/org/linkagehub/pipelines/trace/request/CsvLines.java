package org.linkagehub.pipelines.trace.request;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes the lines of request and response files: comma-separated values in UTF-8, quoted where
 * they hold a comma or a quote. A line break within a value becomes a space, for receivers take
 * each line for a row.
 */
public final class CsvLines implements AutoCloseable {
  private final CsvWriter writer;

  /** Writes to a stream, which is closed with this. */
  public CsvLines(OutputStream out) {
    var settings = new CsvWriterSettings();
    settings.getFormat().setQuoteEscape('"');
    settings.getFormat().setLineSeparator("\n");
    settings.setNullValue("");
    settings.setEmptyValue("");
    settings.setSkipEmptyLines(false);
    settings.setMaxColumns(1_000);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    writer = new CsvWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), settings);
  }

  /** Writes a line; null is an empty value. */
  public void write(List<String> values) {
    String[] clean = new String[values.size()];
    for (int i = 0; i < clean.length; i++) {
      clean[i] = inOneLine(values.get(i));
    }
    writer.writeRow(clean);
  }

  private static String inOneLine(String value) {
    if (value == null) {
      return null;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029') {
        return value.replaceAll("\\R", " ");
      }
    }
    return value;
  }

  @Override
  public void close() {
    writer.close();
  }
}
