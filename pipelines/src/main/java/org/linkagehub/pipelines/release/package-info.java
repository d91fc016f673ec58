/**
 * Releases: which run's tables are the current ones, and which were before. A release is one commit
 * to a Delta table; views, or a file of JSON, follow it.
 */
package org.linkagehub.pipelines.release;
