package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.cluster.TwinGuard;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;

/**
 * 40 households of two people with three records each: one surname, one postcode; a record of each
 * person lacks the birth date, so that links run between the two.
 */
class ClusterRefinementTest {
  private static final TermFrequencies NONE = new TermFrequencies(Map.of());
  private static final Engine ENGINE = new SqlEngine();

  private static Dataset<Row> records;
  private static Dataset<Row> links;

  @BeforeAll
  static void link() {
    LinkageFunctions.register(TestSession.spark());
    List<Row> rows = new ArrayList<>();
    for (int household = 0; household < 40; household++) {
      for (int person = 0; person < 2; person++) {
        for (int copy = 0; copy < 3; copy++) {
          int id = rows.size();
          rows.add(
              RowFactory.create(
                  // Keys in no order, so that the smallest key is not the first record.
                  Long.reverse(id * 0x9E3779B97F4A7C15L),
                  copy == 0 ? "register" : "visits",
                  copy == 0 ? 0 : 1,
                  "r" + id,
                  person == 0 ? "ann" : "ben" + household % 7,
                  "surname" + household,
                  copy == 2 ? null : "19" + (10 + household) + "-0" + (1 + person) + "-01",
                  "P" + household));
        }
      }
    }
    records = TestSession.spark().createDataFrame(rows, schema()).cache();
    links = links(records).cache();
  }

  @Test
  void dividesHouseholdsIntoPeople() {
    Dataset<Row> components =
        ConnectedComponents.clusters(records, links, ConnectedComponents.Settings.defaults());
    assertEquals(40, components.select("cluster_id").distinct().count(), "links join households");
    ClusterRefinement.Refined refined = refine(RefinementSettings.from(0));
    assertEquals(people(), groups(refined.clusters()));
    ClusterChecker.check(records, refined.clusters());
    assertEquals(0, refined.giants().count());
    // A surname or postcode that agrees says little inside a household.
    double u = refined.model().model().comparisons().get(1).byGamma().get(1).u().orElseThrow();
    assertTrue(u > 0.5, "u of surname inside components was " + u);
    assertEquals(
        Set.of(CutReason.WEAK),
        Set.copyOf(refined.cuts().select("reason").as(Encoders.STRING()).collectAsList()));
    // Every link is either inside a cluster or cut.
    assertEquals(links.count(), refined.cuts().count() + linksInside(refined.clusters()));
  }

  @Test
  void aCutLinkThatIsTheOnlyOneBetweenTwoClustersIsAWeakBridge() {
    // Of each household one link is left between its two people.
    Dataset<Row> left = records.selectExpr("record_key as l", "record_id as l_id");
    Dataset<Row> right = records.selectExpr("record_key as r", "record_id as r_id");
    Dataset<Row> few =
        links
            .join(left, col("left_key").equalTo(col("l")))
            .join(right, col("right_key").equalTo(col("r")))
            .where(
                "int(substr(l_id, 2)) div 3 = int(substr(r_id, 2)) div 3"
                    + " or (int(substr(l_id, 2)) % 6 = 2 and int(substr(r_id, 2)) % 6 = 5)"
                    + " or (int(substr(r_id, 2)) % 6 = 2 and int(substr(l_id, 2)) % 6 = 5)")
            .drop("l", "r", "l_id", "r_id");
    ClusterRefinement.Refined refined =
        new ClusterRefinement(
                new BlockEngine(), model(), NONE, RefinementSettings.from(0), components())
            .refine(records, few);
    assertEquals(people(), groups(refined.clusters()));
    assertEquals(40, refined.cuts().where("reason = 'weak bridge'").count());
    assertEquals(40, refined.cuts().count());
  }

  @Test
  void theResultIsTheSameWhateverThePartitionsAndTheOrder() {
    List<Row> once = sorted(refine(RefinementSettings.from(0)).clusters());
    var again =
        new ClusterRefinement(ENGINE, model(), NONE, RefinementSettings.from(0), components())
            .refine(
                records.repartition(7, col("record_id")).sortWithinPartitions(col("dob").desc()),
                links.repartition(5));
    assertEquals(once, sorted(again.clusters()));
  }

  @Test
  void whatIsImpossibleIsKeptApart() {
    ClusterRefinement.Refined refined =
        refine(
            RefinementSettings.from(0)
                .withImpossibilities(
                    List.of(
                        Impossibility.differentValues("dob"), Impossibility.sameSource("visits"))),
            new BlockEngine());
    Map<String, Set<String>> expected = new TreeMap<>();
    for (Set<String> person : people()) {
      for (String id : person) {
        expected.computeIfAbsent(id, k -> new TreeSet<>());
      }
    }
    // Of the two visits of a person only one can be the register's record.
    for (Set<String> cluster : groups(refined.clusters())) {
      assertTrue(
          cluster.stream().filter(id -> Integer.parseInt(id.substring(1)) % 3 > 0).count() <= 1,
          cluster + " holds two visits");
    }
    assertTrue(
        refined.cuts().where("reason = 'two records of visits'").count() > 0,
        "a cut has its reason");
    assertEquals(240, expected.size());
  }

  @Test
  void twinsAreKeptApartByTheGuard() {
    Dataset<Row> twins =
        TestSession.spark()
            .createDataFrame(
                List.of(twin(1, "anna"), twin(2, "anna"), twin(3, "beth"), twin(4, "beth")),
                schema());
    Dataset<Row> all = records.union(twins).cache();
    Dataset<Row> allLinks = links(all).cache();
    RefinementSettings plain = RefinementSettings.from(0);
    // Household after household says that a forename tells people apart; a join weight that low
    // would
    // still take the twins for one person.
    RefinementSettings low =
        new RefinementSettings(
            0, -20, 250, 4, 40, 20, 0.5, List.of(), plain.twins(), plain.training());
    RefinementSettings guarded =
        low.withTwinGuard(new TwinGuard("first_name", "surname", "dob", List.of("postcode"), true));
    assertEquals(1, twinClusters(all, allLinks, low));
    assertEquals(2, twinClusters(all, allLinks, guarded));
  }

  @Test
  void aGiantComponentHasItsBarRaised() {
    ClusterRefinement.Refined refined = refine(RefinementSettings.from(0).withMaxRecords(5));
    // A household has six records: too many. Above the bar its two people part.
    assertEquals(people(), groups(refined.clusters()));
    assertEquals(
        40, refined.giants().where("outcome = 'bar raised' and records = 6 and bar = 0").count());
    assertEquals(
        links.count() - linksInside(refined.clusters()),
        refined.cuts().count(),
        "every link between clusters is in the table of cuts");
    Dataset<Row> glue =
        new ClusterRefinement(
                ENGINE, model(), NONE, RefinementSettings.from(0).withMaxRecords(5), components())
            .glue(records, links, refined, List.of("surname", "postcode", "dob"));
    Map<String, Double> shares = new HashMap<>();
    glue.groupBy("column_name")
        .avg("share")
        .collectAsList()
        .forEach(row -> shares.put(row.getString(0), row.getDouble(1)));
    assertEquals(1.0, shares.get("surname"));
    assertEquals(1.0, shares.get("postcode"));
    assertTrue(shares.get("dob") < 0.5);
    Row example =
        glue.join(records, col("example_key").equalTo(col("record_key")))
            .where("column_name = 'surname' and surname = 'surname0'")
            .first();
    assertEquals("r0", example.<String>getAs("record_id").replaceAll("[1-5]$", "0"));
  }

  @Test
  void whatStaysTooLargeIsKeptWhereDenseAndElseSetAside() {
    RefinementSettings tiny =
        new RefinementSettings(
            0,
            0,
            2,
            4,
            8,
            8,
            0.99,
            List.of(),
            RefinementSettings.from(0).twins(),
            RefinementSettings.from(0).training());
    ClusterRefinement.Refined refined = refine(tiny);
    assertEquals(240, refined.clusters().count());
    assertTrue(refined.giants().where("outcome = 'kept'").count() > 0);
    for (Impossibility impossible :
        List.of(
            Impossibility.sameSource("visits"),
            Impossibility.of("two visits", "source_l = 'visits' AND source_r = 'visits'"))) {
      assertEquals(
          0,
          refine(tiny.withImpossibilities(List.of(impossible)))
              .giants()
              .where("outcome = 'kept'")
              .count(),
          "what is impossible is not kept in one cluster: " + impossible.name());
    }
    ClusterChecker.check(records, refined.clusters());
    long kept = refined.giants().where("outcome = 'kept'").count();
    long aside = refined.giants().where("outcome = 'set aside'").count();
    assertTrue(kept + aside > 0, "components of three are too large for two");
    assertEquals(
        refined.giants().where("outcome = 'set aside'").selectExpr("sum(records)").first().get(0),
        aside == 0 ? null : refined.clusters().where("set_aside").count());
    refined
        .clusters()
        .where("set_aside")
        .collectAsList()
        .forEach(row -> assertEquals(row.<Long>getAs("record_key"), row.<Long>getAs("cluster_id")));
  }

  private static long twinClusters(
      Dataset<Row> all, Dataset<Row> allLinks, RefinementSettings settings) {
    return new ClusterRefinement(new BlockEngine(), model(), NONE, settings, components())
        .refine(all, allLinks)
        .clusters()
        .where("record_key <= 4 and record_key >= 1")
        .select("cluster_id")
        .distinct()
        .count();
  }

  private static Row twin(long key, String forename) {
    return RowFactory.create(key, "visits", 1, "t" + key, forename, "twin", "1950-06-07", "TW1");
  }

  private static ClusterRefinement.Refined refine(RefinementSettings settings) {
    return refine(settings, ENGINE);
  }

  private static ClusterRefinement.Refined refine(RefinementSettings settings, Engine engine) {
    return new ClusterRefinement(engine, model(), NONE, settings, components())
        .refine(records, links);
  }

  private static ConnectedComponents.Settings components() {
    return ConnectedComponents.Settings.defaults();
  }

  private static long linksInside(Dataset<Row> clusters) {
    Dataset<Row> left = clusters.selectExpr("record_key as l", "cluster_id as lc");
    Dataset<Row> right = clusters.selectExpr("record_key as r", "cluster_id as rc");
    return links
        .join(left, col("left_key").equalTo(col("l")))
        .join(right, col("right_key").equalTo(col("r")))
        .where("lc = rc")
        .count();
  }

  private static Set<Set<String>> people() {
    Set<Set<String>> people = new HashSet<>();
    for (int first = 0; first < 240; first += 3) {
      people.add(new TreeSet<>(List.of("r" + first, "r" + (first + 1), "r" + (first + 2))));
    }
    return people;
  }

  private static Set<Set<String>> groups(Dataset<Row> clusters) {
    Map<Long, Set<String>> groups = new HashMap<>();
    clusters
        .select("cluster_id", "record_id")
        .collectAsList()
        .forEach(
            row ->
                groups.computeIfAbsent(row.getLong(0), k -> new TreeSet<>()).add(row.getString(1)));
    return new HashSet<>(groups.values());
  }

  private static List<Row> sorted(Dataset<Row> clusters) {
    return clusters.orderBy("record_key").collectAsList();
  }

  private static Dataset<Row> links(Dataset<Row> of) {
    return ENGINE.score(
        of, new Scoring(model(), List.of(BlockingRule.on("surname", "postcode")), NONE, 0, false));
  }

  private static StructType schema() {
    return new StructType()
        .add("record_key", DataTypes.LongType)
        .add("source", DataTypes.StringType)
        .add("source_index", DataTypes.IntegerType)
        .add("record_id", DataTypes.StringType)
        .add("first_name", DataTypes.StringType)
        .add("surname", DataTypes.StringType)
        .add("dob", DataTypes.StringType)
        .add("postcode", DataTypes.StringType);
  }

  private static Model model() {
    double[][] shares = {{0.9, 0.05}, {0.95, 0.001}, {0.97, 0.001}, {0.8, 0.001}};
    List<Comparison> comparisons = new ArrayList<>();
    for (String column : List.of("first_name", "surname", "dob", "postcode")) {
      double[] share = shares[comparisons.size()];
      comparisons.add(
          new Comparison(
              column,
              column,
              List.of(
                  ComparisonLevel.missing(
                      "missing", column + "_l IS NULL OR " + column + "_r IS NULL"),
                  ComparisonLevel.when("equal", column + "_l = " + column + "_r")
                      .with(OptionalDouble.of(share[0]), OptionalDouble.of(share[1])),
                  ComparisonLevel.otherwise()
                      .with(OptionalDouble.of(1 - share[0]), OptionalDouble.of(1 - share[1])))));
    }
    return new Model(LinkType.DEDUPE_ONLY, 1e-3, comparisons);
  }
}
