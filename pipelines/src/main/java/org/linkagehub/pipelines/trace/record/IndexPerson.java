package org.linkagehub.pipelines.trace.record;

import java.time.LocalDate;
import java.util.List;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;

/**
 * A record of the master index: all that it knows under one NHS number, with histories, shaped like
 * the Personal Demographics Service. Names, addresses, genders and practices are histories of
 * entries that each stood together at one time; they may be empty.
 *
 * @param nhsNumber ten digits
 * @param replacedBy the number that took this one's place; null while it is current
 * @param replacedFrom the first day on which it had taken its place; null: since ever
 * @param birthDate yyyyMMdd, yyyyMM or yyyy; null where it is not known
 * @param formerBirthDates those that the record had before, in the same form
 * @param deathDate yyyyMMdd, yyyyMM or yyyy; null for the living
 * @param deathStatus 1 informal, 2 formal; null for the living
 * @param sensitivity how the record is protected
 * @param formerNumbers those that this number took the place of, oldest first
 */
public record IndexPerson(
    String nhsNumber,
    String replacedBy,
    LocalDate replacedFrom,
    String birthDate,
    List<String> formerBirthDates,
    String deathDate,
    String deathStatus,
    List<Name> names,
    List<Address> addresses,
    List<Gender> genders,
    List<Practice> practices,
    Sensitivity sensitivity,
    String email,
    String mobile,
    List<FormerNumber> formerNumbers) {

  public IndexPerson {
    formerBirthDates = List.copyOf(formerBirthDates);
    names = List.copyOf(names);
    addresses = List.copyOf(addresses);
    genders = List.copyOf(genders);
    practices = List.copyOf(practices);
    formerNumbers = List.copyOf(formerNumbers);
  }

  /** An entry of a history. */
  public interface Entry {
    /** The days on which it holds. */
    Validity validity();
  }

  /**
   * The parts of a name as they stood at one time.
   *
   * @param family null where it is not known
   * @param given the first given name; null where there is none
   * @param otherGiven the others, parted by spaces; null where there are none
   */
  public record Name(String family, String given, String otherGiven, Validity validity)
      implements Entry {}

  /**
   * A home.
   *
   * @param lines up to five; one that is not known is empty
   * @param postcode null where it is not known
   */
  public record Address(List<String> lines, String postcode, Validity validity) implements Entry {
    public Address {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A gender.
   *
   * @param code 0 not known, 1 male, 2 female, 9 not specified
   */
  public record Gender(String code, Validity validity) implements Entry {}

  /** A general practice, by its code. */
  public record Practice(String code, Validity validity) implements Entry {}

  /** The same record with the numbers that it took the place of. */
  public IndexPerson withFormerNumbers(List<FormerNumber> numbers) {
    return new IndexPerson(
        nhsNumber,
        replacedBy,
        replacedFrom,
        birthDate,
        formerBirthDates,
        deathDate,
        deathStatus,
        names,
        addresses,
        genders,
        practices,
        sensitivity,
        email,
        mobile,
        numbers);
  }

  /** Whether another number had taken the place of this one on a day. */
  public boolean isSupersededOn(LocalDate day) {
    return replacedBy != null && (replacedFrom == null || !replacedFrom.isAfter(day));
  }

  /** Tells nothing of the person: it may come into a log. */
  @Override
  public String toString() {
    return "IndexPerson[%d names, %d addresses]".formatted(names.size(), addresses.size());
  }
}
