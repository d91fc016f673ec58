package org.linkagehub.core.standardise;

import java.time.LocalDate;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** One step in the cleaning of a value; a null stays null. */
public sealed interface Step {

  /**
   * The step as an SQL expression.
   *
   * @param value the SQL expression of the value so far
   */
  String sql(String value);

  /** What it does, in the words of the configuration. */
  String configName();

  /**
   * The names of the rules that a value meets, as an SQL expression of an array of text; nothing
   * where the step has no rules.
   *
   * @param value the SQL expression of the value so far
   */
  default Optional<String> rulesSql(String value) {
    return Optional.empty();
  }

  /** The patterns by which it reads dates, in the order in which they are tried; or none. */
  default List<String> dateFormats() {
    return List.of();
  }

  /** Whether it makes a DATE of text. */
  default boolean makesDate() {
    return !dateFormats().isEmpty();
  }

  /** Whether the value must be text. */
  default boolean takesText() {
    return true;
  }

  /** Whether it changes nothing but white space, of which only text has any. */
  default boolean isAboutWhiteSpace() {
    return false;
  }

  /** A step without parameters. */
  enum Plain implements Step {
    /** White space of any kind at both ends goes. */
    TRIM("trim") {
      @Override
      public String sql(String value) {
        return "trim_space(" + value + ")";
      }
    },
    /** Lower case, by Unicode's rules. */
    LOWER("lower") {
      @Override
      public String sql(String value) {
        return "lower(" + value + ")";
      }
    },
    /** Upper case, by Unicode's rules. */
    UPPER("upper") {
      @Override
      public String sql(String value) {
        return "upper(" + value + ")";
      }
    },
    /** Nothing but white space is a missing value. */
    NULL_IF_BLANK("null-if-blank") {
      @Override
      public String sql(String value) {
        return "null_if_blank(" + value + ")";
      }
    },
    /** Latin letters lose their accents; other scripts stay. */
    FOLD_ACCENTS("fold-accents") {
      @Override
      public String sql(String value) {
        return "fold_accents(" + value + ")";
      }
    },
    /** Whatever is no letter, of whatever script, goes; so do spaces. */
    LETTERS_ONLY("letters-only") {
      @Override
      public String sql(String value) {
        return replaced(value, "[^\\p{L}\\p{M}]+", "");
      }
    },
    /** Whatever is not one of the digits 0 to 9 goes. */
    DIGITS_ONLY("digits-only") {
      @Override
      public String sql(String value) {
        return replaced(value, "[^0-9]+", "");
      }
    },
    /** Every run of white space becomes one space. */
    COLLAPSE_SPACES("collapse-spaces") {
      @Override
      public String sql(String value) {
        return replaced(value, "[\\s\\p{Z}]+", " ");
      }
    },
    /** A date that stands for "not known" is missing; the value must be a date. */
    NO_PLACEHOLDER_DATE("no-placeholder-date") {
      @Override
      public String sql(String value) {
        return "without_placeholder_date(" + value + ")";
      }

      @Override
      public boolean takesText() {
        return false;
      }
    };

    private final String configName;

    Plain(String configName) {
      this.configName = configName;
    }

    @Override
    public String configName() {
      return configName;
    }

    @Override
    public boolean isAboutWhiteSpace() {
      return this == TRIM || this == NULL_IF_BLANK || this == COLLAPSE_SPACES;
    }
  }

  /**
   * A value is cleaned by the rules of its field; the rules that it meets can be counted.
   *
   * @param cleaning the field; of a name, Latin letters lose their accents too
   */
  record Ruled(Cleaning cleaning) implements Step {
    public Ruled {
      Objects.requireNonNull(cleaning, "cleaning");
    }

    @Override
    public String sql(String value) {
      String cleaned = "clean_value('%s', %s)".formatted(cleaning.key(), value);
      return cleaning == Cleaning.NAME ? Plain.FOLD_ACCENTS.sql(cleaned) : cleaned;
    }

    @Override
    public Optional<String> rulesSql(String value) {
      return Optional.of("cleaning_rules('%s', %s)".formatted(cleaning.key(), value));
    }

    @Override
    public String configName() {
      return cleaning.key();
    }
  }

  /**
   * Text becomes a DATE, as {@link ToDate}, by the rules of dates of birth: placeholders, partial
   * dates and, where {@code asAt} is given, dates after it or 120 years before it are missing.
   *
   * @param formats patterns of dates, for example {@code dd/MM/yyyy}
   * @param asAt the day on which the records are looked at
   */
  record BirthDate(List<String> formats, Optional<LocalDate> asAt) implements Step {
    public BirthDate {
      formats = List.copyOf(formats);
      new ToDate(formats); // refuses what is no pattern of a date
    }

    @Override
    public String sql(String value) {
      return "birth_date(%s)".formatted(birthDate(value, formats, asAt));
    }

    @Override
    public Optional<String> rulesSql(String value) {
      return Optional.of("birth_date_rules(%s)".formatted(birthDate(value, formats, asAt)));
    }

    @Override
    public String configName() {
      return "birth-date";
    }

    @Override
    public List<String> dateFormats() {
      return formats;
    }
  }

  /**
   * A date of birth stays text, so that what is known of a partial one can be kept: yyyy-MM-dd,
   * yyyy-MM or yyyy. By the rules of dates of birth, as {@link BirthDate}.
   *
   * @param formats patterns of whole dates, for example {@code dd/MM/yyyy}
   * @param asAt the day on which the records are looked at
   */
  record PartialBirthDate(List<String> formats, Optional<LocalDate> asAt) implements Step {
    public PartialBirthDate {
      formats = List.copyOf(formats);
      new ToDate(formats); // refuses what is no pattern of a date
    }

    @Override
    public String sql(String value) {
      return "partial_birth_date(%s)".formatted(birthDate(value, formats, asAt));
    }

    @Override
    public Optional<String> rulesSql(String value) {
      return Optional.of("birth_date_rules(%s)".formatted(birthDate(value, formats, asAt)));
    }

    @Override
    public String configName() {
      return "partial-birth-date";
    }

    @Override
    public List<String> dateFormats() {
      return formats;
    }

    @Override
    public boolean makesDate() {
      return false;
    }
  }

  /**
   * Text becomes a DATE: the first of the formats that reads the whole text gives it; a text that
   * none reads becomes null, which {@link Standardisation#dateFormat} tells.
   *
   * @param formats Spark's date patterns, for example {@code dd/MM/yyyy}
   */
  record ToDate(List<String> formats) implements Step {
    private static final String ISO = "yyyy-MM-dd";

    public ToDate {
      formats = List.copyOf(formats);
      if (formats.isEmpty()) {
        throw new IllegalArgumentException(
            "date needs at least one format, for example yyyy-MM-dd");
      }
      formats.forEach(ToDate::requireDate);
    }

    private static void requireDate(String format) {
      try {
        new DateTimeFormatterBuilder().appendPattern(format);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "date: \"" + format + "\" is no date pattern (" + e.getMessage() + ")", e);
      }
      boolean whole = format.contains("y") && format.contains("M") && format.contains("d");
      if (!whole || format.contains("Y")) {
        throw new IllegalArgumentException(
            "date: \""
                + format
                + "\" must have year, month and day: y, M and d (Y is the year of a week, m the"
                + " minute)");
      }
    }

    @Override
    public String sql(String value) {
      return formats.stream()
          .map(format -> read(value, format))
          .collect(Collectors.joining(", ", "coalesce(", ")"));
    }

    /** The date that a text is by one format; null if it is none. */
    static String read(String value, String format) {
      String read = "to_date(try_to_timestamp(" + value + ", " + Sql.literal(format) + "))";
      // a tenth of the time, where the whole value is written so
      return format.equals(ISO) ? "coalesce(iso_date(" + value + "), " + read + ")" : read;
    }

    @Override
    public String configName() {
      return "date";
    }

    @Override
    public List<String> dateFormats() {
      return formats;
    }
  }

  /**
   * Some values mean that the value is missing.
   *
   * @param values compared exactly with the value as it is after the steps before; after a date
   *     step they are dates as yyyy-MM-dd
   */
  record NullIf(List<String> values) implements Step {
    public NullIf {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("null-if needs at least one value");
      }
    }

    @Override
    public String sql(String value) {
      String list = values.stream().map(Sql::literal).collect(Collectors.joining(", "));
      return "CASE WHEN cast(" + value + " as string) NOT IN (" + list + ") THEN " + value + " END";
    }

    @Override
    public String configName() {
      return "null-if";
    }

    @Override
    public boolean takesText() {
      return false;
    }
  }

  /**
   * What a regular expression (Java's) matches is replaced.
   *
   * @param pattern the regular expression
   * @param with what stands in its place; {@code $1} is the first group
   */
  record Replace(String pattern, String with) implements Step {
    public Replace {
      try {
        Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            "replace: \"" + pattern + "\" is no regular expression (" + e.getDescription() + ")",
            e);
      }
    }

    @Override
    public String sql(String value) {
      return replaced(value, pattern, with);
    }

    @Override
    public String configName() {
      return "replace";
    }
  }

  /**
   * An SQL expression of the user.
   *
   * @param expression in which {@code {value}} stands for the value so far
   */
  record Expression(String expression) implements Step {
    /** What stands for the value so far. */
    public static final String VALUE = "{value}";

    @Override
    public String sql(String value) {
      return "(" + expression.replace(VALUE, value) + ")";
    }

    @Override
    public String configName() {
      return "sql";
    }

    @Override
    public boolean takesText() {
      return false;
    }
  }

  /** The arguments of the functions of dates of birth. */
  private static String birthDate(String value, List<String> formats, Optional<LocalDate> asAt) {
    return "%s, %s, %s"
        .formatted(
            value,
            Sql.literal(String.join("|", formats)),
            Sql.literal(asAt.map(LocalDate::toString).orElse("")));
  }

  private static String replaced(String value, String pattern, String with) {
    return "regexp_replace(" + value + ", " + Sql.literal(pattern) + ", " + Sql.literal(with) + ")";
  }
}
