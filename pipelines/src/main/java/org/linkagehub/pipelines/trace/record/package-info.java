/**
 * What goes into a trace and what comes out of it: requests, people of the index, answers and
 * settings, as plain immutable values.
 */
package org.linkagehub.pipelines.trace.record;
