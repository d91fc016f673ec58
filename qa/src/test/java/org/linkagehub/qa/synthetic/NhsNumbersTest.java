package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NhsNumbersTest {
  // 9434765919: the example of the NHS Data Model and Dictionary. 9000000009: the PDS sandbox.
  @Test
  void knowsCheckDigits() {
    assertTrue(NhsNumbers.isValid("9434765919"));
    assertTrue(NhsNumbers.isValid("9000000009"));
    assertFalse(NhsNumbers.isValid("9434765918"));
    assertFalse(NhsNumbers.isValid("943476591"));
  }

  @Test
  void givesEachNumberOnceAndAllValid() {
    Set<String> given = new HashSet<>();
    for (long place = 0; place < 200_000; place++) {
      String number = NhsNumbers.at(7, place);
      assertTrue(NhsNumbers.isValid(number) && number.charAt(0) == '9', number);
      assertTrue(given.add(number), number + " was given twice");
    }
    assertTrue(given.stream().noneMatch(n -> n.startsWith("90000000") || n.startsWith("99999999")));
  }

  @Test
  void refusesAPlaceBeyondTheLast() {
    assertTrue(NhsNumbers.isValid(NhsNumbers.at(7, NhsNumbers.COUNT - 1)));
    assertEquals(
        "there are 89999982 generated NHS numbers, number 89999982 was asked for",
        assertThrows(IllegalArgumentException.class, () -> NhsNumbers.at(7, NhsNumbers.COUNT))
            .getMessage());
  }
}
