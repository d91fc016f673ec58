package org.linkagehub.pipelines.stage;

import java.util.function.Supplier;

/** Hears how far a run is. */
public interface Progress {
  /** An input is read that is to be read once, before the first stage. */
  default void reading(String input) {}

  /**
   * A stage begins.
   *
   * @param number of the stage, from 1
   * @param stages in the run
   * @param soFar what is known of the stage at the time of asking; may be asked from any thread
   */
  void started(String stage, int number, int stages, Supplier<Work> soFar);

  /**
   * A stage needs not run, for an earlier run made its tables.
   *
   * @param number of the stage, from 1
   * @param stages in the run
   */
  default void taken(RunManifest.StageResult result, int number, int stages) {}

  /** Something is not as it should be, but the run goes on. */
  default void warned(String what) {}

  /** The stage is done. */
  void finished(RunManifest.StageResult result);

  /** The stage failed, and the run with it. */
  void failed(String stage);

  /** Hears nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void started(String stage, int number, int stages, Supplier<Work> soFar) {}

      @Override
      public void finished(RunManifest.StageResult result) {}

      @Override
      public void failed(String stage) {}
    };
  }

  /**
   * How far a stage is.
   *
   * @param tasksDone of those known
   * @param tasksKnown so far; Spark plans as it goes, so more may come
   * @param records read from tables, files and exchanges so far
   */
  record Work(long tasksDone, long tasksKnown, long records) {}
}
