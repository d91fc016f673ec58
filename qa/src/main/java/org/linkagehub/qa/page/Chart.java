package org.linkagehub.qa.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A chart: series of numbers over labels, or over numbers.
 *
 * @param form how it is drawn
 * @param labels of the values of each series: text, or numbers where {@code form} is {@link
 *     Form#CURVE}
 * @param x the axis of the labels
 * @param y the axis of the values
 * @param series one colour each
 * @param marks lines across the chart at a place of the axis of labels
 */
public record Chart(
    Form form, List<String> labels, Axis x, Axis y, List<Series> series, List<Mark> marks) {
  public Chart {
    labels = List.copyOf(labels);
    series = List.copyOf(series);
    marks = List.copyOf(marks);
    for (Series one : series) {
      if (one.values().size() != labels.size()) {
        throw new IllegalArgumentException(
            "series %s has %d values for %d labels"
                .formatted(one.name(), one.values().size(), labels.size()));
      }
    }
  }

  /** How a chart is drawn. */
  public enum Form {
    /** Upright bars, a group for each label. */
    BARS,
    /** Lying bars, for labels that are words. */
    LYING_BARS,
    /** Upright bars on one another. */
    STACK,
    /** Lying bars, each from where the one before ended: the values are steps. */
    WATERFALL,
    /** Points with their intervals, a row for each label. */
    INTERVALS,
    /** Lines over numbers. */
    CURVE;

    /** Its name in the page's script. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How the numbers of an axis are written. */
  public enum Unit {
    COUNT,
    PERCENT,
    BITS,
    PROBABILITY,
    SECONDS,
    NUMBER;

    /** A number in this unit; none where it is not a number. */
    public Value value(double number) {
      if (Double.isNaN(number)) {
        return Value.none();
      }
      return switch (this) {
        case COUNT -> Value.number(number, 0);
        case PERCENT -> Value.percent(number);
        case BITS -> Value.bits(number);
        case PROBABILITY -> Value.probability(number);
        case SECONDS -> Value.seconds(number);
        case NUMBER -> Value.number(number, 2);
      };
    }

    /** Its name in the page's script. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An axis.
   *
   * @param title with the unit, for readers
   * @param unit of its numbers
   * @param logarithmic whether equal steps are equal factors
   */
  public record Axis(String title, Unit unit, boolean logarithmic) {
    /** An axis in equal steps. */
    public static Axis of(String title, Unit unit) {
      return new Axis(title, unit, false);
    }
  }

  /**
   * A series.
   *
   * @param name of it
   * @param values a value a label, NaN for none
   * @param lower the lower ends of the values' intervals, or empty
   * @param upper their upper ends, or empty
   */
  public record Series(String name, List<Double> values, List<Double> lower, List<Double> upper) {
    public Series {
      values = List.copyOf(values);
      lower = List.copyOf(lower);
      upper = List.copyOf(upper);
      if (lower.size() != upper.size() || (!lower.isEmpty() && lower.size() != values.size())) {
        throw new IllegalArgumentException("series %s lacks ends of intervals".formatted(name));
      }
    }

    /** A series without intervals. */
    public static Series of(String name, double... values) {
      return new Series(name, Arrays.stream(values).boxed().toList(), List.of(), List.of());
    }

    /** A series without intervals. */
    public static Series of(String name, List<Double> values) {
      return new Series(name, values, List.of(), List.of());
    }
  }

  /**
   * A line across the chart.
   *
   * @param at where, on the axis of labels of a curve, else on that of values
   * @param label what it stands for
   */
  public record Mark(double at, String label) {}

  /** A chart without marks. */
  public static Chart of(Form form, List<String> labels, Axis x, Axis y, Series... series) {
    return new Chart(form, labels, x, y, List.of(series), List.of());
  }

  /** The same with lines across it. */
  public Chart with(Mark... more) {
    return new Chart(form, labels, x, y, series, List.of(more));
  }

  /** The chart's numbers as a table, a row a label. */
  Block.Table table(String id, String caption) {
    var columns = new ArrayList<Block.Column>();
    columns.add(
        form == Form.CURVE
            ? Block.Column.number("label", x.title())
            : Block.Column.text("label", x.title()));
    for (int s = 0; s < series.size(); s++) {
      Series one = series.get(s);
      columns.add(Block.Column.number("series_" + (s + 1), one.name()));
      if (!one.lower().isEmpty()) {
        columns.add(Block.Column.number("lower_" + (s + 1), "from"));
        columns.add(Block.Column.number("upper_" + (s + 1), "to"));
      }
    }
    var rows = new ArrayList<List<Value>>();
    for (int i = 0; i < labels.size(); i++) {
      var row = new ArrayList<Value>();
      row.add(
          form == Form.CURVE
              ? x.unit().value(Double.parseDouble(labels.get(i)))
              : Value.of(labels.get(i)));
      for (Series one : series) {
        row.add(y.unit().value(one.values().get(i)));
        if (!one.lower().isEmpty()) {
          row.add(y.unit().value(one.lower().get(i)));
          row.add(y.unit().value(one.upper().get(i)));
        }
      }
      rows.add(row);
    }
    return new Block.Table(id, caption, columns, rows, "");
  }
}
