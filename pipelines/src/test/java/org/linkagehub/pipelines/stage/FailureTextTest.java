package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  private static final String DEBUG =
      "; run it again with --debug to see the whole error, which may show values of records";

  @Test
  void ourOwnWordsAreTold() {
    assertEquals(
        "patients.csv is empty",
        FailureText.of(
            new StageFailedException(
                "r", "standardise", new InputDataException("patients.csv is empty"))));
    assertEquals(
        "thrown here",
        FailureText.of(new RuntimeException(new IllegalStateException("thrown here"))));
  }

  @Test
  void othersMayQuoteARecordAndAreNot() {
    var failure = assertThrows(NumberFormatException.class, () -> Integer.parseInt("Smith"));
    assertEquals(
        "unexpected error NumberFormatException" + DEBUG,
        FailureText.of(new RuntimeException("Smith", failure)));
  }

  @Test
  void whatTheMachineLacksIsNamed() {
    assertEquals(
        "ran out of memory; give more with --driver-memory (local mode) or --executor-memory, or"
            + " LINKAGE_MEMORY",
        FailureText.of(new RuntimeException(new OutOfMemoryError("Java heap space"))));
    assertEquals(
        "no space left on a disk that Spark writes to; free some, or name another folder with"
            + " --conf spark.local.dir=FOLDER",
        FailureText.of(new RuntimeException(new IOException("No space left on device"))));
  }

  @Test
  void aCauseThatIsItsOwnCauseEnds() {
    var first = new RuntimeException("a");
    var second = new RuntimeException("b", first);
    first.initCause(second);
    assertEquals("unexpected error RuntimeException" + DEBUG, FailureText.of(second));
  }
}
