package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhoneticTest {
  // The examples of the United States National Archives and of Knuth, volume 3.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "Robert, R163", "Rupert, R163", "Rubin, R150", "Ashcraft, A261", "Ashcroft, A261",
    "Tymczak, T522", "Pfister, P236", "Washington, W252", "Lee, L000", "Gutierrez, G362",
    "Jackson, J250", "VanDeusen, V532", "Euler, E460", "Lukasiewicz, L222",
  })
  void soundex(String name, String code) {
    assertEquals(Optional.of(code), Phonetic.soundex(name));
  }

  // Philips (2000), "The double metaphone search algorithm": Smith and Schmidt share XMT.
  @Test
  void doubleMetaphone() {
    assertEquals(Optional.of("SM0"), Phonetic.doubleMetaphone("Smith"));
    assertEquals(List.of("SM0", "XMT"), Phonetic.doubleMetaphoneCodes("Smith"));
    assertEquals(List.of("XMT", "SMT"), Phonetic.doubleMetaphoneCodes("Schmidt"));
    assertEquals(List.of("TMPS"), Phonetic.doubleMetaphoneCodes("Thompson"));
  }

  // The codes of the United States Department of Agriculture's description of NYSIIS, cut to six.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"Knight, NAGT", "Mitchell, MATCAL", "O'Daniel, ODANAL", "Brown, BRAN", "Phil, FAL"})
  void nysiis(String name, String code) {
    assertEquals(Optional.of(code), Phonetic.nysiis(name));
  }

  // Moore, Kuhns, Trefftzs and Montgomery (1977), "Accessing individual records from personal data
  // files using non-unique identifiers": Byrne and Boern, Smith and Smyth, Catherine and Kathryn.
  @Test
  void matchRating() {
    assertEquals(Optional.of("SMTH"), Phonetic.matchRating("Smith"));
    assertEquals(Optional.of("SMYTH"), Phonetic.matchRating("Smyth"));
    assertTrue(Phonetic.matchRatingAgrees("Byrne", "Boern"));
    assertTrue(Phonetic.matchRatingAgrees("Smith", "Smyth"));
    assertTrue(Phonetic.matchRatingAgrees("Catherine", "Kathryn"));
    assertFalse(Phonetic.matchRatingAgrees("Smith", "Jones"));
    assertFalse(Phonetic.matchRatingAgrees("J", "John"));
  }

  // What Spark's own soundex gets wrong: it answers Élodie and Østergård unchanged.
  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource({
    "Élodie, Elodie",
    "Østergård, Ostergard",
    "Łukasz, Lukasz",
    "Strauß, Strauss",
    "Æthelred, Aethelred",
    "Þór, Thor",
    "NÚÑEZ, Nunez",
    "Đặng, Dang",
    "İbrahim, Ibrahim",
    "O’Brien, OBrien",
    "ＳＭＩＴＨ, Smith",
    "Mary-Ann 2, Maryann",
  })
  void accentsAreFoldedFirst(String name, String plain) {
    assertEquals(Phonetic.soundex(plain), Phonetic.soundex(name));
    assertEquals(Phonetic.doubleMetaphoneCodes(plain), Phonetic.doubleMetaphoneCodes(name));
    assertEquals(Phonetic.nysiis(plain), Phonetic.nysiis(name));
    assertEquals(Phonetic.matchRating(plain), Phonetic.matchRating(name));
    assertTrue(Phonetic.soundex(name).isPresent());
  }

  @ParameterizedTest(name = "'{0}'")
  @ValueSource(strings = {"李明", "محمد", "Иванов", "Иvan", "Ωmega", "", " ", "123", "'-", "😀"})
  void aNameThatIsNotLatinHasNoCode(String name) {
    assertEquals(Optional.empty(), Phonetic.soundex(name));
    assertEquals(Optional.empty(), Phonetic.doubleMetaphone(name));
    assertEquals(List.of(), Phonetic.doubleMetaphoneCodes(name));
    assertEquals(Optional.empty(), Phonetic.nysiis(name));
    assertEquals(Optional.empty(), Phonetic.matchRating(name));
    assertFalse(Phonetic.matchRatingAgrees(name, name));
  }

  static LongStream seeds() {
    return RandomText.seeds();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void codesAreWellFormedAndBlindToCase(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      String name = RandomText.text(random);
      String other = RandomText.near(name, random);
      String shown = "'%s' '%s'".formatted(name, other);
      Phonetic.soundex(name).ifPresent(c -> assertTrue(c.matches("[A-Z][0-6]{3}"), shown));
      Phonetic.doubleMetaphone(name).ifPresent(c -> assertTrue(c.matches("[A-Z0]{1,4}"), shown));
      Phonetic.nysiis(name).ifPresent(c -> assertTrue(c.matches("[A-Z]{1,6}"), shown));
      Phonetic.matchRating(name).ifPresent(c -> assertTrue(c.matches("[A-Z]{1,6}"), shown));
      String lower = name.toLowerCase(Locale.ROOT);
      assertEquals(Phonetic.soundex(name), Phonetic.soundex(lower), shown);
      assertEquals(Phonetic.nysiis(name), Phonetic.nysiis(lower), shown);
      assertEquals(
          Phonetic.matchRatingAgrees(name, other), Phonetic.matchRatingAgrees(other, name), shown);
    }
  }
}
