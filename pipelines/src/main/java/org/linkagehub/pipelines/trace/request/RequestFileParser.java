package org.linkagehub.pipelines.trace.request;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.ResponseCode;

/**
 * Reads a request file row by row, holding each against the rules: comma-separated values in UTF-8,
 * quoted where they hold a comma, a quote or a line break; a header of four values, then rows of
 * 23.
 *
 * <p>A row that breaks rules is returned with them. What is wrong with the file as a whole comes as
 * lines that are no rows. Nothing is thrown for what the file holds, and no value is repeated in a
 * message. A file is never held whole.
 */
public final class RequestFileParser implements Iterator<RequestLine>, AutoCloseable {
  private static final int FIELDS = RequestField.values().length;

  /** Longer values are no values of any field. */
  private static final int MOST_CHARACTERS = 100_000;

  /** More values in one line are noise; up to so many are counted. */
  private static final int MOST_COLUMNS = 1_000;

  private final CsvParser parser;
  private final RequestChecks checks;
  private final Queue<RequestLine> next = new ArrayDeque<>();
  private RequestFileHeader header;
  private long rows;
  private boolean ended;

  /**
   * Reads a file.
   *
   * @param file its name without folders, which its reference must repeat; null for one whose name
   *     tells nothing
   * @param in the file; closed with the parser
   */
  public RequestFileParser(String file, InputStream in, RequestChecks checks) {
    this.checks = checks;
    var settings = new CsvParserSettings();
    settings.getFormat().setQuoteEscape('"');
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setMaxCharsPerColumn(MOST_CHARACTERS);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setSkipEmptyLines(true);
    settings.setCommentProcessingEnabled(false);
    settings.setReadInputOnSeparateThread(false);
    settings.setErrorContentLength(0);
    parser = new CsvParser(settings);
    // What is not UTF-8 becomes U+FFFD, which no field may hold.
    parser.beginParsing(new InputStreamReader(in, StandardCharsets.UTF_8));
    String[] first = parse();
    if (first == null) {
      if (!ended) {
        fileProblem(1, ResponseCode.PARSE_ERROR, "the file is empty: a header is wanted");
      }
      ended = true;
      return;
    }
    first[0] = withoutMark(first[0]);
    RequestFileHeader.Parsed parsed = RequestFileHeader.parse(first, file);
    header = parsed.header();
    parsed.problems().forEach(problem -> next.add(RequestLine.ofFile(1, problem)));
  }

  @Override
  public boolean hasNext() {
    if (next.isEmpty() && !ended) {
      advance();
    }
    return !next.isEmpty();
  }

  @Override
  public RequestLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the file has no more lines");
    }
    return next.remove();
  }

  @Override
  public void close() {
    parser.stopParsing();
  }

  private void advance() {
    // Where the row before ended: what it holds may have run over several lines.
    long line = parser.getContext().currentLine() + 1;
    String[] values = parse();
    if (values == null) {
      finish(line);
      return;
    }
    rows++;
    if (values.length == FIELDS) {
      next.add(RequestLine.row(line, values, checks.check(values)));
    } else {
      boolean few = values.length < FIELDS;
      next.add(
          RequestLine.row(
              line,
              Arrays.copyOf(values, FIELDS),
              List.of(
                  RequestFileHeader.problem(
                      few ? ResponseCode.NOT_ENOUGH_FIELDS : ResponseCode.TOO_MANY_FIELDS,
                      "the row has %d values, and must have %d"
                          .formatted(values.length, FIELDS)))));
    }
  }

  /** What can be said only of the whole file. */
  private void finish(long line) {
    if (ended) {
      return; // what cannot be read on was said already, and its rows cannot be counted
    }
    ended = true;
    if (rows > RequestFileHeader.MOST_RECORDS) {
      fileProblem(
          line,
          ResponseCode.MAX_RECORDS_EXCEEDED,
          "the file has %,d rows, and may have %,d"
              .formatted(rows, RequestFileHeader.MOST_RECORDS));
    }
    if (header != null && header.records() >= 0 && header.records() != rows) {
      fileProblem(
          line,
          ResponseCode.RECORD_COUNT_MISMATCH,
          "the file has %,d rows, and its header says %,d".formatted(rows, header.records()));
    }
  }

  private String[] parse() {
    try {
      return parser.parseNext();
    } catch (TextParsingException | IllegalStateException | UncheckedIOException e) {
      broken(e);
      return null;
    }
  }

  /** Only the kind of failure is told: the parser's own message may quote the file. */
  private void broken(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        throw new UncheckedIOException("a request file cannot be read", io);
      }
    }
    fileProblem(
        parser.getContext().currentLine() + 1,
        ResponseCode.PARSE_ERROR,
        "from here on the file is no comma-separated text: a value of more than %,d characters, perhaps after a quote that is not closed, or more than %,d values in a line"
            .formatted(MOST_CHARACTERS, MOST_COLUMNS));
    ended = true;
  }

  private void fileProblem(long line, ResponseCode code, String message) {
    next.add(RequestLine.ofFile(line, RequestFileHeader.problem(code, message)));
  }

  private static String withoutMark(String text) {
    return text != null && text.startsWith("\uFEFF") ? text.substring(1) : text;
  }
}
