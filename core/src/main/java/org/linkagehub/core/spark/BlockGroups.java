package org.linkagehub.core.spark;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.linkagehub.core.engine.FrequencyTable;
import org.linkagehub.core.engine.PairFinder;
import org.linkagehub.core.engine.PairPlan;
import org.linkagehub.core.engine.PairWeights;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.WeightTable;

/** Weighs the pairs of groups of records that came to one place, for a {@link GroupSolver}. */
final class BlockGroups implements FlatMapFunction<Iterator<byte[]>, Row> {
  private static final long serialVersionUID = 1;

  private final PairPlan plan;
  private final String model;
  private final TreeMap<String, Integer> frequencyFields;
  private final Broadcast<Map<String, FrequencyTable>> tables;
  private final int groupField;
  private final GroupSolver solver;

  /**
   * Of a plan of one set, whose one rule is the group and whose comparisons are those of the model
   * and after them the conditions.
   */
  BlockGroups(
      PairPlan plan,
      Model model,
      Map<String, Integer> frequencyFields,
      Broadcast<Map<String, FrequencyTable>> tables,
      int groupField,
      GroupSolver solver) {
    this.plan = plan;
    this.model = ModelJson.write(model);
    this.frequencyFields = new TreeMap<>(frequencyFields);
    this.tables = tables;
    this.groupField = groupField;
    this.solver = solver;
  }

  @Override
  public Iterator<Row> call(Iterator<byte[]> chunks) {
    var pairs = new PairFinder(plan);
    chunks.forEachRemaining(pairs::add);
    pairs.begin(0);
    var weights =
        new PairWeights(
            WeightTable.of(ModelJson.read(model)),
            frequencyFields,
            tables == null ? Map.of() : tables.value());
    return new Solved(pairs, weights, plan.radixes(0), groupField, solver.worker());
  }

  /**
   * Hands the pairs of a partition to a worker. They are made key by key, in the order of the keys'
   * hash, and the hash of a single 64-bit number is like no other's: a group's pairs come together.
   */
  private static final class Solved implements Iterator<Row> {
    private final PairFinder pairs;
    private final PairWeights weights;
    private final int groupField;
    private final GroupSolver.Worker worker;
    private final int[] gammas;
    private final double[] tfWeights;
    private final int[] conditions;

    /** By how much the code of a vector grows from one gamma of a condition to the next. */
    private final long[] places;

    private final int[] radixes;
    private Iterator<Row> solved = List.<Row>of().iterator();
    private int position;
    private boolean inGroup;
    private boolean ended;
    private long group;

    Solved(
        PairFinder pairs,
        PairWeights weights,
        List<Integer> allRadixes,
        int groupField,
        GroupSolver.Worker worker) {
      this.pairs = pairs;
      this.weights = weights;
      this.groupField = groupField;
      this.worker = worker;
      int compared = weights.comparisons();
      gammas = new int[compared];
      tfWeights = new double[compared];
      int count = allRadixes.size() - compared;
      conditions = new int[count];
      places = new long[count];
      radixes = new int[count];
      long place = 1;
      for (int c = 0; c < allRadixes.size(); c++) {
        if (c >= compared) {
          places[c - compared] = place;
          radixes[c - compared] = allRadixes.get(c);
        }
        place *= allRadixes.get(c);
      }
    }

    @Override
    public boolean hasNext() {
      while (!solved.hasNext() && !ended) {
        advance();
      }
      return solved.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return solved.next();
    }

    /** Takes pairs up to the end of a group, or of the batch. */
    private void advance() {
      if (position >= pairs.size()) {
        position = 0;
        if (!pairs.next()) {
          ended = true;
          solved = inGroup ? worker.end(group).iterator() : solved;
          return;
        }
      }
      for (; position < pairs.size(); position++) {
        int left = pairs.left(position);
        long of = pairs.whole(left, groupField);
        if (inGroup && of != group) {
          inGroup = false;
          solved = worker.end(group).iterator();
          return;
        }
        inGroup = true;
        group = of;
        double weight = weights.weigh(pairs, position, gammas, tfWeights);
        long code = pairs.code(position);
        for (int c = 0; c < conditions.length; c++) {
          conditions[c] = (int) (code / places[c] % radixes[c]) - 1;
        }
        worker.pair(pairs.key(left), pairs.key(pairs.right(position)), weight, conditions);
      }
    }
  }
}
