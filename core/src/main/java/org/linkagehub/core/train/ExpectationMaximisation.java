package org.linkagehub.core.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.train.PatternCounts.Pattern;

/**
 * Estimates lambda, m and u from the counts of comparison vectors, without knowing which pairs
 * match.
 *
 * <p>A missing value says nothing: it has weight 0 in the E step, and its pairs are left out of
 * that comparison's m and u, but not of lambda. Comparisons are taken to be independent given match
 * or non-match.
 *
 * <p>Source: Dempster, Laird and Rubin (1977), "Maximum Likelihood from Incomplete Data via the EM
 * Algorithm", JRSS B 39(1); for record linkage Winkler (1988), "Using the EM Algorithm for Weight
 * Computation in the Fellegi-Sunter Model of Record Linkage".
 */
public final class ExpectationMaximisation {
  /** Keeps a parameter that nothing supports above zero: its logarithm is taken. */
  private static final double SMALLEST = 1e-300;

  private ExpectationMaximisation() {}

  /**
   * What to leave fixed, and when to stop. Levels may be fixed on their own besides.
   *
   * @param maxIterations at least 1
   * @param tolerance the largest change of any parameter at which it has converged
   */
  public record Settings(
      int maxIterations, double tolerance, boolean fixLambda, boolean fixM, boolean fixU) {
    public Settings {
      if (maxIterations < 1 || !(tolerance > 0)) {
        throw new IllegalArgumentException(
            "max-iterations must be at least 1 and tolerance above 0");
      }
    }
  }

  /**
   * What is believed before any pair is seen: as if so many further matches and so many further
   * non-matches had been seen, which show each comparison's levels in these shares. No level's
   * share then falls to zero, and lambda does not run to an end of its range, because few pairs
   * were there.
   *
   * @param comparisons with m and u; every level but those for missing values has both
   * @param furtherPairs of each kind; at least 0
   */
  public record Belief(List<Comparison> comparisons, double furtherPairs) {
    public Belief {
      comparisons = List.copyOf(comparisons);
      if (!(furtherPairs >= 0)) {
        throw new IllegalArgumentException(
            "the further pairs must be at least 0, were " + furtherPairs);
      }
    }
  }

  /**
   * What came of it.
   *
   * @param lambda the share of these pairs that match
   * @param comparisons with the estimated m and u; absent where no pair supports the level
   * @param iterations how many were made
   * @param converged whether the largest change fell below the tolerance; if not, the iterations
   *     ran out
   * @param largestChange of any parameter in the last iteration
   * @param logLikelihood natural logarithm of the likelihood of the counts, and of the further
   *     pairs of a {@link Belief}, at each iteration
   * @param lambdas after each iteration
   */
  public record Result(
      double lambda,
      List<Comparison> comparisons,
      int iterations,
      boolean converged,
      double largestChange,
      List<Double> logLikelihood,
      List<Double> lambdas) {}

  /**
   * Iterates until the parameters stand still.
   *
   * @param counts with a vector element for each of {@code comparisons}, in their order
   * @param lambda where to start
   * @param comparisons where to start; every level but those for missing values has m and u
   * @throws IllegalArgumentException if there are no pairs
   */
  public static Result fit(
      PatternCounts counts, double lambda, List<Comparison> comparisons, Settings settings) {
    return fit(counts, lambda, comparisons, settings, new Belief(comparisons, 0));
  }

  /**
   * The same, held back by a belief. What is then found is the parameters of largest posterior
   * density, the belief being a Dirichlet prior.
   *
   * @param belief about the same comparisons, which need not be where to start
   */
  public static Result fit(
      PatternCounts counts,
      double lambda,
      List<Comparison> comparisons,
      Settings settings,
      Belief belief) {
    if (counts.totalPairs() == 0) {
      throw new IllegalArgumentException("no pairs to train on");
    }
    Parameters believed = Parameters.of(lambda, belief.comparisons());
    double further = belief.furtherPairs();
    Parameters current = Parameters.of(lambda, comparisons);
    var likelihoods = new ArrayList<Double>();
    var lambdas = new ArrayList<Double>();
    double change = Double.POSITIVE_INFINITY;
    int iteration = 0;
    while (iteration < settings.maxIterations() && change >= settings.tolerance()) {
      iteration++;
      Sums sums = expect(counts, current);
      likelihoods.add(sums.logLikelihood + furtherLogLikelihood(current, believed, further));
      Parameters updated = maximise(sums, current, settings, believed, further);
      change = largestChange(current, updated);
      current = updated;
      lambdas.add(current.lambda);
    }
    return new Result(
        current.lambda,
        current.applied(comparisons),
        iteration,
        change < settings.tolerance(),
        change,
        List.copyOf(likelihoods),
        List.copyOf(lambdas));
  }

  /** m and u by comparison, then by gamma. */
  private static final class Parameters {
    final double lambda;
    final double[][] m;
    final double[][] u;
    final boolean[][] fixedM;
    final boolean[][] fixedU;

    Parameters(double lambda, double[][] m, double[][] u, boolean[][] fixedM, boolean[][] fixedU) {
      this.lambda = lambda;
      this.m = m;
      this.u = u;
      this.fixedM = fixedM;
      this.fixedU = fixedU;
    }

    static Parameters of(double lambda, List<Comparison> comparisons) {
      int n = comparisons.size();
      var start =
          new Parameters(
              lambda, new double[n][], new double[n][], new boolean[n][], new boolean[n][]);
      for (int c = 0; c < n; c++) {
        List<ComparisonLevel> levels = comparisons.get(c).byGamma();
        start.m[c] = levels.stream().mapToDouble(level -> level.m().orElseThrow()).toArray();
        start.u[c] = levels.stream().mapToDouble(level -> level.u().orElseThrow()).toArray();
        start.fixedM[c] = new boolean[levels.size()];
        start.fixedU[c] = new boolean[levels.size()];
        for (int gamma = 0; gamma < levels.size(); gamma++) {
          start.fixedM[c][gamma] = levels.get(gamma).fixedM();
          start.fixedU[c][gamma] = levels.get(gamma).fixedU();
        }
      }
      return start;
    }

    List<Comparison> applied(List<Comparison> comparisons) {
      var estimated = new ArrayList<Comparison>();
      for (int c = 0; c < comparisons.size(); c++) {
        int index = c;
        estimated.add(
            comparisons
                .get(c)
                .mapGraded(
                    (gamma, level) ->
                        level.with(observed(m[index][gamma]), observed(u[index][gamma]))));
      }
      return estimated;
    }

    private static OptionalDouble observed(double share) {
      return share > 0 ? OptionalDouble.of(Math.min(share, 1)) : OptionalDouble.empty();
    }
  }

  /** The sums of one E step, over patterns in their fixed order. */
  private static final class Sums {
    final double[][] matches;
    final double[][] nonMatches;
    double allMatches;
    double allPairs;
    double logLikelihood;

    Sums(double[][] shape) {
      matches = new double[shape.length][];
      nonMatches = new double[shape.length][];
      for (int c = 0; c < shape.length; c++) {
        matches[c] = new double[shape[c].length];
        nonMatches[c] = new double[shape[c].length];
      }
    }
  }

  private static Sums expect(PatternCounts counts, Parameters p) {
    var sums = new Sums(p.m);
    double logMatch = StrictMath.log(p.lambda);
    double logNonMatch = StrictMath.log1p(-p.lambda);
    for (Pattern pattern : counts.patterns()) {
      double a = logMatch;
      double b = logNonMatch;
      for (int c = 0; c < p.m.length; c++) {
        int gamma = pattern.gammas().get(c);
        if (gamma >= 0) {
          a += StrictMath.log(Math.max(p.m[c][gamma], SMALLEST));
          b += StrictMath.log(Math.max(p.u[c][gamma], SMALLEST));
        }
      }
      double larger = Math.max(a, b);
      double logSum =
          larger + StrictMath.log(StrictMath.exp(a - larger) + StrictMath.exp(b - larger));
      double pairs = pattern.pairs();
      double expected = pairs * StrictMath.exp(a - logSum);
      sums.allMatches += expected;
      sums.allPairs += pairs;
      sums.logLikelihood += pairs * logSum;
      for (int c = 0; c < p.m.length; c++) {
        int gamma = pattern.gammas().get(c);
        if (gamma >= 0) {
          sums.matches[c][gamma] += expected;
          sums.nonMatches[c][gamma] += pairs - expected;
        }
      }
    }
    return sums;
  }

  private static Parameters maximise(
      Sums sums, Parameters before, Settings settings, Parameters believed, double further) {
    double lambda =
        settings.fixLambda()
            ? before.lambda
            : (sums.allMatches + further) / (sums.allPairs + 2 * further);
    double[][] m =
        settings.fixM()
            ? before.m
            : shares(sums.matches, before.m, before.fixedM, believed.m, further);
    double[][] u =
        settings.fixU()
            ? before.u
            : shares(sums.nonMatches, before.u, before.fixedU, believed.u, further);
    return new Parameters(
        Math.min(Math.max(lambda, SMALLEST), Math.nextDown(1.0)),
        m,
        u,
        before.fixedM,
        before.fixedU);
  }

  /** A fixed level keeps its share, and the others have what is left in proportion. */
  private static double[][] shares(
      double[][] sums, double[][] before, boolean[][] fixed, double[][] believed, double further) {
    var shares = new double[sums.length][];
    for (int c = 0; c < sums.length; c++) {
      double total = further;
      double left = 1;
      double free = 0;
      for (int level = 0; level < sums[c].length; level++) {
        total += sums[c][level];
        if (fixed[c][level]) {
          left -= before[c][level];
        } else {
          free += sums[c][level] + further * believed[c][level];
        }
      }
      boolean anyFixed = left != 1;
      shares[c] = before[c].clone();
      for (int level = 0; level < sums[c].length && total > 0; level++) {
        if (!fixed[c][level]) {
          double sum = sums[c][level] + further * believed[c][level];
          if (!anyFixed) {
            shares[c][level] = sum / total;
          } else if (free > 0) {
            shares[c][level] = left * sum / free;
          }
        }
      }
    }
    return shares;
  }

  /** Of the further pairs, whose levels show in the believed shares. */
  private static double furtherLogLikelihood(
      Parameters p, Parameters believed, double furtherPairs) {
    if (furtherPairs == 0) {
      return 0;
    }
    double sum = StrictMath.log(p.lambda) + StrictMath.log1p(-p.lambda);
    for (int c = 0; c < p.m.length; c++) {
      for (int level = 0; level < p.m[c].length; level++) {
        sum += believed.m[c][level] * StrictMath.log(Math.max(p.m[c][level], SMALLEST));
        sum += believed.u[c][level] * StrictMath.log(Math.max(p.u[c][level], SMALLEST));
      }
    }
    return furtherPairs * sum;
  }

  private static double largestChange(Parameters before, Parameters after) {
    double largest = Math.abs(after.lambda - before.lambda);
    for (int c = 0; c < before.m.length; c++) {
      for (int level = 0; level < before.m[c].length; level++) {
        largest = Math.max(largest, Math.abs(after.m[c][level] - before.m[c][level]));
        largest = Math.max(largest, Math.abs(after.u[c][level] - before.u[c][level]));
      }
    }
    return largest;
  }
}
