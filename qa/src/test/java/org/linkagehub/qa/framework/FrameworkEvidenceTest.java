package org.linkagehub.qa.framework;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.framework.FrameworkAnswers.Judgement;

/** What the declared rules propose; each rule of {@link FrameworkEvidence} on either side. */
class FrameworkEvidenceTest {
  private static FrameworkEvidence best(boolean madeHere) {
    return new FrameworkEvidence(
        madeHere,
        4,
        4,
        true,
        "Least complete: postcode, 80.0 %.",
        3,
        Optional.of(.95),
        true,
        List.of("Set aside, no id: 10."),
        Map.of("seed", "1"),
        3,
        0,
        0,
        "the truth",
        "99.0 % of links are right.",
        true,
        List.of("sex"),
        List.of(),
        "Slowest: score 3.0 s.",
        "cores 2",
        true,
        List.of("Compared with the last release."));
  }

  private static FrameworkEvidence middling() {
    return new FrameworkEvidence(
        true,
        4,
        4,
        false,
        "",
        3,
        Optional.of(.949),
        false,
        List.of(),
        Map.of("seed", "1"),
        3,
        1,
        0,
        "the model",
        "99.0 % of links are right.",
        true,
        List.of("sex"),
        List.of("male, recall 3.0 points below the whole"),
        "",
        "",
        true,
        List.of());
  }

  private static FrameworkEvidence worst() {
    return new FrameworkEvidence(
        true,
        0,
        0,
        false,
        "",
        0,
        Optional.empty(),
        false,
        List.of(),
        Map.of(),
        3,
        1,
        1,
        "",
        "",
        false,
        List.of(),
        List.of(),
        "",
        "",
        false,
        List.of());
  }

  /** G, A, R or - of each aspect, in order; a space between stages. */
  private static String proposals(FrameworkEvidence evidence) {
    var text = new StringBuilder();
    Aspect.Stage stage = Aspect.Stage.PREPARATION;
    for (AspectAssessment a : evidence.assess(FrameworkAnswers.NONE)) {
      if (a.aspect().stage() != stage) {
        stage = a.aspect().stage();
        text.append(' ');
      }
      text.append(a.proposed().map(rating -> rating.name().substring(0, 1)).orElse("-"));
    }
    return text.toString();
  }

  @Test
  void ratingsFollowTheDeclaredRules() {
    assertEquals("GGG GGG GGG --AG----", proposals(best(true)));
    assertEquals("AAA GAA AAA --AA----", proposals(middling()));
    assertEquals("RRA RRR RAA --RR----", proposals(worst()));
  }

  @Test
  void ofOthersLinksOnlyTheMeasuredIsRated() {
    assertEquals("G-- -GG G-- --AG----", proposals(best(false)));
  }

  @Test
  void everyProposalTellsItsRuleAndItsEvidence() {
    for (AspectAssessment a : best(true).assess(FrameworkAnswers.NONE)) {
      assertFalse(a.rule().isEmpty(), a.aspect().title());
      if (a.proposed().isPresent()) {
        assertTrue(a.rule().contains(a.proposed().get().shown() + ":"), a::toString);
        assertFalse(a.evidence().isEmpty(), a::toString);
      } else {
        assertEquals("No rule: only people can say.", a.rule());
      }
    }
  }

  @Test
  void whatPeopleSayStandsBesideAndChangesNoProposal() {
    var judgement =
        new Judgement(Rating.RED, "A. Linker", LocalDate.of(2026, 3, 14), "half is missing", "");
    var answers = new FrameworkAnswers(Map.of(), Map.of(), Map.of(Aspect.PROFILING, judgement));
    List<AspectAssessment> all = best(true).assess(answers);
    assertEquals(Optional.of(judgement), all.get(0).judgement());
    assertEquals(Optional.of(Rating.GREEN), all.get(0).proposed());
    assertEquals(
        Aspect.values().length - 1,
        all.stream().filter(a -> a.judgement().isEmpty()).collect(Collectors.counting()));
  }
}
