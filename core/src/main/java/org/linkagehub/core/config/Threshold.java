package org.linkagehub.core.config;

import java.util.Locale;
import org.linkagehub.core.standardise.Sql;

/**
 * A bound on the match weight, said in bits or as a match probability.
 *
 * @param bits the match weight, in bits; finite
 * @param text how the user said it, for example {@code 0.95} or {@code 12 bits}
 */
public record Threshold(double bits, String text) {
  private static final String BITS = "bits";

  public Threshold {
    if (!Double.isFinite(bits)) {
      throw new IllegalArgumentException("must be a finite match weight, was " + text);
    }
  }

  /**
   * A number alone is a match probability, a number followed by {@code bits} a match weight.
   *
   * @throws IllegalArgumentException saying what is wanted and what was found
   */
  public static Threshold parse(String text) {
    String said = text.strip().toLowerCase(Locale.ROOT);
    boolean inBits = said.endsWith(BITS);
    String number = inBits ? said.substring(0, said.length() - BITS.length()).strip() : said;
    double value;
    try {
      value = Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "must be a match probability such as 0.95 or a match weight such as \"12 bits\", was \""
              + text
              + "\"",
          e);
    }
    return inBits ? new Threshold(value, number + " bits") : ofProbability(value);
  }

  /**
   * The match weight log2(p / (1 - p)) of a match probability p.
   *
   * @throws IllegalArgumentException if p is not strictly between 0 and 1
   */
  public static Threshold ofProbability(double probability) {
    if (!(probability > 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "must be strictly between 0 and 1 when it is a match probability, was "
              + Sql.number(probability)
              + "; for a match weight write \""
              + Sql.number(probability)
              + " bits\"");
    }
    return new Threshold(
        (Math.log(probability) - Math.log1p(-probability)) / Math.log(2),
        String.valueOf(probability));
  }

  /** A match weight in bits. */
  public static Threshold ofBits(double bits) {
    return new Threshold(bits, bits + " bits");
  }

  /** 1 / (1 + 2^-bits), from 0 to 1. */
  public double probability() {
    return 1 / (1 + Math.pow(2, -bits));
  }
}
