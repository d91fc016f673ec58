package org.linkagehub.pipelines.trace.step;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The worked examples of the Person_ID Handbook, as data. */
final class HandbookExamples {
  private HandbookExamples() {}

  /** The examples; the test is skipped where they are not there. */
  static JsonNode read() throws IOException {
    Path file =
        Path.of(System.getProperty("linkage.shared", "../shared"))
            .resolve("data/mps_handbook_examples/examples.json");
    assumeTrue(Files.exists(file), "the handbook's examples are not at " + file);
    return new ObjectMapper().readTree(Files.readString(file));
  }

  /** A text of a node; null for none. */
  static String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asText();
  }

  /** A date of a node as requests and the index write it. */
  static String date(JsonNode node, String field) {
    String text = text(node, field);
    return text == null ? null : text.replace("-", "");
  }
}
