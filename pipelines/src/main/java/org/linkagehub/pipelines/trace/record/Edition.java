package org.linkagehub.pipelines.trace.record;

import java.util.List;
import org.linkagehub.core.config.Nearest;

/** The edition of the Person_ID Handbook whose rules are followed. */
public enum Edition {
  /** Web edition of February 2024. */
  E2024("2024"),
  /** Version 1.0.0 of July 2022, for HES users. */
  E2022("2022");

  private final String configName;

  Edition(String configName) {
    this.configName = configName;
  }

  /** The name in configuration files. */
  public String configName() {
    return configName;
  }

  /**
   * The edition of that name.
   *
   * @throws IllegalArgumentException if there is none, saying which there are
   */
  public static Edition of(String configName) {
    for (Edition edition : values()) {
      if (edition.configName.equals(configName.strip())) {
        return edition;
      }
    }
    throw new IllegalArgumentException(
        "is no edition of the handbook, was \""
            + configName
            + "\"; did you mean "
            + Nearest.of(configName, List.of("2024", "2022")).orElse("2024")
            + "? (known: 2024, 2022)");
  }
}
