package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.spark.TestSession;

class PostcodeTest {
  // The six forms of the Royal Mail, and what people make of them.
  @ParameterizedTest(name = "'{0}'")
  @CsvSource({
    "M1 1AA, M, M1, M1 1",
    "M60 1NW, M, M60, M60 1",
    "CR2 6XH, CR, CR2, CR2 6",
    "DN55 1PT, DN, DN55, DN55 1",
    "W1A 1HQ, W, W1A, W1A 1",
    "EC1A 1BB, EC, EC1A, EC1A 1",
    "GIR 0AA, GIR, GIR, GIR 0",
    "BF1 3AA, BF, BF1, BF1 3",
    "sw1a2aa, SW, SW1A, SW1A 2",
    "' LS1  4AP', LS, LS1, LS1 4",
    "LS14AP, LS, LS1, LS1 4",
    "LS1 4, LS, LS1, LS1 4",
    "LS14, LS, LS14,",
    "LS1, LS, LS1,",
  })
  void knownParts(String postcode, String area, String district, String sector) {
    assertEquals(Optional.ofNullable(area), Postcode.area(postcode));
    assertEquals(Optional.ofNullable(district), Postcode.district(postcode));
    assertEquals(Optional.ofNullable(sector), Postcode.sector(postcode));
  }

  @ParameterizedTest(name = "'{0}'")
  @ValueSource(
      strings = {
        "",
        " ",
        "LS",
        "1LS 4AP",
        "ABC1 2DE",
        "LS1 4A",
        "75001",
        "ZZ99 3VZ",
        "zz993wz",
        "ÉS1 4AP"
      })
  void whatIsNoPlaceHasNoParts(String postcode) {
    assertEquals(Optional.empty(), Postcode.area(postcode));
    assertEquals(Optional.empty(), Postcode.district(postcode));
    assertEquals(Optional.empty(), Postcode.sector(postcode));
  }

  @ParameterizedTest(name = "{0} ~ {1}: {2}")
  @CsvSource({
    "LS1 4AP, LS1 4AB, true",
    "LS1 4AP, LS14AB, true",
    "LS1 4AP, LS1 4PA, true",
    "LS1 4AP, L51 4AP, true",
    "LS1 4AP, LS11 4AP, true",
    "LS1 4AP, ls14ap, false",
    "LS1 4AP, LS1 5AB, false",
    "LS1, LS2, false",
    "ZZ99 3VZ, ZZ99 3WZ, false",
  })
  void oneCharacterOff(String left, String right, boolean off) {
    assertEquals(off, Postcode.oneCharacterOff(left, right));
    assertEquals(off, Postcode.oneCharacterOff(right, left));
  }

  @Test
  void agreesWithTheFormsWrittenAsExpressions() {
    Pattern whole = Pattern.compile("(([A-Z]{1,2})[0-9][A-Z0-9]?)([0-9])[A-Z]{2}");
    var random = new Random(1);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 5 + random.nextInt(3); j > 0; j--) {
        text.append("ABZ019".charAt(random.nextInt(6)));
      }
      Matcher matcher = whole.matcher(text);
      boolean valid = matcher.matches() && !matcher.group(1).equals("ZZ99");
      String postcode = text.toString();
      assertEquals(
          valid ? Optional.of(matcher.group(2)) : Optional.empty(),
          Postcode.area(postcode),
          postcode);
      assertEquals(
          valid ? Optional.of(matcher.group(1)) : Optional.empty(),
          Postcode.district(postcode),
          postcode);
      assertEquals(
          valid ? Optional.of(matcher.group(1) + " " + matcher.group(3)) : Optional.empty(),
          Postcode.sector(postcode),
          postcode);
    }
  }

  @Test
  void knowsEveryDistrictThatThereIs() throws IOException {
    List<String> lines = Files.readAllLines(TestSession.shared("data/uk_outcodes/uk_outcodes.csv"));
    int column = List.of(lines.get(0).split(",", -1)).indexOf("outcode");
    int area = List.of(lines.get(0).split(",", -1)).indexOf("area");
    assertTrue(column >= 0 && area >= 0, lines.get(0));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      String outcode = cells[column];
      assertEquals(Optional.of(cells[area]), Postcode.area(outcode));
      assertEquals(Optional.of(outcode), Postcode.district(outcode));
      assertEquals(Optional.of(outcode), Postcode.district(outcode + " 1AA"));
      assertEquals(Optional.of(outcode), Postcode.district(outcode + "1AA"));
    }
  }
}
