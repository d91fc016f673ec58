/**
 * A run's stages and the one runner that does all reading and writing: it writes every output of a
 * stage as a Delta table, measures what the stage cost, and keeps the run's manifest.
 */
package org.linkagehub.pipelines.stage;
