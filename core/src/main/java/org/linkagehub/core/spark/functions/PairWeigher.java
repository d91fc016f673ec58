package org.linkagehub.core.spark.functions;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.score.TermFrequencyFile;
import org.linkagehub.core.score.TermFrequencyLookup;
import org.linkagehub.core.score.WeightTable;

/**
 * What generated code calls to weigh a pair whose levels are known. It travels with the tasks of a
 * query; the frequencies are read where they run, once in each virtual machine.
 */
public final class PairWeigher implements Serializable {
  private static final long serialVersionUID = 1;

  /** By file, as it was when a query was analysed; given up when memory is short. */
  private static final Map<FrequencyFile, SoftReference<TermFrequencyLookup>> READ =
      new ConcurrentHashMap<>();

  private final WeightTable weights;
  private final List<String> columns;
  private final FrequencyFile frequencies;
  private transient TermFrequencyLookup lookup;

  /**
   * A file of frequencies in one state.
   *
   * @param path empty for none
   */
  private record FrequencyFile(String path, long length, long modified) implements Serializable {
    static final FrequencyFile NONE = new FrequencyFile("", 0, 0);
  }

  private PairWeigher(WeightTable weights, FrequencyFile frequencies) {
    this.weights = weights;
    this.columns = List.copyOf(weights.adjustedColumns());
    this.frequencies = frequencies;
  }

  /** Adjusts nothing. */
  static PairWeigher withoutFrequencies(WeightTable weights) {
    return new PairWeigher(weights, FrequencyFile.NONE);
  }

  /** Adjusts by a file that {@link TermFrequencyFile} describes. */
  static PairWeigher withFrequencies(WeightTable weights, FileStatus file) {
    return new PairWeigher(
        weights,
        new FrequencyFile(file.getPath().toString(), file.getLen(), file.getModificationTime()));
  }

  /** The columns whose values are adjusted by, in the order in which they are given. */
  List<String> columns() {
    return columns;
  }

  /**
   * The match weight of a pair, in bits.
   *
   * @param gammas the level of each comparison
   * @param left the left record's values of {@link #columns()}, as text
   * @param right the right one's
   */
  public static double matchWeight(
      PairWeigher weigher, ArrayData gammas, ArrayData left, ArrayData right) {
    return weigher.weigh(gammas, left, right);
  }

  /** P(match) of a pair, of the same arguments. */
  public static double matchProbability(
      PairWeigher weigher, ArrayData gammas, ArrayData left, ArrayData right) {
    return MatchWeights.toProbability(weigher.weigh(gammas, left, right));
  }

  private double weigh(ArrayData gammas, ArrayData left, ArrayData right) {
    double weight = weights.priorWeight();
    for (int c = 0; c < weights.comparisons(); c++) {
      int gamma = gammas.getInt(c);
      weight += weights.partialWeight(c, gamma);
      WeightTable.Adjustment adjustment = weights.adjustment(c, gamma);
      if (adjustment != null) {
        int column = columns.indexOf(adjustment.column());
        weight += adjustment.bits(frequency(column, left), frequency(column, right));
      }
    }
    return weight;
  }

  private double frequency(int column, ArrayData values) {
    return values.isNullAt(column)
        ? Double.NaN
        : lookup()
            .frequency(columns.get(column), values.getUTF8String(column).toString())
            .orElse(Double.NaN);
  }

  private TermFrequencyLookup lookup() {
    if (lookup == null) {
      lookup = frequencies.path().isEmpty() ? TermFrequencyLookup.none() : shared(frequencies);
    }
    return lookup;
  }

  private static TermFrequencyLookup shared(FrequencyFile file) {
    SoftReference<TermFrequencyLookup> known =
        READ.compute(
            file,
            (key, before) ->
                before != null && before.get() != null ? before : new SoftReference<>(read(key)));
    TermFrequencyLookup found = known.get();
    return found == null ? read(file) : found;
  }

  private static TermFrequencyLookup read(FrequencyFile file) {
    Path path = new Path(file.path());
    try (InputStream in = path.getFileSystem(new Configuration()).open(path)) {
      return TermFrequencyFile.read(in, file.path());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file.path() + ": " + e.getMessage(), e);
    }
  }
}
