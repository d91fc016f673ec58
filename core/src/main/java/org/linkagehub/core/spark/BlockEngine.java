package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.FieldType;
import org.linkagehub.core.engine.FrequencyTable;
import org.linkagehub.core.engine.LargeKeys;
import org.linkagehub.core.engine.NotCompiledException;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.VectorCounts;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.score.WeightTable;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.core.train.PatternCounts;

/**
 * The fast engine: brings the records that share a blocking key into one place and compares them
 * there, in loops over encoded values. It takes models whose levels are made of functions that it
 * knows; {@link #refusal} says what it cannot compile, which is for {@link SqlEngine}.
 */
public final class BlockEngine implements Engine {
  /** The most values with a term frequency that are held in memory: some 100 MB. */
  private static final int MOST_FREQUENCIES = 2_000_000;

  private static final String NICKNAMES = "nickname_agrees";

  private final int mostFrequencies;
  private final List<LargeBlock> large;

  /** Creates the engine. */
  public BlockEngine() {
    this(MOST_FREQUENCIES);
  }

  /** Above {@code mostFrequencies} values, term frequencies are joined to the records instead. */
  BlockEngine(int mostFrequencies) {
    this(mostFrequencies, List.of());
  }

  private BlockEngine(int mostFrequencies, List<LargeBlock> large) {
    this.mostFrequencies = mostFrequencies;
    this.large = large;
  }

  @Override
  public Engine dividing(List<LargeBlock> blocks) {
    return new BlockEngine(mostFrequencies, List.copyOf(blocks));
  }

  @Override
  public String name() {
    return "block";
  }

  /**
   * Why this engine cannot do some work; nothing where it can.
   *
   * @param records with the columns of RECORDS; none is read
   * @param rules all that pairs are to be made by
   * @param comparisons all that pairs are to be compared by
   */
  public static Optional<String> refusal(
      Dataset<Row> records,
      LinkType linkType,
      List<BlockingRule> rules,
      List<Comparison> comparisons) {
    try {
      var builder = new PairPlan.Builder(linkType);
      add(records.sparkSession(), builder, new Pairs.Blocked(rules), comparisons);
      plan(records, builder, Map.of());
      return Optional.empty();
    } catch (NotCompiledException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public Dataset<Row> countPairs(
      Dataset<Row> records, LinkType linkType, List<BlockingRule> rules) {
    PairPlan plan = plan(records, linkType, List.of(lot(new Pairs.Blocked(rules), List.of())));
    StructType schema =
        new StructType()
            .add(Columns.BLOCKING_RULE, DataTypes.StringType, false)
            .add(Columns.PAIR_COUNT, DataTypes.LongType, false);
    JavaRDD<InternalRow> rows =
        counts(records, plan, rules)
            .map(
                count ->
                    new GenericInternalRow(
                        new Object[] {
                          UTF8String.fromString(plan.ruleNames(0).get((int) count[1])), count[3]
                        }));
    return CatalystRows.toDataset(records.sparkSession(), rows, schema)
        .groupBy(Columns.BLOCKING_RULE)
        .agg(sum(Columns.PAIR_COUNT).as(Columns.PAIR_COUNT));
  }

  @Override
  public Dataset<Row> countPatterns(
      Dataset<Row> records, LinkType linkType, Pairs pairs, List<Comparison> comparisons) {
    PairPlan plan = plan(records, linkType, List.of(lot(pairs, comparisons)));
    var schema = new StructType();
    for (Comparison comparison : comparisons) {
      schema = schema.add(Columns.gamma(comparison.name()), DataTypes.IntegerType, false);
    }
    Column[] gammas = Arrays.stream(schema.fieldNames()).map(n -> col(n)).toArray(Column[]::new);
    schema = schema.add(Columns.PAIR_COUNT, DataTypes.LongType, false);
    JavaRDD<InternalRow> rows =
        counts(records, plan, List.of())
            .map(
                count -> {
                  var values = new ArrayList<Object>(plan.vector(0, count[2]));
                  values.add(count[3]);
                  return new GenericInternalRow(values.toArray());
                });
    return CatalystRows.toDataset(records.sparkSession(), rows, schema)
        .groupBy(gammas)
        .agg(sum(Columns.PAIR_COUNT).as(Columns.PAIR_COUNT));
  }

  @Override
  public List<PatternCounts> countLots(
      Dataset<Row> records, LinkType linkType, List<CountedPairs> lots) {
    PairPlan plan = plan(records, linkType, lots);
    List<Map<Long, Long>> byVector = new ArrayList<>();
    lots.forEach(lot -> byVector.add(new HashMap<>()));
    for (long[] count : counts(records, plan, List.of()).collect()) {
      byVector.get((int) count[0]).merge(count[2], count[3], Long::sum);
    }
    var counts = new ArrayList<PatternCounts>();
    for (int set = 0; set < lots.size(); set++) {
      var patterns = new ArrayList<PatternCounts.Pattern>();
      for (var vector : byVector.get(set).entrySet()) {
        patterns.add(
            new PatternCounts.Pattern(plan.vector(set, vector.getKey()), vector.getValue()));
      }
      counts.add(
          new PatternCounts(
              lots.get(set).comparisons().stream().map(Comparison::name).toList(), patterns));
    }
    return counts;
  }

  @Override
  public ScoredPairs scoreAll(Dataset<Row> records, Scoring scoring, int rejectedSample) {
    WeightTable.of(scoring.model()); // refuses a model without weights here, not in a task
    try {
      var builder = new PairPlan.Builder(scoring.model().linkType());
      add(
          records.sparkSession(),
          builder,
          new Pairs.Blocked(scoring.rules()),
          scoring.model().comparisons());
      Weighable weighable = weighable(records, builder, scoring.termFrequencies());
      JavaRDD<InternalRow> scored =
          weighable
              .chunks(divided(records.sparkSession(), scoring.rules()))
              .mapPartitions(
                  new BlockLinks(
                      weighable.plan(),
                      scoring,
                      rejectedSample,
                      weighable.fields(),
                      weighable.ranks().tables()));
      return new ScoredPairs(
          CatalystRows.toDataset(records.sparkSession(), scored, ScoredPairs.schema(scoring)),
          scoring,
          rejectedSample);
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  @Override
  public GroupedRecords group(Dataset<Row> records, Groups groups) {
    if (groups.given().isPresent()) { // a join is what it takes to solve them
      GroupedRecords bySql = new SqlEngine().group(records, groups);
      return new GroupedRecords() {
        @Override
        public PatternCounts countPatterns(LinkType linkType) {
          return SqlEngine.patternsInside(BlockEngine.this, records, linkType, groups);
        }

        @Override
        public Dataset<Row> solve(Model model, GroupSolver solver) {
          return bySql.solve(model, solver);
        }
      };
    }
    WeightTable.of(groups.model());
    BlockingRule rule = BlockingRule.on(groups.column());
    List<Comparison> all = new ArrayList<>(groups.model().comparisons());
    all.addAll(groups.conditions());
    try {
      var builder = new PairPlan.Builder(LinkType.LINK_AND_DEDUPE);
      add(records.sparkSession(), builder, new Pairs.Blocked(List.of(rule)), all);
      int group = builder.field(rule.keys().get(0).left());
      Weighable weighable = weighable(records, builder, groups.termFrequencies());
      // One shuffle for both: Spark keeps what it wrote for a partitioned RDD.
      JavaRDD<byte[]> chunks = weighable.chunks(BlockShuffle.Divided.NONE);
      return new GroupedRecords() {
        @Override
        public PatternCounts countPatterns(LinkType linkType) {
          return BlockEngine.countPatterns(
              chunks, weighable.plan().of(linkType), groups.model().comparisons());
        }

        @Override
        public Dataset<Row> solve(Model model, GroupSolver solver) {
          return records
              .sparkSession()
              .createDataFrame(
                  chunks.mapPartitions(
                      new BlockGroups(
                          weighable.plan(),
                          model,
                          weighable.fields(),
                          weighable.ranks().tables(),
                          group,
                          solver)),
                  solver.schema());
        }
      };
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  /** The counts of a plan's only set by its first comparisons, whatever the others say. */
  private static PatternCounts countPatterns(
      JavaRDD<byte[]> chunks, PairPlan plan, List<Comparison> comparisons) {
    var counts = new HashMap<List<Integer>, Long>();
    for (long[] count : chunks.mapPartitions(new Count(plan)).collect()) {
      List<Integer> vector = plan.vector(0, count[2]).subList(0, comparisons.size());
      counts.merge(vector, count[3], Long::sum);
    }
    return new PatternCounts(
        comparisons.stream().map(Comparison::name).toList(),
        counts.entrySet().stream()
            .map(count -> new PatternCounts.Pattern(count.getKey(), count.getValue()))
            .toList());
  }

  /**
   * Records that can be weighed where they meet.
   *
   * @param fields for each adjusted column the field of its frequencies, or of their ranks
   */
  private record Weighable(
      Dataset<Row> records, PairPlan plan, Map<String, Integer> fields, BlockShuffle.Ranks ranks) {
    JavaRDD<byte[]> chunks(BlockShuffle.Divided divided) {
      return BlockShuffle.of(records, plan, ranks, divided);
    }
  }

  private Weighable weighable(
      Dataset<Row> records, PairPlan.Builder builder, TermFrequencies frequencies)
      throws NotCompiledException {
    Optional<Map<String, FrequencyTable>> tables =
        FrequencyTables.of(records.sparkSession(), frequencies, mostFrequencies);
    Dataset<Row> prepared = tables.isPresent() ? records : frequencies.attach(records);
    var fields = new TreeMap<String, Integer>();
    for (String column : frequencies.byColumn().keySet()) {
      fields.put(column, builder.field("`" + Columns.tf(column) + "`"));
    }
    var ranks = BlockShuffle.Ranks.NONE;
    var types = new HashMap<Integer, FieldType>();
    if (tables.isPresent()) {
      fields.values().forEach(field -> types.put(field, FieldType.INT));
      ranks =
          new BlockShuffle.Ranks(
              fields, CatalystRows.context(records.sparkSession()).broadcast(tables.get()));
    }
    return new Weighable(prepared, plan(prepared, builder, types), fields, ranks);
  }

  private static IllegalArgumentException refused(NotCompiledException e) {
    return new IllegalArgumentException(
        e.getMessage() + "; the engine in SQL can take it: set engine = sql", e);
  }

  private static CountedPairs lot(Pairs pairs, List<Comparison> comparisons) {
    return new CountedPairs(pairs, comparisons);
  }

  /** How such lots of pairs are made and compared. */
  static PairPlan plan(Dataset<Row> records, LinkType linkType, List<CountedPairs> lots) {
    try {
      var builder = new PairPlan.Builder(linkType);
      for (CountedPairs lot : lots) {
        add(records.sparkSession(), builder, lot.pairs(), lot.comparisons());
      }
      return plan(records, builder, Map.of());
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  private static void add(
      SparkSession spark, PairPlan.Builder builder, Pairs pairs, Collection<Comparison> comparisons)
      throws NotCompiledException {
    if (LinkageFunctions.hasOwnNicknames(spark)) {
      requireNoNicknames(pairs, comparisons);
    }
    if (pairs instanceof Pairs.Random random) {
      builder.rule(
          BlockingRule.on(
              "pmod(xxhash64(`%s`, %dL), %dL)"
                  .formatted(Columns.RECORD_KEY, random.seed(), random.groups())));
    } else {
      for (BlockingRule rule : ((Pairs.Blocked) pairs).rules()) {
        builder.rule(rule);
      }
    }
    for (Comparison comparison : comparisons) {
      builder.comparison(comparison);
    }
    builder.endSet();
  }

  /** The built-in nicknames are compiled in. */
  private static void requireNoNicknames(Pairs pairs, Collection<Comparison> comparisons)
      throws NotCompiledException {
    for (Comparison comparison : comparisons) {
      if (comparison.levels().stream().anyMatch(level -> level.condition().contains(NICKNAMES))) {
        throw NotCompiledException.ofOwnNicknames("comparison " + comparison.name());
      }
    }
    if (pairs instanceof Pairs.Blocked blocked) {
      for (BlockingRule rule : blocked.rules()) {
        if (rule.where().filter(where -> where.contains(NICKNAMES)).isPresent()) {
          throw NotCompiledException.ofOwnNicknames("blocking rule " + rule.name());
        }
      }
    }
  }

  /**
   * Makes the plan.
   *
   * @param known the types of the fields that are no expressions of {@code records}
   */
  private static PairPlan plan(
      Dataset<Row> records, PairPlan.Builder builder, Map<Integer, FieldType> known)
      throws NotCompiledException {
    List<String> expressions = builder.expressions();
    var read = new ArrayList<String>();
    for (int f = 0; f < expressions.size(); f++) {
      read.add(known.containsKey(f) ? "null" : expressions.get(f));
    }
    StructField[] columns = records.selectExpr(read.toArray(String[]::new)).schema().fields();
    var types = new ArrayList<FieldType>();
    for (int f = 0; f < columns.length; f++) {
      types.add(
          known.containsKey(f) ? known.get(f) : type(expressions.get(f), columns[f].dataType()));
    }
    return builder.build(types);
  }

  private static FieldType type(String expression, DataType type) throws NotCompiledException {
    if (type.equals(DataTypes.StringType)) {
      return FieldType.TEXT;
    } else if (type instanceof BooleanType) {
      return FieldType.BOOLEAN;
    } else if (type instanceof DateType) {
      return FieldType.DATE;
    } else if (type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType) {
      return FieldType.INT;
    } else if (type instanceof LongType) {
      return FieldType.LONG;
    } else if (type instanceof DoubleType || type instanceof FloatType) {
      return FieldType.DOUBLE;
    } else if (type instanceof ArrayType array) {
      switch (type(expression, array.elementType())) {
        case TEXT -> {
          return FieldType.TEXTS;
        }
        case INT, LONG -> {
          return FieldType.LONGS;
        }
        case DATE -> {
          return FieldType.DATES;
        }
        default -> {}
      }
    }
    throw NotCompiledException.ofType(expression, type.catalogString());
  }

  /** Set, rule, code of the vector, and number of pairs; several times where they met apart. */
  private JavaRDD<long[]> counts(Dataset<Row> records, PairPlan plan, List<BlockingRule> rules) {
    return BlockShuffle.of(
            records, plan, BlockShuffle.Ranks.NONE, divided(records.sparkSession(), rules))
        .mapPartitions(new Count(plan));
  }

  /**
   * The large blocks of some rules.
   *
   * @param rules in the order of their numbers in the plan
   */
  private BlockShuffle.Divided divided(SparkSession spark, List<BlockingRule> rules) {
    var keyHashes = new TreeMap<Integer, String>();
    var keys = new HashMap<Integer, LargeKeys>();
    for (int r = 0; r < rules.size(); r++) {
      BlockingRule rule = rules.get(r);
      var records = new HashMap<Long, Long>();
      for (LargeBlock block : large) {
        boolean divisible = rule.isSymmetric() && rule.sorted().isEmpty();
        if (divisible && block.rule().equals(rule)) {
          records.put(block.keyHash(), block.records());
        }
      }
      if (!records.isEmpty()) {
        keyHashes.put(r, BlockSizes.keyHashes(rule));
        keys.put(r, new LargeKeys(records));
      }
    }
    return keys.isEmpty()
        ? BlockShuffle.Divided.NONE
        : new BlockShuffle.Divided(keyHashes, CatalystRows.context(spark).broadcast(keys));
  }

  private static final class Count implements FlatMapFunction<Iterator<byte[]>, long[]> {
    private static final long serialVersionUID = 1;

    private final PairPlan plan;

    Count(PairPlan plan) {
      this.plan = plan;
    }

    @Override
    public Iterator<long[]> call(Iterator<byte[]> chunks) {
      var pairs = new PairFinder(plan);
      chunks.forEachRemaining(pairs::add);
      var rows = new ArrayList<long[]>();
      for (int s = 0; s < plan.setCount(); s++) {
        int set = s;
        var counts = new VectorCounts(plan, set);
        pairs.begin(set);
        while (pairs.next()) {
          counts.add(pairs);
        }
        counts.visit((rule, code, n) -> rows.add(new long[] {set, rule, code, n}));
      }
      return rows.iterator();
    }
  }
}
