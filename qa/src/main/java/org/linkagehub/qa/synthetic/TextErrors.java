package org.linkagehub.qa.synthetic;

import java.text.Normalizer;
import java.util.List;

/**
 * Errors of writing, typing, hearing and scanning one value. Each method returns the value itself
 * where the error cannot happen to it.
 */
final class TextErrors {
  private static final String[] KEYBOARD = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  /** What sounds alike: either may be written for the other. */
  private static final List<String[]> SOUNDS =
      List.of(
          new String[] {"ph", "f"},
          new String[] {"ck", "k"},
          new String[] {"c", "k"},
          new String[] {"ie", "y"},
          new String[] {"ey", "y"},
          new String[] {"ee", "ea"},
          new String[] {"ai", "ay"},
          new String[] {"ei", "ie"},
          new String[] {"y", "i"},
          new String[] {"z", "s"},
          new String[] {"sch", "sh"},
          new String[] {"gh", "g"},
          new String[] {"kh", "k"},
          new String[] {"th", "t"},
          new String[] {"oo", "u"},
          new String[] {"ou", "u"},
          new String[] {"ah", "a"},
          new String[] {"ll", "l"},
          new String[] {"nn", "n"},
          new String[] {"tt", "t"},
          new String[] {"ss", "s"},
          new String[] {"mm", "m"},
          new String[] {"e", "a"},
          new String[] {"o", "u"},
          new String[] {"v", "w"});

  /** What looks alike on paper. */
  private static final List<String[]> SHAPES =
      List.of(
          new String[] {"rn", "m"},
          new String[] {"m", "rn"},
          new String[] {"cl", "d"},
          new String[] {"d", "cl"},
          new String[] {"vv", "w"},
          new String[] {"l", "i"},
          new String[] {"i", "l"},
          new String[] {"h", "b"},
          new String[] {"e", "c"},
          new String[] {"u", "v"},
          new String[] {"a", "o"},
          new String[] {"O", "0"},
          new String[] {"0", "O"},
          new String[] {"I", "1"},
          new String[] {"1", "I"},
          new String[] {"S", "5"},
          new String[] {"5", "S"},
          new String[] {"B", "8"},
          new String[] {"8", "B"});

  private TextErrors() {}

  /** One character replaced by a neighbour on the keyboard, left out, doubled or added. */
  static String typing(String value, HashRandom random) {
    if (value.isEmpty()) {
      return value;
    }
    int at = random.nextInt(value.length());
    char old = value.charAt(at);
    if (!Character.isLetterOrDigit(old)) {
      return value.substring(0, at) + value.substring(at + 1);
    }
    double kind = random.nextDouble();
    if (kind < 0.45) {
      return value.substring(0, at) + struck(old, random) + value.substring(at + 1);
    }
    if (kind < 0.7 && value.length() > 2) {
      return value.substring(0, at) + value.substring(at + 1);
    }
    if (kind < 0.85) {
      return value.substring(0, at + 1) + Character.toLowerCase(old) + value.substring(at + 1);
    }
    return value.substring(0, at + 1)
        + Character.toLowerCase(struck(old, random))
        + value.substring(at + 1);
  }

  /** A character next to the one meant: a digit for a digit, a letter for a letter. */
  static char struck(char meant, HashRandom random) {
    if (Character.isDigit(meant)) {
      return (char) ('0' + (meant - '0' + 1 + random.nextInt(9)) % 10);
    }
    char lower = Character.toLowerCase(meant);
    for (String row : KEYBOARD) {
      int at = row.indexOf(lower);
      if (at >= 0) {
        int next = at == 0 ? 1 : at == row.length() - 1 ? at - 1 : at + (random.nextInt(2) * 2 - 1);
        return Character.isUpperCase(meant)
            ? Character.toUpperCase(row.charAt(next))
            : row.charAt(next);
      }
    }
    return LETTERS.charAt(random.nextInt(26));
  }

  /** Two neighbouring, different characters change places; capitals stay where they were. */
  static String transposition(String value, HashRandom random) {
    if (value.length() < 2) {
      return value;
    }
    int start = random.nextInt(value.length() - 1);
    for (int i = 0; i < value.length() - 1; i++) {
      int at = (start + i) % (value.length() - 1);
      char a = value.charAt(at);
      char b = value.charAt(at + 1);
      if (Character.isLetterOrDigit(a)
          && Character.isLetterOrDigit(b)
          && Character.toLowerCase(a) != Character.toLowerCase(b)) {
        boolean capital = Character.isUpperCase(a) && Character.isLowerCase(b);
        return value.substring(0, at)
            + (capital ? Character.toUpperCase(b) : b)
            + (capital ? Character.toLowerCase(a) : a)
            + value.substring(at + 2);
      }
    }
    return value;
  }

  static String phonetic(String value, HashRandom random) {
    int start = random.nextInt(SOUNDS.size());
    for (int i = 0; i < SOUNDS.size(); i++) {
      String[] pair = SOUNDS.get((start + i) % SOUNDS.size());
      int way = random.nextInt(2);
      String changed = replaceInside(value, pair[way], pair[1 - way]);
      if (changed.equals(value)) {
        changed = replaceInside(value, pair[1 - way], pair[way]);
      }
      if (!changed.equals(value)) {
        return changed;
      }
    }
    return value;
  }

  static String ocr(String value, HashRandom random) {
    int start = random.nextInt(SHAPES.size());
    for (int i = 0; i < SHAPES.size(); i++) {
      String[] pair = SHAPES.get((start + i) % SHAPES.size());
      String changed = replaceInside(value, pair[0], pair[1]);
      if (!changed.equals(value)) {
        return changed;
      }
    }
    return value;
  }

  /** The initial alone, or the first part of a long value. */
  static String truncation(String value, HashRandom random) {
    if (value.length() < 2) {
      return value;
    }
    boolean initial = value.length() < 4 || random.chance(0.4);
    return value.substring(0, initial ? 1 : random.between(3, value.length() - 1));
  }

  /** A hyphen, apostrophe or space left out, or a hyphen and a space in each other's place. */
  static String punctuation(String value, HashRandom random) {
    int start = random.nextInt(value.length());
    for (int i = 0; i < value.length(); i++) {
      int at = (start + i) % value.length();
      char c = value.charAt(at);
      if (c == '-' || c == ' ' || c == '\'') {
        String with = c == '-' ? " " : c == ' ' ? "-" : " ";
        return value.substring(0, at) + (random.chance(0.5) ? "" : with) + value.substring(at + 1);
      }
    }
    return value;
  }

  /** Letters without their marks: Müller, Muller. */
  static String accentsLost(String value) {
    if (isAscii(value)) {
      return value;
    }
    StringBuilder plain = new StringBuilder(value.length());
    String apart = Normalizer.normalize(value, Normalizer.Form.NFD);
    for (int i = 0; i < apart.length(); i++) {
      char c = apart.charAt(i);
      if (Character.getType(c) != Character.NON_SPACING_MARK) {
        int other = "łŁøØıđĐ".indexOf(c);
        plain.append(other < 0 ? c : "lLoOidD".charAt(other));
      }
    }
    return plain.toString();
  }

  /** One of the parts of a name of several, mostly the first. */
  static String partLost(String value, HashRandom random) {
    int at = Math.max(value.indexOf(' '), value.indexOf('-'));
    if (at <= 0 || at == value.length() - 1) {
      return value;
    }
    return random.chance(0.7) ? value.substring(0, at) : value.substring(at + 1);
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  /** Replaces the first occurrence after the first character. */
  private static String replaceInside(String value, String old, String with) {
    int at = value.indexOf(old, 1);
    return at < 0 ? value : value.substring(0, at) + with + value.substring(at + old.length());
  }
}
