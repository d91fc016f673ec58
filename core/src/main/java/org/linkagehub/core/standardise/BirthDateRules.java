package org.linkagehub.core.standardise;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.linkagehub.core.compare.Dates;

/**
 * Dates of birth, of declared formats: a whole date as yyyy-MM-dd; a partial one as yyyy or
 * yyyy-MM. Known answers: {@code ValueRulesTest}.
 *
 * <p>The format yyyy-MM-dd and the partial forms of it are always read, so that a cleaned value is
 * read as itself. A day that there is not, as 30 February, is unreadable and never another day.
 */
public final class BirthDateRules {
  /** Nobody is known to have lived longer but for one person, who was not in England. */
  private static final int GREATEST_AGE = 120;

  private static final Pattern PARTIAL = Pattern.compile("(\\d{4})(?:-?(\\d{2}))?");

  private static final Map<String, BirthDateRules> MADE = new ConcurrentHashMap<>();

  private final Optional<LocalDate> asAt;
  private final List<DateTimeFormatter> formats;

  /**
   * @param formats patterns of java.time, for example {@code dd/MM/yyyy}; the first that reads the
   *     whole text gives the date
   * @param asAt the day on which the records are looked at; unless given, no date is too late or
   *     too early
   * @throws IllegalArgumentException if a pattern is none
   */
  public BirthDateRules(List<String> formats, Optional<LocalDate> asAt) {
    this.asAt = asAt;
    this.formats =
        Stream.concat(Stream.of("yyyy-MM-dd"), formats.stream())
            .distinct()
            .map(
                format ->
                    DateTimeFormatter.ofPattern(format.replace('y', 'u'), Locale.ROOT)
                        .withResolverStyle(ResolverStyle.STRICT))
            .toList();
  }

  /**
   * The rules of formats in one text; made once.
   *
   * @param formats with a bar between them
   * @param asAt a date as yyyy-MM-dd, or nothing
   * @throws IllegalArgumentException if a format or the date is none
   */
  public static BirthDateRules of(String formats, String asAt) {
    return MADE.computeIfAbsent(
        formats + "|" + asAt,
        settings ->
            new BirthDateRules(
                List.of(formats.split("\\|", -1)),
                asAt.isEmpty() ? Optional.empty() : Optional.of(day(asAt))));
  }

  /**
   * A day as yyyy-MM-dd.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a date as yyyy-MM-dd, was \"" + text + "\"", e);
    }
  }

  /**
   * The date, whole or partial, or null where it is no evidence.
   *
   * @param raw may be null, which stays null and meets no rule
   */
  public String clean(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    String text = Characters.visible(raw).strip();
    if (text.isEmpty()) {
      return null;
    }
    LocalDate date = read(text);
    if (date != null) {
      return isEvidence(date, hits) ? date.toString() : null;
    }
    return partial(text, hits);
  }

  /**
   * The date, if it is whole and evidence.
   *
   * @param hits takes the rules that the value meets, those of partial dates too
   */
  public Optional<LocalDate> date(String raw, Hits hits) {
    String text = Characters.visible(raw).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    LocalDate date = read(text);
    if (date != null) {
      return isEvidence(date, hits) ? Optional.of(date) : Optional.empty();
    }
    partial(text, hits);
    return Optional.empty();
  }

  private LocalDate read(String text) {
    LocalDate iso = IsoDate.of(text);
    return iso == null ? readByFormats(text) : iso; // the first format is the same
  }

  private LocalDate readByFormats(String text) {
    for (DateTimeFormatter format : formats) {
      // Says by null, and not by an exception, that a text is of another format.
      var end = new ParsePosition(0);
      if (format.parseUnresolved(text, end) != null && end.getIndex() == text.length()) {
        try {
          return LocalDate.parse(text, format);
        } catch (DateTimeException noSuchDay) {
          // A later format may read another day of it.
        }
      }
    }
    return null;
  }

  private boolean isEvidence(LocalDate date, Hits hits) {
    if (Dates.isPlaceholder((int) date.toEpochDay(), false)) {
      hits.add(Rule.DATE_PLACEHOLDER);
      return false;
    }
    if (!isPlausible(date, date, hits)) {
      return false;
    }
    if (date.getDayOfYear() == 1) {
      hits.add(Rule.DATE_FIRST_OF_JANUARY);
    }
    return true;
  }

  private String partial(String text, Hits hits) {
    var partial = PARTIAL.matcher(text);
    if (!partial.matches()) {
      hits.add(Rule.DATE_UNREADABLE);
      return null;
    }
    String year = partial.group(1);
    String month = partial.group(2);
    if (month != null && (Integer.parseInt(month) < 1 || Integer.parseInt(month) > 12)) {
      hits.add(Rule.DATE_UNREADABLE);
      return null;
    }
    int number = Integer.parseInt(year);
    LocalDate first = LocalDate.of(number, month == null ? 1 : Integer.parseInt(month), 1);
    LocalDate last =
        month == null ? LocalDate.of(number, 12, 31) : YearMonth.from(first).atEndOfMonth();
    if (!isPlausible(first, last, hits)) {
      return null;
    }
    hits.add(Rule.DATE_PARTIAL);
    return month == null ? year : year + "-" + month;
  }

  private boolean isPlausible(LocalDate first, LocalDate last, Hits hits) {
    if (asAt.isEmpty()) {
      return true;
    }
    if (first.isAfter(asAt.get())) {
      hits.add(Rule.DATE_FUTURE);
      return false;
    }
    if (last.isBefore(asAt.get().minusYears(GREATEST_AGE))) {
      hits.add(Rule.DATE_IMPLAUSIBLE_AGE);
      return false;
    }
    return true;
  }
}
