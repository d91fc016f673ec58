package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.engine.RejectedSample;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.TermFrequencyAdjustment;
import org.linkagehub.core.score.WeightTable;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.train.PatternCounts;

/** The engine over encoded records gives what the engine in SQL gives, to the bit. */
@ExtendWith(Uncompiled.class)
@Tag("slow")
class BlockEngineIT {
  private static final Engine SQL = new SqlEngine();
  private static final String[] NAMES = {
    "ann", "anne", "anna", "bob", "rob", "robert", "núñez", "nunez", "o brien", "brien o", "李明", "a"
  };
  private static final String[] CONDITIONS = {
    "a_l = a_r",
    "a_l = b_r and b_l = a_r",
    "a_l <> b_r",
    "a_l < b_r",
    "jaro_winkler_similarity(a_l, a_r) >= 0.9",
    "jaro_winkler_similarity(a_l, a_r) >= 0.7",
    "jaro_similarity(a_l, b_r) > 0.6",
    "levenshtein(a_l, a_r) <= 1",
    "damerau_levenshtein(a_l, b_r) <= 2",
    "optimal_string_alignment(b_l, b_r) < 3",
    "qgram_jaccard(a_l, a_r) >= 0.3",
    "qgram_cosine(a_l, a_r, 1) >= 0.5",
    "shorter_length(a_l, a_r) >= 3 and levenshtein(a_l, a_r) <= 2",
    "tokens_same(a_l, b_r)",
    "token_overlap(a_l, a_r) >= 1",
    "initial_agrees(a_l, a_r) or not tokens_same(b_l, b_r)",
    "d_l = d_r",
    "d_l < d_r",
    "date_difference_days(d_l, d_r) <= 30.4375",
    "date_edit_distance(d_l, d_r) <= 1",
    "date_day_month_swapped(d_l, d_r)",
    "date_parts_agreeing(d_l, d_r) >= 2",
    "datediff(d_l, d_r) > 0",
    "abs(n_l - n_r) <= 2",
    "n_l + n_r = 7",
    "abs(x_l - x_r) < 0.5",
    "x_l >= n_r",
    "absolute_difference(x_l, x_r) <= 0.25",
    "percentage_difference(x_l, x_r) < 0.1",
    "f_l and f_r",
    "f_l = f_r",
    "not (a_l = a_r or f_l)",
    "not (a_l = a_r and d_l = d_r)",
    "upper(a_l) = upper(b_r)",
    "substr(a_l, 1, 1) = substr(a_r, 1, 1) and a_l <> a_r",
    "a_l = 'ann' or a_r = 'ann'",
    "a_l in ('bob', 'rob') and a_r in ('rob', 'robert')",
    "year(d_l) = year(d_r)",
    "a_l is not null and b_r is null",
    "length(a_l) = length(a_r)",
    "abs(unix_seconds(cast(d_l as timestamp)) - unix_seconds(cast(d_r as timestamp))) <= 86400"
  };
  private static final String[] KEYS = {
    "a",
    "b",
    "d",
    "n",
    "x",
    "f",
    "substr(a, 1, 1)",
    "year(d)",
    "date_format(d, 'MM-dd')",
    "concat(a, b)",
    "soundex(a)",
    "phonetic_nysiis(b)",
    "phonetic_double_metaphone(a)"
  };
  private static final String[] ARRAYS = {
    "array(a, b)",
    "array(a, b, a, null)",
    "if(n = 1, null, array(n, n + 1, n + 2))",
    "array(d, date_add(d, 1))",
    "split(concat_ws(' ', a, b), ' ')",
    "if(f, array(), array(cast(n as bigint)))",
    "minhash_bands(b, 1, 4, 1, 3)"
  };

  @BeforeAll
  static void functions() {
    LinkageFunctions.register(TestSession.spark());
  }

  private static String pick(Random random, String[] of) {
    return of[random.nextInt(of.length)];
  }

  private static Dataset<Row> people(Random random, int sources) {
    Dataset<Row> all = null;
    for (int source = 0; source < sources; source++) {
      var rows = new ArrayList<String>();
      for (int i = 0; i < 40; i++) {
        var cells = new ArrayList<String>();
        cells.add("r" + (random.nextBoolean() ? "" : "0") + i);
        cells.add(pick(random, NAMES));
        cells.add(pick(random, NAMES));
        cells.add("1980-0%d-0%d".formatted(1 + random.nextInt(3), 1 + random.nextInt(3)));
        cells.add(Integer.toString(random.nextInt(6)));
        cells.add(random.nextInt(9) == 0 ? "NaN" : Double.toString(random.nextInt(8) / 4.0 - 0.5));
        cells.add(Boolean.toString(random.nextBoolean()));
        for (int c = 1; c < cells.size(); c++) {
          if (random.nextInt(7) == 0) {
            cells.set(c, "");
          }
        }
        rows.add(String.join("|", cells));
      }
      Dataset<Row> table =
          TestRecords.identified(
              TestRecords.table("record_id a b d n x f", rows.toArray(String[]::new))
                  .selectExpr(
                      "record_id",
                      "a",
                      "b",
                      "cast(d as date) d",
                      "cast(n as int) n",
                      "cast(x as double) x",
                      "cast(f as boolean) f"),
              "s" + source,
              source);
      all = all == null ? table : all.unionByName(table);
    }
    return all.cache();
  }

  private static List<BlockingRule> rules(Random random) {
    var rules = new ArrayList<BlockingRule>();
    for (int r = 0; r < 1 + random.nextInt(4); r++) {
      var keys = new ArrayList<BlockingRule.Key>();
      keys.add(
          random.nextInt(5) == 0
              ? new BlockingRule.Key("a", "b")
              : BlockingRule.Key.of(pick(random, KEYS)));
      if (random.nextInt(3) == 0) {
        keys.add(
            random.nextInt(3) == 0
                ? new BlockingRule.Key("b", "a")
                : BlockingRule.Key.of(pick(random, KEYS)));
      }
      if (random.nextInt(3) == 0) {
        BlockingRule.Key array = array(random);
        keys.set(
            random.nextInt(keys.size()),
            random.nextInt(4) == 0 ? BlockingRule.Key.anyOfEach(array, array(random)) : array);
      }
      rules.add(
          new BlockingRule(
              "rule " + r,
              keys,
              random.nextInt(3) == 0 ? Optional.of(pick(random, CONDITIONS)) : Optional.empty()));
    }
    return rules;
  }

  private static BlockingRule.Key array(Random random) {
    return random.nextInt(4) == 0
        ? new BlockingRule.Key("array(a)", "split(concat_ws(' ', b, a), ' ')", true)
        : BlockingRule.Key.anyOf(pick(random, ARRAYS));
  }

  private static List<Comparison> comparisons(Random random) {
    var comparisons = new ArrayList<Comparison>();
    for (int c = 0; c < 1 + random.nextInt(4); c++) {
      var levels = new ArrayList<ComparisonLevel>();
      if (random.nextInt(4) > 0) {
        levels.add(ComparisonLevel.missing("missing", "a_l is null or a_r is null"));
      }
      for (int l = 0; l < 1 + random.nextInt(4); l++) {
        ComparisonLevel level =
            ComparisonLevel.when("level " + l, pick(random, CONDITIONS))
                .with(probability(random), probability(random));
        if (random.nextInt(3) == 0) {
          level =
              level.with(
                  new TermFrequencyAdjustment(
                      random.nextBoolean() ? "a" : "b",
                      random.nextInt(3) / 2.0,
                      random.nextBoolean() ? 0 : 0.1));
        }
        levels.add(level);
      }
      levels.add(ComparisonLevel.otherwise().with(probability(random), probability(random)));
      comparisons.add(new Comparison("c" + c, "c" + c, levels));
    }
    return comparisons;
  }

  /** The blocks of the rules, said to be so large that each is divided. */
  private static List<LargeBlock> asThoughLarge(
      Dataset<Row> people, LinkType type, List<BlockingRule> rules) {
    return BlockSizes.of(people, type, rules, 20).rules().stream()
        .flatMap(
            rule ->
                rule.largest().stream()
                    .map(b -> new LargeBlock(rule.rule(), b.keyHash(), 3000L * b.records())))
        .toList();
  }

  private static OptionalDouble probability(Random random) {
    return OptionalDouble.of(0.001 + 0.998 * random.nextDouble());
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void givesTheSamePairsVectorsAndWeights(long seed) {
    var random = new Random(seed);
    LinkType type = List.of(LinkType.values()).get(random.nextInt(3));
    Dataset<Row> people = people(random, type == LinkType.DEDUPE_ONLY ? 1 : 2);
    List<BlockingRule> rules = rules(random);
    List<Comparison> comparisons = comparisons(random);
    var block = new BlockEngine();
    var scoring =
        new Scoring(
            new Model(type, 0.001 + random.nextDouble() / 2, comparisons),
            rules,
            TermFrequencies.of(people, TermFrequencies.columns(comparisons)),
            random.nextBoolean() ? Double.NEGATIVE_INFINITY : 0,
            random.nextBoolean());
    String what = rules + "\n" + comparisons;
    List<String> expected = sorted(SQL.score(people, scoring));
    assertEquals(expected, sorted(block.score(people, scoring)), what);
    Engine dividing = new BlockEngine(0).dividing(asThoughLarge(people, type, rules));
    assertEquals(expected, sorted(dividing.score(people, scoring)), what);
    sameCountsAndSamples(people, scoring, seed % 2 == 0 ? block : dividing, what);
    List<String> byRule = sorted(SQL.countPairs(people, type, rules));
    assertEquals(byRule, sorted(block.countPairs(people, type, rules)), what);
    assertEquals(byRule, sorted(dividing.countPairs(people, type, rules)), what);
    var counted = new ArrayList<List<String>>();
    var lots = new ArrayList<CountedPairs>();
    for (Pairs pairs : List.of(new Pairs.Blocked(rules), new Pairs.Random(4, seed))) {
      counted.add(sorted(SQL.countPatterns(people, type, pairs, comparisons)));
      lots.add(new CountedPairs(pairs, comparisons));
      assertEquals(
          counted.get(counted.size() - 1),
          sorted(block.countPatterns(people, type, pairs, comparisons)),
          what);
    }
    lots.add(new CountedPairs(new Pairs.Blocked(rules), List.of()));
    List<PatternCounts> together = block.countLots(people, type, lots);
    assertEquals(counted, together.subList(0, 2).stream().map(BlockEngineIT::rows).toList(), what);
    assertEquals(together.get(0).totalPairs(), together.get(2).totalPairs(), what);
    sameGroups(people, scoring, what);
    people.unpersist();
  }

  /** What is linked, counted and drawn, the pairs of the first rule being settled elsewhere. */
  private static void sameCountsAndSamples(
      Dataset<Row> people, Scoring all, Engine engine, String what) {
    int size = 15;
    var scoring =
        new Scoring(
            all.model(),
            all.rules(),
            all.termFrequencies(),
            0,
            all.partialWeights(),
            all.rules().size() > 1 ? Set.of(all.rules().get(0).name()) : Set.of(),
            false);
    List<Row> pairs =
        SQL.score(people, with(scoring, Double.NEGATIVE_INFINITY, false)).collectAsList();
    assertEquals(
        links(pairs, scoring),
        sorted(engine.score(people, with(scoring, 0, true))),
        "nothing that reaches the threshold is rejected early: " + what);
    ScoredPairs bySql = SQL.scoreAll(people, scoring, size).heldOnDisk();
    ScoredPairs byEngine = engine.scoreAll(people.repartition(3), scoring, size).heldOnDisk();
    List<String> links = links(pairs, scoring);
    List<String> patterns = patternsOf(pairs, scoring);
    List<String> rejected = sampleOf(pairs, scoring, size);
    for (ScoredPairs scored : List.of(bySql, byEngine)) {
      assertEquals(links, sorted(scored.links()), what);
      assertEquals(patterns, sorted(scored.patterns()), what);
      assertEquals(rejected, sorted(scored.rejected()), what);
    }
  }

  private static List<String> links(List<Row> pairs, Scoring scoring) {
    return pairs.stream()
        .filter(pair -> pair.<Double>getAs("match_weight") >= scoring.minimumWeight())
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private static Scoring with(Scoring scoring, double minimumWeight, boolean earlyRejection) {
    return new Scoring(
        scoring.model(),
        scoring.rules(),
        scoring.termFrequencies(),
        minimumWeight,
        scoring.partialWeights(),
        scoring.withheld(),
        earlyRejection);
  }

  private static List<Integer> gammas(Row pair, Scoring scoring) {
    return scoring.model().comparisons().stream()
        .map(comparison -> pair.<Integer>getAs(Columns.gamma(comparison.name())))
        .toList();
  }

  private static double vectorWeight(List<Integer> gammas, Scoring scoring) {
    WeightTable weights = WeightTable.of(scoring.model());
    double weight = weights.priorWeight();
    for (int c = 0; c < gammas.size(); c++) {
      weight += weights.partialWeight(c, gammas.get(c));
    }
    return weight;
  }

  private static List<String> patternsOf(List<Row> pairs, Scoring scoring) {
    var counts = new HashMap<List<Integer>, long[]>();
    for (Row pair : pairs) {
      long[] count = counts.computeIfAbsent(gammas(pair, scoring), gammas -> new long[2]);
      count[0]++;
      count[1] += pair.<Double>getAs("match_weight") >= scoring.minimumWeight() ? 1 : 0;
    }
    return counts.entrySet().stream()
        .map(
            count ->
                "[%s,%d,%d,%s]"
                    .formatted(
                        count.getKey().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")),
                        count.getValue()[0],
                        count.getValue()[1],
                        vectorWeight(count.getKey(), scoring)))
        .sorted()
        .toList();
  }

  private static List<String> sampleOf(List<Row> pairs, Scoring scoring, int size) {
    record Drawn(double priority, double weight, Row pair) {}
    List<Drawn> inOrder =
        pairs.stream()
            .filter(pair -> pair.<Double>getAs("match_weight") < scoring.minimumWeight())
            .map(
                pair -> {
                  double weight =
                      RejectedSample.weight(vectorWeight(gammas(pair, scoring), scoring));
                  return new Drawn(
                      RejectedSample.priority(weight, pair.getLong(0), pair.getLong(1)),
                      weight,
                      pair);
                })
            .sorted(Comparator.comparingDouble(Drawn::priority).reversed())
            .toList();
    double next = inOrder.size() > size ? inOrder.get(size).priority() : 0;
    return inOrder.stream()
        .limit(size)
        .map(
            drawn ->
                drawn.pair().toString().replaceAll("]$", ",")
                    + (next == 0 ? 1.0 : Math.min(1, drawn.weight() / next))
                    + "]")
        .sorted()
        .toList();
  }

  /** The counts of a lot, as rows of countPatterns are written. */
  private static List<String> rows(PatternCounts lot) {
    return lot.patterns().stream()
        .map(
            pattern ->
                Stream.concat(pattern.gammas().stream(), Stream.of(pattern.pairs()))
                    .map(Object::toString)
                    .collect(Collectors.joining(",", "[", "]")))
        .sorted()
        .toList();
  }

  /** All pairs of a group come together, weighed as any pair, with the levels of the conditions. */
  private static void sameGroups(Dataset<Row> people, Scoring scoring, String what) {
    Dataset<Row> grouped = people.withColumn("in_group", expr("nullif(cast(n as bigint), 3)"));
    var condition =
        new Comparison(
            "told",
            "told",
            List.of(
                ComparisonLevel.when("same", "a_l = a_r"),
                ComparisonLevel.when("swapped", "a_l = b_r"),
                ComparisonLevel.otherwise()));
    var groups =
        new Groups(
            "in_group",
            scoring.model(),
            List.of(condition),
            scoring.termFrequencies(),
            Optional.empty());
    List<String> told = sorted(SQL.solveGroups(grouped, groups, new Teller()));
    assertEquals(told, sorted(new BlockEngine().solveGroups(grouped, groups, new Teller())), what);
    Model any =
        new Model(LinkType.LINK_AND_DEDUPE, scoring.model().prior(), scoring.model().comparisons());
    Dataset<Row> pairs =
        SQL.score(
            grouped,
            new Scoring(
                any,
                List.of(BlockingRule.on("in_group")),
                scoring.termFrequencies(),
                Double.NEGATIVE_INFINITY,
                false));
    assertEquals(
        sorted(pairs.select("left_key", "right_key", "match_weight")),
        told.stream()
            .map(row -> row.replaceAll("^\\[-?\\d+,(.*),\\d+]$", "[$1]"))
            .sorted()
            .toList(),
        what);
  }

  /** A row for each pair of a group, once the group has ended. */
  private static final class Teller implements GroupSolver {
    private static final long serialVersionUID = 1;

    @Override
    public StructType schema() {
      return new StructType()
          .add("group", DataTypes.LongType)
          .add("left", DataTypes.LongType)
          .add("right", DataTypes.LongType)
          .add("weight", DataTypes.DoubleType)
          .add("told", DataTypes.IntegerType);
    }

    @Override
    public Worker worker() {
      return new Worker() {
        private final List<Row> pairs = new ArrayList<>();

        @Override
        public void pair(long left, long right, double matchWeight, int[] gammas) {
          pairs.add(RowFactory.create(0L, left, right, matchWeight, gammas[0]));
        }

        @Override
        public List<Row> end(long group) {
          List<Row> ended =
              pairs.stream()
                  .map(p -> RowFactory.create(group, p.get(1), p.get(2), p.get(3), p.get(4)))
                  .toList();
          pairs.clear();
          return ended;
        }
      };
    }
  }

  @Test
  void saysWhatItCannotCompile() {
    Dataset<Row> people = TestRecords.records("record_id a", "1|x", "2|x");
    var comparison =
        new Comparison(
            "a",
            "a",
            List.of(
                ComparisonLevel.when("free", "a_l RLIKE (SELECT 'x')"),
                ComparisonLevel.otherwise()));
    String why = "comparison a, level 'free': its SQL is not known to the compiler";
    assertEquals(
        Optional.of(why),
        BlockEngine.refusal(people, LinkType.DEDUPE_ONLY, List.of(), List.of(comparison)));
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new BlockEngine()
                    .countPatterns(
                        people, LinkType.DEDUPE_ONLY, new Pairs.Random(1, 1), List.of(comparison)));
    assertEquals(why + "; the engine in SQL can take it: set engine = sql", refused.getMessage());
  }
}
