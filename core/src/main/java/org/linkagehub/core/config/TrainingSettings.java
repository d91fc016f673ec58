package org.linkagehub.core.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.model.BlockingRule;

/**
 * How the model's parameters are estimated.
 *
 * @param prior P(two random records match)
 * @param u P(level given non-match)
 * @param em P(level given match)
 */
public record TrainingSettings(Prior prior, RandomPairs u, Em em) {

  /**
   * The prior: fixed, or from deterministic rules and their recall.
   *
   * @param deterministicRules rules that make hardly any false match; empty where the prior is
   *     fixed
   * @param recall the share of all true matches that the rules are thought to make, above 0 to 1
   * @param fixed the prior itself, strictly between 0 and 1, if it is given
   */
  public record Prior(List<BlockingRule> deterministicRules, double recall, OptionalDouble fixed) {
    public Prior {
      deterministicRules = List.copyOf(deterministicRules);
      if (deterministicRules.isEmpty() && fixed.isEmpty()) {
        throw new IllegalArgumentException(
            "give deterministic-rules, for example [[first_name, surname, dob]], or a fixed prior");
      }
    }
  }

  /**
   * u from random pairs.
   *
   * @param maxPairs about how many pairs are drawn
   */
  public record RandomPairs(long maxPairs) {}

  /**
   * m by expectation maximisation, one session for each rule.
   *
   * @param rules each makes the pairs of one session, which leaves alone the comparisons of the
   *     rule's own columns; empty: the blocking rules serve
   * @param maxIterations at most so many in a session
   * @param tolerance a session ends when no parameter moves by more
   */
  public record Em(List<BlockingRule> rules, int maxIterations, double tolerance) {
    public Em {
      rules = List.copyOf(rules);
    }
  }

  /** Reads the block {@code training}; empty if it has a problem, which the reader notes. */
  public static Optional<TrainingSettings> read(ConfigReader in) {
    Optional<Prior> prior = readPrior(in.block("prior"));
    Optional<RandomPairs> u = readRandomPairs(in.block("u"));
    Optional<Em> em = readEm(in.block("em"));
    return in.build(
        () -> new TrainingSettings(prior.orElseThrow(), u.orElseThrow(), em.orElseThrow()));
  }

  private static Optional<Prior> readPrior(ConfigReader in) {
    List<BlockingRule> rules = BlockingSettings.rules(in, "deterministic-rules");
    double recall = in.number("recall", ConfigReader.Range.POSITIVE_SHARE);
    OptionalDouble fixed = in.optionalNumber("fixed", ConfigReader.Range.INSIDE_UNIT);
    return in.build(() -> new Prior(rules, recall, fixed));
  }

  private static Optional<RandomPairs> readRandomPairs(ConfigReader in) {
    long maxPairs = in.whole("max-pairs", 1, Long.MAX_VALUE);
    return in.build(() -> new RandomPairs(maxPairs));
  }

  private static Optional<Em> readEm(ConfigReader in) {
    List<BlockingRule> rules = BlockingSettings.rules(in, "rules");
    long maxIterations = in.whole("max-iterations", 1, Integer.MAX_VALUE);
    double tolerance = in.number("tolerance", ConfigReader.Range.POSITIVE);
    return in.build(() -> new Em(rules, (int) maxIterations, tolerance));
  }
}
