package org.linkagehub.qa.framework;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a run gives as evidence, from which ratings are proposed. All figures are those that may be
 * shown.
 *
 * @param madeHere whether the links are those of the run itself, so that it can tell how they were
 *     made
 * @param comparedColumns columns that comparisons use
 * @param profiledColumns of these, those whose completeness was measured
 * @param validity whether the validity of values was measured by rules
 * @param leastComplete the least complete column with its completeness, in words; empty if none
 * @param blockingRules blocking rules whose pairs were counted
 * @param blockingRecall the share of true pairs that blocking makes; empty where the truth is not
 *     known, or it is withheld
 * @param cleaningCounted whether the rules of cleaning were counted
 * @param setAside reasons for which records were set aside, each with its count
 * @param versions what is known of versions, hashes and the seed
 * @param passed checks that passed
 * @param warned checks that warn
 * @param failed checks that failed
 * @param knownFrom what precision and recall are known from: truth, labels, a hidden identifier or
 *     the model; empty if nothing
 * @param quality precision and recall in words; empty if not known
 * @param qualityHasInterval whether they have intervals
 * @param groupings by which quality was measured
 * @param worseGroups groups that are clearly worse off
 * @param slowest the stages that took longest, in words
 * @param resources where it ran
 * @param disclosureControl whether counts that leave are controlled
 * @param changes what changed since the last release, in words
 */
public record FrameworkEvidence(
    boolean madeHere,
    int comparedColumns,
    int profiledColumns,
    boolean validity,
    String leastComplete,
    int blockingRules,
    Optional<Double> blockingRecall,
    boolean cleaningCounted,
    List<String> setAside,
    Map<String, String> versions,
    long passed,
    long warned,
    long failed,
    String knownFrom,
    String quality,
    boolean qualityHasInterval,
    List<String> groupings,
    List<String> worseGroups,
    String slowest,
    String resources,
    boolean disclosureControl,
    List<String> changes) {
  private static final double GOOD_BLOCKING = 0.95;
  private static final String ONLY_PEOPLE = "No rule: only people can say.";

  /** What an assessment of links cannot tell of: how they were made. */
  private static final Set<Aspect> OF_THE_LINKAGE =
      EnumSet.of(
          Aspect.ASSESSMENT, Aspect.ENRICHMENT, Aspect.TECHNIQUES, Aspect.SPEED, Aspect.RESOURCES);

  private static final String MADE_ELSEWHERE =
      "The links were made elsewhere and only measured here; those who made them can tell.";

  public FrameworkEvidence {
    setAside = List.copyOf(setAside);
    groupings = List.copyOf(groupings);
    worseGroups = List.copyOf(worseGroups);
    changes = List.copyOf(changes);
  }

  /** How each aspect stands, with what people answered. */
  public List<AspectAssessment> assess(FrameworkAnswers answers) {
    var all = new ArrayList<AspectAssessment>();
    for (Aspect aspect : Aspect.values()) {
      Proposal proposal = propose(aspect);
      all.add(
          new AspectAssessment(
              aspect,
              proposal.evidence(),
              proposal.rating(),
              proposal.rule(),
              Optional.ofNullable(answers.ratings().get(aspect))));
    }
    return List.copyOf(all);
  }

  private record Proposal(Optional<Rating> rating, String rule, List<String> evidence) {
    static Proposal of(Rating rating, String rule, String... evidence) {
      return new Proposal(Optional.of(rating), rule, present(List.of(evidence)));
    }

    static Proposal none(List<String> evidence) {
      return new Proposal(Optional.empty(), ONLY_PEOPLE, present(evidence));
    }

    private static List<String> present(List<String> evidence) {
      return evidence.stream().filter(line -> !line.isEmpty()).toList();
    }
  }

  private Proposal propose(Aspect aspect) {
    return madeHere || !OF_THE_LINKAGE.contains(aspect)
        ? ofEvidence(aspect)
        : Proposal.none(List.of(MADE_ELSEWHERE));
  }

  private Proposal ofEvidence(Aspect aspect) {
    return switch (aspect) {
      case PROFILING ->
          Proposal.of(
              profiledColumns == 0 ? Rating.RED : validity ? Rating.GREEN : Rating.AMBER,
              "Green: completeness and validity of the columns were measured. Amber: completeness alone. Red: neither.",
              "Completeness of %d columns was measured.".formatted(profiledColumns),
              leastComplete,
              validity
                  ? "Validity of values was measured by rules."
                  : "Validity was not measured.");
      case ASSESSMENT ->
          Proposal.of(
              blockingRules == 0
                  ? Rating.RED
                  : blockingRecall.filter(r -> r >= GOOD_BLOCKING).isPresent()
                      ? Rating.GREEN
                      : Rating.AMBER,
              "Green: blocking is known to make at least 95 % of the true pairs. Amber: its pairs were counted. Red: not even that.",
              "The pairs of %d rules were counted.".formatted(blockingRules),
              blockingRecall
                  .map(r -> "Blocking makes %.1f %% of the true pairs.".formatted(100 * r))
                  .orElse("Which matches blocking loses is not known."));
      case ENRICHMENT -> {
        var evidence = new ArrayList<String>();
        evidence.add(
            cleaningCounted
                ? "Every cleaning rule has a name, and its uses were counted."
                : "The uses of cleaning rules were not counted.");
        evidence.addAll(setAside);
        yield new Proposal(
            Optional.of(cleaningCounted ? Rating.GREEN : Rating.AMBER),
            "Green: cleaning rules were counted, and records set aside have reasons. Amber: not counted.",
            evidence);
      }
      case TECHNIQUES ->
          new Proposal(
              Optional.of(versions.isEmpty() ? Rating.RED : Rating.GREEN),
              "Green: versions, settings, code, model and seed are on record. Red: they are not. Why this method was chosen only people can say.",
              List.of(
                  "On record: %s. The values are under Parameters."
                      .formatted(String.join(", ", versions.keySet()))));
      case VERIFICATION ->
          Proposal.of(
              failed > 0 ? Rating.RED : warned > 0 || passed == 0 ? Rating.AMBER : Rating.GREEN,
              "Green: checks are configured and all passed. Amber: some warn, or there are none. Red: one failed.",
              "Checks: %d passed, %d warn, %d failed.".formatted(passed, warned, failed));
      case VALIDATION ->
          Proposal.of(
              knownFrom.isEmpty()
                  ? Rating.RED
                  : knownFrom.equals("the model") ? Rating.AMBER : Rating.GREEN,
              "Green: measured against truth, labels or a hidden identifier. Amber: the model's own expectation. Red: nothing.",
              knownFrom.isEmpty()
                  ? "Nothing is known of how many links are right."
                  : "Precision and recall are known from %s.".formatted(knownFrom));
      case QUALITY ->
          Proposal.of(
              quality.isEmpty()
                  ? Rating.RED
                  : qualityHasInterval && !groupings.isEmpty() && worseGroups.isEmpty()
                      ? Rating.GREEN
                      : Rating.AMBER,
              "Green: precision and recall have intervals, were measured by group, and no group is clearly worse off. Amber: known, but not all of that. Red: not known.",
              quality,
              groupings.isEmpty()
                  ? "Quality was not measured by group."
                  : "Measured by " + String.join(", ", groupings) + ".");
      case SPEED ->
          Proposal.of(
              slowest.isEmpty() ? Rating.AMBER : Rating.GREEN,
              "Green: the time of every stage is on record. Amber: it is not. Whether it is fast enough only people can say.",
              slowest);
      case RESOURCES ->
          Proposal.of(
              resources.isEmpty() ? Rating.AMBER : Rating.GREEN,
              "Green: what the run used is on record. Amber: it is not.",
              resources);
      case SAFETY ->
          Proposal.of(
              disclosureControl ? Rating.AMBER : Rating.RED,
              "Amber: counts that leave are controlled; legal references only people can give. Red: counts leave as they are.",
              disclosureControl
                  ? "Counts in reports are controlled for disclosure."
                  : "Counts in reports are not controlled for disclosure.");
      case FAIRNESS ->
          Proposal.of(
              groupings.isEmpty()
                  ? Rating.RED
                  : worseGroups.isEmpty() ? Rating.GREEN : Rating.AMBER,
              "Green: measured by group, and no group is clearly worse off. Amber: some are. Red: not measured by group.",
              worseGroups.isEmpty()
                  ? groupings.isEmpty()
                      ? "Not measured by group."
                      : "No group is clearly worse off."
                  : "Clearly worse off: " + String.join("; ", worseGroups) + ".");
      case CHANGES -> Proposal.none(changes);
      case UNCERTAINTY, GOVERNANCE, COMMUNITY, KNOWLEDGE, IMPROVEMENT -> Proposal.none(List.of());
    };
  }
}
