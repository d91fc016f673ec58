package org.linkagehub.core.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TermFrequencyFileTest {
  private static final String LINES =
      """
      {"column_name":"surname","value":"o'\\"brien\\\\","tf":0.30000000000000004}
      {"column_name":"surname","tf":1.0E-7}
      {"column_name":"town","value":"李","tf":1.0}
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream gz = name.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      gz.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  void readsFrequenciesToTheBit() throws IOException {
    for (String name : new String[] {"tf.jsonl", "tf.jsonl.gz"}) {
      TermFrequencyLookup lookup = TermFrequencyFile.read(file(name, LINES));
      assertEquals(OptionalDouble.of(0.1 + 0.2), lookup.frequency("surname", "o'\"brien\\"));
      assertEquals(OptionalDouble.of(1e-7), lookup.frequency("surname", "other"));
      assertEquals(OptionalDouble.of(1), lookup.frequency("town", "李"));
      assertEquals(OptionalDouble.empty(), lookup.frequency("town", "other"));
      assertEquals(OptionalDouble.empty(), lookup.frequency("dob", "x"));
    }
  }

  @Test
  void namesTheLineThatIsWrongButNotWhatItHolds() throws IOException {
    for (String wrong :
        new String[] {
          "{\"column_name\":\"surname\",\"value\":\"secret\"",
          "{\"column_name\":\"surname\",\"value\":\"secret\",\"tf\":1.5}",
          "{\"value\":\"secret\",\"tf\":0.5}"
        }) {
      Path file = file("tf.jsonl", LINES + wrong);
      var e = assertThrows(IllegalArgumentException.class, () -> TermFrequencyFile.read(file));
      assertEquals(
          file
              + ":4: must be JSON with column_name, value and tf, a number above 0 and at most 1;"
              + " write the file with linkage model export --frequencies",
          e.getMessage());
      assertFalse(String.valueOf(e.getCause()).contains("secret"), String.valueOf(e.getCause()));
    }
  }
}
