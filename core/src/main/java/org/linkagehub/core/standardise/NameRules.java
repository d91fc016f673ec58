package org.linkagehub.core.standardise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names of people: lower case, apostrophes gone, hyphens and all other punctuation a space;
 * letters, marks and digits of every script stay, and accents too. Known answers: {@code
 * ValueRulesTest}.
 *
 * <p>Titles, placeholders and phrases are a list, {@code name-rules.txt}: data with a version, to
 * be reviewed and counted. A word that is also a name of people (Count, Sister, Baby) is told and
 * kept.
 */
public final class NameRules {
  private static final int LONGEST = 200;
  private static final String LIST = "name-rules.txt";

  /** What the list does with an entry. */
  private enum Kind {
    TITLE,
    PLACEHOLDER,
    BEGINNING,
    KNOWN_AS,
    AMBIGUOUS
  }

  private static final Map<Kind, Set<String>> ENTRIES = read();
  private static final List<String> KNOWN_AS = longestFirst(Kind.KNOWN_AS);

  /** With the space before what they begin. */
  private static final List<String> BEGINNINGS =
      longestFirst(Kind.BEGINNING).stream().map(beginning -> beginning + " ").toList();

  private NameRules() {}

  /**
   * The words of the name with one space between them, or null where there is none.
   *
   * @param raw may be null, which stays null and meets no rule
   */
  public static String clean(String raw, Hits hits) {
    if (raw == null) {
      return null;
    }
    if (raw.length() > LONGEST) {
      if (!Characters.isBlank(raw)) {
        hits.add(Rule.NAME_OVERLONG);
      }
      return null;
    }
    String words = Characters.words(raw);
    if (words.isEmpty()) {
      if (!Characters.isBlank(raw)) {
        hits.add(Rule.NAME_WITHOUT_LETTER);
      }
      return null;
    }
    String name = withoutTitles(withoutPhrases(words, hits), hits);
    if (!name.isEmpty() && !hasLetter(name)) {
      hits.add(Rule.NAME_WITHOUT_LETTER);
      return null;
    }
    if (isPlaceholder(name)) {
      hits.add(Rule.NAME_PLACEHOLDER);
      return null;
    }
    if (hasAmbiguousWord(name)) {
      hits.add(Rule.NAME_AMBIGUOUS);
    }
    return name;
  }

  private static boolean hasLetter(String name) {
    for (int i = 0; i < name.length(); ) {
      int character = name.codePointAt(i);
      if (Character.isLetter(character)) {
        return true;
      }
      i += Character.charCount(character);
    }
    return false;
  }

  private static boolean hasAmbiguousWord(String name) {
    Set<String> ambiguous = ENTRIES.get(Kind.AMBIGUOUS);
    if (name.indexOf(' ') < 0) {
      return ambiguous.contains(name);
    }
    return Arrays.stream(name.split(" ", -1)).anyMatch(ambiguous::contains);
  }

  private static boolean isPlaceholder(String name) {
    if (name.isEmpty() || ENTRIES.get(Kind.PLACEHOLDER).contains(name)) {
      return true;
    }
    for (String beginning : BEGINNINGS) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Words on both sides of a phrase are names, and stay; a phrase of one word may be a name, too.
   */
  private static String withoutPhrases(String words, Hits hits) {
    String padded = null;
    for (String phrase : KNOWN_AS) {
      if (!words.contains(phrase)) {
        continue; // as of nearly every name: nothing is made for them
      }
      padded = padded == null ? " " + words + " " : padded;
      String wanted = " " + phrase + " ";
      boolean between = phrase.indexOf(' ') < 0;
      int at = padded.indexOf(wanted, between ? 1 : 0);
      while (at >= 0 && !(between && at + wanted.length() == padded.length())) {
        hits.add(Rule.NAME_KNOWN_AS);
        padded = padded.substring(0, at) + padded.substring(at + wanted.length() - 1);
        at = padded.indexOf(wanted, between ? 1 : 0);
      }
    }
    return padded == null ? words : padded.strip();
  }

  /** A title goes where a name follows it: the last word always stays. */
  private static String withoutTitles(String words, Hits hits) {
    String left = words;
    int space = left.indexOf(' ');
    while (space > 0 && ENTRIES.get(Kind.TITLE).contains(left.substring(0, space))) {
      hits.add(Rule.NAME_TITLE);
      left = left.substring(space + 1);
      space = left.indexOf(' ');
    }
    return left;
  }

  private static List<String> longestFirst(Kind kind) {
    return ENTRIES.get(kind).stream()
        .sorted(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private static Map<Kind, Set<String>> read() {
    Map<Kind, Set<String>> entries = new EnumMap<>(Kind.class);
    Arrays.stream(Kind.values()).forEach(kind -> entries.put(kind, new HashSet<>()));
    for (String line : lines()) {
      int colon = line.indexOf(':');
      Kind kind =
          Kind.valueOf(line.substring(0, colon).strip().toUpperCase(Locale.ROOT).replace('-', '_'));
      for (String entry : line.substring(colon + 1).split(",", -1)) {
        entries.get(kind).add(entry.strip());
      }
    }
    return entries;
  }

  private static List<String> lines() {
    try (InputStream in = NameRules.class.getResourceAsStream(LIST)) {
      var lines = new ArrayList<String>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          lines.add(line);
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + LIST, e);
    }
  }
}
