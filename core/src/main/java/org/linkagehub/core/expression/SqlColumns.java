package org.linkagehub.core.expression;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The columns that a text of SQL names, where it need not be within our grammar. */
public final class SqlColumns {
  private static final Pattern TEXT = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"");
  private static final Pattern SIDE = Pattern.compile("\\b([A-Za-z_][A-Za-z0-9_]*)_[lr]\\b");

  private SqlColumns() {}

  /**
   * The columns of a record that a condition on a pair reads, as {@code surname} of {@code
   * surname_l}, in the order in which they are met.
   */
  public static Set<String> ofPair(String condition) {
    var columns = new LinkedHashSet<String>();
    Matcher side = SIDE.matcher(TEXT.matcher(condition).replaceAll("''"));
    while (side.find()) {
      columns.add(side.group(1));
    }
    return columns;
  }
}
