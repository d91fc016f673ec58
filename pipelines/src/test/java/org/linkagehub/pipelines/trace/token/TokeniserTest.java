package org.linkagehub.pipelines.trace.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.linkagehub.pipelines.stage.InputDataException;

class TokeniserTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final TokenKey KEY = TokenKey.of(SECRET);

  private static Tokeniser tokeniser(String domain, String type) {
    return new Tokeniser(KEY, domain, type);
  }

  @Test
  void aTokenIsThirtyTwoDigitsAndLetters() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 2_000; i++) {
      String token = tokeniser("dars", "nhs_number").token("99900%05d".formatted(i));
      assertTrue(token.matches("[0-9A-Z]{32}"), token);
      assertTrue(seen.add(token), "two values share " + token);
    }
  }

  /** The definition, with Java's own parts and nothing of ours. */
  @Test
  void aTokenIsTheHmacUnderTheKeyOfItsDomainAndType() throws Exception {
    byte[] own = hmac(SECRET.getBytes(StandardCharsets.UTF_8), "token:4:dars:nhs_number");
    String expected =
        new BigInteger(1, hmac(own, "9990000018"))
            .mod(BigInteger.valueOf(36).pow(32))
            .toString(36)
            .toUpperCase(java.util.Locale.ROOT);
    assertEquals(
        "0".repeat(32 - expected.length()) + expected,
        tokeniser("dars", "nhs_number").token("9990000018"));
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void oneValueHasOneTokenInADomainAndOthersElsewhere() {
    String token = tokeniser("dars", "nhs_number").token("9990000018");
    assertEquals(token, tokeniser("dars", "nhs_number").token("9990000018"));
    assertNotEquals(token, tokeniser("dars_2", "nhs_number").token("9990000018"));
    assertNotEquals(token, tokeniser("dars", "person_id").token("9990000018"));
    assertNotEquals(
        token, new Tokeniser(TokenKey.of(SECRET + "1"), "dars", "nhs_number").token("9990000018"));
    assertNull(tokeniser("dars", "nhs_number").token(null));
  }

  @Test
  void theKeyAloneOpensASealedValue() {
    Tokeniser own = tokeniser("dars", "nhs_number");
    String sealed = own.seal("9990000018");
    assertEquals("9990000018", own.open(sealed));
    assertEquals(sealed, own.seal("9990000018"), "the same on every run");
    assertFalse(sealed.contains("9990000018"));
    for (Tokeniser other :
        List.of(
            tokeniser("other", "nhs_number"),
            tokeniser("dars", "person_id"),
            new Tokeniser(TokenKey.of(SECRET + "1"), "dars", "nhs_number"))) {
      var failure = assertThrows(IllegalArgumentException.class, () -> other.open(sealed));
      assertTrue(failure.getMessage().startsWith("cannot be opened"), failure.getMessage());
    }
  }

  @Test
  void nothingTellsTheKey() {
    assertEquals("TokenKey", KEY.toString());
    assertEquals("Tokeniser", tokeniser("a", "b").toString());
    assertTrue(KEY.fingerprint().matches("[0-9a-f]{16}"), KEY.fingerprint());
  }

  @Test
  void aKeyThatIsMissingOrShortIsToldWithoutItsText() {
    var settings =
        new TokenSettings(List.of("dars"), Optional.of("LINKAGE_KEY"), Optional.empty(), true);
    var hadoop = new Configuration(false);
    var missing =
        assertThrows(InputDataException.class, () -> TokenKey.find(settings, Map.of(), hadoop));
    assertTrue(missing.getMessage().contains("variable LINKAGE_KEY"), missing.getMessage());
    var brief =
        assertThrows(
            InputDataException.class,
            () -> TokenKey.find(settings, Map.of("LINKAGE_KEY", "hunter2"), hadoop));
    assertTrue(brief.getMessage().contains("at least 32 bytes"), brief.getMessage());
    assertFalse(brief.getMessage().contains("hunter2"), brief.getMessage());
    var other =
        new TokenSettings(List.of("dars"), Optional.empty(), Optional.of("linkage.key"), true);
    hadoop.set("linkage.key", SECRET); // where no provider is set, Hadoop looks here
    assertEquals(KEY.fingerprint(), TokenKey.find(other, Map.of(), hadoop).fingerprint());
  }
}
