package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.spark.TestSession;

class MinHashTest {
  private static final List<String> NAMES =
      List.of("smith", "smyth", "o'brien", "o brien", "núñez", "李明", "ab", "aaaa", "fitzgerald");

  /** MLlib's transformer, of the same seed, on vectors of the same numbers. */
  @Test
  void makesTheSignaturesOfMllib() {
    List<Row> vectors = NAMES.stream().map(name -> RowFactory.create(vector(name))).toList();
    Dataset<Row> table =
        TestSession.spark()
            .createDataFrame(vectors, new StructType().add("grams", SQLDataTypes.VectorType()));
    List<Row> hashed =
        new MinHashLSH()
            .setSeed(17)
            .setNumHashTables(6)
            .setInputCol("grams")
            .setOutputCol("minima")
            .fit(table)
            .transform(table)
            .select("minima")
            .collectAsList();
    for (int i = 0; i < NAMES.size(); i++) {
      long[] minima =
          hashed.get(i).<Vector>getList(0).stream()
              .mapToLong(vector -> (long) vector.apply(0))
              .toArray();
      assertArrayEquals(minima, MinHash.signature(NAMES.get(i), 2, 3, 2, 17), NAMES.get(i));
    }
  }

  private static Vector vector(String name) {
    var indices = new TreeSet<Integer>();
    for (int i = 0; i + 1 < name.length(); i++) {
      indices.add(MinHash.index((long) name.charAt(i) << 21 | name.charAt(i + 1)));
    }
    double[] ones = new double[indices.size()];
    Arrays.fill(ones, 1);
    return Vectors.sparse(
        MinHash.PRIME - 1, indices.stream().mapToInt(Integer::intValue).toArray(), ones);
  }

  /** smith and smyth share 2 of 6 bigrams: 1 - (1 - (2/6)^2)^3 = .2977 with three bands of two. */
  @Test
  void sharesABandAsOftenAsItSays() {
    int shared = 0;
    int seeds = 4000;
    for (int seed = 0; seed < seeds; seed++) {
      long[] a = MinHash.keys("smith", 2, 3, 2, seed);
      long[] b = MinHash.keys("smyth", 2, 3, 2, seed);
      shared += Arrays.stream(a).anyMatch(k -> Arrays.stream(b).anyMatch(o -> o == k)) ? 1 : 0;
    }
    assertEquals(0.2977, shared / (double) seeds, 0.025); // 3.4 standard errors
  }

  @Test
  void givesEqualGramsEqualKeysWhateverCameBetween() {
    long[] before = MinHash.keys("abcabc", 2, 4, 3, 9);
    MinHash.keys("something", 3, 2, 2, new Random(1).nextLong());
    assertArrayEquals(before, MinHash.keys("abcabcab", 2, 4, 3, 9));
    assertEquals(4, Arrays.stream(before).distinct().count());
    assertEquals(0, MinHash.keys("a", 2, 4, 3, 9).length);
  }

  @Test
  void refusesASignatureOfNothingOrTooMuch() {
    for (int[] size : new int[][] {{0, 1}, {1, 0}, {100, 11}}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class, () -> MinHash.keys("ab", 2, size[0], size[1], 1))
              .getMessage();
      assertEquals(
          "bands and rows must be at least 1 and their product at most 1000, were %d and %d"
              .formatted(size[0], size[1]),
          message);
    }
  }
}
