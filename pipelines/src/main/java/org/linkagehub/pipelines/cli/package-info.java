/** The command line: the only main, the only place that builds a SparkSession and exits. */
package org.linkagehub.pipelines.cli;
