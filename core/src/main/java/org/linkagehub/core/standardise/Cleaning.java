package org.linkagehub.core.standardise;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the values of a field of health records are cleaned, by rules with names that can be counted
 * ({@link Rule}). Cleaning a cleaned value changes nothing.
 */
public enum Cleaning {
  /** Ten digits; a wrong check digit is told, and kept, for it is still evidence. */
  NHS_NUMBER,
  /** An NHS number that passes modulus 11, and is none for tests. */
  VALID_NHS_NUMBER,
  POSTCODE,
  /** Lower case; accents stay. */
  NAME,
  SEX,
  EMAIL,
  PHONE,
  /** A line of an address. */
  ADDRESS;

  private static final NhsNumberRules NHS_NUMBERS = new NhsNumberRules(false);
  private static final NhsNumberRules VALID_NHS_NUMBERS = new NhsNumberRules(true);

  private final String key = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The name in SQL and in configurations, for example {@code nhs-number}. */
  public String key() {
    return key;
  }

  /**
   * The cleaned value, or null where the value is no evidence.
   *
   * @param raw may be null, which stays null and meets no rule
   * @param hits takes the rules that the value meets
   */
  public String clean(String raw, Hits hits) {
    return switch (this) {
      case NHS_NUMBER -> NHS_NUMBERS.clean(raw, hits);
      case VALID_NHS_NUMBER -> VALID_NHS_NUMBERS.clean(raw, hits);
      case POSTCODE -> PostcodeRules.clean(raw, hits);
      case NAME -> NameRules.clean(raw, hits);
      case SEX -> ContactRules.sex(raw, hits);
      case EMAIL -> ContactRules.email(raw, hits);
      case PHONE -> ContactRules.phone(raw, hits);
      case ADDRESS -> ContactRules.address(raw, hits);
    };
  }

  /**
   * The cleaning of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Cleaning of(String key) {
    for (Cleaning cleaning : values()) {
      if (cleaning.key.equals(key)) {
        return cleaning;
      }
    }
    throw new IllegalArgumentException(
        "no cleaning is called \"%s\"; known: %s".formatted(key, keys()));
  }

  /** All names, for messages. */
  public static String keys() {
    return Arrays.stream(values()).map(Cleaning::key).collect(Collectors.joining(", "));
  }
}
