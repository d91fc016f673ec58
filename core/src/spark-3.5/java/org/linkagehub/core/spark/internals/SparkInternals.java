package org.linkagehub.core.spark.internals;

import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.internal.SessionState;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * What lies below Spark's public interface, and is reached otherwise in other versions: Spark 3.5.
 */
public final class SparkInternals {
  private SparkInternals() {}

  /** How Spark plans a Dataset. */
  public static QueryExecution queryExecution(Dataset<?> rows) {
    return rows.queryExecution();
  }

  /** Whether a session is a Spark Connect client, which has no planner of its own. */
  public static boolean isClient(SparkSession spark) {
    return false; // the client of Spark Connect has a class of this name for itself
  }

  /** The functions, parser and settings of a session. */
  public static SessionState sessionState(SparkSession spark) {
    return spark.sessionState();
  }

  /** A Dataset of rows as Spark holds them. */
  public static Dataset<Row> dataset(SparkSession spark, RDD<InternalRow> rows, StructType schema) {
    return spark.internalCreateDataFrame(rows, schema, false);
  }

  /** The name of an error, such as {@code UNRESOLVED_COLUMN.WITH_SUGGESTION}; null for some. */
  public static String condition(SparkThrowable error) {
    return error.getErrorClass();
  }

  /** A view of a sequence of Scala's. */
  public static <T> List<T> list(Seq<T> values) {
    return JavaConverters.seqAsJavaList(values);
  }
}
