package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small language in which levels are named: phrases, of which {@link LevelPhrases} knows the
 * meaning, joined by {@code and}, {@code or}, {@code not} and parentheses; {@code and} binds closer
 * than {@code or}.
 */
final class LevelLanguage {
  private static final Pattern TOKEN = Pattern.compile("'(?:[^']|'')*'|[()]|[^\\s()]+");
  private static final Set<String> ENDS = Set.of("and", "or", "not", "(", ")");

  private final List<String> tokens;
  private final LevelContext context;
  private int next;

  private LevelLanguage(List<String> tokens, LevelContext context) {
    this.tokens = tokens;
    this.context = context;
  }

  /**
   * The meaning of a level's words.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  static LevelWords parse(String text, LevelContext context) {
    var tokens = new ArrayList<String>();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      tokens.add(token.group());
    }
    var parser = new LevelLanguage(tokens, context);
    LevelWords words = parser.alternatives();
    if (parser.next < tokens.size()) {
      throw new IllegalArgumentException(
          "has \"" + tokens.get(parser.next) + "\" where nothing more can stand: \"" + text + "\"");
    }
    return words;
  }

  private LevelWords alternatives() {
    var parts = new ArrayList<>(List.of(conjunction()));
    while (take("or")) {
      parts.add(conjunction());
    }
    return joined(parts, "or");
  }

  private LevelWords conjunction() {
    var parts = new ArrayList<>(List.of(negation()));
    while (take("and")) {
      parts.add(negation());
    }
    return joined(parts, "and");
  }

  private LevelWords negation() {
    if (take("not")) {
      LevelWords words = negation();
      return LevelWords.of("not " + words.label(), "not (" + words.condition() + ")");
    }
    if (take("(")) {
      LevelWords words = alternatives();
      if (!take(")")) {
        throw new IllegalArgumentException("has a parenthesis without an end");
      }
      return words;
    }
    var phrase = new ArrayList<String>();
    while (next < tokens.size() && !ENDS.contains(tokens.get(next))) {
      phrase.add(tokens.get(next++));
    }
    if (phrase.isEmpty()) {
      throw new IllegalArgumentException(
          next < tokens.size()
              ? "has \"" + tokens.get(next) + "\" where a condition must stand"
              : "ends where a condition must stand");
    }
    return LevelPhrases.meaning(phrase, context);
  }

  private boolean take(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private static LevelWords joined(List<LevelWords> parts, String operator) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return LevelWords.of(
        String.join(" " + operator + " ", parts.stream().map(LevelWords::label).toList()),
        String.join(
            " " + operator + " ",
            parts.stream().map(part -> "(" + part.condition() + ")").toList()));
  }
}
