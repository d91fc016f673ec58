package org.linkagehub.pipelines.trace.step;

import org.linkagehub.pipelines.trace.record.TraceSettings.CrossCheckRules;
import org.linkagehub.pipelines.trace.step.Subject.SubjectName;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * Whether somebody's date of birth, whose NHS number was sent, is that of the request, or nearly so
 * and confirmed by name or postcode. Known answers: {@code CrossCheckTest}.
 *
 * <p>Source: Person_ID Handbook for HES users, section 3.3, and its edition of 2024.
 */
final class CrossCheck {
  private static final int FAMILY_LETTERS = 3;

  private final CrossCheckRules rules;

  CrossCheck(CrossCheckRules rules) {
    this.rules = rules;
  }

  /** Whether both dates are known to the day and equal. */
  static boolean isSameBirth(Query query, PartialDate birth) {
    return birth != null && birth.isFull() && birth.equals(query.birth());
  }

  /** Whether at least two of day, month and year agree, allowing for slips. */
  static boolean isNearlySameBirth(PartialDate sent, PartialDate held) {
    if (sent == null || held == null) {
      return false;
    }
    boolean swapped =
        sent.day() > 0
            && held.day() > 0
            && sent.day() == held.month()
            && sent.month() == held.day();
    boolean day =
        swapped || (sent.day() > 0 && held.day() > 0 && isSameOrSwapped(sent.day(), held.day()));
    boolean month = swapped || (sent.month() > 0 && sent.month() == held.month());
    boolean year =
        sent.year() / 100 == held.year() / 100
            && isSameOrSwapped(sent.year() % 100, held.year() % 100);
    return (day ? 1 : 0) + (month ? 1 : 0) + (year ? 1 : 0) >= 2;
  }

  /** Whether two numbers of two digits are equal, if need be with the digits of one swapped. */
  private static boolean isSameOrSwapped(int one, int other) {
    return one == other || one == other % 10 * 10 + other / 10;
  }

  /** Whether the name, or where a name is missing the first half of the postcode, agrees. */
  boolean isConfirmed(Query query, Subject subject) {
    boolean bothNames = query.given() != null && query.family() != null;
    if (bothNames && namesAgree(query, subject)) {
      return true;
    }
    return (!bothNames || rules.outcodeWhenNamesDiffer()) && outcodesAgree(query, subject);
  }

  private boolean namesAgree(Query query, Subject subject) {
    for (SubjectName name : subject.names()) {
      if ((name.current() || rules.formerNames())
          && name.given() != null
          && name.family() != null
          && start(query.given(), 1).equals(start(name.given(), 1))
          && start(query.family(), FAMILY_LETTERS).equals(start(name.family(), FAMILY_LETTERS))) {
        return true;
      }
    }
    return false;
  }

  private static boolean outcodesAgree(Query query, Subject subject) {
    if (query.postcode() == null) {
      return false;
    }
    String sent = outcode(query.postcode());
    for (SubjectPostcode held : subject.postcodes()) {
      if (sent.equals(outcode(held.postcode()))) {
        return true;
      }
    }
    return false;
  }

  /** What stands before the space; all of it where there is none. */
  private static String outcode(String postcode) {
    int space = postcode.indexOf(' ');
    return space < 0 ? postcode : postcode.substring(0, space);
  }

  private static String start(String text, int characters) {
    return text.codePointCount(0, text.length()) <= characters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, characters));
  }
}
