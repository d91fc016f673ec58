package org.linkagehub.core.spark.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.compare.ArrayOverlap;
import org.linkagehub.core.compare.PairwiseBest;
import org.linkagehub.core.compare.VectorCosine;

/** What generated code calls for arrays. Arguments are never null; elements may be. */
public final class ArrayFunctions {
  private ArrayFunctions() {}

  /** The most alike pair under the kernel of that name; null where an array has no element. */
  public static Double bestSimilarity(ArrayData left, ArrayData right, UTF8String kernel) {
    TextKernel function = TextKernel.valueOf(kernel.toString());
    return orNull(PairwiseBest.similarity(strings(left), strings(right), function::compare));
  }

  /**
   * The nearest pair under the kernel of that name, among the elements of at least so many
   * characters; null where an array has none.
   */
  public static Double leastDistance(
      ArrayData left, ArrayData right, UTF8String kernel, int minimumLength) {
    TextKernel function = TextKernel.valueOf(kernel.toString());
    return orNull(
        PairwiseBest.distance(
            longEnough(strings(left), minimumLength),
            longEnough(strings(right), minimumLength),
            function::compare));
  }

  private static List<UTF8String> longEnough(List<UTF8String> strings, int minimumLength) {
    return strings.stream()
        .filter(string -> string != null && string.numChars() >= minimumLength)
        .toList();
  }

  private static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  public static int intersectionSize(ArrayData left, ArrayData right) {
    return ArrayOverlap.size(strings(left), strings(right));
  }

  public static boolean isSubset(ArrayData left, ArrayData right, boolean emptyIsSubset) {
    return ArrayOverlap.isSubset(strings(left), strings(right), emptyIsSubset);
  }

  /** Null where a vector has a null, has no direction, or where there is no element. */
  public static Double cosine(ArrayData left, ArrayData right) {
    double[] l = numbers(left);
    double[] r = numbers(right);
    if (l == null || r == null) {
      return null;
    }
    return orNull(VectorCosine.of(l, r));
  }

  private static List<UTF8String> strings(ArrayData array) {
    List<UTF8String> strings = new ArrayList<>(array.numElements());
    for (int i = 0; i < array.numElements(); i++) {
      strings.add(array.isNullAt(i) ? null : array.getUTF8String(i));
    }
    return strings;
  }

  private static double[] numbers(ArrayData array) {
    double[] numbers = new double[array.numElements()];
    for (int i = 0; i < numbers.length; i++) {
      if (array.isNullAt(i)) {
        return null;
      }
      numbers[i] = (double) array.get(i, DataTypes.DoubleType);
    }
    return numbers;
  }

  /** The comparisons of two strings that need no look-up in Spark's registry. */
  enum TextKernel {
    JARO_SIMILARITY(true),
    JARO_WINKLER_SIMILARITY(true),
    JACCARD(true),
    LEVENSHTEIN(false),
    DAMERAU_LEVENSHTEIN(false),
    OPTIMAL_STRING_ALIGNMENT(false);

    final boolean isSimilarity;

    TextKernel(boolean isSimilarity) {
      this.isSimilarity = isSimilarity;
    }

    double compare(UTF8String left, UTF8String right) {
      return switch (this) {
        case JARO_SIMILARITY -> TextFunctions.jaroSimilarity(left, right);
        case JARO_WINKLER_SIMILARITY -> TextFunctions.jaroWinklerSimilarity(left, right);
        case JACCARD -> TextFunctions.jaccard(left, right, 1);
        case LEVENSHTEIN -> TextFunctions.levenshtein(left, right);
        case DAMERAU_LEVENSHTEIN -> TextFunctions.damerauLevenshtein(left, right);
        case OPTIMAL_STRING_ALIGNMENT -> TextFunctions.optimalStringAlignment(left, right);
      };
    }
  }
}
