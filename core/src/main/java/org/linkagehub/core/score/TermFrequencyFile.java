package org.linkagehub.core.score;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The term frequencies of a model as a file that needs no Spark: JSON, a line for each value, as
 * {@code linkage model export --frequencies} writes it.
 *
 * <p>A line has {@code column_name}, {@code value} as text, as SQL casts it, and {@code tf}, above
 * 0 to 1, which reads back to the bit. A line without a value holds for all values of the column
 * that are not there. A file whose name ends in {@code .gz} is compressed.
 */
public final class TermFrequencyFile {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TermFrequencyFile() {}

  /**
   * Reads a file into memory, some 100 bytes a value.
   *
   * @throws IllegalArgumentException naming file and line, where a line is not as described
   * @throws UncheckedIOException if it cannot be read
   */
  public static TermFrequencyLookup read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a file that is open.
   *
   * @param file its name, by whose end it is known to be compressed, and which messages name
   */
  public static TermFrequencyLookup read(InputStream in, String file) throws IOException {
    var byColumn = new HashMap<String, Map<String, Double>>();
    var unseen = new HashMap<String, Double>();
    var lines =
        new BufferedReader(
            new InputStreamReader(file.endsWith(".gz") ? new GZIPInputStream(in) : in, UTF_8));
    int number = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      JsonNode node = parse(line, file, number);
      String column = node.path("column_name").asText();
      double frequency = node.path("tf").asDouble(Double.NaN);
      if (column.isEmpty() || !(frequency > 0 && frequency <= 1)) {
        throw wrong(file, number, null);
      }
      if (node.hasNonNull("value")) {
        byColumn
            .computeIfAbsent(column, none -> new HashMap<>())
            .put(node.get("value").asText(), frequency);
      } else {
        unseen.put(column, frequency);
      }
    }
    return TermFrequencyLookup.of(byColumn, unseen);
  }

  private static JsonNode parse(String line, String file, int number) {
    try {
      return MAPPER.readTree(line);
    } catch (JsonProcessingException e) {
      e.clearLocation(); // it would quote the line, which holds a value of somebody's record
      throw wrong(file, number, e);
    }
  }

  private static IllegalArgumentException wrong(
      String file, int line, JsonProcessingException why) {
    return new IllegalArgumentException(
        "%s:%d: must be JSON with column_name, value and tf, a number above 0 and at most 1; write the file with linkage model export --frequencies"
            .formatted(file, line),
        why);
  }
}
