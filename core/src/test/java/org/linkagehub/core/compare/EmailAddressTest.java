package org.linkagehub.core.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTest {
  @ParameterizedTest(name = "'{0}'")
  @CsvSource({
    "ann.lee@example.org, ann.lee, example.org",
    "ann@lee@example.org, ann@lee, example.org",
    "@example.org, , example.org",
    "ann@, ann,",
    "ann, ,",
    "'', ,",
  })
  void knownParts(String address, String username, String domain) {
    assertEquals(Optional.ofNullable(username), EmailAddress.username(address));
    assertEquals(Optional.ofNullable(domain), EmailAddress.domain(address));
  }
}
