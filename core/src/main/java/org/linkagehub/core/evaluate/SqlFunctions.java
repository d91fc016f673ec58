package org.linkagehub.core.evaluate;

import static org.linkagehub.core.evaluate.SqlValues.toBoolean;
import static org.linkagehub.core.evaluate.SqlValues.toDate;
import static org.linkagehub.core.evaluate.SqlValues.toDay;
import static org.linkagehub.core.evaluate.SqlValues.toDouble;
import static org.linkagehub.core.evaluate.SqlValues.toInstant;
import static org.linkagehub.core.evaluate.SqlValues.toInt;
import static org.linkagehub.core.evaluate.SqlValues.toList;
import static org.linkagehub.core.evaluate.SqlValues.toLong;
import static org.linkagehub.core.evaluate.SqlValues.toText;
import static org.linkagehub.core.evaluate.SqlValues.toTexts;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.linkagehub.core.compare.ArrayOverlap;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Dates;
import org.linkagehub.core.compare.Difference;
import org.linkagehub.core.compare.EmailAddress;
import org.linkagehub.core.compare.GreatCircle;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.compare.Levenshtein;
import org.linkagehub.core.compare.MinHash;
import org.linkagehub.core.compare.NameTokens;
import org.linkagehub.core.compare.NhsNumbers;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.compare.OptimalStringAlignment;
import org.linkagehub.core.compare.PairwiseBest;
import org.linkagehub.core.compare.Phonetic;
import org.linkagehub.core.compare.Postcode;
import org.linkagehub.core.compare.QGrams;
import org.linkagehub.core.compare.TextLength;
import org.linkagehub.core.compare.VectorCosine;
import org.linkagehub.core.standardise.AccentFolding;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Hits;
import org.linkagehub.core.standardise.IsoDate;
import org.linkagehub.core.standardise.Rule;
import org.linkagehub.core.standardise.WhiteSpace;

/**
 * The functions that can be evaluated without Spark: all of {@code core.compare}, and those of
 * Spark's own that levels are commonly written with.
 */
final class SqlFunctions {

  /**
   * One function.
   *
   * @param least arguments that it takes
   * @param most arguments that it takes
   * @param nullIsNull whether a null argument gives null without a call
   */
  record SqlFunction(int least, int most, boolean nullIsNull, Function<Object[], Object> body) {
    Object apply(Object[] arguments) {
      if (nullIsNull) {
        for (Object argument : arguments) {
          if (argument == null) {
            return null;
          }
        }
      }
      return body.apply(arguments);
    }
  }

  private final Map<String, SqlFunction> byName = new LinkedHashMap<>();

  /** The functions, with a table of nicknames. */
  SqlFunctions(Nicknames nicknames) {
    text();
    arrays();
    numbersAndPlaces();
    dates();
    cleaning();
    sounds();
    names(nicknames);
    identifiers();
    TextBuiltIns.all().forEach(this::add);
    NumberBuiltIns.all().forEach(this::add);
    DateBuiltIns.all().forEach(this::add);
    ArrayBuiltIns.all().forEach(this::add);
  }

  /** The function of that name in lower case, if it is known here. */
  Optional<SqlFunction> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Set<String> names() {
    return byName.keySet();
  }

  private void add(String name, SqlFunction function) {
    if (byName.put(name, function) != null) {
      throw new IllegalStateException("two functions are called " + name);
    }
  }

  /** A function that a null argument makes null. */
  static SqlFunction strict(int least, int most, Function<Object[], Object> body) {
    return new SqlFunction(least, most, true, body);
  }

  private void one(String name, Function<Object, Object> body) {
    add(name, strict(1, 1, arguments -> body.apply(arguments[0])));
  }

  private void pair(String name, BinaryOperator<Object> body) {
    add(name, strict(2, 2, arguments -> body.apply(arguments[0], arguments[1])));
  }

  private void text() {
    pair("jaro_similarity", (l, r) -> Jaro.of(toText(l), toText(r)));
    pair("jaro_winkler_similarity", (l, r) -> JaroWinkler.of(toText(l), toText(r)));
    pair("damerau_levenshtein", (l, r) -> DamerauLevenshtein.of(toText(l), toText(r)));
    pair("optimal_string_alignment", (l, r) -> OptimalStringAlignment.of(toText(l), toText(r)));
    add("qgram_jaccard", strict(2, 3, a -> QGrams.jaccard(toText(a[0]), toText(a[1]), q(a))));
    add("qgram_cosine", strict(2, 3, a -> QGrams.cosine(toText(a[0]), toText(a[1]), q(a))));
    add("minhash_bands", strict(1, 5, SqlFunctions::minHash));
    pair("jaccard", (l, r) -> QGrams.jaccard(toText(l), toText(r), 1));
    pair("shorter_length", (l, r) -> TextLength.shorter(toText(l), toText(r)));
    add(
        "levenshtein",
        strict(
            2,
            3,
            a -> {
              int distance = Levenshtein.of(toText(a[0]), toText(a[1]));
              return a.length == 3 && distance > toInt(a[2]) ? -1 : distance;
            }));
  }

  private static int q(Object[] arguments) {
    return arguments.length == 3 ? toInt(arguments[2]) : 2;
  }

  private void arrays() {
    add("array_best_similarity", strict(3, 3, a -> bestPair(a, true)));
    add("array_least_distance", strict(3, 4, a -> bestPair(a, false)));
    pair("array_intersection_size", (l, r) -> ArrayOverlap.size(toTexts(l), toTexts(r)));
    add(
        "array_is_subset",
        strict(
            2,
            3,
            a ->
                ArrayOverlap.isSubset(
                    toTexts(a[0]), toTexts(a[1]), a.length == 3 && toBoolean(a[2]))));
    pair("array_cosine_similarity", SqlFunctions::cosine);
  }

  private Object bestPair(Object[] arguments, boolean similarity) {
    String name = toText(arguments[2]).toLowerCase(java.util.Locale.ROOT);
    SqlFunction function =
        find(name)
            .filter(found -> found.least() <= 2 && found.most() >= 2)
            .orElseThrow(() -> Program.unknownFunction(name, names()));
    int shortest = arguments.length == 4 ? toInt(arguments[3]) : 0;
    List<Object> answers = new ArrayList<>();
    for (Object left : longEnough(arguments[0], shortest)) {
      for (Object right : longEnough(arguments[1], shortest)) {
        answers.add(function.apply(new Object[] {left, right}));
      }
    }
    List<Object> one = answers.stream().filter(answer -> answer != null).toList();
    return one.isEmpty() ? null : orNull(best(one, similarity));
  }

  private static List<?> longEnough(Object texts, int shortest) {
    return shortest == 0
        ? toList(texts)
        : toList(texts).stream()
            .filter(text -> text != null && characters(toText(text)) >= shortest)
            .toList();
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  private static OptionalDouble best(List<Object> answers, boolean similarity) {
    List<Object> unit = List.of("");
    return similarity
        ? PairwiseBest.similarity(answers, unit, (answer, none) -> toDouble(answer))
        : PairwiseBest.distance(answers, unit, (answer, none) -> toDouble(answer));
  }

  private static Object cosine(Object left, Object right) {
    List<?> l = toList(left);
    List<?> r = toList(right);
    if (l.contains(null) || r.contains(null)) {
      return null;
    }
    return orNull(
        VectorCosine.of(
            l.stream().mapToDouble(SqlValues::toDouble).toArray(),
            r.stream().mapToDouble(SqlValues::toDouble).toArray()));
  }

  private static Object orNull(OptionalDouble value) {
    return value.isPresent() ? (Object) value.getAsDouble() : null;
  }

  private static Object orNull(Optional<String> value) {
    return value.orElse(null);
  }

  private void numbersAndPlaces() {
    pair("absolute_difference", (l, r) -> Difference.absolute(toDouble(l), toDouble(r)));
    pair("percentage_difference", (l, r) -> Difference.relative(toDouble(l), toDouble(r)));
    add(
        "distance_km",
        strict(
            4,
            4,
            a ->
                orNull(
                    GreatCircle.km(
                        toDouble(a[0]), toDouble(a[1]), toDouble(a[2]), toDouble(a[3])))));
  }

  private void dates() {
    pair("date_difference_days", (l, r) -> Dates.differenceDays(toDay(l), toDay(r)));
    pair("date_edit_distance", (l, r) -> Dates.editDistance(toDay(l), toDay(r)));
    pair("date_day_month_swapped", (l, r) -> Dates.dayMonthSwapped(toDay(l), toDay(r)));
    pair("date_parts_agreeing", (l, r) -> Dates.partsAgreeing(toDay(l), toDay(r)));
    add("is_placeholder_date", strict(1, 2, SqlFunctions::isPlaceholder));
    add(
        "without_placeholder_date",
        strict(1, 2, a -> isPlaceholder(a) ? null : LocalDate.ofEpochDay(toDay(a[0]))));
  }

  private void cleaning() {
    one("trim_space", value -> WhiteSpace.trimmed(toText(value)));
    one("null_if_blank", value -> WhiteSpace.nullIfBlank(toText(value)));
    one("fold_accents", value -> AccentFolding.folded(toText(value)));
    one("iso_date", value -> IsoDate.ofCalendarInUse(toText(value)));
    add("clean_value", strict(2, 2, a -> cleaned(a, new Hits())));
    add(
        "cleaning_rules",
        strict(
            2,
            2,
            a -> {
              var hits = new Hits();
              cleaned(a, hits);
              return keys(hits);
            }));
    add("birth_date", strict(1, 3, a -> birthDate(a, new Hits()).orElse(null)));
    add("partial_birth_date", strict(1, 3, a -> birthDates(a).clean(toText(a[0]), new Hits())));
    add(
        "birth_date_rules",
        strict(
            1,
            3,
            a -> {
              var hits = new Hits();
              birthDate(a, hits);
              return keys(hits);
            }));
  }

  private static Object minHash(Object[] arguments) {
    long[] keys =
        MinHash.keys(
            toText(arguments[0]),
            arguments.length > 1 ? toInt(arguments[1]) : 2,
            arguments.length > 2 ? toInt(arguments[2]) : 20,
            arguments.length > 3 ? toInt(arguments[3]) : 2,
            arguments.length > 4 ? toLong(arguments[4]) : 1);
    return keys.length == 0 ? null : Arrays.stream(keys).boxed().toList();
  }

  private static String cleaned(Object[] arguments, Hits hits) {
    return Cleaning.of(toText(arguments[0])).clean(toText(arguments[1]), hits);
  }

  private static Optional<LocalDate> birthDate(Object[] arguments, Hits hits) {
    return birthDates(arguments).date(toText(arguments[0]), hits);
  }

  private static BirthDateRules birthDates(Object[] arguments) {
    return BirthDateRules.of(
        arguments.length > 1 ? toText(arguments[1]) : "yyyy-MM-dd",
        arguments.length > 2 ? toText(arguments[2]) : "");
  }

  private static List<String> keys(Hits hits) {
    return hits.rules().stream().map(Rule::key).toList();
  }

  private static boolean isPlaceholder(Object[] arguments) {
    return Dates.isPlaceholder(
        toDay(arguments[0]), arguments.length == 2 && toBoolean(arguments[1]));
  }

  private void sounds() {
    one("phonetic_soundex", name -> orNull(Phonetic.soundex(toText(name))));
    one("phonetic_double_metaphone", name -> orNull(Phonetic.doubleMetaphone(toText(name))));
    one(
        "phonetic_double_metaphone_codes",
        name -> {
          List<String> codes = Phonetic.doubleMetaphoneCodes(toText(name));
          return codes.isEmpty() ? null : codes;
        });
    one("phonetic_nysiis", name -> orNull(Phonetic.nysiis(toText(name))));
    one("phonetic_match_rating", name -> orNull(Phonetic.matchRating(toText(name))));
    pair("match_rating_agrees", (l, r) -> Phonetic.matchRatingAgrees(toText(l), toText(r)));
  }

  private void names(Nicknames nicknames) {
    pair("nickname_agrees", (l, r) -> nicknames.agree(toText(l), toText(r)));
    one("nickname_groups", name -> nicknames.groups(toText(name)));
    pair("tokens_same", (l, r) -> NameTokens.same(toText(l), toText(r)));
    pair("tokens_shared", (l, r) -> NameTokens.shared(toText(l), toText(r)));
    pair("token_overlap", (l, r) -> NameTokens.overlap(toText(l), toText(r)));
    pair("token_jaccard", (l, r) -> NameTokens.jaccard(toText(l), toText(r)));
    pair("token_similarity", (l, r) -> NameTokens.similarity(toText(l), toText(r)));
    pair("initial_agrees", (l, r) -> NameTokens.initialAgrees(toText(l), toText(r)));
  }

  private void identifiers() {
    one("postcode_area", postcode -> orNull(Postcode.area(toText(postcode))));
    one("postcode_district", postcode -> orNull(Postcode.district(toText(postcode))));
    one("postcode_sector", postcode -> orNull(Postcode.sector(toText(postcode))));
    pair("postcode_one_character_off", (l, r) -> Postcode.oneCharacterOff(toText(l), toText(r)));
    pair(
        "nhs_number_one_digit_different",
        (l, r) -> NhsNumbers.oneDigitDifferent(toText(l), toText(r)));
    pair(
        "nhs_number_two_digits_transposed",
        (l, r) -> NhsNumbers.twoDigitsTransposed(toText(l), toText(r)));
    one("email_username", address -> orNull(EmailAddress.username(toText(address))));
    one("email_domain", address -> orNull(EmailAddress.domain(toText(address))));
  }

  static Object date(Object[] arguments) {
    return arguments.length == 1
        ? toDate(arguments[0])
        : SqlDates.timestamp(toText(arguments[0]), toText(arguments[1]))
            .map(SqlDates::dayOf)
            .orElseThrow(() -> new EvaluationException("a value cannot be read as date"));
  }

  static Object timestampOrNull(Object[] arguments) {
    return arguments.length == 1
        ? castOrNull(arguments[0], "timestamp")
        : SqlDates.timestamp(toText(arguments[0]), toText(arguments[1])).orElse(null);
  }

  static Object timestamp(Object[] arguments) {
    Object made = timestampOrNull(arguments);
    if (made == null) {
      throw new EvaluationException("a value cannot be read as timestamp");
    }
    return made;
  }

  /** What {@code TRY_CAST} gives. */
  static Object castOrNull(Object value, String type) {
    try {
      return SqlValues.cast(value, type);
    } catch (EvaluationException unreadable) {
      return null;
    }
  }

  static long seconds(Object value) {
    return Math.floorDiv(toInstant(value).toEpochMilli(), 1000L);
  }
}
