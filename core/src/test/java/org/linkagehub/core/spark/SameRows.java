package org.linkagehub.core.spark;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Compares whole tables with spark-testing-base, on the one session that all tests share. */
public final class SameRows {
  private static final JavaDataFrameSuiteBase COMPARISON = new JavaDataFrameSuiteBase();

  private SameRows() {}

  /**
   * Fails unless both tables have the same columns in the same order and the same rows, each as
   * often, in whatever order.
   */
  public static void assertSameRows(Dataset<Row> expected, Dataset<Row> actual) {
    COMPARISON.assertDataFrameNoOrderEquals(expected, actual);
  }
}
