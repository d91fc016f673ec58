/** Comparing two linkages of the same requests: its settings, its stages and its summary. */
package org.linkagehub.pipelines.comparison;
