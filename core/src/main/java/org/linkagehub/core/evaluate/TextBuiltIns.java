package org.linkagehub.core.evaluate;

import static org.linkagehub.core.evaluate.SqlFunctions.strict;
import static org.linkagehub.core.evaluate.SqlValues.toInt;
import static org.linkagehub.core.evaluate.SqlValues.toText;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.linkagehub.core.evaluate.SqlFunctions.SqlFunction;

/** Spark's functions of text; positions and lengths are in characters. */
final class TextBuiltIns {
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  /** The code of each letter from A to Z. */
  private static final String SOUNDEX = "01230127022455012623017202";

  private static final char VOWEL = '0';
  private static final char SILENT = '7';
  private static final char NO_LETTER = '-';

  private TextBuiltIns() {}

  static Map<String, SqlFunction> all() {
    var all = new LinkedHashMap<String, SqlFunction>();
    SqlFunction lower = of(LetterCase::lower);
    SqlFunction upper = of(LetterCase::upper);
    all.put("lower", lower);
    all.put("lcase", lower);
    all.put("upper", upper);
    all.put("ucase", upper);
    all.put("trim", of(text -> trimmed(text, true, true)));
    all.put("ltrim", of(text -> trimmed(text, true, false)));
    all.put("rtrim", of(text -> trimmed(text, false, true)));
    SqlFunction length = strict(1, 1, a -> length(toText(a[0])));
    for (String name : List.of("length", "len", "char_length", "character_length")) {
      all.put(name, length);
    }
    SqlFunction part =
        strict(
            2,
            3,
            a -> part(toText(a[0]), toInt(a[1]), a.length == 3 ? toInt(a[2]) : Integer.MAX_VALUE));
    all.put("substr", part);
    all.put("substring", part);
    all.put("left", strict(2, 2, a -> cut(toText(a[0]), 0, toInt(a[1]))));
    all.put(
        "right",
        strict(
            2,
            2,
            a -> {
              int end = length(toText(a[0]));
              return cut(toText(a[0]), end - Math.max(0, toInt(a[1])), end);
            }));
    all.put("concat", strict(1, Integer.MAX_VALUE, TextBuiltIns::concat));
    all.put("concat_ws", new SqlFunction(1, Integer.MAX_VALUE, false, TextBuiltIns::joined));
    all.put(
        "replace",
        strict(
            2,
            3,
            a ->
                toText(a[1]).isEmpty()
                    ? toText(a[0])
                    : toText(a[0]).replace(toText(a[1]), a.length == 3 ? toText(a[2]) : "")));
    all.put("soundex", of(TextBuiltIns::soundex));
    all.put("reverse", of(text -> new StringBuilder(text).reverse().toString()));
    all.put("instr", strict(2, 2, a -> position(toText(a[0]), toText(a[1]))));
    SqlFunction position = strict(2, 2, a -> position(toText(a[1]), toText(a[0])));
    all.put("position", position);
    all.put("locate", position);
    all.put("startswith", strict(2, 2, a -> toText(a[0]).startsWith(toText(a[1]))));
    all.put("endswith", strict(2, 2, a -> toText(a[0]).endsWith(toText(a[1]))));
    all.put("contains", strict(2, 2, a -> toText(a[0]).contains(toText(a[1]))));
    all.put(
        "substring_index",
        strict(3, 3, a -> beforeOrAfter(toText(a[0]), toText(a[1]), toInt(a[2]))));
    all.put("translate", strict(3, 3, a -> translated(toText(a[0]), toText(a[1]), toText(a[2]))));
    all.put("like", strict(2, 2, a -> like(toText(a[0]), toText(a[1]))));
    SqlFunction rlike = strict(2, 2, a -> matcher(a[0], a[1]).find());
    for (String name : List.of("rlike", "regexp", "regexp_like")) {
      all.put(name, rlike);
    }
    all.put("regexp_extract", strict(2, 3, TextBuiltIns::extracted));
    all.put("regexp_replace", strict(3, 3, a -> matcher(a[0], a[1]).replaceAll(toText(a[2]))));
    all.put(
        "split", strict(2, 2, a -> Arrays.asList(pattern(toText(a[1])).split(toText(a[0]), -1))));
    return all;
  }

  private static SqlFunction of(UnaryOperator<String> body) {
    return strict(1, 1, a -> body.apply(toText(a[0])));
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String trimmed(String text, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && text.charAt(from) == ' ') {
      from++;
    }
    while (right && to > from && text.charAt(to - 1) == ' ') {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * Spark's Soundex: a text that does not begin with a letter A to Z is its own code; H and W do
   * not part two letters of one code, vowels and whatever is no letter do.
   */
  private static String soundex(String text) {
    if (text.isEmpty() || soundexCode(text.charAt(0)) == NO_LETTER) {
      return text;
    }
    var code = new StringBuilder(4).append((char) (text.charAt(0) & ~0x20));
    char last = soundexCode(text.charAt(0));
    for (int i = 1; i < text.length() && code.length() < 4; i++) {
      char next = soundexCode(text.charAt(i));
      if (next != SILENT) {
        boolean sounds = next != VOWEL && next != NO_LETTER;
        if (sounds && next != last) {
          code.append(next);
        }
        last = sounds ? next : VOWEL;
      }
    }
    return code.append("000", 0, 4 - code.length()).toString();
  }

  private static char soundexCode(char letter) {
    char upper = (char) (letter & ~0x20);
    return letter < 128 && upper >= 'A' && upper <= 'Z' ? SOUNDEX.charAt(upper - 'A') : NO_LETTER;
  }

  /** From a position that counts from 1, or from the end where it is negative. */
  private static String part(String text, int position, int length) {
    long start = position > 0 ? position - 1L : position < 0 ? length(text) + position : 0;
    return cut(text, start, length == Integer.MAX_VALUE ? Integer.MAX_VALUE : start + length);
  }

  private static String cut(String text, long from, long to) {
    int length = length(text);
    int start = (int) Math.min(Math.max(from, 0), length);
    int end = (int) Math.min(Math.max(to, start), length);
    return text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
  }

  private static Object concat(Object[] arguments) {
    if (arguments[0] instanceof List) {
      var all = new ArrayList<Object>();
      for (Object argument : arguments) {
        all.addAll(SqlValues.toList(argument));
      }
      return all;
    }
    var text = new StringBuilder();
    for (Object argument : arguments) {
      text.append(toText(argument));
    }
    return text.toString();
  }

  private static Object joined(Object[] arguments) {
    if (arguments[0] == null) {
      return null;
    }
    var parts = new ArrayList<String>();
    for (int i = 1; i < arguments.length; i++) {
      if (arguments[i] instanceof List<?> list) {
        list.stream().filter(e -> e != null).map(SqlValues::toText).forEach(parts::add);
      } else if (arguments[i] != null) {
        parts.add(toText(arguments[i]));
      }
    }
    return String.join(toText(arguments[0]), parts);
  }

  private static int position(String text, String sought) {
    int at = text.indexOf(sought);
    return at < 0 ? 0 : text.codePointCount(0, at) + 1;
  }

  private static String beforeOrAfter(String text, String delimiter, int count) {
    if (delimiter.isEmpty() || count == 0) {
      return "";
    }
    int at = count > 0 ? -1 : text.length();
    for (int i = 0; i < Math.abs((long) count); i++) {
      at = count > 0 ? text.indexOf(delimiter, at + 1) : text.lastIndexOf(delimiter, at - 1);
      if (at < 0) {
        return text;
      }
    }
    return count > 0 ? text.substring(0, at) : text.substring(at + delimiter.length());
  }

  private static String translated(String text, String from, String to) {
    int[] sources = from.codePoints().toArray();
    int[] targets = to.codePoints().toArray();
    var result = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              for (int i = 0; i < sources.length; i++) {
                if (sources[i] == c) {
                  if (i < targets.length) {
                    result.appendCodePoint(targets[i]);
                  }
                  return;
                }
              }
              result.appendCodePoint(c);
            });
    return result.toString();
  }

  private static boolean like(String text, String pattern) {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        if (++i == pattern.length() || "_%\\".indexOf(pattern.charAt(i)) < 0) {
          throw new EvaluationException("a pattern of LIKE has a backslash before what needs none");
        }
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
      } else {
        regex.append(c == '%' ? "(?s:.*)" : c == '_' ? "(?s:.)" : Pattern.quote(String.valueOf(c)));
      }
    }
    return pattern(regex.toString()).matcher(text).matches();
  }

  private static Object extracted(Object[] arguments) {
    int group = arguments.length == 3 ? toInt(arguments[2]) : 1;
    Matcher matcher = matcher(arguments[0], arguments[1]);
    if (group < 0 || group > matcher.groupCount()) {
      throw new EvaluationException(
          "regexp_extract asks for group %d of %d".formatted(group, matcher.groupCount()));
    }
    String found = matcher.find() ? matcher.group(group) : null;
    return found == null ? "" : found;
  }

  private static Matcher matcher(Object text, Object regex) {
    return pattern(toText(regex)).matcher(toText(text));
  }

  private static Pattern pattern(String regex) {
    return PATTERNS.computeIfAbsent(regex, Pattern::compile);
  }
}
