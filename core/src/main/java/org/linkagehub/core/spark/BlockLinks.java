package org.linkagehub.core.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.engine.FrequencyTable;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.PairWeights;
import org.linkagehub.core.engine.RejectedSample;
import org.linkagehub.core.engine.VectorCounts;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.WeightTable;

/**
 * Scores the pairs among records that came to one place: rows as {@link ScoredPairs} describes
 * them.
 */
final class BlockLinks implements FlatMapFunction<Iterator<byte[]>, InternalRow> {
  private static final long serialVersionUID = 1;

  private final PairPlan plan;
  private final String model;
  private final TreeMap<String, Integer> frequencyFields;
  private final Broadcast<Map<String, FrequencyTable>> tables;
  private final double minimumWeight;
  private final boolean partialWeights;
  private final boolean[] withheld;
  private final boolean earlyRejection;
  private final int rejectedSample;
  private final StructType schema;
  private final int linkColumns;
  private final int gammaStep;

  BlockLinks(
      PairPlan plan,
      Scoring scoring,
      int rejectedSample,
      Map<String, Integer> frequencyFields,
      Broadcast<Map<String, FrequencyTable>> tables) {
    this.plan = plan;
    this.model = ModelJson.write(scoring.model());
    this.frequencyFields = new TreeMap<>(frequencyFields);
    this.tables = tables;
    this.minimumWeight = scoring.minimumWeight();
    this.partialWeights = scoring.partialWeights();
    this.withheld = withheld(plan.ruleNames(0), scoring.withheld());
    this.earlyRejection = scoring.earlyRejection();
    this.rejectedSample = rejectedSample;
    this.schema = ScoredPairs.schema(scoring);
    var layout = ScoredPairs.Layout.of(scoring);
    this.linkColumns = layout.links();
    this.gammaStep = layout.gammaStep();
  }

  private static boolean[] withheld(List<String> rules, Set<String> names) {
    boolean[] withheld = new boolean[rules.size()];
    for (int r = 0; r < withheld.length; r++) {
      withheld[r] = names.contains(rules.get(r));
    }
    return withheld;
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
    if (earlyRejection) {
      pairs.rejectEarly(weights.earlyRejection(minimumWeight));
    }
    return new Scored(this, pairs, weights);
  }

  /**
   * The pairs at or above the threshold, in the order in which they are made, in one row; then the
   * patterns of all pairs, and a sample of those below.
   */
  private static final class Scored implements Iterator<InternalRow> {
    /** Of more vectors than these, the weights in the sample are not kept. */
    private static final int MOST_WEIGHTS = 1 << 18;

    private final PairPlan plan;
    private final PairFinder pairs;
    private final PairWeights weights;
    private final UTF8String[] rules;
    private final double minimumWeight;
    private final boolean partialWeights;
    private final boolean[] withheld;
    private final StructType schema;
    private final ScoredPairs.Layout layout;
    private final int[] gammas;
    private final double[] tfWeights;
    private final SpecificInternalRow row;
    private final VectorCounts compared;
    private final VectorCounts linked;
    private final RejectedSample<Pair> sample;

    /** For each code its pairs' weight in the sample; not a number where it was not asked yet. */
    private final double[] sampleWeights;

    private int position;
    private boolean ready;
    private Iterator<InternalRow> last;

    /** A pair of the sample. */
    private record Pair(int left, int right, int rule, long code) {}

    Scored(BlockLinks of, PairFinder pairs, PairWeights weights) {
      this.plan = of.plan;
      this.pairs = pairs;
      this.weights = weights;
      this.rules =
          of.plan.ruleNames(0).stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
      this.minimumWeight = of.minimumWeight;
      this.partialWeights = of.partialWeights;
      this.withheld = of.withheld;
      this.schema = of.schema;
      layout = new ScoredPairs.Layout(of.linkColumns, of.gammaStep);
      gammas = new int[weights.comparisons()];
      tfWeights = new double[weights.comparisons()];
      row = new SpecificInternalRow(schema);
      row.setInt(layout.kind(), ScoredPairs.LINK);
      compared = VectorCounts.ofAllRules(plan, 0);
      linked = VectorCounts.ofAllRules(plan, 0);
      sample = new RejectedSample<>(of.rejectedSample);
      double codes =
          plan.radixes(0).stream().mapToDouble(radix -> radix).reduce(1, (a, b) -> a * b);
      sampleWeights = new double[codes <= MOST_WEIGHTS ? (int) codes : 0];
      Arrays.fill(sampleWeights, Double.NaN);
    }

    @Override
    public boolean hasNext() {
      while (!ready && last == null) {
        if (position >= pairs.size()) {
          position = 0;
          if (!pairs.next()) {
            last = summary();
            break;
          }
        }
        for (; !ready && position < pairs.size(); position++) {
          if (!withheld[pairs.rule(position)]) {
            score();
          }
        }
      }
      return ready || last.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!ready) {
        return last.next();
      }
      ready = false;
      return row;
    }

    private void score() {
      long code = pairs.code(position);
      compared.add(0, code);
      int left = pairs.left(position);
      int right = pairs.right(position);
      if (weights.mayReach(code, minimumWeight)) {
        double weight = weights.weigh(pairs, left, right, code, gammas, tfWeights);
        if (weight >= minimumWeight) {
          linked.add(0, code);
          fill(left, right, pairs.rule(position), weight);
          ready = true;
          return;
        }
      }
      double priority =
          RejectedSample.priority(sampleWeight(code), pairs.key(left), pairs.key(right));
      if (sample.mayTake(priority)) {
        sample.take(
            priority,
            pairs.key(left),
            pairs.key(right),
            new Pair(left, right, pairs.rule(position), code));
      }
    }

    private double sampleWeight(long code) {
      if (sampleWeights.length == 0) {
        return RejectedSample.weight(weights.vectorWeight(code));
      }
      double weight = sampleWeights[(int) code];
      if (Double.isNaN(weight)) {
        weight = RejectedSample.weight(weights.vectorWeight(code));
        sampleWeights[(int) code] = weight;
      }
      return weight;
    }

    private void fill(int left, int right, int rule, double weight) {
      row.setLong(0, pairs.key(left));
      row.setLong(1, pairs.key(right));
      row.update(2, text(pairs.sourceStart(left), pairs.sourceEnd(left)));
      row.update(3, text(pairs.idStart(left), pairs.idEnd(left)));
      row.update(4, text(pairs.sourceStart(right), pairs.sourceEnd(right)));
      row.update(5, text(pairs.idStart(right), pairs.idEnd(right)));
      row.update(6, rules[rule]);
      row.setDouble(layout.matchWeight(), weight);
      row.setDouble(layout.matchWeight() + 1, MatchWeights.toProbability(weight));
      for (int c = 0; c < gammas.length; c++) {
        int at = layout.gamma(c);
        row.setInt(at, gammas[c]);
        if (partialWeights) {
          row.setDouble(at + 1, weights.partialWeight(c, gammas[c]));
          row.setDouble(at + 2, tfWeights[c]);
        }
      }
    }

    private UTF8String text(int start, int end) {
      return UTF8String.fromBytes(pairs.bytes(), start, end - start);
    }

    private Iterator<InternalRow> summary() {
      var rows = new ArrayList<InternalRow>();
      compared.visit(
          (rule, code, pairCount) ->
              rows.add(
                  layout.pattern(
                      plan.vector(0, code),
                      pairCount,
                      linked.count(0, code),
                      weights.vectorWeight(code))));
      for (RejectedSample.Candidate<Pair> candidate : sample.candidates()) {
        Pair pair = candidate.pair();
        double weight =
            weights.weigh(pairs, pair.left(), pair.right(), pair.code(), gammas, tfWeights);
        fill(pair.left(), pair.right(), pair.rule(), weight);
        rows.add(layout.rejected(row, schema, candidate.priority(), sampleWeight(pair.code())));
      }
      return Collections.unmodifiableList(rows).iterator();
    }
  }
}
