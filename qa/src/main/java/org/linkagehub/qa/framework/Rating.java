package org.linkagehub.qa.framework;

import java.util.Locale;

/** How an aspect stands. */
public enum Rating {
  GREEN,
  AMBER,
  RED;

  /** Reads {@code green}, {@code amber} or {@code red}. */
  public static Rating of(String text) {
    for (Rating rating : values()) {
      if (rating.configName().equals(text)) {
        return rating;
      }
    }
    throw new IllegalArgumentException("is green, amber or red, found '" + text + "'");
  }

  /** As it is written in a configuration. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it is shown. */
  public String shown() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}
