package org.linkagehub.pipelines.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.linkagehub.pipelines.trace.record.Candidate;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.StepResult;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TracedPerson;
import org.linkagehub.pipelines.trace.step.Query;

/**
 * A trace of one request in words, step by step. It exists to show records: its text holds what the
 * request and the index say.
 */
public final class TraceWalk {
  private TraceWalk() {}

  /**
   * The text, for a terminal of 100 columns.
   *
   * @param request as it was sent
   * @param query as it was cleaned
   * @param answer to it
   */
  public static String of(TraceRequest request, Query query, TraceAnswer answer) {
    List<String> lines = new ArrayList<>();
    lines.add("The request, as it was sent");
    for (RequestField field : RequestField.values()) {
      if (request.has(field)) {
        lines.add("  %-18s %s".formatted(field.column(), request.value(field)));
      }
    }
    lines.add("");
    lines.add("What is traced, after cleaning");
    line(lines, "NHS number", query.nhsNumber());
    line(lines, "family name", query.family());
    line(lines, "given name", query.given());
    line(lines, "other given name", query.otherGiven());
    line(lines, "gender", query.gender());
    line(lines, "date of birth", query.birth() == null ? null : query.birth().text());
    line(lines, "postcode", query.postcode());
    line(lines, "date of death", query.death() == null ? null : query.death().text());
    line(lines, "practice", query.practice());
    line(lines, "address", query.address());
    line(lines, "as at", answer.asAt().toString());
    lines.add("");
    lines.add("Step by step");
    for (StepResult step : answer.steps()) {
      lines.add(
          "  %-18s %s%s"
              .formatted(
                  words(step.step()),
                  step.outcome().meaning(),
                  step.candidates() > 0
                      ? " (%,d candidate%s)"
                          .formatted(step.candidates(), step.candidates() == 1 ? "" : "s")
                      : ""));
    }
    candidates(lines, answer);
    lines.add("");
    lines.add("The answer");
    lines.add("  code %s: %s".formatted(answer.code().code(), answer.code().meaning()));
    line(lines, "matched number", answer.matchedNumber());
    line(lines, "last step", words(answer.lastStep()));
    line(lines, "confidence", points(answer.confidence()));
    answer.person().ifPresent(person -> person(lines, person));
    if (answer.superseded()) {
      lines.add("  The number that was sent was superseded by this one.");
    }
    answer
        .formerNumbers()
        .forEach(
            former ->
                lines.add(
                    "  It took the place of %s%s"
                        .formatted(
                            former.nhsNumber(),
                            former.replacedFrom() == null
                                ? ""
                                : " from " + former.replacedFrom())));
    return String.join("\n", lines) + "\n";
  }

  private static void candidates(List<String> lines, TraceAnswer answer) {
    for (Candidate candidate : answer.candidates()) {
      lines.add(
          "    %s  total %s: family name %s%s, given name %s, other %s, birth %s, gender %s, postcode %s%s; blocks %s"
              .formatted(
                  candidate.nhsNumber(),
                  points(candidate.total()),
                  points(candidate.familyName()),
                  candidate.formerName() ? " (former name)" : "",
                  points(candidate.givenName()),
                  points(candidate.otherGivenName()),
                  points(candidate.birthDate()),
                  points(candidate.gender()),
                  points(candidate.postcode()),
                  candidate.formerPostcode() ? " (former)" : "",
                  candidate.blocks()));
    }
    if (answer.candidateCount() > answer.candidates().size()) {
      lines.add("    and %,d more".formatted(answer.candidateCount() - answer.candidates().size()));
    }
    if (answer.gap() != null) {
      lines.add("    The best is %s points above the next.".formatted(points(answer.gap())));
    }
  }

  private static void person(List<String> lines, TracedPerson person) {
    line(lines, "family name", person.familyName());
    line(lines, "given name", person.givenName());
    line(lines, "other given name", person.otherGivenName());
    line(lines, "gender", person.gender());
    line(lines, "date of birth", person.birthDate());
    line(lines, "postcode", person.postcode());
    line(lines, "date of death", person.deathDate());
    line(lines, "practice", person.gpPracticeCode());
    line(lines, "sensitivity", person.sensitivity().flag());
  }

  private static void line(List<String> lines, String what, String value) {
    if (value != null && !value.isEmpty()) {
      lines.add("  %-18s %s".formatted(what, value));
    }
  }

  private static String words(MatchStep step) {
    return switch (step) {
      case NONE -> "none";
      case DPS_CROSS_CHECK -> "DPS cross-check";
      case SPINE_CROSS_CHECK -> "Spine cross-check";
      case ALPHANUMERIC -> "alphanumeric";
      case ALGORITHMIC -> "algorithmic";
    };
  }

  /** A score of which the request lacks the value is a dash. */
  private static String points(Double score) {
    return score == null ? "-" : String.format(Locale.ROOT, "%.2f", score);
  }
}
