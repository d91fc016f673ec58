package org.linkagehub.core.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the words of a level are about.
 *
 * @param columns the comparison's columns by the names that its template has for them, for example
 *     forename to first_name; mostly one, called column
 * @param minimumLength an edit distance counts only where both texts have so many characters
 * @param derived takes the further columns that the words need: name to SQL expression of one
 *     record
 */
record LevelContext(Map<String, String> columns, int minimumLength, Map<String, String> derived) {
  LevelContext {
    columns = new LinkedHashMap<>(columns);
  }

  /** The only column, or an error that says how to choose one of several. */
  String onlyColumn(String words) {
    if (columns.size() != 1) {
      throw new IllegalArgumentException(
          columns.isEmpty()
              ? "has no column to be about; write { sql = … }"
              : "must say of which column: "
                  + String.join(", ", columns.keySet())
                  + " or both, for example \""
                  + columns.keySet().iterator().next()
                  + " "
                  + words
                  + "\"");
    }
    return columns.values().iterator().next();
  }

  /** A column of each record, made once of another. */
  String derive(String column, String suffix, String expression) {
    String name = column + "_" + suffix;
    derived.put(name, expression);
    return name;
  }
}
