package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.List;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * Where requests meet the people whom the alphanumeric and the algorithmic trace may find: two that
 * such a step would bring together have a route in common. A route is a number; that others have it
 * too does no harm, for the steps look at the values themselves.
 *
 * <p>Almost all requests have one route, the date of birth. One whose date is partial is searched
 * for by family name and year; one without any date, by family name and year of death. Block 4 of
 * the edition of 2022 compares the year of birth alone, so there the home, the gender and the year
 * make a second route.
 */
public final class Routes {
  /** Routes that are dates of birth, as nearly all are, are smaller. */
  public static final long AFTER_BIRTH_DATES = 1L << 60;

  private static final long BY_FAMILY_AND_BIRTH = AFTER_BIRTH_DATES;
  private static final long BY_FAMILY_AND_DEATH = 2L << 60;
  private static final long BY_HOME = 3L << 60;
  private static final long HASH = (1L << 60) - 1;

  private final Alphanumeric alphanumeric;
  private final Blocks blocks;
  private final boolean older;

  Routes(TraceSettings settings) {
    this.alphanumeric = new Alphanumeric(settings);
    this.blocks = new Blocks(settings);
    this.older = settings.edition() == Edition.E2022;
  }

  /** Whether there is anything to search by in the alphanumeric trace. */
  static boolean hasAlphanumericRoute(Query query) {
    return (query.birth() != null && query.birth().isFull())
        || (query.family() != null && (query.birth() != null || query.death() != null));
  }

  /** The routes of a request; none where no step could search for anybody. */
  public List<Long> of(Query query) {
    boolean alphanumericPossible = alphanumeric.isPossible(query);
    boolean blocksPossible = blocks.isPossible(query);
    List<Long> routes = new ArrayList<>(2);
    if (!alphanumericPossible && !blocksPossible) {
      return routes;
    }
    if (query.birth() != null && query.birth().isFull()) {
      routes.add((long) query.birth().number());
    } else if (alphanumericPossible) {
      routes.add(
          query.birth() != null
              ? route(BY_FAMILY_AND_BIRTH, query.birth().year(), query.keys().familySound())
              : route(BY_FAMILY_AND_DEATH, query.death().year(), query.keys().familySound()));
    }
    if (older && blocksPossible && query.postcode() != null && query.gender() != null) {
      routes.add(route(BY_HOME, query.birth().year(), query.postcode() + "|" + query.gender()));
    }
    return routes;
  }

  /** The routes of a person; some of them are used by few requests, or by none. */
  List<Long> of(Subject subject) {
    List<Long> routes = new ArrayList<>(4);
    String family = subject.currentName() == null ? null : familySound(subject);
    for (PartialDate birth : subject.birthDates()) {
      if (birth.isFull()) {
        routes.add((long) birth.number());
      }
      if (family != null) {
        routes.add(route(BY_FAMILY_AND_BIRTH, birth.year(), family));
      }
      if (older && subject.currentGender() != null) {
        for (SubjectPostcode held : subject.postcodes()) {
          routes.add(route(BY_HOME, birth.year(), held.postcode() + "|" + subject.currentGender()));
        }
      }
    }
    if (family != null && subject.death() != null) {
      routes.add(route(BY_FAMILY_AND_DEATH, subject.death().year(), family));
    }
    return routes.stream().distinct().toList();
  }

  /** The dates of birth of a person, as routes. */
  static List<Long> ofBirths(IndexPerson person) {
    List<Long> routes = new ArrayList<>(1);
    addBirth(routes, person.birthDate());
    person.formerBirthDates().forEach(birth -> addBirth(routes, birth));
    return routes;
  }

  private static void addBirth(List<Long> routes, String text) {
    PartialDate birth = PartialDate.of(text);
    if (birth != null && birth.isFull() && !routes.contains((long) birth.number())) {
      routes.add((long) birth.number());
    }
  }

  /** Whether a route is a date of birth, which nearly all requests search by. */
  public static boolean isBirthDate(long route) {
    return route < AFTER_BIRTH_DATES;
  }

  private static String familySound(Subject subject) {
    return subject.currentName().keys().familySound();
  }

  private static long route(long kind, int year, String text) {
    long hash = year;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L; // FNV-1a, as good as any here
    }
    hash ^= hash >>> 32;
    return kind | (hash * 0x9E3779B97F4A7C15L & HASH);
  }
}
