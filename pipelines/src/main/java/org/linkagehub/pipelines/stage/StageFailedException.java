package org.linkagehub.pipelines.stage;

/** A stage of a run failed; the cause says why. */
public final class StageFailedException extends RuntimeException {
  private final String runId;
  private final String stage;

  StageFailedException(String runId, String stage, Throwable cause) {
    super("stage " + stage + " of run " + runId + " failed", cause);
    this.runId = runId;
    this.stage = stage;
  }

  /** The run. */
  public String runId() {
    return runId;
  }

  /** The stage. */
  public String stage() {
    return stage;
  }
}
