package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.Subject.SubjectName;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * The alphanumeric trace: every value that was sent must agree, and one person must be left. Known
 * answers: {@code AlphanumericTest}.
 *
 * <p>Source: Person_ID Handbook (2024), alphanumeric trace.
 */
final class Alphanumeric {
  private final boolean wholeBirth;
  private final boolean address;

  Alphanumeric(TraceSettings settings) {
    this.wholeBirth = settings.edition() == Edition.E2022;
    this.address = settings.alphanumericAddress();
  }

  /**
   * Whether all that the step needs was sent: family name, gender and the year of birth (2022: the
   * date). A partial date of death makes up for any of them, but something must be left to search
   * by.
   */
  boolean isPossible(Query query) {
    if (query.death() != null && !query.death().isFull()) {
      return Routes.hasAlphanumericRoute(query);
    }
    return query.family() != null
        && query.gender() != null
        && query.birth() != null
        && (!wholeBirth || query.birth().isFull());
  }

  /** Those who agree in every value that was sent. */
  List<Subject> survivors(Query query, Iterable<Subject> subjects) {
    List<Subject> left = new ArrayList<>();
    for (Subject subject : subjects) {
      if (agrees(query, subject)) {
        left.add(subject);
      }
    }
    return left;
  }

  boolean agrees(Query query, Subject subject) {
    return familyAgrees(query, subject)
        && (query.gender() == null || query.gender().equals(subject.currentGender()))
        && birthAgrees(query, subject)
        && givenAgrees(query, subject)
        && postcodeAgrees(query, subject)
        && (query.practice() == null || subject.practices().contains(query.practice()))
        && (!address || query.address() == null || subject.addresses().contains(query.address()))
        && (query.death() == null
            || (subject.death() != null && query.death().agreesWith(subject.death())));
  }

  /** The present family name alone counts. */
  private static boolean familyAgrees(Query query, Subject subject) {
    return query.family() == null
        || (subject.currentName() != null
            && query.keys().familySound().equals(subject.currentName().keys().familySound()));
  }

  private static boolean birthAgrees(Query query, Subject subject) {
    if (query.birth() == null) {
      return true;
    }
    for (PartialDate birth : subject.birthDates()) {
      if (query.birth().agreesWith(birth)) {
        return true;
      }
    }
    return false;
  }

  private static boolean givenAgrees(Query query, Subject subject) {
    if (query.given() == null) {
      return true;
    }
    for (SubjectName name : subject.names()) {
      if (query.keys().givenSound().equals(name.keys().givenSound())) {
        return true;
      }
    }
    return false;
  }

  private static boolean postcodeAgrees(Query query, Subject subject) {
    if (query.postcode() == null) {
      return true;
    }
    for (SubjectPostcode held : subject.postcodes()) {
      if (query.postcode().equals(held.postcode())) {
        return true;
      }
    }
    return false;
  }
}
