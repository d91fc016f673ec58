package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CatalystRowsTest {
  /** Longer and shorter than an array of packed rows, missing, and partitions without a row. */
  @Test
  void rowsThatAreHeldAreTheSame() {
    Dataset<Row> rows =
        TestSession.spark()
            .range(0, 300, 1, 7)
            .where("id >= 90")
            .selectExpr(
                "id",
                "if(id % 3 = 0, null, repeat('é', cast(if(id = 200, 400000, id % 11) as int))) as t",
                "if(id % 2 = 0, id / 7, null) as d",
                "array(id, null) as a");
    Dataset<Row> held = CatalystRows.heldOnDisk(rows);
    for (int time = 0; time < 2; time++) {
      assertEquals(
          rows.orderBy("id").toJSON().collectAsList(), held.orderBy("id").toJSON().collectAsList());
    }
  }

  /** Of the join alone, Spark estimates the product of its sides. */
  @Test
  void aJoinIsNoLargerThanWhatIsJoined() {
    Dataset<Row> one = TestSession.spark().range(10_000).toDF("a");
    Dataset<Row> other = TestSession.spark().range(10_000).toDF("b");
    double both = CatalystRows.estimatedBytes(one) + CatalystRows.estimatedBytes(other);
    assertTrue(both > 0);
    assertEquals(
        both, CatalystRows.estimatedBytes(one.join(other, col("a").equalTo(col("b")))), both / 10);
  }
}
