package org.linkagehub.qa.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.measure.Interval;

class DuplicateMethodTest {
  private static final int RECORDS = 5000;

  @Test
  void findsWhatTheNumbersOfLinksWereMadeOf() {
    double right = 0.9;
    double rate = 0.05;
    long[] records = new long[12];
    double poisson = Math.exp(-rate);
    double before = 0;
    for (int k = 0; k < records.length; k++) {
      records[k] = Math.round(1e9 * ((1 - right) * poisson + right * before));
      before = poisson;
      poisson *= rate / (k + 1);
    }
    DuplicateMethod.Fit fit = DuplicateMethod.fit(records);
    assertEquals(right, fit.rightRate(), 1e-5);
    assertEquals(rate, fit.falseRate(), 1e-5);
    assertEquals(right / (right + rate), fit.precision(), 1e-5);
  }

  @Test
  void itsIntervalHoldsThePrecisionAsOftenAsItSays() {
    var random = new SplittableRandom(11);
    int held = 0;
    for (int replication = 0; replication < 1000; replication++) {
      long[] records = new long[20];
      double links = 0;
      double truths = 0;
      for (int r = 0; r < RECORDS; r++) {
        int right = random.nextDouble() < 0.85 ? 1 : 0;
        int wrong = poisson(random, 0.08);
        records[right + wrong]++;
        links += right + wrong;
        truths += right;
      }
      Interval interval = DuplicateMethod.fit(records).interval();
      double precision = 0.85 / (0.85 + 0.08);
      assertEquals(precision, truths / links, 0.03);
      held +=
          interval.lower().getAsDouble() <= precision && precision <= interval.upper().getAsDouble()
              ? 1
              : 0;
    }
    int found = held;
    assertTrue(found >= 925 && found <= 975, () -> found + " of 1000");
  }

  /** One record in twenty has all the false links, so many records with one seem to be right. */
  @Test
  void failsWhereFalseLinksGatherOnFewRecords() {
    var random = new SplittableRandom(12);
    long[] records = new long[40];
    double links = 0;
    double truths = 0;
    for (int r = 0; r < 100_000; r++) {
      int right = random.nextDouble() < 0.85 ? 1 : 0;
      int wrong = r % 20 == 0 ? poisson(random, 2) : 0;
      records[right + wrong]++;
      links += right + wrong;
      truths += right;
    }
    DuplicateMethod.Fit fit = DuplicateMethod.fit(records);
    assertTrue(Math.abs(fit.precision() - truths / links) > 0.01, fit::toString);
  }

  @Test
  void withoutSeveralLinksThereIsNothingToTellFrom() {
    DuplicateMethod.Fit fit = DuplicateMethod.fit(new long[] {10, 90, 0});
    assertEquals(1, fit.precision());
    assertEquals(Interval.NONE, fit.interval());
    assertTrue(Double.isNaN(DuplicateMethod.fit(new long[] {10, 0}).precision()));
  }

  private static int poisson(SplittableRandom random, double rate) {
    double bound = Math.exp(-rate);
    int k = 0;
    for (double product = random.nextDouble(); product > bound; product *= random.nextDouble()) {
      k++;
    }
    return k;
  }
}
