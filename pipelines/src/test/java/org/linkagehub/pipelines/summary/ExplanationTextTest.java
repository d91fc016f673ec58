package org.linkagehub.pipelines.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    String sentence = ExplanationText.sentence(PARTS, -4, 1 / 17.0, true);
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
            -10,
            PARTS,
            -4,
            1 / 17.0,
            Optional.of("surname"),
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

  @Test
  void theSentenceFitsTheCase() {
    assertEquals(
        "surname speaks most for a match (exact match on surname, +10.00 bits): the odds that they"
            + " are one person are overwhelming (probability 1 - 9.1e-13), but no blocking rule"
            + " brings them together.",
        ExplanationText.sentence(PARTS.subList(0, 1), 41, 1 - 9.1e-13, false));
    assertEquals(
        "dob speaks most against a match (all other, -4.00 bits): the odds that they are one person"
            + " are 1 to 1.4 (probability 0.4142).",
        ExplanationText.sentence(PARTS.subList(1, 2), -0.5, 0.41421, true));
  }
}
