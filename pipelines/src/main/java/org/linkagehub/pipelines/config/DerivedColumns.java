package org.linkagehub.pipelines.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts derived columns into an order in which each finds those that it uses. */
final class DerivedColumns {
  private static final Pattern TEXT = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"");

  /** A name, but not of a function. */
  private static final Pattern WORD = Pattern.compile("\\b[A-Za-z_][A-Za-z0-9_]*\\b(?!\\s*\\()");

  private DerivedColumns() {}

  /**
   * The same columns, those that an expression uses before it, otherwise in the order given.
   *
   * @throws IllegalArgumentException naming the columns that need each other, if there are such
   */
  static Map<String, String> ordered(Map<String, String> derived) {
    var ordered = new LinkedHashMap<String, String>();
    var path = new LinkedHashSet<String>();
    derived.keySet().forEach(name -> add(name, derived, ordered, path));
    return ordered;
  }

  private static void add(
      String name, Map<String, String> derived, Map<String, String> ordered, Set<String> path) {
    if (ordered.containsKey(name)) {
      return;
    }
    if (!path.add(name)) {
      throw new IllegalArgumentException(
          "derived columns need each other: " + String.join(", ", path));
    }
    Matcher word = WORD.matcher(TEXT.matcher(derived.get(name)).replaceAll("''"));
    while (word.find()) {
      if (derived.containsKey(word.group())) {
        add(word.group(), derived, ordered, path);
      }
    }
    path.remove(name);
    ordered.put(name, derived.get(name));
  }
}
