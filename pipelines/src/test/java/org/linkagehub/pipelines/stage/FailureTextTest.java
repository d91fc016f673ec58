package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  private static final String DEBUG =
      "; run it again with --debug to see where it arose, or with --debug-values to see the whole"
          + " error, which may show values of records";

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
  void aTraceTellsWhereButNotWhatOthersSay() {
    var parsed = assertThrows(NumberFormatException.class, () -> Integer.parseInt("Smith"));
    parsed.addSuppressed(new RuntimeException("Jones"));
    parsed.addSuppressed(new java.io.FileNotFoundException("/data/people"));
    String trace =
        FailureText.trace(
            new StageFailedException(
                "20260314-091502-7f3a", "score", new Exception("Lee", parsed)));
    assertTrue(
        trace.startsWith(
            "org.linkagehub.pipelines.stage.StageFailedException: "
                + new StageFailedException("20260314-091502-7f3a", "score", parsed).getMessage()
                + "\n\tat org.linkagehub.pipelines.stage.FailureTextTest."),
        trace);
    String withheld = ": (its message may quote a record: --debug-values shows it)\n\tat ";
    for (String line :
        List.of(
            "Caused by: java.lang.Exception" + withheld,
            "Caused by: java.lang.NumberFormatException" + withheld,
            "\tSuppressed: java.lang.RuntimeException" + withheld.replace("\n\t", "\n\t\t"),
            "\tSuppressed: java.io.FileNotFoundException: /data/people\n")) {
      assertTrue(trace.contains(line), trace);
    }
    for (String value : List.of("Smith", "Jones", "Lee")) {
      assertFalse(trace.contains(value), trace);
    }
  }

  @Test
  void aCauseThatIsItsOwnCauseEnds() {
    var first = new RuntimeException("a");
    var second = new RuntimeException("b", first);
    first.initCause(second);
    assertEquals("unexpected error RuntimeException" + DEBUG, FailureText.of(second));
    assertTrue(FailureText.trace(second).length() > 0);
  }
}
