package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextLengthTest {
  @ParameterizedTest(name = "{0} ~ {1} = {2}")
  @CsvSource({"ANNE, AN, 2", "李明, 李敏, 2", "😀😀😀, ABCD, 3", "'', ABC, 0"})
  void countsCodePointsOfTheShorter(String left, String right, int expected) {
    assertEquals(expected, TextLength.shorter(left, right));
    assertEquals(expected, TextLength.shorter(right, left));
  }
}
