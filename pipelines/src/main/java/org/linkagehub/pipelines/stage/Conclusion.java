package org.linkagehub.pipelines.stage;

import java.util.List;
import java.util.Map;

/** What is done with a run beside its stages. */
public interface Conclusion {
  /**
   * Looks at the tables of all stages before the run counts as finished: writes its summary. Left
   * out where one stage alone was run.
   *
   * @return what the manifest is to tell of the results
   */
  Map<String, String> conclude(CompletedRun run);

  /**
   * The run begins.
   *
   * @param lock keeps other processes from running the linkage until it has ended
   * @param interrupted earlier runs that were killed, as is found out now
   */
  default void begun(RunLock lock, List<RunManifest> interrupted) {}

  /**
   * The run counts as finished, and can be published; an earlier one that made all that was asked
   * for already, too.
   *
   * @return what the manifest is to tell besides
   */
  default Map<String, String> finished(CompletedRun run) {
    return Map.of();
  }

  /** The run ended otherwise: it failed, or one stage alone was asked for. */
  default void ended(RunManifest run) {}
}
