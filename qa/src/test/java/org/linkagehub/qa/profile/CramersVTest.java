package org.linkagehub.qa.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import java.util.Random;
import org.apache.spark.mllib.linalg.Matrices;
import org.apache.spark.mllib.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CramersVTest {
  /**
   * Worked by hand: 100 records, chi squared 36, so phi squared .36; less 1/99 it is .349899; both
   * sides count as 2 - 1/99 values, so V = sqrt(.349899 / (1 - 1/99)) = .594533.
   */
  @Test
  void isCorrectedForBias() {
    OptionalDouble v = CramersV.of(new long[][] {{40, 10}, {10, 40}});
    assertEquals(Math.sqrt((0.36 - 1 / 99.0) / (1 - 1 / 99.0)), v.orElseThrow(), 1e-12);
    assertEquals(0.594533, v.orElseThrow(), 1e-6);
  }

  @Test
  void isOneWhereTheOneTellsTheOtherAndNoneWhereThereIsNothingToTell() {
    assertEquals(1, CramersV.of(new long[][] {{30, 0, 0}, {0, 50, 20}}).orElseThrow(), 0.01);
    assertEquals(1, CramersV.of(new long[][] {{300, 0}, {0, 500}}).orElseThrow(), 1e-12);
    assertEquals(0, CramersV.of(new long[][] {{20, 40}, {10, 20}}).orElseThrow(), 0);
    assertEquals(OptionalDouble.empty(), CramersV.of(new long[][] {{20, 40}}));
    assertEquals(OptionalDouble.empty(), CramersV.of(new long[][] {{20, 0}, {7, 0}}));
    assertEquals(OptionalDouble.empty(), CramersV.of(new long[0][0]));
  }

  /**
   * The statistic against another library's, and the whole about 0 where nothing hangs together.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theStatisticIsThatOfMllib(long seed) {
    var random = new Random(seed);
    int r = 2 + random.nextInt(6);
    int c = 2 + random.nextInt(6);
    double[][] counts = new double[r][c];
    double[] byColumn = new double[r * c];
    double[] rows = new double[r];
    double[] columns = new double[c];
    for (int i = 0; i < 5000; i++) {
      int a = random.nextInt(r);
      int b = random.nextInt(c);
      counts[a][b]++;
      byColumn[b * r + a]++;
      rows[a]++;
      columns[b]++;
    }
    assertEquals(
        Statistics.chiSqTest(Matrices.dense(r, c, byColumn)).statistic(),
        CramersV.chiSquared(counts, rows, columns, 5000),
        1e-9);
    assertTrue(CramersV.of(counts).orElseThrow() < 0.05);
  }
}
