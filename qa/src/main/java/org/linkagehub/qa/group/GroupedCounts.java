package org.linkagehub.qa.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.spark.CatalystRows;

/** Counts records of several kinds, as a whole and by group, in one pass. */
public final class GroupedCounts {
  private GroupedCounts() {}

  /**
   * Counts, now.
   *
   * @param records a row a record
   * @param codes its groups, as {@link GroupDictionary#codes} has them
   * @param kind INT from 0, below {@code kinds}
   * @return counts by number of the group and kind
   */
  public static long[][] of(
      Dataset<Row> records, GroupDictionary groups, List<Column> codes, Column kind, int kinds) {
    var columns = new ArrayList<>(codes);
    columns.add(kind);
    long[] state =
        CatalystRows.of(records.select(columns.toArray(Column[]::new)))
            .mapPartitions(rows -> List.of(count(rows, groups, kinds)).iterator())
            .treeAggregate(new long[groups.size() * kinds], GroupedCounts::add, GroupedCounts::add);
    long[][] counts = new long[groups.size()][kinds];
    for (int i = 0; i < state.length; i++) {
      counts[i / kinds][i % kinds] = state[i];
    }
    return counts;
  }

  private static long[] count(Iterator<InternalRow> rows, GroupDictionary groups, int kinds) {
    long[] state = new long[groups.size() * kinds];
    int[] of = new int[groups.groupings()];
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      for (int c = 0; c < groups.codeColumns(); c++) {
        groups.unpack(row.getLong(c), c, of);
      }
      int kind = row.getInt(groups.codeColumns());
      state[kind]++;
      for (int group : of) {
        state[group * kinds + kind]++;
      }
    }
    return state;
  }

  private static long[] add(long[] to, long[] more) {
    for (int i = 0; i < to.length; i++) {
      to[i] += more[i];
    }
    return to;
  }
}
