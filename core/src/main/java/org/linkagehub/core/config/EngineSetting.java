package org.linkagehub.core.config;

import java.util.Locale;

/** Which engine makes and compares the pairs. All give the same results. */
public enum EngineSetting {
  /** The fast one where it can compile the model and the rules, else the one in SQL. */
  AUTO,
  /** The fast one; a model that it cannot compile is refused. */
  BLOCK,
  /** The one in SQL. */
  SQL;

  /**
   * The engine that a configuration names.
   *
   * @throws IllegalArgumentException naming the valid values, if there is no such engine
   */
  public static EngineSetting of(String configName) {
    for (EngineSetting setting : values()) {
      if (setting.name().toLowerCase(Locale.ROOT).equals(configName)) {
        return setting;
      }
    }
    throw new IllegalArgumentException("must be auto, block or sql, was \"" + configName + "\"");
  }
}
