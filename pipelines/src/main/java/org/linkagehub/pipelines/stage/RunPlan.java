package org.linkagehub.pipelines.stage;

import java.util.List;
import java.util.Optional;

/**
 * What is to be run, and what the manifest says of it.
 *
 * @param linkage the name of what is linked, under which runs are filed
 * @param command what was asked for, for example {@code run}
 * @param configuration the resolved configuration as text, secrets left out
 * @param settings what a stage depends on that does not say what it depends on: all settings that
 *     can change a result, as text
 * @param engine which engine compares the pairs
 * @param seed of every sample
 * @param sources what is read
 * @param stages in the order in which they run
 * @param schema the catalog and schema that the tables go to; empty for the run's folder
 */
public record RunPlan(
    String linkage,
    String command,
    String configuration,
    String settings,
    String engine,
    long seed,
    List<SourceTable> sources,
    List<Stage> stages,
    Optional<String> schema) {
  public RunPlan {
    sources = List.copyOf(sources);
    stages = List.copyOf(stages);
  }

  /** The same, with another source in the place of the one of that name, if it reads any. */
  public RunPlan reading(SourceTable source) {
    return withSources(
        sources.stream().map(read -> read.table().equals(source.table()) ? source : read).toList());
  }

  RunPlan withSources(List<SourceTable> read) {
    return new RunPlan(
        linkage, command, configuration, settings, engine, seed, read, stages, schema);
  }
}
