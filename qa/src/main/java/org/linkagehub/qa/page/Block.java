package org.linkagehub.qa.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a section is made of. */
public sealed interface Block {
  /** The name by which the template knows it. */
  default String kind() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /**
   * A paragraph.
   *
   * @param text of it
   */
  record Text(String text) implements Block {}

  /**
   * A heading within a section.
   *
   * @param text of it
   */
  record Heading(String text) implements Block {}

  /**
   * A list.
   *
   * @param items in order
   */
  record Points(List<String> items) implements Block {
    public Points {
      items = List.copyOf(items);
    }
  }

  /**
   * Statements that stand first: each with a mark that tells, in words and not by colour alone, how
   * good or bad it is.
   *
   * @param statements in order
   */
  record Verdict(List<Statement> statements) implements Block {
    public Verdict {
      statements = List.copyOf(statements);
    }
  }

  /**
   * One statement and what it rests on.
   *
   * @param tone how it is marked
   * @param mark the mark in words, for example {@code Yes}
   * @param heading what is stated
   * @param text in a sentence or two
   * @param evidence the figures behind it
   */
  record Statement(Tone tone, String mark, String heading, String text, List<String> evidence) {
    public Statement {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * Figures in large type.
   *
   * @param items in order
   */
  record Facts(List<Fact> items) implements Block {
    public Facts {
      items = List.copyOf(items);
    }
  }

  /**
   * One figure, its name, and a note below it that may be empty.
   *
   * @param label what it is
   * @param value the figure
   * @param note for example its interval
   */
  record Fact(String label, Value value, String note) {}

  /**
   * A table.
   *
   * @param id unique on the page
   * @param caption what it shows
   * @param columns its columns; the first names the row
   * @param rows each as long as the columns
   * @param note below it; may be empty
   */
  record Table(String id, String caption, List<Column> columns, List<List<Value>> rows, String note)
      implements Block {
    public Table {
      requireId(id);
      columns = List.copyOf(columns);
      var copies = new ArrayList<List<Value>>();
      for (List<Value> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "table %s has a row of %d values for %d columns"
                  .formatted(id, row.size(), columns.size()));
        }
        copies.add(List.copyOf(row));
      }
      rows = List.copyOf(copies);
    }
  }

  /**
   * A column of a table.
   *
   * @param key its name in JSON and CSV
   * @param heading its name for readers
   * @param number whether its values stand right, as numbers do
   */
  record Column(String key, String heading, boolean number) {
    /** A column of words. */
    public static Column text(String key, String heading) {
      return new Column(key, heading, false);
    }

    /** A column of numbers. */
    public static Column number(String key, String heading) {
      return new Column(key, heading, true);
    }
  }

  /**
   * A chart, what is to be seen in it, and the same figures as a table.
   *
   * @param id unique on the page
   * @param title of the figure
   * @param finding what is to be seen, in a sentence: it is what a screen reader reads out
   * @param chart the chart
   * @param table the same figures
   */
  record Figure(String id, String title, String finding, Chart chart, Table table)
      implements Block {
    public Figure {
      requireId(id);
    }

    /** A figure whose table has the chart's labels and series. */
    public static Figure of(String id, String title, String finding, Chart chart) {
      return new Figure(id, title, finding, chart, chart.table(id + "-table", title));
    }
  }

  /**
   * What is shown when asked for.
   *
   * @param summary the line that stands for it
   * @param blocks what it holds
   */
  record Details(String summary, List<Block> blocks) implements Block {
    public Details {
      blocks = List.copyOf(blocks);
    }
  }

  /**
   * A slider over the rows of a table, which shows the figures of the chosen row, live. The chart
   * marks the row, where there is one.
   *
   * @param id unique on the page
   * @param label what is chosen
   * @param table the rows; their first column is what is chosen
   * @param chosen the row that is shown first
   */
  record Slider(String id, String label, Table table, int chosen) implements Block {
    public Slider {
      requireId(id);
      if (chosen < 0 || chosen >= table.rows().size()) {
        throw new IllegalArgumentException(
            "slider %s has no row %d of %d".formatted(id, chosen, table.rows().size()));
      }
    }
  }

  /**
   * Passes an id that HTML, a link and a file name take as it is.
   *
   * @throws IllegalArgumentException otherwise
   */
  static void requireId(String id) {
    if (!Ids.ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "an id has lower case letters, digits and hyphens, and begins with a letter: " + id);
    }
  }

  /** The form of an id. */
  final class Ids {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    private Ids() {}
  }
}
