package org.linkagehub.core.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.cluster.TwinGuard;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;

class ClusterConflictsTest {
  private static final List<Impossibility> IMPOSSIBLE =
      List.of(
          Impossibility.sameSource("it's"),
          Impossibility.differentValues("died"),
          Impossibility.of("far apart", "abs(year_l - year_r) > 50"));

  private static Dataset<Row> records;
  private static Dataset<Row> clusters;

  @BeforeAll
  static void records() {
    LinkageFunctions.register(TestSession.spark());
    records =
        TestSession.spark()
            .createDataFrame(
                List.of(
                    record(1, "it's", null, 1950, 10), // 1 and 2: one source
                    record(2, "it's", null, 1950, 10),
                    record(3, "b", "2001", 1950, 10), // 3 and 4: two dates of death
                    record(4, "b", "2002", 1950, 10),
                    record(5, "b", null, 1900, 20), // 5 and 6: far apart
                    record(6, "b", null, 1951, 20),
                    record(7, "b", "2001", 1950, 30), // nothing
                    record(8, "it's", null, 1950, 30)),
                new StructType()
                    .add("record_key", DataTypes.LongType)
                    .add("source", DataTypes.StringType)
                    .add("source_index", DataTypes.IntegerType)
                    .add("record_id", DataTypes.StringType)
                    .add("died", DataTypes.StringType)
                    .add("year", DataTypes.IntegerType)
                    .add("cluster_id", DataTypes.LongType));
    clusters = records.select("record_key", "cluster_id");
    records = records.drop("cluster_id").cache();
  }

  @Test
  void findsEveryPairWithItsFirstReason() {
    assertEquals(
        "[[1,2,10,two records of it's], [3,4,10,two values of died], [5,6,20,far apart]]",
        ClusterConflicts.pairs(records, clusters, "cluster_id", IMPOSSIBLE, Optional.empty(), 250)
            .orderBy("left_key", "right_key")
            .collectAsList()
            .toString());
  }

  @Test
  void leavesOutWhatIsTooLargeToLookAtPairByPair() {
    assertEquals(
        1,
        ClusterConflicts.pairs(records, clusters, "cluster_id", IMPOSSIBLE, Optional.empty(), 3)
            .count());
  }

  @Test
  void tellsOfGroupsOfAnySizeWhatCanBeTold() {
    assertEquals(
        "[[10,two records of it's], [10,two values of died]]",
        ClusterConflicts.impossibleGroups(records, clusters, "cluster_id", IMPOSSIBLE)
            .orderBy("reason")
            .collectAsList()
            .toString());
  }

  @Test
  void aClusterThatHoldsWhatIsImpossibleFailsTheCheck() {
    var settings = RefinementSettings.from(0).withImpossibilities(IMPOSSIBLE).withMaxRecords(3);
    var error =
        assertThrows(
            IllegalStateException.class,
            () -> ClusterConflicts.check(records, clusters, settings, LineageCut.local()));
    assertEquals(
        "clusters hold records that cannot be one person: 1 with far apart, 1 with two records of"
            + " it's, 1 with two values of died",
        error.getMessage());
  }

  @Test
  void twinsInAClusterAreToldAndNoError() {
    Dataset<Row> people =
        records
            .withColumn(
                "first_name", org.apache.spark.sql.functions.expr("if(year > 1950, 'anna', 'bob')"))
            .withColumn("surname", org.apache.spark.sql.functions.lit("x"));
    var guard = new TwinGuard("first_name", "surname", "surname", List.of("died", "surname"), true);
    var settings = RefinementSettings.from(0).withTwinGuard(guard);
    assertEquals(
        "[[5,6,20,twins]]",
        ClusterConflicts.check(people, clusters, settings, LineageCut.local())
            .collectAsList()
            .toString());
  }

  private static Row record(long key, String source, String died, int year, long cluster) {
    return RowFactory.create(
        key, source, source.equals("b") ? 1 : 0, "r" + key, died, year, cluster);
  }
}
