package org.linkagehub.qa.framework;

import java.util.List;
import java.util.Optional;
import org.linkagehub.qa.framework.FrameworkAnswers.Judgement;

/**
 * How one aspect stands in one run.
 *
 * @param aspect which
 * @param evidence what the run gives, in sentences
 * @param proposed by our rules; empty where only a person can say
 * @param rule the rule that proposed it, in words
 * @param judgement the person's own rating; empty where none was given
 */
public record AspectAssessment(
    Aspect aspect,
    List<String> evidence,
    Optional<Rating> proposed,
    String rule,
    Optional<Judgement> judgement) {
  public AspectAssessment {
    evidence = List.copyOf(evidence);
  }
}
