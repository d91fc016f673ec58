package org.linkagehub.pipelines.cli;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.release.Current;
import org.linkagehub.pipelines.release.Releases;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.RunStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which linkage's releases a command is about. */
final class ReleaseOptions {
  @Mixin private OutputOption output;

  @Option(
      names = "--linkage",
      paramLabel = "NAME",
      description = "The linkage, where several were published in the output folder.")
  private Optional<String> linkage;

  RunStore store() {
    return output.store();
  }

  /**
   * The linkage that is meant.
   *
   * @throws InputDataException if there is none of that name, or no name was given and there are
   *     several
   */
  String linkage(RunStore store) {
    List<String> published = Current.linkages(store);
    if (published.isEmpty()) {
      throw new InputDataException(
          "nothing was published in %s; name the folder of another output with --output"
              .formatted(store));
    }
    if (linkage.isPresent()) {
      if (!published.contains(linkage.get())) {
        throw new InputDataException(
            "no release of %s in %s%s (there are those of: %s)"
                .formatted(
                    linkage.get(),
                    store,
                    Nearest.suggestion(linkage.get(), published),
                    String.join(", ", published)));
      }
      return linkage.get();
    }
    if (published.size() > 1) {
      throw new InputDataException(
          "several linkages were published in %s; say which with --linkage: %s"
              .formatted(store, String.join(", ", published)));
    }
    return published.get(0);
  }

  /** What leads to the current release of the linkage that is meant. */
  Current current(RunStore store) {
    return Current.of(store, linkage(store)).orElseThrow();
  }

  /** The releases of the linkage that is meant. */
  Releases releases(SparkSession spark, RunStore store) {
    String name = linkage(store);
    Optional<String> schema =
        Current.of(store, name).map(Current::schema).filter(in -> !in.isEmpty());
    return new Releases(spark, store, name, schema, Clock.systemUTC());
  }
}
