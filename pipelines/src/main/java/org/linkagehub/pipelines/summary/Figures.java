package org.linkagehub.pipelines.summary;

import java.util.Locale;

/** Figures as people read them. */
public final class Figures {
  private Figures() {}

  /** A whole number with separators: {@code 1,234,567}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A rate in three digits or so: {@code 950}, {@code 12.3 k}, {@code 4.56 M}. */
  public static String rate(double perSecond) {
    return scaled(perSecond, 1000, "", " k", " M", " G");
  }

  /** A size: {@code 512 B}, {@code 1.50 MiB}. */
  public static String bytes(double bytes) {
    return scaled(bytes, 1024, " B", " KiB", " MiB", " GiB", " TiB");
  }

  /** A time: {@code 0.4 s}, {@code 75 s} as {@code 1 min 15 s}, {@code 2 h 05 min}. */
  public static String seconds(double seconds) {
    if (seconds < 59.95) {
      return String.format(
          Locale.ROOT, seconds == Math.rint(seconds) ? "%.0f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? "%d min %02d s".formatted(whole / 60, whole % 60)
        : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  private static String scaled(double value, double step, String... units) {
    int unit = 0;
    double left = value;
    while (left >= step && unit < units.length - 1) {
      left /= step;
      unit++;
    }
    String format = unit == 0 || left >= 100 ? "%.0f%s" : left >= 10 ? "%.1f%s" : "%.2f%s";
    return String.format(Locale.ROOT, format, left, units[unit]);
  }
}
