/**
 * The steps of a trace in plain Java: cleaning, the two cross-checks, the alphanumeric and the
 * algorithmic trace. Nothing here knows Spark.
 */
package org.linkagehub.pipelines.trace.step;
