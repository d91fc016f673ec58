package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoresTest {
  // Person_ID Handbook (2024), algorithmic trace, examples 1 to 4: as printed, in mixed case.
  @ParameterizedTest(name = "{0} / {1} = {2}")
  @CsvSource({
    "Jon, James, 51",
    "Smith-Jones, Smith, 89",
    "Zöe, Zoe, 80",
    "Ó Briain, O Briain, 92",
    "Ó Briain, Briain, 92", // the table's figure; the text says 80
    "John, Jon, 93",
    "Adams, Dan, 51",
    "Adams, Adams, 100",
  })
  void namesAsTheHandbookPrintsThem(String sent, String held, double expected) {
    assertEquals(expected, Scores.name(sent, held), 1);
  }

  @ParameterizedTest(name = "{0} / {1} = {2}")
  @CsvSource({
    "19820517, 19820517, 100",
    "19820517, 19830517, 66",
    "19820517, 19820518, 66",
    "19820517, 19820617, 66",
    "19820507, 19820705, 66", // day and month swapped
    "19830507, 19820705, 0", // that needs the year
    "19820517, 19820618, 33",
    "19820517, 19831217, 0", // the day alone
    "19820517, 19830618, 0",
    "1982, 19820517, 33",
    "198205, 19820517, 66",
    "198205, 198205, 66", // what is not known agrees with nothing
  })
  void datesOfBirth(String sent, String held, double expected) {
    assertEquals(expected, Scores.birth(PartialDate.of(sent), PartialDate.of(held)));
  }

  @ParameterizedTest(name = "{0} / {1} = {2}")
  @CsvSource({
    "1, 1, 100",
    "2, 2, 100",
    "0, 0, 100",
    "9, 9, 100",
    "1, 2, 0",
    "2, 1, 0",
    "0, 1, 50",
    "1, 9, 50",
    "0, 9, 50"
  })
  void genders(String sent, String held, double expected) {
    assertEquals(expected, Scores.gender(sent, held));
  }

  @ParameterizedTest(name = "{0} / {1} = {2}")
  @CsvSource({
    "LS1 4AP, LS1 4AP, 100",
    "LS1, LS1 4AP, 43", // the handbook's example
    "LS1 4, LS1 4AP, 71",
    "LS1 4AP, LS1, 0",
    "LS2, LS1 4AP, 0",
  })
  void postcodes(String sent, String held, double expected) {
    assertEquals(expected, Scores.postcode(sent, held), 0.5);
  }
}
