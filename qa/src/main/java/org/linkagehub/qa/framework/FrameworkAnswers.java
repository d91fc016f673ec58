package org.linkagehub.qa.framework;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;

/**
 * What people answered to the framework's questions.
 *
 * @param triage the answers of triage, as far as they are given
 * @param notes further remarks by their names
 * @param ratings people's own ratings, as far as they are given
 */
public record FrameworkAnswers(
    Map<TriageQuestion, String> triage, Map<String, String> notes, Map<Aspect, Judgement> ratings) {
  public FrameworkAnswers {
    triage = Collections.unmodifiableMap(new LinkedHashMap<>(triage));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    ratings = Collections.unmodifiableMap(new LinkedHashMap<>(ratings));
  }

  /** Nothing answered. */
  public static final FrameworkAnswers NONE = new FrameworkAnswers(Map.of(), Map.of(), Map.of());

  /**
   * A person's rating of an aspect.
   *
   * @param rating theirs
   * @param by who rated
   * @param date when
   * @param rationale why
   * @param reviewer who looked at it besides; may be empty
   */
  public record Judgement(
      Rating rating, String by, LocalDate date, String rationale, String reviewer) {}

  /** Reads the block {@code framework}. */
  public static Optional<FrameworkAnswers> read(ConfigReader in) {
    ConfigReader triage = in.block("triage");
    var answers = new EnumMap<TriageQuestion, String>(TriageQuestion.class);
    for (TriageQuestion question : TriageQuestion.values()) {
      if (triage.has(question.configName())) {
        triage
            .parsed(question.configName(), question::answer)
            .ifPresent(answer -> answers.put(question, answer));
      }
    }
    triage.build(() -> answers);
    Map<String, String> notes = in.textsByName("notes");
    ConfigReader aspects = in.block("aspects");
    var ratings = new EnumMap<Aspect, Judgement>(Aspect.class);
    for (Aspect aspect : Aspect.values()) {
      if (aspects.has(aspect.configName())) {
        judgement(aspects.block(aspect.configName())).ifPresent(j -> ratings.put(aspect, j));
      }
    }
    aspects.build(() -> ratings);
    return in.build(() -> new FrameworkAnswers(answers, notes, ratings));
  }

  private static Optional<Judgement> judgement(ConfigReader in) {
    Optional<Rating> rating = in.parsed("rating", Rating::of);
    String by = in.text("by");
    Optional<LocalDate> date = in.parsed("date", FrameworkAnswers::date);
    String rationale = in.text("rationale");
    String reviewer = in.optionalText("reviewer").orElse("");
    return in.build(
        () -> new Judgement(rating.orElseThrow(), by, date.orElseThrow(), rationale, reviewer));
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "is a date such as 2026-03-14, found '%s'", text), e);
    }
  }
}
