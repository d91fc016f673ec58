package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NhsNumbersTest {
  // Worked by hand, in the range of numbers that belong to nobody.
  @ParameterizedTest(name = "{0} ~ {1}")
  @CsvSource({
    "9991234560, 9991234560, false, false",
    "9991234560, 9991234569, true, false",
    "9991234560, 999 123 4550, true, false",
    "9991234560, 9991243560, false, true",
    "9991234560, 999-123-4506, false, true",
    "9991234560, 9991432560, false, false",
    "9991234560, 9991243569, false, false",
    "9991234560, 9919234569, false, false",
    "9991234560, 9911234560, true, false",
    "9991234560, 9919234560, false, true",
    "9991234560, 999123456, false, false",
    "9991234560, 99912345600, false, false",
    "9991234560, 999123456X, false, false",
    "'', '', false, false",
  })
  void knownAnswers(String left, String right, boolean oneDigit, boolean transposed) {
    assertEquals(oneDigit, NhsNumbers.oneDigitDifferent(left, right));
    assertEquals(oneDigit, NhsNumbers.oneDigitDifferent(right, left));
    assertEquals(transposed, NhsNumbers.twoDigitsTransposed(left, right));
    assertEquals(transposed, NhsNumbers.twoDigitsTransposed(right, left));
  }

  @Test
  void agreeWithMakingTheSlip() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      StringBuilder number = new StringBuilder("99");
      for (int j = 0; j < 8; j++) {
        number.append((char) ('0' + random.nextInt(10)));
      }
      String left = number.toString();
      int at = random.nextInt(9);
      char digit = number.charAt(at);
      StringBuilder wrong = new StringBuilder(left);
      wrong.setCharAt(at, (char) ('0' + (digit - '0' + 1 + random.nextInt(9)) % 10));
      assertEquals(true, NhsNumbers.oneDigitDifferent(left, wrong.toString()));
      assertFalse(NhsNumbers.twoDigitsTransposed(left, wrong.toString()));
      StringBuilder swapped = new StringBuilder(left);
      swapped.setCharAt(at, left.charAt(at + 1));
      swapped.setCharAt(at + 1, digit);
      assertEquals(
          digit != left.charAt(at + 1), NhsNumbers.twoDigitsTransposed(left, swapped.toString()));
      // What the class says of the check digit: no slip passes where the number passed.
      if (passesCheck(left)) {
        assertFalse(passesCheck(wrong.toString()));
        assertEquals(digit == left.charAt(at + 1), passesCheck(swapped.toString()));
      }
    }
  }

  private static boolean passesCheck(String number) {
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      sum += (number.charAt(i) - '0') * (10 - i);
    }
    return sum % 11 == 0;
  }
}
