package org.linkagehub.core.spark;

import java.util.Optional;

/**
 * What is known of who is who before training.
 *
 * @param column of RECORDS that names the person a record belongs to, where that is known: two
 *     records with the same value match, a null matches nothing
 * @param pairs that were judged one by one
 */
public record TrainingLabels(Optional<String> column, Optional<LabelledPairs> pairs) {
  /** Nothing is known. */
  public static final TrainingLabels NONE = new TrainingLabels(Optional.empty(), Optional.empty());
}
