package org.linkagehub.core.evaluate;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts as dates and points in time, by the rules of Spark's casts and patterns; zone UTC. */
final class SqlDates {
  private static final Pattern DATE =
      Pattern.compile("([+-]?\\d{4,7})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T].*)?)?)?", Pattern.DOTALL);
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T](\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?"
              + "\\s*(Z|UTC|GMT|[+-]\\d{1,2}(?::?\\d{2})?)?)?)?)?");

  private static final Map<String, DateTimeFormatter> BY_PATTERN = new ConcurrentHashMap<>();

  private SqlDates() {}

  /** The date that a text is, as a cast reads it; empty where it is none. */
  static Optional<LocalDate> date(String text) {
    Matcher parts = DATE.matcher(trimmed(text));
    if (!parts.matches()) {
      return Optional.empty();
    }
    return made(() -> LocalDate.of(number(parts, 1, 1), number(parts, 2, 1), number(parts, 3, 1)));
  }

  /** The point in time that a text is, as a cast reads it; empty where it is none. */
  static Optional<Instant> timestamp(String text) {
    Matcher parts = TIMESTAMP.matcher(trimmed(text));
    if (!parts.matches()) {
      return Optional.empty();
    }
    return made(
        () -> {
          LocalDate date =
              LocalDate.of(number(parts, 1, 1), number(parts, 2, 1), number(parts, 3, 1));
          String fraction = parts.group(7) == null ? "" : parts.group(7);
          int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
          LocalTime time =
              LocalTime.of(
                  number(parts, 4, 0), number(parts, 5, 0), number(parts, 6, 0), micros * 1000);
          return date.atTime(time).toInstant(offset(parts.group(8)));
        });
  }

  /** The point in time that a text is by a pattern of Spark; empty where it is none. */
  static Optional<Instant> timestamp(String text, String pattern) {
    DateTimeFormatter formatter = BY_PATTERN.computeIfAbsent(pattern, SqlDates::formatter);
    return made(
        () -> {
          TemporalAccessor parsed = formatter.parse(text);
          LocalDate date = parsed.query(TemporalQueries.localDate());
          if (date == null) {
            date =
                LocalDate.of(
                    field(parsed, ChronoField.YEAR, 1970),
                    field(parsed, ChronoField.MONTH_OF_YEAR, 1),
                    field(parsed, ChronoField.DAY_OF_MONTH, 1));
          }
          LocalTime time = parsed.query(TemporalQueries.localTime());
          if (time == null) {
            time =
                LocalTime.of(
                    field(parsed, ChronoField.HOUR_OF_DAY, 0),
                    field(parsed, ChronoField.MINUTE_OF_HOUR, 0),
                    field(parsed, ChronoField.SECOND_OF_MINUTE, 0));
          }
          ZoneId zone = parsed.query(TemporalQueries.zone());
          return date.atTime(time).atZone(zone == null ? ZoneOffset.UTC : zone).toInstant();
        });
  }

  static Instant startOf(LocalDate date) {
    return date.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static LocalDate dayOf(Instant instant) {
    return instant.atZone(ZoneOffset.UTC).toLocalDate();
  }

  /**
   * The text that a cast makes of a point in time: seconds, and of their fraction what is there.
   */
  static String text(Instant instant) {
    var local = instant.atZone(ZoneOffset.UTC).toLocalDateTime();
    String seconds =
        local.toLocalDate() + " " + local.format(DateTimeFormatter.ofPattern("HH:mm:ss"));
    int micros = instant.get(ChronoField.MICRO_OF_SECOND);
    return micros == 0 ? seconds : seconds + "." + "%06d".formatted(micros).replaceFirst("0+$", "");
  }

  private interface Making<T> {
    T make();
  }

  private static <T> Optional<T> made(Making<T> making) {
    try {
      return Optional.of(making.make());
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter formatter(String pattern) {
    String years = pattern.contains("G") ? pattern : proleptic(pattern);
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(years)
        .toFormatter(Locale.US)
        .withChronology(IsoChronology.INSTANCE)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** Without an era, a year of the era is a year: y outside of quotes becomes u. */
  private static String proleptic(String pattern) {
    var result = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      result.append(c == 'y' && !quoted ? 'u' : c);
    }
    return result.toString();
  }

  private static int field(TemporalAccessor parsed, ChronoField field, int otherwise) {
    return parsed.isSupported(field) ? parsed.get(field) : otherwise;
  }

  private static int number(Matcher parts, int group, int otherwise) {
    return parts.group(group) == null ? otherwise : Integer.parseInt(parts.group(group));
  }

  private static ZoneOffset offset(String zone) {
    if (zone == null || Character.isLetter(zone.charAt(0))) {
      return ZoneOffset.UTC;
    }
    String digits = zone.substring(1).replace(":", "");
    int hours =
        Integer.parseInt(digits.length() > 2 ? digits.substring(0, digits.length() - 2) : digits);
    int minutes = digits.length() > 2 ? Integer.parseInt(digits.substring(digits.length() - 2)) : 0;
    int sign = zone.charAt(0) == '-' ? -1 : 1;
    return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
  }

  /** Without white space and control characters at both ends. */
  static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c <= ' ' || c == 0x7F;
  }
}
