package org.linkagehub.pipelines.trace.record;

/**
 * The five scores of a response, each from 0 to 100, or null: all null after the DPS cross-check,
 * all 0 after any other step than the algorithmic trace and where nobody was found.
 */
public record MatchScores(
    Double familyName, Double givenName, Double birthDate, Double gender, Double postcode) {
  /** Of the DPS cross-check, which has none. */
  public static final MatchScores NONE = new MatchScores(null, null, null, null, null);

  /** Of the Spine cross-check, the alphanumeric trace, and no match. */
  public static final MatchScores ZERO = new MatchScores(0.0, 0.0, 0.0, 0.0, 0.0);
}
