package org.linkagehub.pipelines.trace.step;

import java.util.List;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.Validity;

/**
 * A person of the index made ready to be compared: values cleaned as those of requests are. Null
 * where the index knows nothing.
 *
 * @param person as the index has it
 * @param birthDates the present one first
 * @param names all entries of the history
 * @param currentName the present one
 * @param currentGender the present one
 * @param postcodes all of the history that are known
 * @param addresses lines in one
 * @param practices codes
 */
record Subject(
    IndexPerson person,
    List<PartialDate> birthDates,
    List<SubjectName> names,
    SubjectName currentName,
    String currentGender,
    List<SubjectPostcode> postcodes,
    List<String> addresses,
    List<String> practices,
    PartialDate death) {

  /** The parts of a name as they stood at one time. */
  record SubjectName(
      String family,
      String given,
      String otherGiven,
      NameKeys keys,
      boolean current,
      Validity validity) {}

  /** A postcode. */
  record SubjectPostcode(String postcode, boolean current, Validity validity) {}

  PartialDate currentBirth() {
    return birthDates.isEmpty() ? null : birthDates.get(0);
  }
}
