package org.linkagehub.qa.group;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.shiftleft;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.try_element_at;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.qa.measure.Group;

/**
 * The groups of all groupings, numbered: 0 is all records, then the groups of the first grouping,
 * with the unknown one in front, and so on. A record's groups are packed into whole numbers, eight
 * groupings in each, so that pairs can carry them cheaply.
 */
public final class GroupDictionary implements Serializable {
  /** How many groups a grouping may have, the unknown one left out. */
  public static final int MOST_GROUPS = 200;

  private static final long serialVersionUID = 1;
  private static final int BITS = 8;
  private static final int PER_COLUMN = Long.SIZE / BITS;

  private final ArrayList<String> names = new ArrayList<>();
  private final ArrayList<ArrayList<String>> values = new ArrayList<>();
  private final int[] first;

  private GroupDictionary(List<Grouping> groupings, List<List<String>> values) {
    first = new int[groupings.size()];
    int next = 1;
    for (int g = 0; g < first.length; g++) {
      names.add(groupings.get(g).name());
      this.values.add(new ArrayList<>(values.get(g)));
      first[g] = next;
      next += values.get(g).size() + 1;
    }
  }

  /** A dictionary of known values, a list of them for each grouping. */
  static GroupDictionary of(List<Grouping> groupings, List<List<String>> values) {
    return new GroupDictionary(groupings, values);
  }

  /**
   * Finds the groups of records, in two passes over them.
   *
   * @throws IllegalArgumentException if a grouping has more than {@link #MOST_GROUPS} groups; it
   *     names the grouping and no value
   */
  public static GroupDictionary of(Dataset<Row> records, List<Grouping> groupings) {
    if (groupings.isEmpty()) {
      return new GroupDictionary(groupings, List.of());
    }
    List<Column> distinct = new ArrayList<>();
    List<Column> sets = new ArrayList<>();
    for (Grouping grouping : groupings) {
      distinct.add(approx_count_distinct(value(grouping)));
      sets.add(array_sort(collect_set(value(grouping))));
    }
    boolean sourcesAlone = groupings.stream().allMatch(g -> g.expression().equals(SOURCE));
    if (!sourcesAlone) { // of which there are no more than inputs
      Row counts = records.agg(count(lit(1)), distinct.toArray(Column[]::new)).first();
      for (int g = 0; g < groupings.size(); g++) {
        // The count is approximate: a set of somewhat more is still small enough to look at.
        require(groupings.get(g), counts.getLong(g + 1), 2L * MOST_GROUPS);
      }
    }
    Row found = records.agg(count(lit(1)), sets.toArray(Column[]::new)).first();
    List<List<String>> values = new ArrayList<>();
    for (int g = 0; g < groupings.size(); g++) {
      List<String> of = found.getList(g + 1);
      require(groupings.get(g), of.size(), MOST_GROUPS);
      values.add(of);
    }
    return new GroupDictionary(groupings, values);
  }

  private static void require(Grouping grouping, long groups, long most) {
    if (groups > most) {
      throw new IllegalArgumentException(
          "grouping %s makes about %d groups, at most %d are allowed; make its values coarser, for example bands of ages"
              .formatted(grouping.name(), groups, MOST_GROUPS));
    }
  }

  /** How many groupings there are. */
  public int groupings() {
    return first.length;
  }

  /** How many groups there are, with all records in front. */
  public int size() {
    int size = 1;
    for (List<String> of : values) {
      size += of.size() + 1;
    }
    return size;
  }

  /** The groups in the order of their numbers. */
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>(List.of(Group.ALL));
    for (int g = 0; g < first.length; g++) {
      groups.add(new Group(names.get(g), Group.UNKNOWN));
      for (String value : values.get(g)) {
        groups.add(new Group(names.get(g), value));
      }
    }
    return groups;
  }

  /** How many columns {@link #codes} has. */
  public int codeColumns() {
    return (first.length + PER_COLUMN - 1) / PER_COLUMN;
  }

  /**
   * Columns of BIGINT that hold a record's groups.
   *
   * @param groupings those that the dictionary is of
   */
  public List<Column> codes(List<Grouping> groupings) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < codeColumns(); c++) {
      Column packed = lit(0L);
      for (int g = c * PER_COLUMN; g < Math.min(first.length, (c + 1) * PER_COLUMN); g++) {
        List<String> of = values.get(g);
        if (of.isEmpty()) {
          continue;
        }
        List<Column> entries = new ArrayList<>();
        for (int v = 0; v < of.size(); v++) {
          entries.add(lit(of.get(v)));
          entries.add(lit(v + 1L));
        }
        Column places = map(entries.toArray(Column[]::new));
        packed =
            packed.bitwiseOR(
                shiftleft(
                    coalesce(try_element_at(places, value(groupings.get(g))), lit(0L)),
                    BITS * (g % PER_COLUMN)));
      }
      columns.add(packed);
    }
    return columns;
  }

  /**
   * The numbers of a record's groups.
   *
   * @param packed what one column of {@link #codes} holds
   * @param column which of them
   * @param groups where the numbers go, one for each grouping
   */
  public void unpack(long packed, int column, int[] groups) {
    int from = column * PER_COLUMN;
    for (int g = from; g < Math.min(first.length, from + PER_COLUMN); g++) {
      groups[g] = first[g] + (int) (packed >>> (BITS * (g - from)) & 0xff);
    }
  }

  private static Column value(Grouping grouping) {
    Column text = expr(grouping.expression()).cast("string");
    return when(trim(text).notEqual(""), text);
  }
}
