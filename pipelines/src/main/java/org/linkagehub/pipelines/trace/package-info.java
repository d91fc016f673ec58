/**
 * Tracing as the Master Person Service does it: requests against a master index with history, as
 * stages of a run.
 */
package org.linkagehub.pipelines.trace;
