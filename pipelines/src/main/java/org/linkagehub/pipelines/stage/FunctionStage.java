package org.linkagehub.pipelines.stage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A stage given by its parts. */
record FunctionStage(
    String name,
    List<String> inputs,
    List<Output> outputs,
    Optional<String> settings,
    Function<Tables, Map<String, Dataset<Row>>> function)
    implements Stage {
  FunctionStage {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  @Override
  public Map<String, Dataset<Row>> apply(Tables tables) {
    return function.apply(tables);
  }
}
