package org.linkagehub.pipelines.trace.step;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;

/**
 * Traces one request at a time against an index in memory, looking at every person of it: slow and
 * plain, to walk through single requests, and to hold the distributed trace against.
 */
public final class SingleTrace {
  private final TraceSteps steps;
  private final Map<String, IndexPerson> byNumber = new HashMap<>();
  private final List<Subject> searched = new ArrayList<>();

  /**
   * @param index no NHS number twice
   */
  public SingleTrace(TraceSettings settings, List<IndexPerson> index) {
    this.steps = new TraceSteps(settings);
    index.forEach(person -> byNumber.put(person.nhsNumber(), person));
    Map<String, List<FormerNumber>> former = formerNumbers(index);
    index.forEach(
        person ->
            byNumber.put(
                person.nhsNumber(),
                person.withFormerNumbers(former.getOrDefault(person.nhsNumber(), List.of()))));
    SubjectMaker subjects = new SubjectMaker(settings);
    for (IndexPerson person : byNumber.values()) {
      if (TraceSteps.isSearched(person)) {
        searched.add(subjects.of(person));
      }
    }
  }

  /** The request as the steps see it. */
  public Query clean(TraceRequest request) {
    return steps.clean(request);
  }

  /** The answer to a request. */
  public TraceAnswer trace(TraceRequest request) {
    Query query = steps.clean(request);
    TraceSteps.CrossChecked checked = steps.crossCheck(query, byNumber::get);
    return checked
        .person()
        .map(person -> steps.answer(query, checked.steps(), person))
        .orElseGet(() -> steps.search(query, checked.steps(), searched));
  }

  /** By number, those that it took the place of: all along each chain, oldest first. */
  private Map<String, List<FormerNumber>> formerNumbers(List<IndexPerson> index) {
    Map<String, List<FormerNumber>> former = new HashMap<>();
    for (IndexPerson old : index) {
      Set<String> seen = new HashSet<>(Set.of(old.nhsNumber()));
      LocalDate from = null;
      IndexPerson person = old;
      while (person != null && person.replacedBy() != null && seen.add(person.replacedBy())) {
        from = later(from, person.replacedFrom());
        former
            .computeIfAbsent(person.replacedBy(), unused -> new ArrayList<>())
            .add(new FormerNumber(old.nhsNumber(), from));
        person = byNumber.get(person.replacedBy());
      }
    }
    former.values().forEach(numbers -> numbers.sort(OLDEST_FIRST));
    return former;
  }

  /** The order in which former numbers are told. */
  public static final Comparator<FormerNumber> OLDEST_FIRST =
      Comparator.comparing(
              FormerNumber::replacedFrom, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(FormerNumber::nhsNumber);

  private static LocalDate later(LocalDate one, LocalDate other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isAfter(other) ? one : other;
  }
}
