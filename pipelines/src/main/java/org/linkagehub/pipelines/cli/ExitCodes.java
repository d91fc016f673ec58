package org.linkagehub.pipelines.cli;

/** What the exit code of the command line says. */
public final class ExitCodes {
  /** Done. */
  public static final int OK = 0;

  /** {@code linkage doctor} found something that is to be mended. */
  public static final int MEND = 1;

  /** The command line or the configuration is wrong; nothing was run. */
  public static final int USAGE = 2;

  /** The input data, or a run that was asked for, are missing or not as they should be. */
  public static final int DATA = 3;

  /** The run failed. */
  public static final int FAILED = 4;

  /** The run is done, but a check of its quality failed, and it was not published. */
  public static final int CHECKS = 5;

  private ExitCodes() {}
}
