package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.Validity;
import org.linkagehub.pipelines.trace.step.Subject.SubjectName;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * The four blocks of the algorithmic trace: whom it compares at all. Known answers: {@code
 * BlocksTest}.
 *
 * <ol>
 *   <li>family name, given name, date of birth
 *   <li>family name, gender, date of birth, postcode
 *   <li>given name, gender, date of birth, postcode
 *   <li>date of birth, postcode, gender; in the edition of 2022 the first four digits of the date
 * </ol>
 *
 * <p>Present and former values count, of the gender the present one alone. The parts of a name must
 * have stood together, and, unless the settings say otherwise, a name and a postcode, too. Source:
 * Person_ID Handbook (2024), algorithmic trace; (2022), section 3.6.
 */
final class Blocks {
  /** The bit of block 1; those of the others follow. */
  private static final int FIRST = 1;

  private static final int SECOND = 2;
  private static final int THIRD = 4;
  private static final int FOURTH = 8;

  private final boolean older;
  private final boolean allFields;
  private final boolean together;

  Blocks(TraceSettings settings) {
    this.older = settings.edition() == Edition.E2022;
    this.allFields = settings.algorithmic().allFields();
    this.together = settings.algorithmic().standTogether();
  }

  /** Whether enough was sent for a block. */
  boolean isPossible(Query query) {
    boolean place = query.gender() != null && query.postcode() != null;
    if (query.birth() == null || (allFields && !(place && query.birth().isFull()))) {
      return false;
    }
    return fillsFirst(query) || (place && (older || query.birth().isFull()));
  }

  /** Whether the first block can be looked into. */
  static boolean fillsFirst(Query query) {
    return query.birth().isFull() && query.family() != null && query.given() != null;
  }

  /** The blocks that have the subject, as bits; 0 for none. */
  int of(Query query, Subject subject) {
    boolean sameBirth = query.birth().isFull() && subject.birthDates().contains(query.birth());
    int blocks = 0;
    if (sameBirth && query.family() != null && query.given() != null) {
      for (SubjectName name : subject.names()) {
        blocks |= familyAgrees(query, name) && givenAgrees(query, name) ? FIRST : 0;
      }
    }
    boolean gender = query.gender() != null && query.gender().equals(subject.currentGender());
    if (!gender || query.postcode() == null) {
      return blocks;
    }
    for (SubjectPostcode held : subject.postcodes()) {
      if (query.postcode().equals(held.postcode())) {
        blocks |= sameBirth || (older && sameFirstFour(query, subject)) ? FOURTH : 0;
        blocks |= sameBirth ? withNames(query, subject, held.validity()) : 0;
      }
    }
    return blocks;
  }

  private int withNames(Query query, Subject subject, Validity home) {
    int blocks = 0;
    for (SubjectName name : subject.names()) {
      if (!together || name.validity().overlaps(home)) {
        blocks |= familyAgrees(query, name) ? SECOND : 0;
        blocks |= givenAgrees(query, name) ? THIRD : 0;
      }
    }
    return blocks;
  }

  private static boolean sameFirstFour(Query query, Subject subject) {
    for (PartialDate birth : subject.birthDates()) {
      if (birth.year() == query.birth().year()) {
        return true;
      }
    }
    return false;
  }

  private static boolean familyAgrees(Query query, SubjectName name) {
    return query.keys().familyBlock() != null
        && query.keys().familyBlock().equals(name.keys().familyBlock());
  }

  private static boolean givenAgrees(Query query, SubjectName name) {
    return query.keys().givenBlock() != null
        && query.keys().givenBlock().equals(name.keys().givenBlock());
  }

  /** The numbers of the blocks, from 1 to 4, ascending. */
  static List<Integer> numbers(int blocks) {
    List<Integer> numbers = new ArrayList<>(4);
    for (int number = 1; number <= 4; number++) {
      if ((blocks & (1 << (number - 1))) != 0) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
