package org.linkagehub.pipelines.stage;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables by name. */
public final class Tables {
  private final Map<String, Dataset<Row>> byName;

  private Tables(Map<String, Dataset<Row>> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** These tables. */
  public static Tables of(Map<String, Dataset<Row>> byName) {
    return new Tables(byName);
  }

  /**
   * The table of that name.
   *
   * @throws IllegalArgumentException naming the tables there are, if there is no such table
   */
  public Dataset<Row> table(String name) {
    Dataset<Row> table = byName.get(name);
    if (table == null) {
      throw new IllegalArgumentException(
          "no table " + name + " here; there are " + new TreeMap<>(byName).keySet());
    }
    return table;
  }

  /** Whether there is a table of that name. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }
}
