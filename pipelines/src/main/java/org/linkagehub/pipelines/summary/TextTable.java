package org.linkagehub.pipelines.summary;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells in aligned columns. */
final class TextTable {
  /** On which side of its column a cell stands. */
  enum Side {
    LEFT,
    RIGHT
  }

  private static final String GAP = "  ";

  private final List<Side> sides;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(Side... sides) {
    this.sides = List.of(sides);
  }

  TextTable row(String... cells) {
    if (cells.length != sides.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + sides.size() + " columns");
    }
    rows.add(List.of(cells));
    return this;
  }

  /** The lines, each indented by two spaces, without spaces at their ends. */
  List<String> lines() {
    int[] widths = new int[sides.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    var lines = new ArrayList<String>();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - length(row.get(i)));
        line.append(GAP);
        line.append(sides.get(i) == Side.LEFT ? row.get(i) + space : space + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
