package org.linkagehub.pipelines.release;

import java.time.Instant;
import java.util.List;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/**
 * The tables that count as the result of a linkage, from this release to the next.
 *
 * @param number from 1, one more for each release of the linkage
 * @param linkage its name
 * @param action what made it
 * @param of the release whose tables a rollback brings back; 0 for a publication
 * @param runId the run that made, or took, the tables
 * @param published when
 * @param user by whom
 * @param configurationSha256 the digest of the run's settings
 * @param codeSha256 the digest of the classes that made the run
 * @param modelSha256 the digest of the run's model
 * @param tables each pinned to the version that the run wrote
 */
public record Release(
    long number,
    String linkage,
    Action action,
    long of,
    String runId,
    Instant published,
    String user,
    String configurationSha256,
    String codeSha256,
    String modelSha256,
    List<TableWritten> tables) {

  /** What makes a release. */
  public enum Action {
    PUBLISH,
    ROLLBACK
  }

  public Release {
    tables = List.copyOf(tables);
  }
}
