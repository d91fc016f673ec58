package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextErrorsTest {
  @ParameterizedTest(name = "{0} without accents is {1}")
  @CsvSource({"Müller, Muller", "Łukasz, Lukasz", "Wiśniewski, Wisniewski", "Smith, Smith"})
  void accentsAreLost(String name, String plain) {
    assertEquals(plain, TextErrors.accentsLost(name));
  }

  @Test
  void punctuationIsLostOrChanged() {
    assertEquals(Set.of("OBrien", "O Brien"), all("O'Brien", TextErrors::punctuation));
    assertEquals(Set.of("SmithJones", "Smith Jones"), all("Smith-Jones", TextErrors::punctuation));
    assertEquals(Set.of("daSilva", "da-Silva"), all("da Silva", TextErrors::punctuation));
    assertEquals(Set.of("Smith"), all("Smith", TextErrors::punctuation));
  }

  @Test
  void onePartOfANameIsLost() {
    assertEquals(Set.of("Smith", "Jones"), all("Smith-Jones", TextErrors::partLost));
    assertEquals(Set.of("Smith"), all("Smith", TextErrors::partLost));
  }

  @Test
  void neighboursAreTransposedAndCapitalsStay() {
    assertEquals(Set.of("Naa", "Aan"), all("Ana", TextErrors::transposition));
    assertEquals(Set.of("Aa"), all("Aa", TextErrors::transposition));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Smith", "O'Brien", "Nguyễn", "LS1 4AP", "Li"})
  void errorsChangeLittle(String value) {
    for (String typed : all(value, TextErrors::typing)) {
      assertTrue(Math.abs(typed.length() - value.length()) <= 1, typed);
    }
    for (String transposed : all(value, TextErrors::transposition)) {
      assertEquals(value.length(), transposed.length(), transposed);
    }
    for (String cut : all(value, TextErrors::truncation)) {
      assertTrue(value.startsWith(cut) && !cut.isEmpty(), cut);
      assertFalse(cut.equals(value), cut);
    }
  }

  @Test
  void hearingAndScanningChangeWhatIsAlike() {
    assertTrue(all("Stephen", TextErrors::phonetic).contains("Stefen"));
    assertTrue(all("Morris", TextErrors::ocr).contains("Morrls"));
    assertTrue(all("Barnes", TextErrors::ocr).contains("Bames"));
  }

  /** All that an error makes of a value in 2,000 draws. */
  private static Set<String> all(String value, BiFunction<String, HashRandom, String> error) {
    Set<String> found = new TreeSet<>();
    for (long i = 0; i < 2_000; i++) {
      found.add(error.apply(value, HashRandom.of(1, HashRandom.Purpose.RECORD, i)));
    }
    return found;
  }
}
