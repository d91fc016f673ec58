package org.linkagehub.core.standardise;

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
    return steps.stream().anyMatch(Step.ToDate.class::isInstance);
  }

  /**
   * The cleaned value as an SQL expression over one record.
   *
   * <p>A column that is no text keeps its type where the steps only concern white space; otherwise
   * it is cleaned as its text. A column that already is a date is not read again: the steps up to
   * the date step are left out.
   *
   * @param source the SQL expression of the raw value
   * @param type its type
   */
  public String sql(String source, SourceType type) {
    if (type == SourceType.DATE && makesDate()) {
      return apply("cast(" + source + " as date)", afterDate());
    }
    if (type != SourceType.TEXT && onlyWhiteSpace()) {
      return source;
    }
    return apply(type == SourceType.TEXT ? source : "cast(" + source + " as string)", steps);
  }

  /**
   * A condition that is true of a record whose value is not blank and yet is no date of any of the
   * formats; empty where no date is read.
   *
   * @param source the SQL expression of the raw value
   * @param type its type
   */
  public Optional<String> unparsed(String source, SourceType type) {
    if (!makesDate() || type == SourceType.DATE) {
      return Optional.empty();
    }
    String text = type == SourceType.TEXT ? source : "cast(" + source + " as string)";
    String before = apply(text, steps.subList(0, dateIndex()));
    String date = steps.get(dateIndex()).sql(before);
    return Optional.of(
        "(" + Step.Plain.NULL_IF_BLANK.sql(before) + " is not null and " + date + " is null)");
  }

  private boolean onlyWhiteSpace() {
    return steps.stream()
        .allMatch(
            step ->
                step == Step.Plain.TRIM
                    || step == Step.Plain.NULL_IF_BLANK
                    || step == Step.Plain.COLLAPSE_SPACES);
  }

  private int dateIndex() {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.ToDate) {
        return i;
      }
    }
    return steps.size();
  }

  private List<Step> afterDate() {
    return steps.subList(dateIndex() + 1, steps.size());
  }

  private static String apply(String source, List<Step> steps) {
    String value = source;
    for (Step step : steps) {
      value = step.sql(value);
    }
    return value;
  }
}
