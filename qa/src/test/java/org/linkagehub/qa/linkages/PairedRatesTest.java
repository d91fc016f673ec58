package org.linkagehub.qa.linkages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.qa.linkages.PairedRates.Interval;

class PairedRatesTest {
  /** Both rates over the same requests, of which a are events of both, b of one, c of the other. */
  private static PairedRates of(long a, long b, long c, long d) {
    long n = a + b + c + d;
    return new PairedRates(n, a + c, n, a + b, n, a + c, a + b, a);
  }

  // Newcombe (1998), Statistics in Medicine 17:2635-50, table III, the row of method 8 or, where
  // the continuity correction of method 10 leaves the correlation as it is, of both.
  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource({"36, 12, 2, 0, 0.2, 0.0569, 0.3404"})
  void equalsPublishedLimits(
      long a, long b, long c, long d, double difference, double low, double high) {
    Interval found = of(a, b, c, d).difference();
    assertEquals(difference, found.value(), 1e-12);
    assertEquals(low, found.low(), 5e-5);
    assertEquals(high, found.high(), 5e-5);
  }

  // Wilson's limits of 81 of 263 are .2553 to .3662, of 0 of 20 are 0 to .1611: Newcombe (1998),
  // Statistics in Medicine 17:857-72, table I.
  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({"81, 263, 0.2553, 0.3662", "0, 20, 0, 0.1611", "1, 29, 0.0061, 0.1718"})
  void limitsOfOneRateAreWilsons(long events, long trials, double low, double high) {
    Interval rate = new PairedRates(trials, events, 1, 0, 0, 0, 0, 0).first();
    assertEquals(low, rate.low(), 5e-5);
    assertEquals(high, rate.high(), 5e-5);
  }

  @Test
  void rateOfNothingIsNone() {
    PairedRates rates = new PairedRates(0, 0, 5, 1, 0, 0, 0, 0);
    assertTrue(Double.isNaN(rates.first().value()));
    assertTrue(Double.isNaN(rates.difference().value()));
    assertFalse(rates.difference().isAboveZero());
    assertFalse(rates.difference().isBelowZero());
  }

  @Test
  void sameErrorsOnTheSameRequestsDifferByNothing() {
    Interval difference = of(40, 0, 0, 60).difference();
    assertEquals(0, difference.value());
    // not quite nothing: Wilson's limits lie at unlike distances from the rate
    assertEquals(0, difference.low(), 0.01);
    assertEquals(0, difference.high(), 0.01);
  }

  @Test
  void noErrorAtAllIsNotCertainty() {
    Interval difference = of(0, 0, 0, 20).difference();
    assertTrue(difference.low() < -0.1 && difference.high() > 0.1, difference.toString());
  }

  @Test
  void refusesCountsThatCannotBe() {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> new PairedRates(5, 6, 5, 0, 5, 5, 0, 0));
    assertEquals("6 cannot be a part of 5", failure.getMessage());
  }

  /** The correlation against the plain definition: of the requests' residuals, one by one. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equalsThePlainDefinition(long seed) {
    var random = new Random(seed);
    int n = 200 + random.nextInt(300);
    boolean[][] is = new boolean[4][n]; // trial and event of the first, then of the second
    long[] c = new long[8];
    for (int i = 0; i < n; i++) {
      boolean hard = random.nextInt(4) == 0;
      is[0][i] = random.nextInt(10) < 8;
      is[1][i] = is[0][i] && random.nextInt(10) < (hard ? 6 : 1);
      is[2][i] = random.nextInt(10) < 7;
      is[3][i] = is[2][i] && random.nextInt(10) < (hard ? 7 : 1);
      boolean both = is[0][i] && is[2][i];
      boolean[] counted = {
        is[0][i],
        is[1][i],
        is[2][i],
        is[3][i],
        both,
        both && is[1][i],
        both && is[3][i],
        is[1][i] && is[3][i]
      };
      for (int k = 0; k < c.length; k++) {
        c[k] += counted[k] ? 1 : 0;
      }
    }
    var rates = new PairedRates(c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
    double p = (double) c[1] / c[0];
    double q = (double) c[3] / c[2];
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      double x = (is[1][i] ? 1 : 0) - p * (is[0][i] ? 1 : 0);
      double y = (is[3][i] ? 1 : 0) - q * (is[2][i] ? 1 : 0);
      xx += x * x;
      yy += y * y;
      xy += x * y;
    }
    double rho = xy / Math.sqrt(xx * yy);
    Interval first = rates.first();
    Interval second = rates.second();
    double below = second.value() - second.low();
    double above = first.high() - first.value();
    assertEquals(
        q - p - Math.sqrt(below * below - 2 * rho * below * above + above * above),
        rates.difference().low(),
        1e-12);
    assertTrue(rho > 0.05, "the errors of this draw go together: " + rho);
  }
}
