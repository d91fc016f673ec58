package org.linkagehub.qa.page;

/**
 * Text as a reader may safely see it. Escaping for HTML is the template's; this is about what
 * escaping leaves as it is: characters that turn the direction of the text, that cannot be seen, or
 * that are far too many.
 */
public final class VisibleText {
  /** The most characters of one value that a page shows. */
  public static final int MOST = 300;

  private VisibleText() {}

  /**
   * The text with controls, direction marks and other invisible characters named as {@code
   * [U+202E]}, lines joined, and cut after {@value #MOST} characters with the number that was
   * there.
   */
  public static String of(String text) {
    return of(text, MOST);
  }

  /** The same, cut after so many characters. */
  static String of(String text, int most) {
    var visible = new StringBuilder(Math.min(text.length(), most) + 16);
    int shown = 0;
    for (int i = 0; i < text.length(); ) {
      if (shown == most) {
        return visible
            .append("… (%d characters)".formatted(text.codePointCount(0, text.length())))
            .toString();
      }
      int character = text.codePointAt(i);
      append(visible, character);
      i += Character.charCount(character);
      shown++;
    }
    return visible.toString();
  }

  private static void append(StringBuilder visible, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR -> {
        if (character == '\n' || character == '\t' || character == '\r') {
          visible.append(' ');
        } else {
          visible.append("[U+%04X]".formatted(character));
        }
      }
      default -> visible.appendCodePoint(character);
    }
  }
}
