package org.linkagehub.qa.synthetic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The text of a list that people are made from, with its hash: who keeps both the settings and the
 * hash can make the same people again, or see that the list has changed.
 *
 * @param sha256 of the bytes, in hex
 */
record ListFile(String name, String sha256, List<String> lines) {

  /** A list of this module, for example {@code places.txt}. */
  static ListFile builtIn(String resource) {
    try (InputStream in = ListFile.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "there is no built-in list %s; give the path of a list of your own"
                .formatted(resource));
      }
      return of("built-in " + resource, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the built-in list " + resource, e);
    }
  }

  /** A list of the user's, in UTF-8. */
  static ListFile ofUser(String path) {
    try {
      return of(path, Files.readAllBytes(Path.of(path)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the list of names %s; give the path of a text file".formatted(path), e);
    }
  }

  private static ListFile of(String name, byte[] bytes) {
    try {
      String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      String text = new String(bytes, StandardCharsets.UTF_8);
      return new ListFile(name, sha256, text.lines().toList());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
