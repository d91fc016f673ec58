package org.linkagehub.pipelines.trace.record;

import java.util.List;

/**
 * Somebody whom the algorithmic trace compared with the request. A score is from 0 to 100, or null
 * where the request lacks the value, which then does not count.
 *
 * @param nhsNumber of the index
 * @param blocks which of the four blocks found the person, in ascending order
 * @param total the mean of the scores that are not null
 * @param otherGivenName of the other given names
 * @param reportedGivenName what the response tells of the given name: the larger of the scores of
 *     the given and the other given names
 * @param formerName whether the name that fitted best is not the present one
 * @param formerPostcode whether the postcode that fitted best is not the present one
 */
public record Candidate(
    String nhsNumber,
    List<Integer> blocks,
    double total,
    Double familyName,
    Double givenName,
    Double otherGivenName,
    Double birthDate,
    Double gender,
    Double postcode,
    Double reportedGivenName,
    boolean formerName,
    boolean formerPostcode) {
  public Candidate {
    blocks = List.copyOf(blocks);
  }

  /** What the response tells. */
  public MatchScores scores() {
    return new MatchScores(familyName, reportedGivenName, birthDate, gender, postcode);
  }
}
