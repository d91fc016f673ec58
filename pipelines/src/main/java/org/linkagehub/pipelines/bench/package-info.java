/**
 * Whole runs measured as a user would start them, and the same pairs as plain SQL in DuckDB beside
 * them.
 */
package org.linkagehub.pipelines.bench;
