package org.linkagehub.core.config;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linkagehub.core.standardise.Sql;

/**
 * The phrases of the level language. {@code conf/reference.conf} lists them for users.
 *
 * <p>Values that belong to one record, a sound or a part of a postcode, become derived columns:
 * they are made once for a record and not for each pair, and blocking rules can use them too.
 */
final class LevelPhrases {
  private static final double DAYS_A_YEAR = 365.25;

  private static final Pattern BOUND =
      Pattern.compile(
          "(?:(best|least) )?([a-z_][a-z0-9_]*)(?: ([0-9]+))? ?(>=|<=|>|<) ?(-?[0-9.]+)");
  private static final Pattern WITHIN = Pattern.compile("within (\\d+(?:\\.\\d+)?) ([a-z]+?)s?");
  private static final Pattern LITERAL =
      Pattern.compile(
          "(both|either|left|right) is ((?:date )?'(?:[^']|'')*'|-?[0-9]+(?:\\.[0-9]+)?|true|false)");

  /** Short names of functions. */
  private static final Map<String, String> FUNCTIONS =
      Map.of("jaro", "jaro_similarity", "jaro_winkler", "jaro_winkler_similarity");

  private static final Map<String, String> TITLES =
      Map.of(
          "jaro_similarity", "Jaro",
          "jaro_winkler_similarity", "Jaro-Winkler",
          "levenshtein", "Levenshtein",
          "damerau_levenshtein", "Damerau-Levenshtein",
          "optimal_string_alignment", "optimal string alignment");

  private static final Set<String> EDIT_DISTANCES =
      Set.of("levenshtein", "damerau_levenshtein", "optimal_string_alignment");

  private static final Set<String> SIMILARITIES =
      Set.of(
          "jaro_similarity",
          "jaro_winkler_similarity",
          "jaccard",
          "qgram_jaccard",
          "qgram_cosine",
          "token_overlap",
          "token_jaccard",
          "token_similarity");

  /** Parts of a value that a phrase can be about: word to SQL of one record. */
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("username", "email_username(%1$s)"),
          Map.entry("domain", "email_domain(%1$s)"),
          Map.entry("sector", "postcode_sector(%1$s)"),
          Map.entry("district", "postcode_district(%1$s)"),
          Map.entry("area", "postcode_area(%1$s)"),
          Map.entry("soundex", "phonetic_soundex(%1$s)"),
          Map.entry("nysiis", "phonetic_nysiis(%1$s)"),
          Map.entry("whole-date", "iso_date(%1$s)"),
          Map.entry("year-month", "case when length(%1$s) >= 7 then left(%1$s, 7) end"),
          Map.entry("year", "left(%1$s, 4)"));

  /** Of one column. */
  private static final Map<String, BiFunction<String, LevelContext, LevelWords>> OF_A_COLUMN =
      ofAColumn();

  private static final String SWAPPED = "swapped";
  private static final String HALF_SWAPPED = "half-swapped";

  private LevelPhrases() {}

  /** The phrases that are words alone. */
  static List<String> names() {
    var names = new ArrayList<>(OF_A_COLUMN.keySet());
    names.addAll(List.of(SWAPPED, HALF_SWAPPED));
    return names;
  }

  /**
   * The meaning of a phrase.
   *
   * @throws IllegalArgumentException naming the nearest phrase, or what is wrong with a number
   */
  static LevelWords meaning(List<String> words, LevelContext context) {
    String phrase = String.join(" ", words);
    if (phrase.equals(SWAPPED) || phrase.equals(HALF_SWAPPED)) {
      return swapped(context, phrase);
    }
    Matcher within = WITHIN.matcher(phrase);
    if (within.matches() && within.group(2).equals("km")) {
      return withinKm(Double.parseDouble(within.group(1)), context);
    }
    if (context.columns().size() > 1 && words.size() > 1) {
      String rest = String.join(" ", words.subList(1, words.size()));
      if (words.get(0).equals("both") && !words.get(1).equals("is")) {
        return ofEach(rest, context);
      }
      String column = context.columns().get(words.get(0));
      if (column != null) {
        return ofColumn(rest, column, context);
      }
    }
    return ofColumn(phrase, context.onlyColumn(phrase), context);
  }

  private static LevelWords ofEach(String phrase, LevelContext context) {
    List<LevelWords> parts =
        context.columns().values().stream()
            .map(column -> ofColumn(phrase, column, context))
            .toList();
    String both = String.join(" and of ", context.columns().values());
    if (parts.stream().allMatch(part -> part.equalColumn().isPresent())) {
      List<String> names = List.copyOf(context.columns().values());
      String joined = String.join("_", names);
      context
          .derived()
          .put(joined, "concat(" + String.join(", ' ', ", names) + ")"); // null if any is
      return new LevelWords(
          "exact match on " + String.join(" and ", names),
          conditions(parts),
          Optional.of(joined),
          Optional.empty());
    }
    String first = context.columns().values().iterator().next();
    return LevelWords.of(
        parts.get(0).label().replaceFirst("\\b" + first + "\\b", Matcher.quoteReplacement(both)),
        conditions(parts));
  }

  private static String conditions(List<LevelWords> parts) {
    return String.join(" and ", parts.stream().map(part -> atom(part.condition())).toList());
  }

  private static String atom(String condition) {
    return condition.contains(" or ") ? "(" + condition + ")" : condition;
  }

  private static LevelWords ofColumn(String phrase, String column, LevelContext context) {
    BiFunction<String, LevelContext, LevelWords> known = OF_A_COLUMN.get(phrase);
    if (known != null) {
      return known.apply(column, context);
    }
    int space = phrase.indexOf(' ');
    String part = space < 0 ? "" : phrase.substring(0, space);
    if (PARTS.containsKey(part)) {
      return ofColumn(phrase.substring(space + 1), part(part, column, context), context);
    }
    Matcher bound = BOUND.matcher(phrase);
    if (bound.matches()) {
      return bound(bound, column, context);
    }
    Matcher within = WITHIN.matcher(phrase);
    if (within.matches()) {
      return within(Double.parseDouble(within.group(1)), within.group(2), phrase, column);
    }
    Matcher literal = LITERAL.matcher(phrase);
    if (literal.matches()) {
      return literal(literal.group(1), literal.group(2), column);
    }
    throw unknown(phrase);
  }

  /**
   * @param sides both, either, left or right
   * @param value a text in quotes, a number, true or false, or a date
   */
  private static LevelWords literal(String sides, String value, String column) {
    int quote = value.indexOf('\'');
    String sql = value;
    if (quote >= 0) {
      String text = value.substring(quote + 1, value.length() - 1);
      sql = "'" + text.replace("\\", "\\\\").replace("''", "\\'") + "'";
      if (quote > 0) {
        requireDate(text);
        sql = "cast(" + sql + " as date)";
      }
    }
    String left = column + "_l = " + sql;
    String right = column + "_r = " + sql;
    String condition =
        switch (sides) {
          case "both" -> left + " and " + right;
          case "either" -> left + " or " + right;
          case "left" -> left;
          default -> right;
        };
    return LevelWords.of(sides + " " + column + " is " + value, condition);
  }

  private static void requireDate(String text) {
    try {
      LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "must have a date as in date '2000-01-31', was '" + text + "'", e);
    }
  }

  private static IllegalArgumentException unknown(String phrase) {
    List<String> known = new ArrayList<>(names());
    String nearest = Nearest.suggestion(phrase, known);
    known.addAll(
        List.of(
            "FUNCTION >= NUMBER",
            "FUNCTION <= NUMBER",
            "best FUNCTION >= NUMBER",
            "least FUNCTION <= NUMBER",
            "within N days, months, years, hours, minutes, seconds or km",
            "both, either, left or right is 'x', a number, true, false or date '2000-01-31'"));
    return new IllegalArgumentException(
        "is not known, was \""
            + phrase
            + "\""
            + nearest
            + " (known: "
            + String.join("; ", known)
            + ")");
  }

  private static LevelWords bound(Matcher bound, String column, LevelContext context) {
    String pairwise = bound.group(1);
    String function = FUNCTIONS.getOrDefault(bound.group(2), bound.group(2));
    String argument = bound.group(3);
    String operator = bound.group(4);
    double value = Double.parseDouble(bound.group(5));
    boolean atLeast = operator.startsWith(">");
    if (SIMILARITIES.contains(function) && !(atLeast && value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "must ask a similarity to be >= a number above 0 and at most 1, was \""
              + bound.group()
              + "\"");
    }
    if (EDIT_DISTANCES.contains(function) && !(!atLeast && value >= 0)) {
      throw new IllegalArgumentException(
          "must ask a distance to be <= a number of at least 0, was \"" + bound.group() + "\"");
    }
    String title = TITLES.getOrDefault(function, function);
    String call = call(function, column);
    if (pairwise != null) {
      if (argument != null) {
        throw new IllegalArgumentException(
            "cannot give a number to a function of elements, was \"" + bound.group() + "\"");
      }
      title = pairwise + " " + title;
      call = pairwise(pairwise, function, column, context.minimumLength());
    } else if (argument != null) {
      title = title + " " + argument;
      call = call.substring(0, call.length() - 1) + ", " + argument + ")";
    }
    String condition = call + " " + operator + " " + Sql.number(value);
    if (pairwise == null && EDIT_DISTANCES.contains(function) && context.minimumLength() > 1) {
      condition =
          call("shorter_length", column) + " >= " + context.minimumLength() + " and " + condition;
    }
    return new LevelWords(
        title + " of " + column + " " + operator + " " + Sql.number(value),
        condition,
        Optional.empty(),
        Optional.of(new LevelWords.Bound(call, atLeast, value)));
  }

  /** Of arrays; elements that are too short for an edit distance to say much are left out. */
  private static String pairwise(
      String pairwise, String function, String column, int minimumLength) {
    boolean guarded = EDIT_DISTANCES.contains(function) && minimumLength > 1;
    return "%s(%s_l, %s_r, %s%s)"
        .formatted(
            pairwise.equals("best") ? "array_best_similarity" : "array_least_distance",
            column,
            column,
            Sql.literal(function),
            guarded ? ", " + minimumLength : "");
  }

  private static LevelWords within(double amount, String unit, String phrase, String column) {
    String days = call("date_difference_days", column);
    String seconds =
        "abs(unix_seconds(cast("
            + column
            + "_l as timestamp)) - unix_seconds(cast("
            + column
            + "_r as timestamp)))";
    return switch (unit) {
      case "day" -> within(phrase, column, days, amount);
      case "month" -> within(phrase, column, days, amount * DAYS_A_YEAR / 12);
      case "year" -> within(phrase, column, days, amount * DAYS_A_YEAR);
      case "hour" -> within(phrase, column, seconds, amount * 3600);
      case "minute" -> within(phrase, column, seconds, amount * 60);
      case "second" -> within(phrase, column, seconds, amount);
      default ->
          throw new IllegalArgumentException(
              "must be within so many days, months, years, hours, minutes, seconds or km, was \""
                  + phrase
                  + "\"");
    };
  }

  private static LevelWords within(String phrase, String column, String call, double bound) {
    return new LevelWords(
        column + " " + phrase,
        call + " <= " + Sql.number(bound),
        Optional.empty(),
        Optional.of(new LevelWords.Bound(call, false, bound)));
  }

  private static LevelWords withinKm(double km, LevelContext context) {
    String latitude = context.columns().get("latitude");
    String longitude = context.columns().get("longitude");
    if (latitude == null || longitude == null) {
      throw new IllegalArgumentException(
          "needs the columns latitude and longitude, in degrees; use template = distance");
    }
    String call =
        "distance_km("
            + String.join(
                ", ", latitude + "_l", longitude + "_l", latitude + "_r", longitude + "_r")
            + ")";
    return new LevelWords(
        "within " + Sql.number(km) + " km",
        call + " <= " + Sql.number(km),
        Optional.empty(),
        Optional.of(new LevelWords.Bound(call, false, km)));
  }

  private static LevelWords swapped(LevelContext context, String phrase) {
    if (context.columns().size() != 2) {
      throw new IllegalArgumentException(
          "needs two columns to be swapped; use template = forename_surname");
    }
    List<String> columns = List.copyOf(context.columns().values());
    String a = columns.get(0);
    String b = columns.get(1);
    boolean whole = phrase.equals(SWAPPED);
    return LevelWords.of(
        a + " and " + b + (whole ? " swapped" : " swapped on one side"),
        a + "_l = " + b + "_r " + (whole ? "and " : "or ") + b + "_l = " + a + "_r");
  }

  private static Map<String, BiFunction<String, LevelContext, LevelWords>> ofAColumn() {
    var phrases = new LinkedHashMap<String, BiFunction<String, LevelContext, LevelWords>>();
    phrases.put("exact", (c, in) -> LevelWords.equal("exact match on " + c, c));
    phrases.put(
        "one-character",
        (c, in) -> {
          LevelWords near = ofColumn("damerau_levenshtein <= 1", c, in);
          return LevelWords.of("one character different on " + c, near.condition());
        });
    phrases.put("same-tokens", holds("same words on", "tokens_same"));
    phrases.put("same-nickname", holds("same formal name of", "nickname_agrees"));
    phrases.put("same-initial", holds("an initial agrees on", "initial_agrees"));
    phrases.put("same-soundex", derived("same Soundex of", "soundex"));
    phrases.put("same-nysiis", derived("same NYSIIS of", "nysiis"));
    phrases.put(
        "same-double-metaphone",
        (c, in) -> {
          String codes =
              in.derive(c, "double_metaphone", "phonetic_double_metaphone_codes(" + c + ")");
          return LevelWords.of(
              "same Double Metaphone of " + c, call("array_intersection_size", codes) + " >= 1");
        });
    phrases.put("same-match-rating", holds("Match Rating agrees on", "match_rating_agrees"));
    phrases.put(
        "date-one-character",
        (c, in) ->
            LevelWords.of(
                "one character different on " + c, call("date_edit_distance", c) + " <= 1"));
    phrases.put("day-month-swapped", holds("day and month swapped on", "date_day_month_swapped"));
    phrases.put(
        "two-parts",
        (c, in) ->
            LevelWords.of(
                "two of day, month and year equal on " + c,
                call("date_parts_agreeing", c) + " >= 2"));
    phrases.put(
        "postcode-one-character",
        holds("one character different on", "postcode_one_character_off"));
    phrases.put("same-sector", derived("same sector of", "sector"));
    phrases.put("same-district", derived("same district of", "district"));
    phrases.put("same-area", derived("same area of", "area"));
    phrases.put("same-username", derived("same user name of", "username"));
    phrases.put("same-domain", derived("same domain of", "domain"));
    phrases.put(
        "nhs-number-one-digit", holds("one digit different on", "nhs_number_one_digit_different"));
    phrases.put(
        "nhs-number-transposed",
        holds("two digits transposed on", "nhs_number_two_digits_transposed"));
    phrases.put("subset", holds("one holds all of the other's", "array_is_subset"));
    phrases.put(
        "subset-or-empty",
        (c, in) ->
            LevelWords.of(
                "one holds all of the other's, which may be none, " + c,
                "array_is_subset(" + c + "_l, " + c + "_r, true)"));
    return phrases;
  }

  private static BiFunction<String, LevelContext, LevelWords> holds(String label, String function) {
    return (c, in) -> LevelWords.of(label + " " + c, call(function, c));
  }

  private static BiFunction<String, LevelContext, LevelWords> derived(String label, String part) {
    return (c, in) -> LevelWords.equal(label + " " + c, part(part, c, in));
  }

  /** The column of a part of another's values. */
  private static String part(String part, String column, LevelContext context) {
    return context.derive(column, part.replace('-', '_'), PARTS.get(part).formatted(column));
  }

  private static String call(String function, String column) {
    return function + "(" + column + "_l, " + column + "_r)";
  }
}
