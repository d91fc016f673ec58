/**
 * What {@code linkage doctor} looks at: whether a run would find what it needs, and what to mend.
 */
package org.linkagehub.pipelines.doctor;
