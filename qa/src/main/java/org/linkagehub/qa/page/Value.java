package org.linkagehub.qa.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One value on a page: what a reader sees, and what JSON and CSV hold.
 *
 * @param text what is shown
 * @param raw a String, a Long, a Double, a Boolean, or null for none
 * @param tone how it is marked; plain for most
 */
public record Value(String text, Object raw, Tone tone) {
  private static final String NONE = "–";
  private static final MathContext SIX_DIGITS = new MathContext(6);

  public Value {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(tone, "tone");
  }

  /** Words. What cannot be seen in them is made visible, see {@link VisibleText}. */
  public static Value of(String text) {
    String visible = VisibleText.of(text);
    return new Value(visible, visible, Tone.PLAIN);
  }

  /** Words with a mark. */
  public static Value marked(Tone tone, String text) {
    String visible = VisibleText.of(text);
    return new Value(visible, visible, tone);
  }

  /** A whole number, in groups of three digits. */
  public static Value count(long count) {
    return new Value(String.format(Locale.ROOT, "%,d", count), count, Tone.PLAIN);
  }

  /** A share in per cent, with so many decimals. */
  public static Value percent(double share, int decimals) {
    return Double.isNaN(share)
        ? none()
        : new Value(
            String.format(Locale.ROOT, "%." + decimals + "f %%", 100 * share),
            rounded(share, decimals + 2),
            Tone.PLAIN);
  }

  /** A share in per cent, with one decimal. */
  public static Value percent(double share) {
    return percent(share, 1);
  }

  /** A share in per cent, or none. */
  public static Value percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : none();
  }

  /** A number with so many decimals. */
  public static Value number(double number, int decimals) {
    if (Double.isNaN(number)) {
      return none();
    }
    if (Double.isInfinite(number)) {
      return of(number > 0 ? "∞" : "-∞");
    }
    return new Value(
        String.format(Locale.ROOT, "%,." + decimals + "f", number),
        rounded(number, decimals),
        Tone.PLAIN);
  }

  /** A number as it was set, without needless decimals, within a sentence. */
  public static String plain(double number) {
    return new BigDecimal(number, SIX_DIGITS).stripTrailingZeros().toPlainString();
  }

  /** A match weight, with its sign. */
  public static Value bits(double bits) {
    if (Double.isNaN(bits) || Double.isInfinite(bits)) {
      return number(bits, 2);
    }
    return new Value(String.format(Locale.ROOT, "%+.2f", bits), rounded(bits, 2), Tone.PLAIN);
  }

  /** A difference, with its sign and so many decimals. */
  public static Value signed(double difference, int decimals) {
    if (Double.isNaN(difference) || Double.isInfinite(difference)) {
      return number(difference, decimals);
    }
    double rounded = rounded(difference, decimals);
    return new Value(
        rounded == 0 ? "0" : String.format(Locale.ROOT, "%+,." + decimals + "f", rounded),
        rounded,
        Tone.PLAIN);
  }

  /** A probability, which may be very small. */
  public static Value probability(double probability) {
    if (Double.isNaN(probability)) {
      return none();
    }
    String text =
        String.format(
            Locale.ROOT, probability != 0 && probability < 0.001 ? "%.1e" : "%.4f", probability);
    return new Value(text, Double.parseDouble(text), Tone.PLAIN);
  }

  /** Seconds, with one decimal. */
  public static Value seconds(double seconds) {
    return new Value(
        String.format(Locale.ROOT, "%,.1f s", seconds), rounded(seconds, 1), Tone.PLAIN);
  }

  /** Nothing to show. */
  public static Value none() {
    return new Value(NONE, null, Tone.PLAIN);
  }

  /** The same with another mark. */
  public Value in(Tone other) {
    return new Value(text, raw, other);
  }

  private static double rounded(double number, int decimals) {
    double scale = Math.pow(10, decimals);
    return Math.rint(number * scale) / scale;
  }
}
