package org.linkagehub.core.spark.functions;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnresolvedNamedLambdaVariable;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.compare.ArrayOverlap;
import org.linkagehub.core.compare.DamerauLevenshtein;
import org.linkagehub.core.compare.Dates;
import org.linkagehub.core.compare.Difference;
import org.linkagehub.core.compare.EmailAddress;
import org.linkagehub.core.compare.GreatCircle;
import org.linkagehub.core.compare.Jaro;
import org.linkagehub.core.compare.JaroWinkler;
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
import org.linkagehub.core.spark.functions.LinkageFunction.Call;
import org.linkagehub.core.spark.functions.LinkageFunction.Parameter;
import org.linkagehub.core.spark.internals.SparkInternals;
import org.linkagehub.core.standardise.AccentFolding;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.IsoDate;
import org.linkagehub.core.standardise.WhiteSpace;

/**
 * The comparison functions as functions of Spark SQL, for the conditions of comparison levels and
 * for any query: the one list that registers and documents them.
 *
 * <p>They compile into the generated code of a stage, without the boxing of a user-defined
 * function. {@code levenshtein} is not among them: Spark's own counts code points and is kept.
 */
public final class LinkageFunctions {
  private static final DataType STRINGS = new ArrayType(StringType, true);
  private static final DataType NUMBERS = new ArrayType(DoubleType, true);

  private LinkageFunctions() {}

  /** Every function, in the order of the documentation. */
  public static List<LinkageFunction> all() {
    return Stream.of(
            text(),
            arrays(),
            numbers(),
            dates(),
            sounds(),
            names(),
            identifiers(),
            cleaning(),
            ModelScoring.functions())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Makes every function known to a session. Doing it again changes nothing. A session that is
   * built with {@link LinkageExtensions} has them already.
   *
   * @throws UnsupportedOperationException if the session is a Spark Connect client: there the
   *     server needs {@code
   *     spark.sql.extensions=org.linkagehub.core.spark.functions.LinkageExtensions}
   */
  public static void register(SparkSession spark) {
    if (SparkInternals.isClient(spark)) {
      throw new UnsupportedOperationException(
          "the functions cannot be registered from a Spark Connect client; start the server with"
              + " spark.sql.extensions="
              + LinkageExtensions.class.getName());
    }
    FunctionRegistry registry = SparkInternals.sessionState(spark).functionRegistry();
    for (LinkageFunction function : all()) {
      var known = registry.lookupFunction(function.identifier());
      if (known.isEmpty() || !known.get().getUsage().equals(function.info().getUsage())) {
        registry.registerFunction(function.identifier(), function.info(), function::build);
      }
    }
  }

  /**
   * Which nicknames the queries of a session know from now on.
   *
   * @param file a path that Spark can read, in the format of {@link Nicknames}; empty for what the
   *     application was started with, which is the built-in table unless {@value
   *     NicknameSetting#KEY} says otherwise
   */
  public static void useNicknames(SparkSession spark, Optional<String> file) {
    Optional<String> wanted = file.or(() -> NicknameSetting.ofApplication(spark));
    if (wanted.isPresent()) {
      spark.conf().set(NicknameSetting.KEY, wanted.get());
    } else {
      spark.conf().unset(NicknameSetting.KEY);
    }
  }

  private static List<LinkageFunction> text() {
    var in = new Family("Text", TextFunctions.class);
    Parameter q = Parameter.of("q", IntegerType, 2);
    return List.of(
        in.total(
            "jaro_similarity",
            pair(StringType),
            DoubleType,
            "Jaro similarity, 0 to 1.",
            Jaro.class,
            "jaroSimilarity"),
        in.total(
            "jaro_winkler_similarity",
            pair(StringType),
            DoubleType,
            "Jaro-Winkler similarity, 0 to 1: prefix scale 0.1, at most 4 characters, boost above a"
                + " Jaro similarity of 0.7.",
            JaroWinkler.class,
            "jaroWinklerSimilarity"),
        in.total(
            "damerau_levenshtein",
            pair(StringType),
            IntegerType,
            "Unrestricted Damerau-Levenshtein distance, in characters: CA and ABC are 2 apart.",
            DamerauLevenshtein.class,
            "damerauLevenshtein"),
        in.total(
            "optimal_string_alignment",
            pair(StringType),
            IntegerType,
            "Optimal string alignment (restricted Damerau-Levenshtein) distance, in characters: CA"
                + " and ABC are 3 apart.",
            OptimalStringAlignment.class,
            "optimalStringAlignment"),
        in.total(
            "qgram_jaccard",
            pair(StringType, q),
            DoubleType,
            "Shared q-grams as a share of all different ones of both, 0 to 1; q from 1 to 3.",
            QGrams.class,
            "jaccard"),
        in.total(
            "qgram_cosine",
            pair(StringType, q),
            DoubleType,
            "Cosine of the counts of q-grams, 0 to 1; q from 1 to 3.",
            QGrams.class,
            "cosine"),
        in.partial(
            "minhash_bands",
            List.of(
                Parameter.of("text", StringType),
                q,
                Parameter.of("bands", IntegerType, 20),
                Parameter.of("rows", IntegerType, 2),
                Parameter.of("seed", LongType, 1L)),
            new ArrayType(LongType, false),
            "Keys of a text, one a band of rows of MinHash over its q-grams: two texts of Jaccard"
                + " coefficient J share one with a chance of 1 - (1 - J^rows)^bands. Null for a"
                + " text shorter than q. For blocking rules.",
            MinHash.class,
            "minhashBands"),
        new LinkageFunction(
            "jaccard",
            in.name(),
            pair(StringType),
            DoubleType,
            "Shared characters as a share of all different ones of both, 0 to 1: qgram_jaccard with"
                + " q = 1.",
            QGrams.class,
            arguments ->
                Expressions.invoke(
                    TextFunctions.class,
                    "jaccard",
                    DoubleType,
                    false,
                    List.of(StringType, StringType, IntegerType),
                    List.of(arguments.get(0), arguments.get(1), new Literal(1, IntegerType)))),
        in.total(
            "shorter_length",
            pair(StringType),
            IntegerType,
            "Characters of the shorter string: the guard of an edit distance, shorter_length(a, b)"
                + " >= 3.",
            TextLength.class,
            "shorterLength"));
  }

  private static List<LinkageFunction> arrays() {
    var in = new Family("Arrays", ArrayFunctions.class);
    Parameter function = Parameter.of("function", StringType);
    return List.of(
        new LinkageFunction(
            "array_best_similarity",
            in.name(),
            pair(STRINGS, function),
            DoubleType,
            "The greatest answer of the named function, for example 'jaro_winkler_similarity', for"
                + " any element of one and any of the other; null where one has no element.",
            PairwiseBest.class,
            bestPair("array_best_similarity", "array_max")),
        new LinkageFunction(
            "array_least_distance",
            in.name(),
            pair(STRINGS, function, Parameter.of("minimum_length", IntegerType, 0)),
            DoubleType,
            "The least answer of the named function, for example 'levenshtein', for any element of"
                + " one and any of the other, elements of fewer characters left out; null where"
                + " one has no element.",
            PairwiseBest.class,
            bestPair("array_least_distance", "array_min")),
        in.total(
            "array_intersection_size",
            pair(STRINGS),
            IntegerType,
            "How many different values both arrays hold; nulls do not count.",
            ArrayOverlap.class,
            "intersectionSize"),
        in.total(
            "array_is_subset",
            pair(STRINGS, Parameter.of("empty_is_subset", BooleanType, false)),
            BooleanType,
            "Whether the array with fewer different values holds none but the other's.",
            ArrayOverlap.class,
            "isSubset"),
        in.partial(
            "array_cosine_similarity",
            pair(NUMBERS),
            DoubleType,
            "Cosine of two equally long numeric vectors, -1 to 1; null where one is all zeros.",
            VectorCosine.class,
            "cosine"));
  }

  private static List<LinkageFunction> numbers() {
    var in = new Family("Numbers and places", NumberFunctions.class);
    return List.of(
        in.total(
            "absolute_difference",
            pair(DoubleType),
            DoubleType,
            "|left - right|.",
            Difference.class,
            "absoluteDifference"),
        in.total(
            "percentage_difference",
            pair(DoubleType),
            DoubleType,
            "|left - right| as a share (not per cent) of the larger size, 0 to 2; 0 for two zeros.",
            Difference.class,
            "percentageDifference"),
        in.partial(
            "distance_km",
            List.of(
                Parameter.of("latitude_left", DoubleType),
                Parameter.of("longitude_left", DoubleType),
                Parameter.of("latitude_right", DoubleType),
                Parameter.of("longitude_right", DoubleType)),
            DoubleType,
            "Great-circle distance in km of two places in degrees; null where one is not on Earth.",
            GreatCircle.class,
            "distanceKm"));
  }

  private static List<LinkageFunction> dates() {
    var in = new Family("Dates", DateFunctions.class);
    Parameter firstOfJanuary = Parameter.of("first_of_january", BooleanType, false);
    List<Parameter> one = List.of(Parameter.of("date", DateType), firstOfJanuary);
    return List.of(
        in.total(
            "date_difference_days",
            pair(DateType),
            IntegerType,
            "Difference in days, never negative; a month is 30.4375 days, a year 365.25.",
            Dates.class,
            "differenceDays"),
        in.total(
            "date_edit_distance",
            pair(DateType),
            IntegerType,
            "damerau_levenshtein of the two as yyyy-mm-dd: 1 for one wrong figure.",
            Dates.class,
            "editDistance"),
        in.total(
            "date_day_month_swapped",
            pair(DateType),
            BooleanType,
            "Whether only day and month differ, each being the other's.",
            Dates.class,
            "dayMonthSwapped"),
        in.total(
            "date_parts_agreeing",
            pair(DateType),
            IntegerType,
            "How many of year, month and day agree, 0 to 3.",
            Dates.class,
            "partsAgreeing"),
        in.total(
            "is_placeholder_date",
            one,
            BooleanType,
            "Whether a date stands for not known: 0001-01-01, 1800-01-01, 1880-01-01, 1899-12-30,"
                + " 1899-12-31, 1900-01-01, 1901-01-01, 9999-12-31; every 1 January if asked for.",
            Dates.class,
            "isPlaceholder"),
        in.partial(
            "without_placeholder_date",
            one,
            DateType,
            "The date, or null where is_placeholder_date.",
            Dates.class,
            "orMissing"));
  }

  private static List<LinkageFunction> sounds() {
    var in = new Family("Sound", NameFunctions.class);
    String silent = " Null without a letter, or with one that is not Latin.";
    return List.of(
        in.partial(
            "phonetic_soundex",
            one("name"),
            StringType,
            "American Soundex after folding accents." + silent,
            Phonetic.class,
            "soundex"),
        in.partial(
            "phonetic_double_metaphone",
            one("name"),
            StringType,
            "Primary Double Metaphone code after folding accents." + silent,
            Phonetic.class,
            "doubleMetaphone"),
        in.partial(
            "phonetic_double_metaphone_codes",
            one("name"),
            new ArrayType(StringType, false),
            "Primary and, where it differs, alternate Double Metaphone code; names sound alike when"
                + " they share one."
                + silent,
            Phonetic.class,
            "doubleMetaphoneCodes"),
        in.partial(
            "phonetic_nysiis",
            one("name"),
            StringType,
            "NYSIIS code, at most 6 letters, after folding accents." + silent,
            Phonetic.class,
            "nysiis"),
        in.partial(
            "phonetic_match_rating",
            one("name"),
            StringType,
            "Match Rating code after folding accents." + silent,
            Phonetic.class,
            "matchRating"),
        in.total(
            "match_rating_agrees",
            pair(StringType),
            BooleanType,
            "Whether two names agree by the Match Rating Approach's own bound.",
            Phonetic.class,
            "matchRatingAgrees"));
  }

  private static List<LinkageFunction> names() {
    var in = new Family("Names", NameFunctions.class);
    return List.of(
        new LinkageFunction(
            "nickname_agrees",
            in.name(),
            pair(StringType),
            BooleanType,
            "Whether two given names are equal or forms of one name, as Peggy and Maggie are.",
            Nicknames.class,
            withNicknames("nicknameAgrees", BooleanType, 2)),
        new LinkageFunction(
            "nickname_groups",
            in.name(),
            one("name"),
            new ArrayType(StringType, false),
            "The formal names that a given name may stand for, sorted; itself where it is in no"
                + " group. Names agree when they share one.",
            Nicknames.class,
            withNicknames("nicknameGroups", new ArrayType(StringType, false), 1)),
        in.total(
            "tokens_same",
            pair(StringType),
            BooleanType,
            "Whether two names have the same tokens in any order, or the same letters written"
                + " together: SMITH-JONES, JONES SMITH, SMITHJONES.",
            NameTokens.class,
            "tokensSame"),
        in.total(
            "tokens_shared",
            pair(StringType),
            IntegerType,
            "How many tokens two names share.",
            NameTokens.class,
            "tokensShared"),
        in.total(
            "token_overlap",
            pair(StringType),
            DoubleType,
            "Shared tokens as a share of the name with fewer, 0 to 1: 1 for SMITH and SMITH-JONES.",
            NameTokens.class,
            "tokenOverlap"),
        in.total(
            "token_jaccard",
            pair(StringType),
            DoubleType,
            "Shared tokens as a share of the tokens of both, 0 to 1.",
            NameTokens.class,
            "tokenJaccard"),
        in.total(
            "token_similarity",
            pair(StringType),
            DoubleType,
            "Mean Jaro-Winkler similarity of the tokens of the name with fewer, each laid against"
                + " its best counterpart, 0 to 1.",
            NameTokens.class,
            "tokenSimilarity"),
        in.total(
            "initial_agrees",
            pair(StringType),
            BooleanType,
            "Whether one name is a single letter and the other begins with it.",
            NameTokens.class,
            "initialAgrees"));
  }

  private static List<LinkageFunction> identifiers() {
    var in = new Family("Postcode, NHS number, email", NameFunctions.class);
    return List.of(
        in.partial(
            "postcode_area",
            one("postcode"),
            StringType,
            "SW of SW1A 2AA; null for what is no postcode, and for ZZ99.",
            Postcode.class,
            "postcodeArea"),
        in.partial(
            "postcode_district",
            one("postcode"),
            StringType,
            "SW1A of SW1A 2AA; null for what is no postcode, and for ZZ99.",
            Postcode.class,
            "postcodeDistrict"),
        in.partial(
            "postcode_sector",
            one("postcode"),
            StringType,
            "SW1A 2 of SW1A 2AA; null for what is no whole postcode, and for ZZ99.",
            Postcode.class,
            "postcodeSector"),
        in.total(
            "postcode_one_character_off",
            pair(StringType),
            BooleanType,
            "Whether two postcodes differ by one character or two swapped neighbours.",
            Postcode.class,
            "postcodeOneCharacterOff"),
        in.total(
            "nhs_number_one_digit_different",
            pair(StringType),
            BooleanType,
            "Whether two numbers of ten digits differ in exactly one.",
            NhsNumbers.class,
            "nhsNumberOneDigitDifferent"),
        in.total(
            "nhs_number_two_digits_transposed",
            pair(StringType),
            BooleanType,
            "Whether two numbers of ten digits are equal but for two swapped neighbours.",
            NhsNumbers.class,
            "nhsNumberTwoDigitsTransposed"),
        in.partial(
            "email_username",
            one("address"),
            StringType,
            "What stands before the last at sign; null where nothing does.",
            EmailAddress.class,
            "emailUsername"),
        in.partial(
            "email_domain",
            one("address"),
            StringType,
            "What stands after the last at sign; null where nothing does.",
            EmailAddress.class,
            "emailDomain"));
  }

  private static List<Parameter> pair(DataType type, Parameter... more) {
    List<Parameter> parameters =
        new ArrayList<>(List.of(Parameter.of("left", type), Parameter.of("right", type)));
    parameters.addAll(List.of(more));
    return parameters;
  }

  private static List<Parameter> one(String name) {
    return List.of(Parameter.of(name, StringType));
  }

  /**
   * The kernels of our own are called from generated code; any other function becomes what a user
   * would write with transform and array_max, and Spark looks it up.
   */
  private static Call bestPair(String name, String pick) {
    return arguments -> {
      Expression left = arguments.get(0);
      Expression right = arguments.get(1);
      Object given = arguments.get(2).foldable() ? arguments.get(2).eval(null) : null;
      if (given == null) {
        throw new IllegalArgumentException(
            name + ": the function must be named by a text in quotes, for example 'levenshtein'");
      }
      String function = given.toString();
      boolean similarity = pick.equals("array_max");
      for (ArrayFunctions.TextKernel kernel : ArrayFunctions.TextKernel.values()) {
        if (kernel.name().equals(function.toUpperCase(Locale.ROOT))) {
          if (kernel.isSimilarity != similarity) {
            throw new IllegalArgumentException(
                name
                    + ": "
                    + function
                    + (similarity
                        ? " is a distance; use array_least_distance"
                        : " is a similarity; use array_best_similarity"));
          }
          Expression named = new Literal(UTF8String.fromString(kernel.name()), StringType);
          return similarity
              ? Expressions.invoke(
                  ArrayFunctions.class,
                  "bestSimilarity",
                  DoubleType,
                  true,
                  List.of(STRINGS, STRINGS, StringType),
                  List.of(left, right, named))
              : Expressions.invoke(
                  ArrayFunctions.class,
                  "leastDistance",
                  DoubleType,
                  true,
                  List.of(STRINGS, STRINGS, StringType, IntegerType),
                  List.of(left, right, named, arguments.get(3)));
        }
      }
      UnresolvedNamedLambdaVariable l = Expressions.variable("element_left");
      UnresolvedNamedLambdaVariable r = Expressions.variable("element_right");
      Expression row =
          Expressions.named(
              "transform",
              similarity ? right : longEnough(right, arguments.get(3)),
              Expressions.lambda(r, Expressions.named(function, l, r)));
      Expression table =
          Expressions.named(
              "transform",
              similarity ? left : longEnough(left, arguments.get(3)),
              Expressions.lambda(l, row));
      return Expressions.named(
          "double", Expressions.named(pick, Expressions.named("flatten", table)));
    };
  }

  /** Whether {@code nickname_agrees} knows other nicknames than the built-in ones. */
  public static boolean hasOwnNicknames(SparkSession spark) {
    return NicknameSetting.isGiven(spark);
  }

  private static Expression longEnough(Expression strings, Expression minimumLength) {
    UnresolvedNamedLambdaVariable element = Expressions.variable("element");
    return Expressions.named(
        "filter",
        strings,
        Expressions.lambda(
            element, Expressions.named(">=", Expressions.named("length", element), minimumLength)));
  }

  private static Call withNicknames(String method, DataType returns, int strings) {
    return arguments -> {
      List<DataType> types = new ArrayList<>();
      for (int i = 0; i < strings; i++) {
        types.add(StringType);
      }
      List<Expression> all = new ArrayList<>(arguments);
      NicknameSetting.table()
          .ifPresent(
              table -> {
                DataType type = new ObjectType(Nicknames.class);
                types.add(type);
                all.add(new Literal(table, type));
              });
      return Expressions.invoke(NameFunctions.class, method, returns, false, types, all);
    };
  }

  private static List<LinkageFunction> cleaning() {
    var in = new Family("Cleaning", CleaningFunctions.class);
    var rules = new ArrayType(StringType, false);
    List<Parameter> value =
        List.of(Parameter.of("field", StringType), Parameter.of("value", StringType));
    List<Parameter> date =
        List.of(
            Parameter.of("value", StringType),
            Parameter.of("formats", StringType, "yyyy-MM-dd"),
            Parameter.of("as_at", StringType, ""));
    List<Parameter> text = List.of(Parameter.of("value", StringType));
    String fields = " Fields: " + Cleaning.keys() + ".";
    return List.of(
        in.total(
            "trim_space",
            text,
            StringType,
            "The value without white space of any kind at its ends.",
            WhiteSpace.class,
            "trimSpace"),
        in.partial(
            "null_if_blank",
            text,
            StringType,
            "The value; null where it is empty or nothing but white space.",
            WhiteSpace.class,
            "nullIfBlank"),
        in.total(
            "fold_accents",
            text,
            StringType,
            "The value with Latin letters that have lost their accents; other scripts stay.",
            AccentFolding.class,
            "foldAccents"),
        in.partial(
            "iso_date",
            text,
            DateType,
            "The date that is written as yyyy-MM-dd, from 1583 on; null of any other text.",
            IsoDate.class,
            "isoDate"),
        in.partial(
            "clean_value",
            value,
            StringType,
            "The value cleaned by the rules of its field; null where it is no evidence." + fields,
            Cleaning.class,
            "clean"),
        in.total(
            "cleaning_rules",
            value,
            rules,
            "The names of the rules that clean_value meets, an array.",
            Cleaning.class,
            "rules"),
        in.partial(
            "birth_date",
            date,
            DateType,
            "A date of birth of the formats, which have a bar between them; null where it is"
                + " partial or a placeholder, and after as_at or 120 years before it.",
            BirthDateRules.class,
            "birthDate"),
        in.partial(
            "partial_birth_date",
            date,
            StringType,
            "What is known of a date of birth, as text: yyyy-MM-dd, or of a partial one yyyy-MM or"
                + " yyyy; null where birth_date is of any other.",
            BirthDateRules.class,
            "partialBirthDate"),
        in.total(
            "birth_date_rules",
            date,
            rules,
            "The names of the rules that birth_date meets, an array.",
            BirthDateRules.class,
            "birthDateRules"));
  }

  /** Functions under one heading that are static methods of one class. */
  private record Family(String name, Class<?> methods) {
    /** A function that always answers. */
    LinkageFunction total(
        String function,
        List<Parameter> parameters,
        DataType returns,
        String doc,
        Class<?> computedBy,
        String method) {
      return function(function, parameters, returns, false, doc, computedBy, method);
    }

    /** A function that may answer null. */
    LinkageFunction partial(
        String function,
        List<Parameter> parameters,
        DataType returns,
        String doc,
        Class<?> computedBy,
        String method) {
      return function(function, parameters, returns, true, doc, computedBy, method);
    }

    private LinkageFunction function(
        String function,
        List<Parameter> parameters,
        DataType returns,
        boolean nullable,
        String doc,
        Class<?> computedBy,
        String method) {
      List<DataType> types = parameters.stream().map(Parameter::type).toList();
      return new LinkageFunction(
          function,
          name,
          parameters,
          returns,
          doc,
          computedBy,
          arguments -> Expressions.invoke(methods, method, returns, nullable, types, arguments));
    }
  }
}
