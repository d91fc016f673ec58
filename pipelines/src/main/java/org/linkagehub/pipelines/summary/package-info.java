/** What a run tells a tired analyst, as a record, as text and as JSON; knows nothing of Spark. */
package org.linkagehub.pipelines.summary;
