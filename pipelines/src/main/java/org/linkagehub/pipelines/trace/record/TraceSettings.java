package org.linkagehub.pipelines.trace.record;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a trace is made: the edition, and a switch wherever the handbook is silent or says two
 * things.
 *
 * @param edition whose rules are followed
 * @param asAt the day asked for where a request does not say: the day of the run
 * @param request how requests are cleaned, and what is valid
 * @param crossCheck of NHS number and date of birth
 * @param alphanumericAddress whether an address that was sent must agree, too, with one of the
 *     index, in the alphanumeric trace
 * @param algorithmic the search for the most alike
 * @param redactSensitive whether what tells where a sensitive person is, is left out of the answer
 */
public record TraceSettings(
    Edition edition,
    LocalDate asAt,
    RequestRules request,
    CrossCheckRules crossCheck,
    boolean alphanumericAddress,
    AlgorithmicRules algorithmic,
    boolean redactSensitive)
    implements Serializable {

  /** The defaults of an edition, for a day. */
  public static TraceSettings of(Edition edition, LocalDate asAt) {
    return new TraceSettings(
        edition,
        asAt,
        RequestRules.DEFAULT,
        CrossCheckRules.DEFAULT,
        true,
        AlgorithmicRules.of(edition),
        true);
  }

  /** The same with other rules for requests. */
  public TraceSettings with(RequestRules rules) {
    return new TraceSettings(
        edition, asAt, rules, crossCheck, alphanumericAddress, algorithmic, redactSensitive);
  }

  /** The same with other rules for the cross-checks. */
  public TraceSettings with(CrossCheckRules rules) {
    return new TraceSettings(
        edition, asAt, request, rules, alphanumericAddress, algorithmic, redactSensitive);
  }

  /** The same with other rules for the algorithmic trace. */
  public TraceSettings with(AlgorithmicRules rules) {
    return new TraceSettings(
        edition, asAt, request, crossCheck, alphanumericAddress, rules, redactSensitive);
  }

  /** What an NHS number must be to be looked up; the handbook says only that it must be valid. */
  public enum NumberCheck {
    /** Ten digits. */
    DIGITS,
    /** The check digit as well. */
    MODULUS_11,
    /** And neither one digit ten times nor a digit, eight zeros and the digit again. */
    NO_SENTINELS
  }

  /**
   * How requests are cleaned, and what is valid.
   *
   * @param numberCheck what an NHS number must be
   * @param earliestBirth the first valid date of birth: 1 January 1800 is refused, 1 January 1880
   *     is known to be accepted
   * @param latestBirth the last one
   * @param blankBadPostcodes whether a postcode without the shape of one is taken as none, as the
   *     senders of requests do it; otherwise its beginning alone can score in the algorithmic trace
   * @param mendPostcodeSpace whether a postcode has one space put before its last three characters,
   *     which MPS expects of the sender
   * @param upperCaseNames whether names are put in upper case, as Spine does, before they are
   *     compared; the handbook's own examples compare them as they are printed
   */
  public record RequestRules(
      NumberCheck numberCheck,
      LocalDate earliestBirth,
      LocalDate latestBirth,
      boolean blankBadPostcodes,
      boolean mendPostcodeSpace,
      boolean upperCaseNames)
      implements Serializable {
    /** The defaults. */
    public static final RequestRules DEFAULT =
        new RequestRules(
            NumberCheck.NO_SENTINELS,
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 12, 31),
            true,
            true,
            true);
  }

  /**
   * The cross-checks of NHS number and date of birth.
   *
   * @param outcodeWhenNamesDiffer whether the first half of the postcode can confirm a partly equal
   *     date of birth also where both names were sent and differ; the handbook says only: where one
   *     is missing
   * @param formerNames whether a former name confirms it, too
   * @param followAtDay whether a superseded number is followed only if it was superseded on the day
   *     asked for; otherwise always
   */
  public record CrossCheckRules(
      boolean outcodeWhenNamesDiffer, boolean formerNames, boolean followAtDay)
      implements Serializable {
    /** The defaults. */
    public static final CrossCheckRules DEFAULT = new CrossCheckRules(false, false, true);
  }

  /** How Soundex treats H and W; the handbook's own rules are not published. */
  public enum SoundexVariant {
    /** Letters of one code apart by H or W count once: Ashcraft is A261. */
    HW_SKIPPED,
    /** H and W part letters as vowels do: Ashcraft is A226. */
    HW_PARTS
  }

  /** What a postcode or gender counts that the request has and the candidate lacks. */
  public enum MissingInCandidate {
    /** Nothing, over the full number of values, as a name part does. */
    ZERO,
    /** It leaves the mean. */
    LEFT_OUT
  }

  /**
   * The algorithmic trace.
   *
   * @param soundex the variant
   * @param allFields whether date of birth, gender and postcode must all have been sent, as the
   *     handbook has it in one place; in another, enough for one block
   * @param standTogether whether the name and the postcode of a block must have held at one time
   * @param mostCandidates how many are scored, those of most blocks first, then the lowest NHS
   *     number; 0 for all
   * @param closeGap a runner-up so many points behind the best one, or fewer, is too close
   * @param closeGapItself whether exactly so many are too close
   * @param leastScore the best one must have at least so many points
   * @param missingInCandidate what a missing postcode or gender counts
   * @param keptCandidates how many candidates an answer keeps
   * @param givenNames normal forms of given names, for the blocks alone: upper case to upper case
   */
  public record AlgorithmicRules(
      SoundexVariant soundex,
      boolean allFields,
      boolean standTogether,
      int mostCandidates,
      double closeGap,
      boolean closeGapItself,
      double leastScore,
      MissingInCandidate missingInCandidate,
      int keptCandidates,
      Map<String, String> givenNames)
      implements Serializable {
    public AlgorithmicRules {
      givenNames = Collections.unmodifiableMap(new TreeMap<>(givenNames));
    }

    /** The defaults of an edition, without normal forms of names. */
    public static AlgorithmicRules of(Edition edition) {
      boolean older = edition == Edition.E2022;
      return new AlgorithmicRules(
          SoundexVariant.HW_SKIPPED,
          false,
          true,
          older ? 0 : 50,
          5,
          false,
          older ? 50 : 0,
          MissingInCandidate.ZERO,
          5,
          Map.of());
    }
  }
}
