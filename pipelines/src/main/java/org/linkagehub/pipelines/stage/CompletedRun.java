package org.linkagehub.pipelines.stage;

/**
 * A run that came to its end.
 *
 * @param manifest as it was last written
 * @param folder of the run
 * @param tables its inputs and all that it wrote
 * @param unchanged whether it is an earlier run, which had made all that was asked for already
 */
public record CompletedRun(
    RunManifest manifest, RunFolder folder, Tables tables, boolean unchanged) {}
