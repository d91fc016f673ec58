package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
import org.linkagehub.core.engine.FieldType;
import org.linkagehub.core.engine.NotCompiledException;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.PairWeights;
import org.linkagehub.core.engine.VectorCounts;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.WeightTable;

/**
 * The fast engine: brings the records that share a blocking key into one place and compares them
 * there, in loops over encoded values. It takes models whose levels are made of functions that it
 * knows; {@link #refusal} says what it cannot compile, which is for {@link SqlEngine}.
 */
public final class BlockEngine implements Engine {
  private static final String CODE = "code";
  private static final String COUNT = "n";

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
      for (BlockingRule rule : rules) {
        builder.rule(rule);
      }
      for (Comparison comparison : comparisons) {
        builder.comparison(comparison);
      }
      plan(records, builder);
      return Optional.empty();
    } catch (NotCompiledException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static IllegalArgumentException refused(NotCompiledException e) {
    return new IllegalArgumentException(
        e.getMessage() + "; the engine in SQL can take it: set engine = sql", e);
  }

  @Override
  public Dataset<Row> countPairs(
      Dataset<Row> records, LinkType linkType, List<BlockingRule> rules) {
    try {
      var builder = new PairPlan.Builder(linkType);
      for (BlockingRule rule : rules) {
        builder.rule(rule);
      }
      PairPlan plan = plan(records, builder);
      Column[] names = rules.stream().map(rule -> lit(rule.name())).toArray(Column[]::new);
      return counts(records, plan, true)
          .select(
              element_at(array(names), col(CODE).cast(DataTypes.IntegerType).plus(1))
                  .as(Columns.BLOCKING_RULE),
              col(COUNT).as(Columns.PAIR_COUNT));
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  @Override
  public Dataset<Row> countPatterns(
      Dataset<Row> records, LinkType linkType, Pairs pairs, List<Comparison> comparisons) {
    try {
      var builder = new PairPlan.Builder(linkType);
      addPairs(builder, pairs);
      for (Comparison comparison : comparisons) {
        builder.comparison(comparison);
      }
      PairPlan plan = plan(records, builder);
      var columns = new ArrayList<Column>();
      for (int c = 0; c < comparisons.size(); c++) {
        columns.add(
            expr("cast(code div %dL %% %dL - 1 as int)"
                    .formatted(plan.places().get(c), plan.radixes().get(c)))
                .as(Columns.gamma(comparisons.get(c).name())));
      }
      columns.add(col(COUNT).as(Columns.PAIR_COUNT));
      return counts(records, plan, false).select(columns.toArray(Column[]::new));
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  @Override
  public Dataset<Row> score(Dataset<Row> records, Scoring scoring) {
    try {
      List<Comparison> comparisons = scoring.model().comparisons();
      var builder = new PairPlan.Builder(scoring.model().linkType());
      for (BlockingRule rule : scoring.rules()) {
        builder.rule(rule);
      }
      for (Comparison comparison : comparisons) {
        builder.comparison(comparison);
      }
      var frequencies = new TreeMap<String, Integer>();
      for (String column : scoring.termFrequencies().byColumn().keySet()) {
        frequencies.put(column, builder.field("`" + Columns.tf(column) + "`"));
      }
      WeightTable.of(scoring.model()); // refuses a model without weights here, not in a task
      Dataset<Row> attached = scoring.termFrequencies().attach(records);
      PairPlan plan = plan(attached, builder);
      StructType links = linkColumns(scoring);
      return BlockShuffle.of(attached, plan, partitions(records))
          .mapPartitions(new Score(plan, scoring, frequencies), Encoders.row(links));
    } catch (NotCompiledException e) {
      throw refused(e);
    }
  }

  private static void addPairs(PairPlan.Builder builder, Pairs pairs) throws NotCompiledException {
    if (pairs instanceof Pairs.Random random) {
      builder.rule(
          BlockingRule.on(
              "pmod(xxhash64(`%s`, %dL), %dL)"
                  .formatted(Columns.RECORD_KEY, random.seed(), random.groups())));
      return;
    }
    for (BlockingRule rule : ((Pairs.Blocked) pairs).rules()) {
      builder.rule(rule);
    }
  }

  private static PairPlan plan(Dataset<Row> records, PairPlan.Builder builder)
      throws NotCompiledException {
    List<String> expressions = builder.expressions();
    StructType schema = records.selectExpr(expressions.toArray(String[]::new)).schema();
    var types = new ArrayList<FieldType>();
    for (int f = 0; f < expressions.size(); f++) {
      types.add(type(expressions.get(f), schema.fields()[f].dataType()));
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
    }
    throw NotCompiledException.ofType(expression, type.catalogString());
  }

  private static int partitions(Dataset<Row> records) {
    return Integer.parseInt(records.sparkSession().conf().get("spark.sql.shuffle.partitions"));
  }

  /** {@code code} of rule or vector, {@code n} pairs. */
  private static Dataset<Row> counts(Dataset<Row> records, PairPlan plan, boolean byRule) {
    StructType schema =
        DataTypes.createStructType(
            List.of(
                DataTypes.createStructField(CODE, DataTypes.LongType, false),
                DataTypes.createStructField(COUNT, DataTypes.LongType, false)));
    return BlockShuffle.of(records, plan, partitions(records))
        .mapPartitions(new Count(plan, byRule), Encoders.row(schema))
        .groupBy(CODE)
        .agg(sum(COUNT).as(COUNT));
  }

  private static StructType linkColumns(Scoring scoring) {
    var columns = new ArrayList<StructField>();
    columns.add(DataTypes.createStructField(Columns.LEFT_KEY, DataTypes.LongType, false));
    columns.add(DataTypes.createStructField(Columns.RIGHT_KEY, DataTypes.LongType, false));
    for (String column :
        List.of(
            Columns.LEFT_SOURCE,
            Columns.LEFT_ID,
            Columns.RIGHT_SOURCE,
            Columns.RIGHT_ID,
            Columns.BLOCKING_RULE)) {
      columns.add(DataTypes.createStructField(column, DataTypes.StringType, false));
    }
    columns.add(DataTypes.createStructField(Columns.MATCH_WEIGHT, DataTypes.DoubleType, false));
    columns.add(
        DataTypes.createStructField(Columns.MATCH_PROBABILITY, DataTypes.DoubleType, false));
    for (Comparison comparison : scoring.model().comparisons()) {
      String name = comparison.name();
      columns.add(DataTypes.createStructField(Columns.gamma(name), DataTypes.IntegerType, false));
      if (scoring.partialWeights()) {
        columns.add(
            DataTypes.createStructField(Columns.partialWeight(name), DataTypes.DoubleType, false));
        columns.add(
            DataTypes.createStructField(Columns.tfWeight(name), DataTypes.DoubleType, false));
      }
    }
    return DataTypes.createStructType(columns);
  }

  private static PairFinder finder(PairPlan plan, Iterator<Row> chunks) {
    var finder = new PairFinder(plan);
    while (chunks.hasNext()) {
      finder.add(chunks.next().getAs(0));
    }
    return finder;
  }

  private static final class Count implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final PairPlan plan;
    private final boolean byRule;

    Count(PairPlan plan, boolean byRule) {
      this.plan = plan;
      this.byRule = byRule;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> chunks) {
      PairFinder pairs = finder(plan, chunks);
      double codes = 1;
      for (int radix : byRule ? List.of(plan.ruleNames().size()) : plan.radixes()) {
        codes *= radix;
      }
      var counts = new VectorCounts(codes);
      while (pairs.next()) {
        int size = pairs.size();
        for (int i = 0; i < size; i++) {
          counts.add(byRule ? pairs.rule(i) : pairs.code(i));
        }
      }
      var rows = new ArrayList<Row>();
      counts.visit((code, n) -> rows.add(RowFactory.create(code, n)));
      return rows.iterator();
    }
  }

  private static final class Score implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final PairPlan plan;
    private final String model;
    private final TreeMap<String, Integer> frequencyFields;
    private final double minimumWeight;
    private final boolean partialWeights;

    Score(PairPlan plan, Scoring scoring, Map<String, Integer> frequencyFields) {
      this.plan = plan;
      this.model = ModelJson.write(scoring.model());
      this.frequencyFields = new TreeMap<>(frequencyFields);
      this.minimumWeight = scoring.minimumWeight();
      this.partialWeights = scoring.partialWeights();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> chunks) {
      var weights = new PairWeights(WeightTable.of(ModelJson.read(model)), frequencyFields);
      return new Links(this, weights, finder(plan, chunks));
    }
  }

  /** The pairs at or above the threshold, in the order in which they are made. */
  private static final class Links implements Iterator<Row> {
    private final Score score;
    private final PairWeights weights;
    private final PairFinder pairs;
    private final List<String> rules;
    private final int[] gammas;
    private final double[] tfWeights;
    private int position;
    private Row next;

    Links(Score score, PairWeights weights, PairFinder pairs) {
      this.score = score;
      this.weights = weights;
      this.pairs = pairs;
      this.rules = score.plan.ruleNames();
      this.gammas = new int[weights.comparisons()];
      this.tfWeights = new double[weights.comparisons()];
    }

    @Override
    public boolean hasNext() {
      while (next == null) {
        if (position >= pairs.size()) {
          position = 0;
          if (!pairs.next()) {
            return false;
          }
        }
        for (; next == null && position < pairs.size(); position++) {
          double weight = weights.weigh(pairs, position, gammas, tfWeights);
          if (weight >= score.minimumWeight) {
            next = row(weight);
          }
        }
      }
      return true;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row row = next;
      next = null;
      return row;
    }

    private Row row(double weight) {
      int left = pairs.left(position);
      int right = pairs.right(position);
      Object[] values = new Object[9 + gammas.length * (score.partialWeights ? 3 : 1)];
      values[0] = pairs.key(left);
      values[1] = pairs.key(right);
      values[2] = pairs.source(left);
      values[3] = pairs.id(left);
      values[4] = pairs.source(right);
      values[5] = pairs.id(right);
      values[6] = rules.get(pairs.rule(position));
      values[7] = weight;
      values[8] = MatchWeights.toProbability(weight);
      int at = 9;
      for (int c = 0; c < gammas.length; c++) {
        values[at++] = gammas[c];
        if (score.partialWeights) {
          values[at++] = weights.partialWeight(c, gammas[c]);
          values[at++] = tfWeights[c];
        }
      }
      return RowFactory.create(values);
    }
  }
}
