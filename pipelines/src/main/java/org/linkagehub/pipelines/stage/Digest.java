package org.linkagehub.pipelines.stage;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as 64 hexadecimal digits. */
public final class Digest {
  private final MessageDigest digest = sha256();

  /** The digest of a text. */
  public static String of(String text) {
    return new Digest().add(text).hex();
  }

  /** Adds a part, set off from the parts beside it. */
  public Digest add(String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    return add(bytes);
  }

  /** Adds a part, set off from the parts beside it. */
  public Digest add(byte[] part) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (part.length >> shift));
    }
    digest.update(part);
    return this;
  }

  /** The digest of all parts; nothing can be added after it. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
