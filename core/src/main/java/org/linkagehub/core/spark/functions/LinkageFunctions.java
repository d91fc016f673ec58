package org.linkagehub.core.spark.functions;

import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The comparison functions as functions of Spark SQL, for the conditions of comparison levels and
 * for any query.
 *
 * <p>They compile into the generated code of a stage, without the boxing of a user-defined
 * function. {@code levenshtein} is not among them: Spark's own counts code points and is kept.
 */
public final class LinkageFunctions {
  private static final List<String> PAIR = List.of("left", "right");
  private static final List<DataType> STRINGS = List.of(DataTypes.StringType, DataTypes.StringType);

  private static final List<LinkageFunction> ALL =
      List.of(
          similarity(
              "jaro_similarity", "Jaro similarity of two strings, 0 to 1.", "jaroSimilarity"),
          similarity(
              "jaro_winkler_similarity",
              "Jaro-Winkler similarity of two strings, 0 to 1: prefix scale 0.1, at most 4"
                  + " characters, boost above a Jaro similarity of 0.7.",
              "jaroWinklerSimilarity"),
          distance(
              "damerau_levenshtein",
              "Unrestricted Damerau-Levenshtein distance of two strings, in characters.",
              "damerauLevenshtein"),
          distance(
              "optimal_string_alignment",
              "Optimal string alignment (restricted Damerau-Levenshtein) distance of two strings,"
                  + " in characters.",
              "optimalStringAlignment"));

  private LinkageFunctions() {}

  /** Every function, in the order of the documentation. */
  public static List<LinkageFunction> all() {
    return ALL;
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
    if (!(spark instanceof org.apache.spark.sql.classic.SparkSession classic)) {
      throw new UnsupportedOperationException(
          "the functions cannot be registered from a Spark Connect client; start the server with"
              + " spark.sql.extensions="
              + LinkageExtensions.class.getName());
    }
    FunctionRegistry registry = classic.sessionState().functionRegistry();
    for (LinkageFunction function : ALL) {
      registry.registerFunction(function.identifier(), function.info(), function::call);
    }
  }

  private static LinkageFunction similarity(String name, String doc, String method) {
    return new LinkageFunction(
        name, PAIR, STRINGS, DataTypes.DoubleType, false, doc, TextFunctions.class, method);
  }

  private static LinkageFunction distance(String name, String doc, String method) {
    return new LinkageFunction(
        name, PAIR, STRINGS, DataTypes.IntegerType, false, doc, TextFunctions.class, method);
  }
}
