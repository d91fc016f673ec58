package org.linkagehub.core.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.linkagehub.core.spark.TestSession;

/** Worked examples of the shared folder. */
final class KnownAnswers {
  private KnownAnswers() {}

  /**
   * One part of {@code reference/known_answers.json}; skips the test where the folder is absent.
   */
  static JsonNode part(String name) {
    try {
      return new ObjectMapper()
          .readTree(TestSession.shared("reference/known_answers.json").toFile())
          .required(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
