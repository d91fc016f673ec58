package org.linkagehub.pipelines.stage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is to be run, and what the manifest says of it.
 *
 * @param command what was asked for, for example {@code run}
 * @param configuration the resolved configuration as text, secrets left out
 * @param engine which engine compares the pairs
 * @param seed of every sample
 * @param inputs what is read, as the manifest tells it
 * @param tables the tables that the first stages read, by name
 * @param stages in the order in which they run
 * @param schema the catalog and schema that the tables go to; empty for the run's folder
 */
public record RunPlan(
    String command,
    String configuration,
    String engine,
    long seed,
    List<RunManifest.Input> inputs,
    Map<String, Dataset<Row>> tables,
    List<Stage> stages,
    Optional<String> schema) {
  public RunPlan {
    inputs = List.copyOf(inputs);
    tables = Map.copyOf(tables);
    stages = List.copyOf(stages);
  }
}
