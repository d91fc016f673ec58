/** What reports and summaries have in common, whatever ran. */
package org.linkagehub.pipelines.report;
