package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Parts of an email address. Known answers: {@code EmailAddressTest}. */
public final class EmailAddress {
  private EmailAddress() {}

  /**
   * What stands before the last at sign; empty where there is no at sign or nothing before it.
   *
   * @throws NullPointerException if the address is null
   */
  public static Optional<String> username(String address) {
    int at = requireNonNull(address, "address").lastIndexOf('@');
    return at <= 0 ? Optional.empty() : Optional.of(address.substring(0, at));
  }

  /**
   * What stands after the last at sign; empty where there is no at sign or nothing after it.
   *
   * @throws NullPointerException if the address is null
   */
  public static Optional<String> domain(String address) {
    int at = requireNonNull(address, "address").lastIndexOf('@');
    return at < 0 || at == address.length() - 1
        ? Optional.empty()
        : Optional.of(address.substring(at + 1));
  }
}
