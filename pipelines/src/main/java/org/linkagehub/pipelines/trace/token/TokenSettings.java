package org.linkagehub.pipelines.trace.token;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.linkagehub.core.config.ConfigReader;

/**
 * Which tokens are made, and where the key is; never the key itself.
 *
 * @param domains a table of tokens is made for each: one value has another token in each
 * @param keyVariable the variable of the environment that holds the key
 * @param keyCredential in its place, the alias of a credential of Hadoop
 * @param byType whether a Person_ID that is an NHS number has another token than the NHS number, as
 *     it has for users of today's tokens
 */
public record TokenSettings(
    List<String> domains,
    Optional<String> keyVariable,
    Optional<String> keyCredential,
    boolean byType) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_]*");

  public TokenSettings {
    domains = List.copyOf(new TreeSet<>(domains));
    domains.stream()
        .filter(domain -> !NAME.matcher(domain).matches())
        .findFirst()
        .ifPresent(
            domain -> {
              throw new IllegalArgumentException(
                  "a domain is named with small letters, digits and _, was " + domain);
            });
  }

  /** Reads the block {@code tokens}; empty if it names no domain, or has a problem. */
  public static Optional<TokenSettings> read(ConfigReader in) {
    List<String> domains = in.texts("domains");
    Optional<String> credential = in.optionalText("key-credential");
    Optional<String> variable =
        credential.isPresent() ? Optional.empty() : in.optionalText("key-variable");
    in.has("key-variable");
    boolean byType = in.flag("by-type");
    if (!domains.isEmpty() && credential.isEmpty() && variable.isEmpty()) {
      in.problem("must say where the key is: key-variable or key-credential");
    }
    return in.build(() -> new TokenSettings(domains, variable, credential, byType))
        .filter(settings -> !settings.domains().isEmpty());
  }
}
