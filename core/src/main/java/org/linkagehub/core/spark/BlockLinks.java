package org.linkagehub.core.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.FrequencyTable;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.PairWeights;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.WeightTable;

/** Scores the pairs among records that came to one place. */
final class BlockLinks implements FlatMapFunction<Iterator<byte[]>, InternalRow> {
  private static final long serialVersionUID = 1;

  private final PairPlan plan;
  private final String model;
  private final TreeMap<String, Integer> frequencyFields;
  private final Broadcast<Map<String, FrequencyTable>> tables;
  private final double minimumWeight;
  private final boolean partialWeights;
  private final StructType schema;

  BlockLinks(
      PairPlan plan,
      Scoring scoring,
      Map<String, Integer> frequencyFields,
      Broadcast<Map<String, FrequencyTable>> tables) {
    this.plan = plan;
    this.model = ModelJson.write(scoring.model());
    this.frequencyFields = new TreeMap<>(frequencyFields);
    this.tables = tables;
    this.minimumWeight = scoring.minimumWeight();
    this.partialWeights = scoring.partialWeights();
    this.schema = schema(scoring);
  }

  /** The columns of LINKS. */
  static StructType schema(Scoring scoring) {
    StructType schema =
        new StructType()
            .add(Columns.LEFT_KEY, DataTypes.LongType, false)
            .add(Columns.RIGHT_KEY, DataTypes.LongType, false)
            .add(Columns.LEFT_SOURCE, DataTypes.StringType, false)
            .add(Columns.LEFT_ID, DataTypes.StringType, false)
            .add(Columns.RIGHT_SOURCE, DataTypes.StringType, false)
            .add(Columns.RIGHT_ID, DataTypes.StringType, false)
            .add(Columns.BLOCKING_RULE, DataTypes.StringType, false)
            .add(Columns.MATCH_WEIGHT, DataTypes.DoubleType, false)
            .add(Columns.MATCH_PROBABILITY, DataTypes.DoubleType, false);
    for (Comparison comparison : scoring.model().comparisons()) {
      String name = comparison.name();
      schema = schema.add(Columns.gamma(name), DataTypes.IntegerType, false);
      if (scoring.partialWeights()) {
        schema =
            schema
                .add(Columns.partialWeight(name), DataTypes.DoubleType, false)
                .add(Columns.tfWeight(name), DataTypes.DoubleType, false);
      }
    }
    return schema;
  }

  @Override
  public Iterator<InternalRow> call(Iterator<byte[]> chunks) {
    var pairs = new PairFinder(plan);
    chunks.forEachRemaining(pairs::add);
    pairs.begin(0);
    var weights =
        new PairWeights(
            WeightTable.of(ModelJson.read(model)),
            frequencyFields,
            tables == null ? Map.of() : tables.value());
    return new Links(pairs, weights, plan.ruleNames(0), minimumWeight, partialWeights, schema);
  }

  /** The pairs at or above the threshold, in the order in which they are made, in one row. */
  private static final class Links implements Iterator<InternalRow> {
    private static final int FIRST_GAMMA = 9;

    private final PairFinder pairs;
    private final PairWeights weights;
    private final UTF8String[] rules;
    private final double minimumWeight;
    private final boolean partialWeights;
    private final int[] gammas;
    private final double[] tfWeights;
    private final SpecificInternalRow row;
    private int position;
    private boolean ready;

    Links(
        PairFinder pairs,
        PairWeights weights,
        List<String> rules,
        double minimumWeight,
        boolean partialWeights,
        StructType schema) {
      this.pairs = pairs;
      this.weights = weights;
      this.rules = rules.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
      this.minimumWeight = minimumWeight;
      this.partialWeights = partialWeights;
      gammas = new int[weights.comparisons()];
      tfWeights = new double[weights.comparisons()];
      row = new SpecificInternalRow(schema);
    }

    @Override
    public boolean hasNext() {
      while (!ready) {
        if (position >= pairs.size()) {
          position = 0;
          if (!pairs.next()) {
            return false;
          }
        }
        for (; !ready && position < pairs.size(); position++) {
          if (weights.mayReach(pairs.code(position), minimumWeight)) {
            double weight = weights.weigh(pairs, position, gammas, tfWeights);
            if (weight >= minimumWeight) {
              fill(weight);
              ready = true;
            }
          }
        }
      }
      return true;
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ready = false;
      return row;
    }

    private void fill(double weight) {
      int left = pairs.left(position);
      int right = pairs.right(position);
      row.setLong(0, pairs.key(left));
      row.setLong(1, pairs.key(right));
      row.update(2, text(pairs.sourceStart(left), pairs.sourceEnd(left)));
      row.update(3, text(pairs.idStart(left), pairs.idEnd(left)));
      row.update(4, text(pairs.sourceStart(right), pairs.sourceEnd(right)));
      row.update(5, text(pairs.idStart(right), pairs.idEnd(right)));
      row.update(6, rules[pairs.rule(position)]);
      row.setDouble(7, weight);
      row.setDouble(8, MatchWeights.toProbability(weight));
      int at = FIRST_GAMMA;
      for (int c = 0; c < gammas.length; c++) {
        row.setInt(at++, gammas[c]);
        if (partialWeights) {
          row.setDouble(at++, weights.partialWeight(c, gammas[c]));
          row.setDouble(at++, tfWeights[c]);
        }
      }
    }

    private UTF8String text(int start, int end) {
      return UTF8String.fromBytes(pairs.bytes(), start, end - start);
    }
  }
}
