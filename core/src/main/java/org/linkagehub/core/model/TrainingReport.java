package org.linkagehub.core.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a model came to its parameters.
 *
 * @param priorFrom where the prior comes from
 * @param priorPairs the pairs that the deterministic rules found; -1 where none were asked
 * @param randomPairs the random pairs that u was counted on
 * @param exactU the levels whose u was counted exactly, as {@code comparison: level}
 * @param labels the labels that m was counted on; mostly none
 * @param sessions one for each training rule, in their order
 * @param rounds how often m, u and the prior were estimated in turn
 * @param converged whether the rounds ended because no parameter moved any more
 * @param unobserved levels that no pair showed, and what stands for their parameters
 * @param frequencies what the term frequencies of each adjusted column are taken from
 * @param warnings plain sentences on what to look at: untrained comparisons, levels never seen,
 *     sessions that did not converge
 */
public record TrainingReport(
    PriorFrom priorFrom,
    long priorPairs,
    long randomPairs,
    List<String> exactU,
    List<Labels> labels,
    List<Session> sessions,
    int rounds,
    boolean converged,
    List<Unobserved> unobserved,
    List<Frequencies> frequencies,
    List<String> warnings) {
  public TrainingReport {
    // Files of earlier versions lack some of these.
    priorFrom = priorFrom == null ? PriorFrom.of(priorPairs) : priorFrom;
    exactU = copy(exactU);
    labels = copy(labels);
    sessions = copy(sessions);
    unobserved = copy(unobserved);
    frequencies = copy(frequencies);
    warnings = copy(warnings);
  }

  private static <T> List<T> copy(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** The same, with where the term frequencies come from, and further warnings. */
  public TrainingReport withFrequencies(List<Frequencies> from, List<String> moreWarnings) {
    var all = new ArrayList<>(warnings);
    all.addAll(moreWarnings);
    return new TrainingReport(
        priorFrom,
        priorPairs,
        randomPairs,
        exactU,
        labels,
        sessions,
        rounds,
        converged,
        unobserved,
        from,
        all);
  }

  /** Where a prior comes from. */
  public enum PriorFrom {
    /** It was given. */
    FIXED,
    /** From the pairs of deterministic rules and their recall. */
    RULES,
    /** From the sessions of expectation maximisation. */
    EM;

    /** The name in configuration files and model files, for example {@code rules}. */
    @JsonValue
    public String configName() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The way that a configuration or model file names.
     *
     * @throws IllegalArgumentException naming the valid values, if there is no such way
     */
    @JsonCreator
    public static PriorFrom of(String configName) {
      return Arrays.stream(values())
          .filter(from -> from.configName().equals(configName))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "must be rules, em or fixed, was \"" + configName + "\""));
    }

    private static PriorFrom of(long priorPairs) {
      return priorPairs < 0 ? FIXED : RULES;
    }
  }

  /**
   * Labels that m was counted on.
   *
   * @param from the label column, or the table of labelled pairs
   * @param matches pairs that are labelled as matches and were used
   * @param nonMatches pairs that are labelled as no matches; they tell nothing of m
   * @param notKnown pairs whose label is null
   * @param unknownIds pairs of which an id is not among the records
   * @param notComparable pairs of a record with itself, or of two that the link type does not
   *     compare
   * @param contradictory pairs that are labelled as a match and as none
   */
  public record Labels(
      String from,
      long matches,
      long nonMatches,
      long notKnown,
      long unknownIds,
      long notComparable,
      long contradictory) {}

  /**
   * One session of expectation maximisation.
   *
   * @param rule that made its pairs
   * @param comparisons that it trained
   * @param pairs how many there were
   * @param share of the rule's pairs that these are, drawn at random; 1 for all
   * @param lambda the share of them that match
   * @param prior the share of all pairs that match, as this session alone has it; 0 where it cannot
   *     tell, because its rule is more than equality of columns that the model compares
   * @param logLikelihood natural logarithm, at each iteration
   */
  public record Session(
      String rule,
      List<String> comparisons,
      long pairs,
      double share,
      double lambda,
      double prior,
      int iterations,
      boolean converged,
      double largestChange,
      List<Double> logLikelihood) {
    public Session {
      share = share == 0 ? 1 : share; // not in files of earlier versions
    }
  }

  /**
   * A parameter that no pair tells.
   *
   * @param parameter m or u
   * @param value what stands for it: half a pair of those that were seen, or the value that m
   *     starts from
   * @param pairs that were seen, none of them at this level; 0 where the comparison was not trained
   */
  public record Unobserved(
      String comparison, String level, String parameter, double value, double pairs) {}

  /**
   * Where the frequencies of the values of a column come from.
   *
   * @param from {@link #RECORDS}, or the table or column that was given
   */
  public record Frequencies(String column, String from) {
    /** From the records that the model was trained on. */
    public static final String RECORDS = "records";
  }
}
