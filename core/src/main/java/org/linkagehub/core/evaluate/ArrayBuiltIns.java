package org.linkagehub.core.evaluate;

import static org.linkagehub.core.evaluate.SqlFunctions.strict;
import static org.linkagehub.core.evaluate.SqlValues.toInt;
import static org.linkagehub.core.evaluate.SqlValues.toList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.linkagehub.core.evaluate.SqlFunctions.SqlFunction;

/** Spark's functions of arrays. */
final class ArrayBuiltIns {
  private ArrayBuiltIns() {}

  static Map<String, SqlFunction> all() {
    var all = new LinkedHashMap<String, SqlFunction>();
    SqlFunction size = strict(1, 1, a -> toList(a[0]).size());
    for (String name : List.of("size", "cardinality", "array_size")) {
      all.put(name, size);
    }
    all.put(
        "array",
        new SqlFunction(0, Integer.MAX_VALUE, false, a -> new ArrayList<>(Arrays.asList(a))));
    all.put("array_contains", strict(2, 2, a -> contains(toList(a[0]), a[1])));
    all.put("arrays_overlap", strict(2, 2, a -> overlap(toList(a[0]), toList(a[1]))));
    all.put("array_intersect", strict(2, 2, a -> common(toList(a[0]), toList(a[1]))));
    all.put("array_distinct", strict(1, 1, a -> common(toList(a[0]), toList(a[0]))));
    all.put("element_at", strict(2, 2, a -> element(toList(a[0]), toInt(a[1]))));
    return all;
  }

  /** Null where it is not there, but a null is. */
  private static Boolean contains(List<?> list, Object sought) {
    boolean unknown = false;
    for (Object element : list) {
      if (element == null) {
        unknown = true;
      } else if (SqlValues.equal(element, sought)) {
        return true;
      }
    }
    return unknown ? null : false;
  }

  /** Null where they share no value, and one that is not empty holds a null. */
  private static Boolean overlap(List<?> left, List<?> right) {
    for (Object element : left) {
      if (element != null && Boolean.TRUE.equals(contains(right, element))) {
        return true;
      }
    }
    boolean unknown =
        (left.contains(null) && !right.isEmpty()) || (right.contains(null) && !left.isEmpty());
    return unknown ? null : false;
  }

  /** The different values of the left that the right has too, nulls like any value. */
  private static List<Object> common(List<?> left, List<?> right) {
    var common = new ArrayList<Object>();
    for (Object element : left) {
      if (holds(right, element) && !holds(common, element)) {
        common.add(element);
      }
    }
    return common;
  }

  private static boolean holds(List<?> list, Object sought) {
    for (Object element : list) {
      boolean bothNull = element == null && sought == null;
      if (bothNull || (element != null && sought != null && SqlValues.equal(element, sought))) {
        return true;
      }
    }
    return false;
  }

  private static Object element(List<?> list, int position) {
    int index = position > 0 ? position - 1 : list.size() + position;
    if (position == 0 || index < 0 || index >= list.size()) {
      throw new EvaluationException(
          "element_at asks for element %d of %d".formatted(position, list.size()));
    }
    return list.get(index);
  }
}
