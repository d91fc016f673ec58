package org.linkagehub.pipelines.trace.token;

import java.io.Serializable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the tokens of a domain: HMAC-SHA-256 of the value under a key that belongs to the domain
 * and the type of the value alone, as {@value #LENGTH} digits and capital letters. One value has
 * one token; without the key no value can be told from it, nor whether tokens of two domains stand
 * for the same.
 *
 * <p>To go back, the value is sealed beside its token (AES-256 in GCM, under another key, the nonce
 * made of key and value): whoever has the key can open it. 32 places of base 36 hold 165 bits, so
 * that two values do not come to share one.
 */
public final class Tokeniser implements Serializable {
  /** How many characters a token has. */
  public static final int LENGTH = 32;

  private static final long serialVersionUID = 1;
  private static final int BASE = 36;
  private static final BigInteger SPACE = BigInteger.valueOf(BASE).pow(LENGTH);
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final byte[] tokens;
  private final byte[] seals;
  private final byte[] nonces;

  /**
   * The tokeniser of a domain.
   *
   * @param type of the values; the same value of another type has another token
   */
  public Tokeniser(TokenKey key, String domain, String type) {
    String own = domain.length() + ":" + domain + ":" + type;
    tokens = key.derived("token:" + own);
    seals = key.derived("seal:" + own);
    nonces = key.derived("nonce:" + own);
  }

  /** The token of a value; null for null. */
  public String token(String value) {
    if (value == null) {
      return null;
    }
    String places =
        new BigInteger(1, TokenKey.mac(tokens, value))
            .mod(SPACE)
            .toString(BASE)
            .toUpperCase(Locale.ROOT);
    return "0".repeat(LENGTH - places.length()) + places;
  }

  /** The value, sealed; null for null. */
  public String seal(String value) {
    if (value == null) {
      return null;
    }
    byte[] nonce = Arrays.copyOf(TokenKey.mac(nonces, value), NONCE);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, value.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array());
  }

  /**
   * The value that was sealed.
   *
   * @throws IllegalArgumentException if it was sealed with another key, or for another domain or
   *     type
   */
  public String open(String sealed) {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    byte[] nonce = Arrays.copyOf(bytes, NONCE);
    return new String(
        run(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(bytes, NONCE, bytes.length)),
        StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, byte[] bytes) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(seals, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "cannot be opened: it was sealed with another key, or for another domain or type", e);
    }
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "Tokeniser";
  }
}
