/** What the reports of a run and of an assessment have in common. */
package org.linkagehub.pipelines.report;
