package org.linkagehub.core.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchWeightsTest {

  @ParameterizedTest
  @CsvSource({"0.5, 0", "0.8, 2", "0.2, -2", "0.9990243902439024, 10"})
  void weightAndProbabilityAreEachOthersInverse(double probability, double weight) {
    assertEquals(weight, MatchWeights.ofProbability(probability), 1e-12);
    assertEquals(probability, MatchWeights.toProbability(weight), 1e-15);
  }

  @Test
  void extremeWeightsStayProbabilities() {
    assertEquals(1, MatchWeights.toProbability(2000));
    assertEquals(0, MatchWeights.toProbability(-2000));
    assertTrue(MatchWeights.toProbability(-1000) > 0);
  }

  // Splink's public test: 50 records, London 40, Birmingham 8, Truro 2; m 1, u .2. The adjusted
  // Bayes factors.
  @ParameterizedTest
  @CsvSource({
    "40, 0, 1, 1.25",
    "8, 0, 1, 6.25",
    "2, 0, 1, 25",
    "2, 0.1, 1, 10",
    "40, 0, 0.5, 2.5",
    "8, 0, 0.5, 5.590169943749474",
    "2, 0, 0.5, 11.180339887498949",
    "2, 0.1, 0.5, 7.0710678118654755"
  })
  void termFrequenciesAdjust(int count, double floor, double share, double bayesFactor) {
    double weight =
        MatchWeights.ofLevel(1, .2) + MatchWeights.termFrequency(.2, count / 50.0, floor, share);
    assertEquals(bayesFactor, Math.pow(2, weight), 1e-12);
  }
}
