package org.linkagehub.pipelines.trace.token;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.linkagehub.pipelines.stage.InputDataException;

/**
 * The secret that tokens are made with. It goes to the executors with the tasks, and nowhere else:
 * it has no text.
 */
public final class TokenKey implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int LEAST_BYTES = 32;
  private static final int FINGERPRINT_BYTES = 8;
  private static final String MAC = "HmacSHA256";

  private final byte[] secret;

  private TokenKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * The key of a secret text.
   *
   * @param secret at least 32 bytes in UTF-8
   * @throws InputDataException if it is shorter
   */
  public static TokenKey of(String secret) {
    byte[] bytes = secret.strip().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LEAST_BYTES) {
      throw new InputDataException(
          "the key of tokens must have at least %d bytes; make one with: openssl rand -hex 32"
              .formatted(LEAST_BYTES));
    }
    return new TokenKey(bytes);
  }

  /**
   * The key that settings name: a variable of the environment, which a secret scope of a platform
   * can fill, or else an alias of Hadoop's credential providers.
   *
   * @throws InputDataException if there is none there
   */
  public static TokenKey find(
      TokenSettings settings, Map<String, String> environment, Configuration hadoop) {
    if (settings.keyVariable().isPresent()) {
      String name = settings.keyVariable().get();
      String value = environment.get(name);
      if (value == null || value.isBlank()) {
        throw new InputDataException(
            "the variable %s of the environment, which is to hold the key of tokens, is empty: set it, for example from a secret scope"
                .formatted(name));
      }
      return of(value);
    }
    String alias = settings.keyCredential().orElseThrow();
    try {
      char[] found = hadoop.getPassword(alias);
      return Optional.ofNullable(found)
          .map(characters -> of(new String(characters)))
          .orElseThrow(
              () ->
                  new InputDataException(
                      "no credential provider of Hadoop (hadoop.security.credential.provider.path) has the alias "
                          + alias));
    } catch (IOException e) {
      throw new InputDataException("the credential " + alias + " cannot be read", e);
    }
  }

  /** A key of its own for a purpose, from which this one cannot be told. */
  byte[] derived(String purpose) {
    return mac(secret, purpose);
  }

  /** Tells two keys apart, and nothing of either. */
  public String fingerprint() {
    return HexFormat.of().formatHex(derived("fingerprint"), 0, FINGERPRINT_BYTES);
  }

  static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(key, MAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + MAC, e);
    }
  }

  /** Tells nothing of the secret. */
  @Override
  public String toString() {
    return "TokenKey";
  }
}
