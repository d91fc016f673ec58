package org.linkagehub.core.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.engine.RejectedSample;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.score.WeightTable;

/**
 * Lets those of scored pairs pass that are links, and puts the patterns of all and a sample of the
 * others behind them: rows as {@link ScoredPairs} describes them.
 */
final class CountedScores implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
  private static final long serialVersionUID = 1;

  private final String model;
  private final double minimumWeight;
  private final int rejectedSample;
  private final StructType schema;
  private final int linkColumns;
  private final int gammaStep;

  CountedScores(Scoring scoring, int rejectedSample) {
    this.model = ModelJson.write(scoring.model());
    this.minimumWeight = scoring.minimumWeight();
    this.rejectedSample = rejectedSample;
    this.schema = ScoredPairs.schema(scoring);
    var layout = ScoredPairs.Layout.of(scoring);
    this.linkColumns = layout.links();
    this.gammaStep = layout.gammaStep();
  }

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> scored) {
    return new Counted(this, scored);
  }

  private static final class Counted implements Iterator<InternalRow> {
    private final Iterator<InternalRow> scored;
    private final double minimumWeight;
    private final StructType schema;
    private final ScoredPairs.Layout layout;
    private final WeightTable weights;
    private final RejectedSample<InternalRow> sample;
    private final Map<String, Pattern> patterns = new TreeMap<>();
    private InternalRow link;
    private Iterator<InternalRow> last;

    private static final class Pattern {
      final List<Integer> gammas;
      final double weight;
      long pairs;
      long links;

      Pattern(List<Integer> gammas, double weight) {
        this.gammas = gammas;
        this.weight = weight;
      }
    }

    Counted(CountedScores of, Iterator<InternalRow> scored) {
      this.scored = scored;
      this.minimumWeight = of.minimumWeight;
      this.schema = of.schema;
      this.layout = new ScoredPairs.Layout(of.linkColumns, of.gammaStep);
      this.weights = WeightTable.of(ModelJson.read(of.model));
      this.sample = new RejectedSample<>(of.rejectedSample);
    }

    @Override
    public boolean hasNext() {
      while (link == null && last == null) {
        if (!scored.hasNext()) {
          last = summary();
          break;
        }
        InternalRow row = scored.next();
        Pattern pattern = pattern(row);
        pattern.pairs++;
        if (row.getDouble(layout.matchWeight()) >= minimumWeight) {
          pattern.links++;
          link = row;
        } else {
          reject(row, pattern);
        }
      }
      return link != null || last.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      InternalRow next = link == null ? last.next() : link;
      link = null;
      return next;
    }

    private Pattern pattern(InternalRow row) {
      var gammas = new ArrayList<Integer>();
      double weight = weights.priorWeight();
      for (int c = 0; c < weights.comparisons(); c++) {
        int gamma = row.getInt(layout.gamma(c));
        gammas.add(gamma);
        weight += weights.partialWeight(c, gamma);
      }
      double ofVector = weight;
      return patterns.computeIfAbsent(gammas.toString(), key -> new Pattern(gammas, ofVector));
    }

    private void reject(InternalRow row, Pattern pattern) {
      double weight = RejectedSample.weight(pattern.weight);
      double priority = RejectedSample.priority(weight, row.getLong(0), row.getLong(1));
      if (sample.mayTake(priority)) {
        sample.take(
            priority,
            row.getLong(0),
            row.getLong(1),
            layout.rejected(row.copy(), schema, priority, weight));
      }
    }

    private Iterator<InternalRow> summary() {
      var rows = new ArrayList<InternalRow>();
      for (Pattern pattern : patterns.values()) {
        rows.add(layout.pattern(pattern.gammas, pattern.pairs, pattern.links, pattern.weight));
      }
      sample.candidates().forEach(candidate -> rows.add(candidate.pair()));
      return Collections.unmodifiableList(rows).iterator();
    }
  }
}
