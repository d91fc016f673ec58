package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.cluster.TwinGuard;
import org.linkagehub.core.compare.JaroWinkler;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Pairs;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.core.spark.functions.LinkageFunctions;

/**
 * Made-up families, some of them with twins: the harder the strength, the more families have twins,
 * the more records are wrong, and the more often a field is missing.
 */
@Tag("slow")
class HouseholdsIT {
  private static final int FAMILIES = 700;
  private static final TermFrequencies NONE = new TermFrequencies(Map.of());

  private static final String[] FORENAMES =
      ("oliver amelia george olivia noah isla arthur ava harry mia leo ivy oscar lily henry rosie"
              + " thomas freya william evie theodore florence jacob grace charlie sophia alfie"
              + " charlotte archie willow joshua daisy finley phoebe edward matilda samuel poppy")
          .split(" ");

  @ParameterizedTest(name = "twins in {0} of families, errors in {1} of values")
  @CsvSource({"0.02, 0.03", "0.1, 0.08", "0.3, 0.15"})
  void refinedClustersAreNeverWorseAndTwinsAreToldApart(double twins, double errors) {
    LinkageFunctions.register(TestSession.spark());
    var people = new Families(twins, errors, 17);
    Dataset<Row> records = people.table().cache();
    List<BlockingRule> rules =
        List.of(
            BlockingRule.on("surname", "dob"),
            BlockingRule.on("first_name", "dob"),
            BlockingRule.on("postcode", "dob"),
            BlockingRule.on("first_name", "surname", "postcode"));
    var engine = new BlockEngine();
    Model model = model(engine, records);
    Dataset<Row> links =
        engine.score(records, new Scoring(model, rules, NONE, bits(0.01), false)).cache();
    var components = ConnectedComponents.Settings.defaults();
    Quality before =
        people.quality(
            ConnectedComponents.clusters(
                records, links.where(col("match_weight").geq(bits(0.95))), components));
    RefinementSettings settings =
        RefinementSettings.from(bits(0.01))
            .withTwinGuard(
                new TwinGuard("first_name", "surname", "dob", List.of("postcode"), false));
    ClusterRefinement.Refined refined =
        new ClusterRefinement(engine, model, NONE, settings, components).refine(records, links);
    Dataset<Row> clusters = refined.clusters().cache();
    Quality after = people.quality(clusters);
    String what = "components %s, refined %s".formatted(before, after);
    assertTrue(after.precision() >= before.f1(), what);
    assertTrue(after.recall() >= before.f1(), what);
    assertTrue(before.precision() < 0.99, "components must have something to mend: " + what);
    assertEquals(List.of(), people.confusedTwins(clusters, true), what);
    // Twins whose other fields differ by error or removal are told apart by weight alone.
    int told = people.twinPairs();
    int confused = people.confusedTwins(clusters, false).size();
    assertTrue(
        told > 10 && confused <= 0.05 * told, confused + " of " + told + " confused; " + what);
  }

  private static double bits(double probability) {
    return Math.log(probability / (1 - probability)) / Math.log(2);
  }

  private record Quality(double precision, double recall) {
    double f1() {
      return 2 * precision * recall / (precision + recall);
    }
  }

  /** What is known of a record. */
  private record Made(int person, int twinOf, String forename, String others) {
    boolean isToldFrom(Made twin) {
      return twin.twinOf == person
          && forename != null
          && twin.forename != null
          && JaroWinkler.of(forename, twin.forename) < 0.7;
    }
  }

  /** Parents and children of one surname and postcode; records of each with errors. */
  private static final class Families {
    private final Random random;
    private final double errors;
    private final List<Row> rows = new ArrayList<>();
    private final List<Made> made = new ArrayList<>();
    private int people;

    Families(double twins, double errors, long seed) {
      this.random = new Random(seed);
      this.errors = errors;
      for (int family = 0; family < FAMILIES; family++) {
        String surname = "name" + (char) ('a' + random.nextInt(26)) + random.nextInt(150);
        String postcode = "P" + family;
        String father = forename();
        person(father, surname, date(1950 + random.nextInt(20)), postcode, -1);
        person(forename(), surname, date(1950 + random.nextInt(20)), postcode, -1);
        String born = date(1980 + random.nextInt(20));
        // A son is sometimes named as his father.
        int first =
            person(random.nextInt(10) == 0 ? father : forename(), surname, born, postcode, -1);
        if (random.nextDouble() < twins) {
          person(forename(), surname, born, postcode, first);
        }
      }
    }

    private String forename() {
      return FORENAMES[random.nextInt(FORENAMES.length)];
    }

    private String date(int year) {
      return "%d-%02d-%02d".formatted(year, 1 + random.nextInt(12), 1 + random.nextInt(28));
    }

    private int person(String forename, String surname, String dob, String postcode, int twinOf) {
      int person = people++;
      String home = postcode;
      for (int copy = 0; copy == 0 || (copy < 6 && random.nextDouble() < 0.65); copy++) {
        home = wrong() ? "Q" + random.nextInt(1 << 20) : home; // moved
        String said = random.nextDouble() < errors / 3 ? null : misspelt(forename);
        String named = misspelt(surname);
        String born = random.nextDouble() < errors / 3 ? null : wrong() ? date(1980) : dob;
        made.add(new Made(person, twinOf, said, named + born + home));
        rows.add(
            RowFactory.create(
                Long.reverse(rows.size() * 0x9E3779B97F4A7C15L),
                "visits",
                0,
                "r" + rows.size(),
                said,
                named,
                born,
                home,
                person));
      }
      return person;
    }

    private boolean wrong() {
      return random.nextDouble() < errors / 2;
    }

    private String misspelt(String name) {
      if (!wrong()) {
        return name;
      }
      int at = random.nextInt(name.length());
      return name.substring(0, at) + (char) ('a' + random.nextInt(26)) + name.substring(at + 1);
    }

    Dataset<Row> table() {
      return TestSession.spark()
          .createDataFrame(
              rows,
              new StructType()
                  .add("record_key", DataTypes.LongType)
                  .add("source", DataTypes.StringType)
                  .add("source_index", DataTypes.IntegerType)
                  .add("record_id", DataTypes.StringType)
                  .add("first_name", DataTypes.StringType)
                  .add("surname", DataTypes.StringType)
                  .add("dob", DataTypes.StringType)
                  .add("postcode", DataTypes.StringType)
                  .add("person", DataTypes.IntegerType));
    }

    private long[] clusterOf(Dataset<Row> clusters) {
      Map<Long, Integer> numbers = new HashMap<>();
      for (int i = 0; i < rows.size(); i++) {
        numbers.put(rows.get(i).getLong(0), i);
      }
      long[] of = new long[rows.size()];
      clusters
          .select("record_key", "cluster_id")
          .collectAsList()
          .forEach(row -> of[numbers.get(row.getLong(0))] = row.getLong(1));
      return of;
    }

    Quality quality(Dataset<Row> clusters) {
      long[] clusterOf = clusterOf(clusters);
      Map<Object, Long> byCluster = new HashMap<>();
      Map<Object, Long> byPerson = new HashMap<>();
      Map<Object, Long> byBoth = new HashMap<>();
      for (int i = 0; i < clusterOf.length; i++) {
        int person = made.get(i).person();
        byCluster.merge(clusterOf[i], 1L, Long::sum);
        byPerson.merge(person, 1L, Long::sum);
        byBoth.merge(List.of(clusterOf[i], (long) person), 1L, Long::sum);
      }
      return new Quality(pairs(byBoth) / pairs(byCluster), pairs(byBoth) / pairs(byPerson));
    }

    private static double pairs(Map<Object, Long> sizes) {
      return sizes.values().stream().mapToDouble(n -> n * (n - 1) / 2.0).sum();
    }

    /** Pairs of twins' records whose forenames tell them apart. */
    int twinPairs() {
      int pairs = 0;
      for (Made one : made) {
        for (Made other : made) {
          pairs += one.isToldFrom(other) ? 1 : 0;
        }
      }
      return pairs;
    }

    /** Those of them that are in one cluster all the same. */
    List<String> confusedTwins(Dataset<Row> clusters, boolean othersAgree) {
      long[] clusterOf = clusterOf(clusters);
      List<String> confused = new ArrayList<>();
      for (int a = 0; a < clusterOf.length; a++) {
        for (int b = 0; b < clusterOf.length; b++) {
          Made one = made.get(a);
          Made other = made.get(b);
          if (clusterOf[a] == clusterOf[b]
              && one.isToldFrom(other)
              && (!othersAgree || one.others().equals(other.others()))) {
            confused.add(one + " " + other);
          }
        }
      }
      return confused;
    }
  }

  /** m of the true pairs, u of random ones: a well trained model. */
  private static Model model(BlockEngine engine, Dataset<Row> records) {
    List<Comparison> comparisons =
        List.of(name("first_name"), name("surname"), comparison("dob"), comparison("postcode"));
    long[][] matches =
        levels(engine, records, new Pairs.Blocked(List.of(BlockingRule.on("person"))), comparisons);
    long[][] others = levels(engine, records, new Pairs.Random(8, 1), comparisons);
    List<Comparison> trained = new ArrayList<>();
    for (int c = 0; c < comparisons.size(); c++) {
      double allMatches = Arrays.stream(matches[c]).sum();
      double allOthers = Arrays.stream(others[c]).sum();
      long[] m = matches[c];
      long[] u = others[c];
      trained.add(
          comparisons
              .get(c)
              .mapGraded(
                  (gamma, level) ->
                      level.with(
                          OptionalDouble.of((m[gamma] + 0.5) / (allMatches + 1)),
                          OptionalDouble.of((u[gamma] + 0.5) / (allOthers + 1)))));
    }
    return new Model(LinkType.DEDUPE_ONLY, 1.0 / 2000, trained);
  }

  /** How many pairs show each level of each comparison; missing ones are left out. */
  private static long[][] levels(
      BlockEngine engine, Dataset<Row> records, Pairs pairs, List<Comparison> comparisons) {
    long[][] levels = new long[comparisons.size()][];
    for (int c = 0; c < levels.length; c++) {
      levels[c] = new long[comparisons.get(c).grades()];
    }
    for (Row row :
        engine.countPatterns(records, LinkType.DEDUPE_ONLY, pairs, comparisons).collectAsList()) {
      for (int c = 0; c < levels.length; c++) {
        if (row.getInt(c) >= 0) {
          levels[c][row.getInt(c)] += row.getLong(levels.length);
        }
      }
    }
    return levels;
  }

  private static Comparison name(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            missing(column),
            ComparisonLevel.when("equal", column + "_l = " + column + "_r"),
            ComparisonLevel.when(
                "alike", "jaro_winkler_similarity(" + column + "_l, " + column + "_r) >= 0.88"),
            ComparisonLevel.otherwise()));
  }

  private static Comparison comparison(String column) {
    return new Comparison(
        column,
        column,
        List.of(
            missing(column),
            ComparisonLevel.when("equal", column + "_l = " + column + "_r"),
            ComparisonLevel.otherwise()));
  }

  private static ComparisonLevel missing(String column) {
    return ComparisonLevel.missing("missing", column + "_l IS NULL OR " + column + "_r IS NULL");
  }
}
