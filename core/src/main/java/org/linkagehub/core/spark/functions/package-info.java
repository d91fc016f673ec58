/** The functions of {@code org.linkagehub.core.compare} as functions of Spark SQL. */
package org.linkagehub.core.spark.functions;
