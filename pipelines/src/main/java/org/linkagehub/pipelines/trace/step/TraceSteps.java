package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.pipelines.trace.record.Candidate;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.MatchScores;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.ResponseCode;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.StepResult;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;

/**
 * The steps of a trace in their order, each tried only if no earlier one ended it: DPS cross-check,
 * Spine cross-check, alphanumeric, algorithmic.
 *
 * <p>The cross-checks need nothing but the records of one NHS number and of those that superseded
 * it; the other two need the people of the request's {@link Routes}. So the work is in two parts,
 * between which the requests that the first did not answer can be sent elsewhere.
 *
 * <p>What the handbook leaves open is settled so: a superseded number's date of birth is that of
 * the record which took its place; superseded and invalid records are not searched for; where no
 * step could be tried the code is 96; of a sensitive person with a superseded number it is 92.
 */
public final class TraceSteps {
  private static final double SURE = 100;

  private final TraceSettings settings;
  private final RequestCleaning cleaning;
  private final SubjectMaker subjects;
  private final CrossCheck crossCheck;
  private final Alphanumeric alphanumeric;
  private final Algorithmic algorithmic;
  private final Routes routes;
  private final PersonOnDay onDay;

  public TraceSteps(TraceSettings settings) {
    this.settings = settings;
    this.cleaning = new RequestCleaning(settings);
    this.subjects = new SubjectMaker(settings);
    this.crossCheck = new CrossCheck(settings.crossCheck());
    this.alphanumeric = new Alphanumeric(settings);
    this.algorithmic = new Algorithmic(settings);
    this.routes = new Routes(settings);
    this.onDay = new PersonOnDay(settings.redactSensitive());
  }

  /** Finds the record of an NHS number. */
  @FunctionalInterface
  public interface ByNumber {
    /** The record, or null. */
    IndexPerson find(String nhsNumber);
  }

  /**
   * What the cross-checks did.
   *
   * @param person the one whom they found, who may be invalid; empty where the search must go on
   * @param steps what each of them did
   */
  public record CrossChecked(Optional<IndexPerson> person, List<StepResult> steps) {
    public CrossChecked {
      steps = List.copyOf(steps);
    }
  }

  /** The request as the steps see it. */
  public Query clean(TraceRequest request) {
    return cleaning.clean(request);
  }

  /** Whether the cross-checks can be tried. */
  public static boolean canCrossCheck(Query query) {
    return query.nhsNumber() != null && query.birth() != null;
  }

  /** Where the request must go to be searched for. */
  public List<Long> routes(Query query) {
    return routes.of(query);
  }

  /** Where a person of the index may be found; nowhere for one that is not searched for. */
  public List<Long> routes(IndexPerson person) {
    return isSearched(person) ? routes.of(subjects.of(person)) : List.of();
  }

  /** Of {@link #routes(IndexPerson)} those that are dates of birth, which takes less work. */
  public static List<Long> birthRoutes(IndexPerson person) {
    return isSearched(person) ? Routes.ofBirths(person) : List.of();
  }

  /** Whether the alphanumeric and the algorithmic trace may find the record. */
  public static boolean isSearched(IndexPerson person) {
    return person.replacedBy() == null && person.sensitivity() != Sensitivity.INVALID;
  }

  /** People who are searched by many requests. */
  public People people(List<IndexPerson> people) {
    return new People(people.stream().filter(TraceSteps::isSearched).map(subjects::of).toList());
  }

  /** Those whom the alphanumeric or the algorithmic trace of the request would look at. */
  public List<IndexPerson> candidates(Query query, People people) {
    List<IndexPerson> candidates = new ArrayList<>();
    boolean byFields = alphanumeric.isPossible(query);
    boolean byBlocks = algorithmic.isPossible(query);
    for (Subject subject : people.near(query)) {
      if ((byFields && alphanumeric.agrees(query, subject))
          || (byBlocks && algorithmic.isCandidate(query, subject))) {
        candidates.add(subject.person());
      }
    }
    return candidates;
  }

  /** The first part: both cross-checks. */
  public CrossChecked crossCheck(Query query, ByNumber index) {
    if (!canCrossCheck(query)) {
      StepOutcome why =
          query.nhsNumber() == null ? StepOutcome.NO_NUMBER : StepOutcome.NO_BIRTH_DATE;
      return new CrossChecked(Optional.empty(), List.of(dps(why), spine(why)));
    }
    IndexPerson held = index.find(query.nhsNumber());
    if (held == null) {
      return new CrossChecked(
          Optional.empty(),
          List.of(dps(StepOutcome.UNKNOWN_NUMBER), spine(StepOutcome.UNKNOWN_NUMBER)));
    }
    StepResult cached = dps(dpsOutcome(query, held));
    if (cached.outcome() == StepOutcome.MATCHED || cached.outcome() == StepOutcome.INVALID_RECORD) {
      return new CrossChecked(Optional.of(held), List.of(cached));
    }
    IndexPerson target = followed(query, held, index);
    if (target == null) {
      return new CrossChecked(Optional.empty(), List.of(cached, spine(StepOutcome.BROKEN_CHAIN)));
    }
    StepResult live = spine(spineOutcome(query, target));
    if (live.outcome() == StepOutcome.MATCHED || live.outcome() == StepOutcome.INVALID_RECORD) {
      return new CrossChecked(Optional.of(target), List.of(cached, live));
    }
    return new CrossChecked(Optional.empty(), List.of(cached, live));
  }

  private static StepResult dps(StepOutcome outcome) {
    return new StepResult(MatchStep.DPS_CROSS_CHECK, outcome, 0);
  }

  private static StepResult spine(StepOutcome outcome) {
    return new StepResult(MatchStep.SPINE_CROSS_CHECK, outcome, 0);
  }

  private static StepOutcome dpsOutcome(Query query, IndexPerson held) {
    if (held.replacedBy() != null) {
      return StepOutcome.SUPERSEDED_NUMBER;
    }
    return CrossCheck.isSameBirth(query, PartialDate.of(held.birthDate()))
        ? matched(held)
        : StepOutcome.BIRTH_DATE_DIFFERS;
  }

  private StepOutcome spineOutcome(Query query, IndexPerson target) {
    PartialDate birth = PartialDate.of(target.birthDate());
    if (CrossCheck.isSameBirth(query, birth)) {
      return matched(target);
    }
    if (!CrossCheck.isNearlySameBirth(query.birth(), birth)) {
      return StepOutcome.BIRTH_DATE_DIFFERS;
    }
    return crossCheck.isConfirmed(query, subjects.of(target))
        ? matched(target)
        : StepOutcome.NOTHING_CONFIRMS;
  }

  private static StepOutcome matched(IndexPerson person) {
    return person.sensitivity() == Sensitivity.INVALID
        ? StepOutcome.INVALID_RECORD
        : StepOutcome.MATCHED;
  }

  /** The record that the number leads to on the day asked for; null where the chain breaks. */
  private IndexPerson followed(Query query, IndexPerson held, ByNumber index) {
    Set<String> seen = new HashSet<>();
    IndexPerson person = held;
    while (person != null
        && (settings.crossCheck().followAtDay()
            ? person.isSupersededOn(query.asAt())
            : person.replacedBy() != null)) {
      person = seen.add(person.nhsNumber()) ? index.find(person.replacedBy()) : null;
    }
    return person;
  }

  /**
   * The answer that the cross-checks gave.
   *
   * @param steps what they did
   * @param person the one whom they found
   */
  public TraceAnswer answer(Query query, List<StepResult> steps, IndexPerson person) {
    MatchScores scores =
        steps.get(steps.size() - 1).step() == MatchStep.DPS_CROSS_CHECK
            ? MatchScores.NONE
            : MatchScores.ZERO;
    return answer(query, person, steps, SURE, scores, List.of(), 0, null);
  }

  /**
   * The second part: the alphanumeric and the algorithmic trace.
   *
   * @param before what the cross-checks did
   * @param people at least those whom these steps may find
   */
  public TraceAnswer search(Query query, List<StepResult> before, People people) {
    return search(query, before, people.near(query));
  }

  /** The same where all people are looked at, one by one. */
  TraceAnswer search(Query query, List<StepResult> before, Iterable<Subject> people) {
    List<StepResult> steps = new ArrayList<>(before);
    if (!alphanumeric.isPossible(query)) {
      steps.add(new StepResult(MatchStep.ALPHANUMERIC, StepOutcome.TOO_LITTLE, 0));
    } else {
      List<Subject> left = alphanumeric.survivors(query, people);
      steps.add(new StepResult(MatchStep.ALPHANUMERIC, outcome(left), left.size()));
      if (left.size() == 1) {
        return answer(
            query, left.get(0).person(), steps, SURE, MatchScores.ZERO, List.of(), 0, null);
      }
    }
    if (!algorithmic.isPossible(query)) {
      StepOutcome why = query.birth() == null ? StepOutcome.NO_BIRTH_DATE : StepOutcome.TOO_LITTLE;
      steps.add(new StepResult(MatchStep.ALGORITHMIC, why, 0));
      return nobody(query, steps, List.of(), 0, null);
    }
    Algorithmic.Decision decision = algorithmic.decide(query, people);
    List<Algorithmic.Scored> ranked = decision.ranked();
    List<Candidate> kept =
        ranked.stream()
            .limit(settings.algorithmic().keptCandidates())
            .map(Algorithmic.Scored::candidate)
            .toList();
    steps.add(new StepResult(MatchStep.ALGORITHMIC, decision.outcome(), ranked.size()));
    if (decision.outcome() != StepOutcome.MATCHED) {
      return nobody(query, steps, kept, ranked.size(), decision.gap());
    }
    Algorithmic.Scored best = ranked.get(0);
    return answer(
        query,
        best.subject().person(),
        steps,
        best.candidate().total(),
        best.candidate().scores(),
        kept,
        ranked.size(),
        decision.gap());
  }

  private static StepOutcome outcome(List<Subject> left) {
    return left.isEmpty()
        ? StepOutcome.NOBODY
        : left.size() == 1 ? StepOutcome.MATCHED : StepOutcome.SEVERAL;
  }

  private TraceAnswer answer(
      Query query,
      IndexPerson person,
      List<StepResult> steps,
      double confidence,
      MatchScores scores,
      List<Candidate> kept,
      int candidates,
      Double gap) {
    MatchStep last = steps.get(steps.size() - 1).step();
    boolean invalid = person.sensitivity() == Sensitivity.INVALID;
    boolean superseded =
        steps.get(0).outcome() == StepOutcome.SUPERSEDED_NUMBER
            && last == MatchStep.SPINE_CROSS_CHECK
            && !person.nhsNumber().equals(query.nhsNumber());
    ResponseCode code =
        invalid
            ? ResponseCode.INVALID
            : person.sensitivity().isSensitive()
                ? ResponseCode.SENSITIVE
                : superseded ? ResponseCode.SUPERSEDED : ResponseCode.SUCCESS;
    return new TraceAnswer(
        code,
        last,
        invalid ? MatchStep.NONE : last,
        code.matchedNumber(person.nhsNumber()),
        invalid ? 0 : confidence,
        scores,
        invalid ? Optional.empty() : Optional.of(onDay.of(person, query.asAt())),
        superseded && !invalid,
        invalid ? List.of() : formerNumbers(query, person),
        query.asAt(),
        kept,
        candidates,
        gap,
        steps);
  }

  private static List<FormerNumber> formerNumbers(Query query, IndexPerson person) {
    return person.formerNumbers().stream()
        .filter(
            former -> former.replacedFrom() == null || !former.replacedFrom().isAfter(query.asAt()))
        .toList();
  }

  private static TraceAnswer nobody(
      Query query, List<StepResult> steps, List<Candidate> kept, int candidates, Double gap) {
    MatchStep last = MatchStep.NONE;
    for (StepResult step : steps) {
      last = step.outcome().wasRun() ? step.step() : last;
    }
    StepOutcome end = steps.get(steps.size() - 1).outcome();
    ResponseCode code =
        last == MatchStep.NONE
            ? ResponseCode.NOT_ENOUGH_DATA
            : end == StepOutcome.CLOSE_RUNNER_UP
                ? ResponseCode.MULTIPLE_CLOSE_MATCHES
                : ResponseCode.NOT_FOUND;
    return new TraceAnswer(
        code,
        last,
        MatchStep.NONE,
        code.matchedNumber(null),
        0,
        MatchScores.ZERO,
        Optional.empty(),
        false,
        List.of(),
        query.asAt(),
        kept,
        candidates,
        gap,
        steps);
  }
}
