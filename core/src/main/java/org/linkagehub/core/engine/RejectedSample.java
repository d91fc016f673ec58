package org.linkagehub.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.linkagehub.core.score.MatchWeights;

/**
 * A sample of pairs below the threshold, of a fixed size, in which pairs that nearly reach it are
 * more frequent, and which holds the same pairs in whatever parts they come.
 *
 * <p>Each pair has a number u, uniform in (0, 1], that a hash of its two record keys gives, and the
 * priority weight / u. The pairs of highest priority are the sample. The chance that a pair is in a
 * sample of k is min(1, weight / t), t being the priority of the pair that comes next after the k;
 * a sum over all pairs is estimated without bias by the sum over the sample, each term divided by
 * its chance.
 *
 * <p>Source: Duffield, Lund and Thorup (2007), "Priority sampling for estimation of arbitrary
 * subset sums", Journal of the ACM 54(6).
 *
 * @param <T> what is kept of a pair
 */
public final class RejectedSample<T> {
  /**
   * The least weight of a pair. The expected number of matches among the rejected is estimated best
   * with weights in proportion to the root of the match probability; without this, what is hardly a
   * match at all would be all but absent.
   */
  private static final double LEAST_WEIGHT = 0.01;

  private static final double UNIT = 0x1p-53;
  private static final int HASH_BITS_DROPPED = 11;

  private final int kept;
  private final PriorityQueue<Candidate<T>> lowestFirst;
  private double lowest = Double.NEGATIVE_INFINITY;

  /**
   * A pair that may be of the sample.
   *
   * @param priority the higher, the sooner it is
   * @param pair what is kept of it
   */
  public record Candidate<T>(double priority, long leftKey, long rightKey, T pair) {}

  /**
   * A sample of so many pairs, and the one that comes next.
   *
   * @param size 0 for none
   */
  public RejectedSample(int size) {
    kept = size == 0 ? 0 : size + 1;
    lowestFirst =
        new PriorityQueue<>(
            Math.max(1, Math.min(kept, 1 << 10)),
            Comparator.comparingDouble(Candidate<T>::priority)
                .thenComparing(Candidate::leftKey, Comparator.reverseOrder())
                .thenComparing(Candidate::rightKey, Comparator.reverseOrder()));
  }

  /**
   * The weight of a pair in the draw: a function of its comparison vector alone.
   *
   * @param matchWeight of the vector, without term-frequency adjustments, in bits
   * @return from 0.01 to 1.01
   */
  public static double weight(double matchWeight) {
    return LEAST_WEIGHT + Math.sqrt(MatchWeights.toProbability(matchWeight));
  }

  /** The priority of a pair of a weight. */
  public static double priority(double weight, long leftKey, long rightKey) {
    long hash = Hashes.with(Hashes.of(leftKey), rightKey);
    return weight / (((hash >>> HASH_BITS_DROPPED) + 1) * UNIT);
  }

  /**
   * The chance that a pair is in a sample.
   *
   * @param next the priority of the pair that comes next after the sample; minus infinity if the
   *     sample is all there is
   */
  public static double inclusionProbability(double weight, double next) {
    return Math.min(1, next > 0 ? weight / next : 1);
  }

  /** Whether a pair of this priority may be taken now. */
  public boolean mayTake(double priority) {
    return kept > 0 && priority >= lowest;
  }

  /** Takes a pair, of which {@link #mayTake} said that it may be. */
  public void take(double priority, long leftKey, long rightKey, T pair) {
    lowestFirst.add(new Candidate<>(priority, leftKey, rightKey, pair));
    if (lowestFirst.size() > kept) {
      lowestFirst.remove();
    }
    if (lowestFirst.size() == kept) {
      lowest = lowestFirst.element().priority();
    }
  }

  /** The pairs that were taken, in no order: the sample, and the one that comes next. */
  public List<Candidate<T>> candidates() {
    return new ArrayList<>(lowestFirst);
  }
}
