package org.linkagehub.pipelines.config;

import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * How quality is measured.
 *
 * @param truePerson the column, in the inputs' own tables, of the person a record truly belongs to;
 *     never an input of the linkage
 */
public record EvaluationSettings(Optional<String> truePerson) {
  static Optional<EvaluationSettings> read(ConfigReader in) {
    Optional<String> truePerson = in.optionalText("true-person");
    return in.build(() -> new EvaluationSettings(truePerson));
  }
}
