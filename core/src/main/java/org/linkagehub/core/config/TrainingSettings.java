package org.linkagehub.core.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.TrainingReport.PriorFrom;

/**
 * How the model's parameters are estimated.
 *
 * @param prior P(two random records match)
 * @param u P(level given non-match)
 * @param em P(level given match)
 */
public record TrainingSettings(Prior prior, RandomPairs u, Em em) {

  /**
   * The prior: fixed, from deterministic rules and their recall, or from the sessions of
   * expectation maximisation.
   *
   * @param method which of these
   * @param deterministicRules rules that make hardly any false match
   * @param recall the share of all true matches that the rules are thought to make, above 0 to 1
   * @param fixed the prior itself, strictly between 0 and 1, if it is given
   */
  public record Prior(
      PriorFrom method,
      List<BlockingRule> deterministicRules,
      double recall,
      OptionalDouble fixed) {
    public Prior {
      deterministicRules = List.copyOf(deterministicRules);
      if (method == PriorFrom.RULES && deterministicRules.isEmpty()) {
        throw new IllegalArgumentException(
            "give deterministic-rules, for example [[first_name, surname, dob]], or a fixed prior, or"
                + " method = em to estimate it in the sessions");
      }
      if ((method == PriorFrom.FIXED) != fixed.isPresent()) {
        throw new IllegalArgumentException(
            fixed.isPresent()
                ? "fixed is given, but method is " + method.configName() + "; leave one of them out"
                : "method is fixed, but fixed is not given: it must be the prior itself");
      }
    }

    /** A prior that is known. */
    public static Prior fixed(double prior) {
      return new Prior(PriorFrom.FIXED, List.of(), 1, OptionalDouble.of(prior));
    }

    /** From the pairs of deterministic rules. */
    public static Prior ofRules(List<BlockingRule> rules, double recall) {
      return new Prior(PriorFrom.RULES, rules, recall, OptionalDouble.empty());
    }

    /** From the sessions. */
    public static Prior ofSessions() {
      return new Prior(PriorFrom.EM, List.of(), 1, OptionalDouble.empty());
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
   * @param maxPairs of a rule that makes more pairs, about so many are drawn
   * @param maxIterations at most so many in a session
   * @param tolerance a session ends when no parameter moves by more
   */
  public record Em(List<BlockingRule> rules, long maxPairs, int maxIterations, double tolerance) {
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
    BlockingSettings.requireUnsorted(in, "deterministic-rules", rules);
    double recall = in.number("recall", ConfigReader.Range.POSITIVE_SHARE);
    OptionalDouble fixed = in.optionalNumber("fixed", ConfigReader.Range.INSIDE_UNIT);
    Optional<PriorFrom> method =
        in.has("method")
            ? in.parsed("method", PriorFrom::of)
            : Optional.of(in.has("fixed") ? PriorFrom.FIXED : PriorFrom.RULES);
    return in.build(() -> new Prior(method.orElseThrow(), rules, recall, fixed));
  }

  private static Optional<RandomPairs> readRandomPairs(ConfigReader in) {
    long maxPairs = in.whole("max-pairs", 1, Long.MAX_VALUE);
    return in.build(() -> new RandomPairs(maxPairs));
  }

  private static Optional<Em> readEm(ConfigReader in) {
    List<BlockingRule> rules = BlockingSettings.rules(in, "rules");
    BlockingSettings.requireUnsorted(in, "rules", rules);
    long maxPairs = in.whole("max-pairs", 1, Long.MAX_VALUE);
    long maxIterations = in.whole("max-iterations", 1, Integer.MAX_VALUE);
    double tolerance = in.number("tolerance", ConfigReader.Range.POSITIVE);
    return in.build(() -> new Em(rules, maxPairs, (int) maxIterations, tolerance));
  }
}
