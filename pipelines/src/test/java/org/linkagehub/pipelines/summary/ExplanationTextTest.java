package org.linkagehub.pipelines.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.ComparisonLevel.Kind;

class ExplanationTextTest {
  private static final List<Explanation.Part> PARTS =
      List.of(
          new Explanation.Part(
              "surname",
              1,
              "exact match on surname",
              Kind.CONDITION,
              8,
              2,
              OptionalDouble.of(1 / 1024.0)),
          new Explanation.Part("dob", 0, "all other", Kind.ELSE, -4, 0, OptionalDouble.empty()),
          new Explanation.Part(
              "sex", -1, "sex is missing", Kind.MISSING, 0, 0, OptionalDouble.empty()));

  @Test
  void theWholeText() {
    var score = new Explanation.Score(-10, PARTS, -4, 1 / 17.0);
    String sentence = ExplanationText.sentence(score, Optional.empty(), true);
    var explanation =
        new Explanation(
            "20260314-091502-7f3a",
            new Explanation.RecordName("hospital", "17"),
            new Explanation.RecordName("register", "204"),
            List.of(
                new Explanation.Values("surname", Optional.of("smith"), Optional.of("smith"), true),
                new Explanation.Values(
                    "dob", Optional.of("1980-01-02"), Optional.of("1971-05-06"), true),
                new Explanation.Values("sex", Optional.of("male"), Optional.empty(), true),
                new Explanation.Values("town", Optional.of("Hull"), Optional.of("York"), false)),
            Optional.empty(),
            Optional.of(score),
            List.of(),
            List.of(trial("surname", Explanation.Outcome.AGREES)),
            Optional.of("surname"),
            Optional.empty(),
            false,
            Optional.of(false),
            Optional.of(false),
            sentence);
    assertEquals(
        """
        hospital:17 and register:204 in run 20260314-091502-7f3a
        This shows values of two records: keep it as carefully as the records themselves.

        surname speaks most for a match (exact match on surname, +10.00 bits), dob speaks most against a match (all other, -4.00 bits), nothing is known of sex: the odds that they are one person are 1 to 16 (probability 0.0588).

          column   hospital:17  register:204
          surname  smith        smith
          dob      1980-01-02   1971-05-06
          sex      male         -
          town     Hull         York          not compared

          comparison    level                             bits     sum
          prior         two random records              -10.00  -10.00  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░│
          surname       exact match on surname           +8.00   -2.00  ████████████████████████      │
                        the value counts as 1 in 1,024   +2.00   +0.00                          ██████│
          dob           all other                        -4.00   -4.00                    ░░░░░░░░░░░░│
          sex           sex is missing                   +0.00   -4.00                                │
          match weight  probability 0.0588                       -4.00                    ░░░░░░░░░░░░│

          Blocking rule surname makes the pair; it is not among the links, and the records are in two clusters. In truth they are two people.
        """,
        ExplanationText.of(explanation));
  }

  private static Explanation.RuleTrial trial(String key, Explanation.Outcome outcome) {
    return new Explanation.RuleTrial(
        key, List.of(new Explanation.KeyTrial(key, outcome)), Optional.empty());
  }

  private static Explanation without(
      Optional<Explanation.LinkingPass> pass,
      Optional<Explanation.Score> score,
      List<Explanation.RuleTrial> passes,
      List<Explanation.RuleTrial> rules,
      Optional<Explanation.RecordName> settled) {
    return new Explanation(
        "r",
        new Explanation.RecordName("a", "1"),
        new Explanation.RecordName("a", "2"),
        List.of(),
        pass,
        score,
        passes,
        rules,
        pass.map(Explanation.LinkingPass::name),
        settled,
        pass.isPresent(),
        Optional.empty(),
        Optional.empty(),
        score.isPresent() ? "" : ExplanationText.sentence(passes, pass));
  }

  @Test
  void withoutAModelThePassesAreExplained() {
    var number =
        new Explanation.RuleTrial(
            "number",
            List.of(
                new Explanation.KeyTrial("nhs", Explanation.Outcome.AGREES),
                new Explanation.KeyTrial("dob", Explanation.Outcome.DIFFERS)),
            Optional.of(new Explanation.WhereTrial("sex_l = sex_r", false)));
    List<Explanation.RuleTrial> passes =
        List.of(number, trial("postcode", Explanation.Outcome.MISSING));
    String text =
        ExplanationText.of(
            without(Optional.empty(), Optional.empty(), passes, List.of(), Optional.empty()));
    assertTrue(
        text.contains(
            """
              pass      makes the pair
              number    no              nhs agrees, dob differs, sex_l = sex_r does not hold
              postcode  no              postcode is missing

              No pass links the pair; it is not among the links.
            """),
        text);
    assertTrue(text.contains("No pass makes them a link, and there is no model in this run"), text);

    String linked =
        ExplanationText.of(
            without(
                Optional.of(new Explanation.LinkingPass("nhs", 40)),
                Optional.empty(),
                List.of(trial("nhs", Explanation.Outcome.AGREES)),
                List.of(),
                Optional.empty()));
    assertTrue(
        linked.contains("Pass nhs makes them a link, for it finds what it asks for in both: nhs."),
        linked);
    assertTrue(
        linked.contains("Pass nhs links the pair; it counts as +40.00 bits; it is among the links"),
        linked);
  }

  @Test
  void tellsWhichKeysOfTheBlockingRulesDiffer() {
    String text =
        ExplanationText.of(
            without(
                Optional.empty(),
                Optional.of(new Explanation.Score(-10, PARTS, -4, 1 / 17.0)),
                List.of(),
                List.of(trial("dob", Explanation.Outcome.DIFFERS)),
                Optional.empty()));
    assertTrue(text.contains("  dob            no              dob differs\n"), text);
    String settled =
        ExplanationText.of(
            without(
                Optional.empty(),
                Optional.of(new Explanation.Score(-10, PARTS, -4, 1 / 17.0)),
                List.of(),
                List.of(),
                Optional.of(new Explanation.RecordName("a", "2"))));
    assertTrue(
        settled.contains("A pass had linked a:2 before, so the run compared it no further"),
        settled);
  }

  @Test
  void theSentenceFitsTheCase() {
    assertEquals(
        "surname speaks most for a match (exact match on surname, +10.00 bits): the odds that they"
            + " are one person are overwhelming (probability 1 - 9.1e-13), but no blocking rule"
            + " brings them together.",
        ExplanationText.sentence(
            new Explanation.Score(0, PARTS.subList(0, 1), 41, 1 - 9.1e-13),
            Optional.empty(),
            false));
    assertEquals(
        "dob speaks most against a match (all other, -4.00 bits): the odds that they are one person"
            + " are 1 to 1.4 (probability 0.4142).",
        ExplanationText.sentence(
            new Explanation.Score(0, PARTS.subList(1, 2), -0.5, 0.41421), Optional.empty(), true));
    assertEquals(
        "Pass nhs makes them a link. By the model, nothing is known of sex: the odds that they are"
            + " one person are 1.0 to 1 (probability 0.5000).",
        ExplanationText.sentence(
            new Explanation.Score(0, PARTS.subList(2, 3), 0, 0.5),
            Optional.of(new Explanation.LinkingPass("nhs", 40)),
            true));
  }
}
