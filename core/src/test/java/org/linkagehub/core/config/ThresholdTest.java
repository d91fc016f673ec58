package org.linkagehub.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTest {
  // log2(p / (1 - p)): 0.5 is even odds, 0 bits; 0.8 is 4 to 1, 2 bits; 1/1025 is 1 to 1024.
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.8, 2",
    "0.2, -2",
    "0.0009756097560975609, -10",
    "12 bits, 12",
    "-3.5bits, -3.5",
    "0 BITS, 0"
  })
  void knownAnswers(String text, double bits) {
    assertEquals(bits, Threshold.parse(text).bits(), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"1e-300", "0.01", "0.5", "0.95", "0.999999"})
  void aProbabilityComesBack(double probability) {
    assertEquals(
        probability, Threshold.ofProbability(probability).probability(), probability * 1e-12);
  }

  @Test
  void refusesWhatIsNoThreshold() {
    assertEquals(
        "must be strictly between 0 and 1 when it is a match probability, was 12; for a match"
            + " weight write \"12 bits\"",
        refusal("12"));
    assertEquals(
        "must be strictly between 0 and 1 when it is a match probability, was 1; for a match"
            + " weight write \"1 bits\"",
        refusal("1"));
    assertEquals(
        "must be a match probability such as 0.95 or a match weight such as \"12 bits\", was"
            + " \"high\"",
        refusal("high"));
    assertEquals(
        "must be a finite match weight, was Infinity bits",
        assertThrows(
                IllegalArgumentException.class, () -> Threshold.ofBits(Double.POSITIVE_INFINITY))
            .getMessage());
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Threshold.parse(text)).getMessage();
  }
}
