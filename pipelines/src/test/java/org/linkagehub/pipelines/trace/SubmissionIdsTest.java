package org.linkagehub.pipelines.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionIdsTest {
  // Worked with Python: int(f"{submission}{row:07}") to the base 36, filled with zeros to nine.
  @ParameterizedTest(name = "submission {0}, row {1}")
  @CsvSource({
    "1, 0, U00005YC1S",
    "12, 34, U0001ZG0MA",
    "987654321, 9999999, U2P8XXBGECXR",
    "20260314091502, 17, U16RA7NGQSHO3YP",
  })
  void aRowOfASubmissionHasItsId(long submission, long row, String id) {
    assertEquals(id, SubmissionIds.of(SubmissionIds.ONE_TIME_USE, submission, row));
  }

  @Test
  void refusesARowThatWouldShareItsIdWithOneOfAnotherSubmission() {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> SubmissionIds.of(SubmissionIds.ONE_TIME_USE, 1, 10_000_000));
    assertEquals(
        "a submission has a number from 1 and rows 0 to 9,999,999, was 1 and 10000000; divide it"
            + " into several",
        failure.getMessage());
  }
}
