package org.linkagehub.core.standardise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the values of one column are cleaned.
 *
 * @param steps in order; none leaves the values as they are
 */
public record Standardisation(List<Step> steps) {
  /** What is done to a column of which nothing is said: trimmed, and blank is missing. */
  public static final Standardisation DEFAULT =
      new Standardisation(List.of(Step.Plain.TRIM, Step.Plain.NULL_IF_BLANK));

  /** What {@link #dateFormat} gives for a value that no format fits. */
  public static final int NO_DATE = -1;

  /** The type of a source's column, as far as cleaning cares. */
  public enum SourceType {
    TEXT,
    /** A date or timestamp. */
    DATE,
    /** A number, a boolean, an array and so on. */
    OTHER
  }

  public Standardisation {
    steps = List.copyOf(steps);
  }

  /** Whether the cleaned column is a DATE whatever the source's type. */
  public boolean makesDate() {
    return steps.stream().anyMatch(Step::makesDate);
  }

  /**
   * The cleaned value as an SQL expression over one record.
   *
   * <p>A column that is no text is made text by the first step that needs it; steps about white
   * space do not. A column that already is a date is not read again: the steps up to the one that
   * makes a date are left out, and of that nothing is done but what it finds wrong with dates.
   *
   * @param source the SQL expression of the raw value
   * @param type its type
   */
  public String sql(String source, SourceType type) {
    int reads = dateIndex();
    if (type != SourceType.DATE || reads == steps.size()) {
      return apply(source, type, steps);
    }
    String date = "cast(" + source + " as date)";
    return steps.get(reads) instanceof Step.ToDate
        ? apply(date, type, steps.subList(reads + 1, steps.size()))
        : apply(date, type, steps.subList(reads, steps.size()));
  }

  /**
   * The formats by which dates are read, in the order in which they are tried; none, if none is.
   */
  public List<String> dateFormats() {
    int reads = dateIndex();
    return reads < steps.size() ? steps.get(reads).dateFormats() : List.of();
  }

  /**
   * By which of {@link #dateFormats()} a value is read: an SQL expression of the number of the
   * first that fits, from 0; {@value #NO_DATE} of a value that is not blank and yet no date; null
   * of a blank one, and of a partial date that is kept. Empty where no date is read.
   *
   * @param source the SQL expression of the raw value
   * @param type its type
   */
  public Optional<String> dateFormat(String source, SourceType type) {
    int reads = dateIndex();
    if (reads == steps.size() || type == SourceType.DATE) {
      return Optional.empty();
    }
    String before = apply(source, type, steps.subList(0, reads));
    String text = type == SourceType.TEXT ? before : "cast(" + before + " as string)";
    var sql = new StringBuilder("case when ");
    sql.append(Step.Plain.NULL_IF_BLANK.sql(text)).append(" is null then null");
    List<String> formats = dateFormats();
    for (int i = 0; i < formats.size(); i++) {
      sql.append(" when ").append(Step.ToDate.read(text, formats.get(i)));
      sql.append(" is not null then ").append(i);
    }
    if (!makesDate()) {
      sql.append(" when ").append(steps.get(reads).sql(text)).append(" is not null then null");
    }
    return Optional.of(sql.append(" else ").append(NO_DATE).append(" end").toString());
  }

  /**
   * The names of the rules that a value meets, as an SQL expression of an array of text; nothing
   * where no step has rules.
   *
   * @param source the SQL expression of the raw value
   * @param type its type
   */
  public Optional<String> rules(String source, SourceType type) {
    var met = new ArrayList<String>();
    for (int i = 0; i < steps.size(); i++) {
      String before = apply(source, type, steps.subList(0, i));
      String text = type == SourceType.TEXT ? before : "cast(" + before + " as string)";
      steps.get(i).rulesSql(text).ifPresent(met::add);
    }
    return switch (met.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(met.get(0));
      default -> Optional.of("concat(" + String.join(", ", met) + ")");
    };
  }

  /** The place of the step that reads dates; behind the last, if none does. */
  private int dateIndex() {
    for (int i = 0; i < steps.size(); i++) {
      if (!steps.get(i).dateFormats().isEmpty()) {
        return i;
      }
    }
    return steps.size();
  }

  private static String apply(String source, SourceType type, List<Step> steps) {
    String value = source;
    SourceType now = type;
    for (Step step : steps) {
      if (now != SourceType.TEXT && step.isAboutWhiteSpace()) {
        continue;
      }
      if (now != SourceType.TEXT && step.takesText()) {
        value = "cast(" + value + " as string)";
        now = SourceType.TEXT;
      }
      value = step.sql(value);
      if (step.makesDate()) {
        now = SourceType.DATE;
      } else if (step instanceof Step.Expression) {
        now = SourceType.OTHER;
      }
    }
    return value;
  }
}
