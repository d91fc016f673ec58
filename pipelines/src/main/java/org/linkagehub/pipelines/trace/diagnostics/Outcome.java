package org.linkagehub.pipelines.trace.diagnostics;

import org.linkagehub.pipelines.trace.response.PersonIdType;

/**
 * How a request came out, in the words of MPS Diagnostics.
 *
 * @param type of the id that was given
 * @param success the step that found the person, or that none did
 * @param lastStep the last step that was tried
 * @param severalClose whether two people of the index were too close to each other
 * @param severalRecords whether several records of the bucket fitted
 * @param superseded whether the number that was sent had been replaced
 */
record Outcome(
    PersonIdType type,
    String success,
    String lastStep,
    boolean severalClose,
    boolean severalRecords,
    boolean superseded) {

  /** A plain sentence for those who use the data. */
  String sentence() {
    return switch (type) {
      case NHSNUMBER -> ofNumber();
      case MPS_ID ->
          "%s, so the record was %s."
              .formatted(
                  tried(),
                  severalRecords
                      ? "looked for among people seen before, several of whom fit: the oldest id was given, and the person may have others"
                      : "given the id of a person seen before, or a new one that the same person will be given again");
      case ONE_TIME_USE_ID ->
          "%s, and too little is known to know the person again: the id is of this row alone and must not be used to link."
              .formatted(severalClose ? several() : tried());
    };
  }

  private String ofNumber() {
    String how =
        switch (success) {
          case Diagnostics.CACHED -> "The NHS number and the date of birth agree with the index";
          case Diagnostics.LIVE ->
              "The NHS number agrees with the index, and the date of birth wholly or in part, then confirmed by name or area";
          case Diagnostics.ALPHANUMERIC ->
              "One person of the index alone agrees with all that the record says";
          default ->
              "One person of the index is the most alike, clearly ahead of any other; see the score";
        };
    return how
        + (superseded ? "; the NHS number that was sent has been replaced by the one given." : ".");
  }

  private String tried() {
    return lastStep.equals(Diagnostics.NO_TRACE)
        ? "The record says too little to be looked for in the index"
        : "Nobody in the index was found by any step that could be tried, the last the "
            + inWords();
  }

  private static String several() {
    return "Two people of the index are too alike to tell which one the record is of";
  }

  private String inWords() {
    return switch (lastStep) {
      case Diagnostics.CACHED, Diagnostics.LIVE -> "check of NHS number and date of birth";
      case Diagnostics.ALPHANUMERIC -> "search for one who agrees in all";
      default -> "search for the most alike";
    };
  }
}
