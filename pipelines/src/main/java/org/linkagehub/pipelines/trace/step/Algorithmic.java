package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.linkagehub.pipelines.trace.record.Candidate;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.AlgorithmicRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.MissingInCandidate;
import org.linkagehub.pipelines.trace.step.Subject.SubjectName;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * The algorithmic trace: of those who share a block, the one who is most alike, unless another is
 * nearly as much so. Known answers: {@code AlgorithmicTest}.
 *
 * <p>Source: Person_ID Handbook (2024), algorithmic trace. Where it does not say which candidates
 * are kept of those in equally many blocks, these are the ones of the lowest NHS numbers; of equal
 * totals the lowest number comes first, too.
 */
final class Algorithmic {
  /** Sums of scores are sums of fractions: so far apart they are equal. */
  private static final double ROUNDING = 1e-9;

  private final Blocks blocks;
  private final AlgorithmicRules rules;

  Algorithmic(TraceSettings settings) {
    this.blocks = new Blocks(settings);
    this.rules = settings.algorithmic();
  }

  /** Somebody in a block. */
  private record InBlocks(Subject subject, int blocks) {
    String number() {
      return subject.person().nhsNumber();
    }
  }

  /** Somebody scored. */
  record Scored(Subject subject, Candidate candidate) {}

  /**
   * What came out.
   *
   * @param ranked all candidates that were scored, best first
   * @param gap of the best to the runner-up, in points; null without a runner-up
   */
  record Decision(StepOutcome outcome, List<Scored> ranked, Double gap) {}

  boolean isPossible(Query query) {
    return blocks.isPossible(query);
  }

  /** Whether the subject shares a block with the query. */
  boolean isCandidate(Query query, Subject subject) {
    return blocks.of(query, subject) != 0;
  }

  Decision decide(Query query, Iterable<Subject> subjects) {
    List<Scored> ranked = ranked(query, subjects);
    if (ranked.isEmpty()) {
      return new Decision(StepOutcome.NOBODY, ranked, null);
    }
    double best = ranked.get(0).candidate().total();
    Double gap = ranked.size() < 2 ? null : best - ranked.get(1).candidate().total();
    StepOutcome outcome = StepOutcome.MATCHED;
    if (best < rules.leastScore() - ROUNDING) {
      outcome = StepOutcome.BELOW_THRESHOLD;
    } else if (gap != null && isClose(gap)) {
      outcome = StepOutcome.CLOSE_RUNNER_UP;
    }
    return new Decision(outcome, ranked, gap);
  }

  private boolean isClose(double gap) {
    double beyond = gap - rules.closeGap();
    return Math.abs(beyond) <= ROUNDING ? rules.closeGapItself() : beyond < 0;
  }

  private List<Scored> ranked(Query query, Iterable<Subject> subjects) {
    List<InBlocks> found = new ArrayList<>();
    for (Subject subject : subjects) {
      int in = blocks.of(query, subject);
      if (in != 0) {
        found.add(new InBlocks(subject, in));
      }
    }
    if (rules.mostCandidates() > 0 && found.size() > rules.mostCandidates()) {
      found.sort(
          Comparator.comparingInt((InBlocks each) -> -Integer.bitCount(each.blocks()))
              .thenComparing(InBlocks::number));
      found.subList(rules.mostCandidates(), found.size()).clear();
    }
    List<Scored> ranked = new ArrayList<>(found.size());
    for (InBlocks each : found) {
      ranked.add(new Scored(each.subject(), score(query, each)));
    }
    ranked.sort(
        Comparator.comparingDouble((Scored each) -> -each.candidate().total())
            .thenComparing(each -> each.candidate().nhsNumber()));
    return ranked;
  }

  private Candidate score(Query query, InBlocks found) {
    Subject subject = found.subject();
    Mean mean = new Mean();
    NameScores name = bestName(query, subject);
    mean.add(name.family());
    mean.add(name.given());
    mean.add(name.otherGiven());
    Double birth = mean.add(birth(query, subject));
    Double gender =
        query.gender() == null
            ? null
            : subject.currentGender() == null
                ? missing()
                : (Double) Scores.gender(query.gender(), subject.currentGender());
    mean.add(gender);
    PostcodeScore postcode = bestPostcode(query, subject);
    mean.add(postcode.score());
    return new Candidate(
        found.number(),
        Blocks.numbers(found.blocks()),
        mean.value(),
        name.family(),
        name.given(),
        name.otherGiven(),
        birth,
        gender,
        postcode.score(),
        larger(name.given(), name.otherGiven()),
        name.former(),
        postcode.former());
  }

  /** A mean of what is not null. */
  private static final class Mean {
    private double sum;
    private int values;

    Double add(Double score) {
      if (score != null) {
        sum += score;
        values++;
      }
      return score;
    }

    double value() {
      return values == 0 ? 0 : sum / values;
    }
  }

  private record NameScores(Double family, Double given, Double otherGiven, boolean former) {
    double sum() {
      return (family == null ? 0 : family)
          + (given == null ? 0 : given)
          + (otherGiven == null ? 0 : otherGiven);
    }
  }

  /** The scores of the name that, as it stood at one time, is most alike; the present one first. */
  private static NameScores bestName(Query query, Subject subject) {
    NameScores best = nameScores(query, subject.currentName());
    for (SubjectName name : subject.names()) {
      if (!name.current()) {
        NameScores scores = nameScores(query, name);
        best = scores.sum() > best.sum() + ROUNDING ? scores : best;
      }
    }
    return best;
  }

  private static NameScores nameScores(Query query, SubjectName name) {
    return new NameScores(
        part(query.family(), name == null ? null : name.family()),
        part(query.given(), name == null ? null : name.given()),
        part(query.otherGiven(), name == null ? null : name.otherGiven()),
        name != null && !name.current());
  }

  /** A part that the request has and the candidate lacks is 0; one that it lacks does not count. */
  private static Double part(String sent, String held) {
    return sent == null ? null : held == null ? (Double) 0.0 : (Double) Scores.name(sent, held);
  }

  private static Double birth(Query query, Subject subject) {
    double best = 0;
    for (PartialDate birth : subject.birthDates()) {
      best = Math.max(best, Scores.birth(query.birth(), birth));
    }
    return best;
  }

  private record PostcodeScore(Double score, boolean former) {}

  /** A former postcode counts only where the present one has nothing in common. */
  private PostcodeScore bestPostcode(Query query, Subject subject) {
    if (query.postcode() == null) {
      return new PostcodeScore(null, false);
    }
    if (subject.postcodes().isEmpty()) {
      return new PostcodeScore(missing(), false);
    }
    double current = 0;
    double former = 0;
    for (SubjectPostcode held : subject.postcodes()) {
      double score = Scores.postcode(query.postcode(), held.postcode());
      if (held.current()) {
        current = Math.max(current, score);
      } else {
        former = Math.max(former, score);
      }
    }
    return current > 0 ? new PostcodeScore(current, false) : new PostcodeScore(former, former > 0);
  }

  private Double missing() {
    return rules.missingInCandidate() == MissingInCandidate.ZERO ? (Double) 0.0 : null;
  }

  private static Double larger(Double one, Double other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.max(one, other);
  }
}
