package org.linkagehub.qa.page;

import java.util.Locale;

/** How something is marked: a word and a sign always go with the colour. */
public enum Tone {
  /** As it should be. */
  GOOD("✓"),
  /** To be looked at. */
  CAUTION("!"),
  /** Not as it should be. */
  BAD("✕"),
  /** Neither, or not known. */
  PLAIN("?");

  private final String sign;

  Tone(String sign) {
    this.sign = sign;
  }

  /** The sign that stands for it beside the colour. */
  public String sign() {
    return sign;
  }

  /** Its class in the style sheet. */
  public String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
