package org.linkagehub.pipelines.stage;

import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Tables by name, and the run that reads them. */
public final class Tables {
  private final Map<String, Dataset<Row>> byName;
  private final String run;

  private Tables(Map<String, Dataset<Row>> byName, String run) {
    this.byName = Map.copyOf(byName);
    this.run = run;
  }

  /** These tables, of no run. */
  public static Tables of(Map<String, Dataset<Row>> byName) {
    return new Tables(byName, "");
  }

  /** These tables, read by the run of that id. */
  public static Tables of(Map<String, Dataset<Row>> byName, String run) {
    return new Tables(byName, run);
  }

  /** The id of the run that reads them; empty text where there is none. */
  public String run() {
    return run;
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
