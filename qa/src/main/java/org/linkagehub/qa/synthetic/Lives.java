package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Person.NumberReason;
import org.linkagehub.qa.synthetic.Person.NumberSpell;

/** Deaths, changes of sex, NHS numbers and ways to be reached. */
final class Lives {
  /** Of every four people in a row, one may get NHS numbers after the first, at most two. */
  static final int PEOPLE_WITH_ONE_OF_MANY_NUMBERS = 4;

  private static final int FURTHER_NUMBERS = 2;

  /** Gompertz: the yearly hazard of death is 0.00003 e^(0.095 age), about 0.06 at 80. */
  private static final double HAZARD_AT_BIRTH = 3e-5;

  private static final double HAZARD_GROWTH = 0.095;
  private static final String[] MAIL_HOSTS = {"example.com", "example.org", "example.net"};

  private final long seed;
  private final long people;
  private final LocalDate asAt;
  private final int years;
  private final IndexSettings index;

  Lives(long seed, long people, LocalDate asAt, int years, IndexSettings index) {
    this.seed = seed;
    this.people = people;
    this.asAt = asAt;
    this.years = years;
    this.index = index;
  }

  /** Whether the person may have more than one NHS number. */
  private boolean mayHaveMany(long person) {
    long group = person / PEOPLE_WITH_ONE_OF_MANY_NUMBERS;
    long chosen = Math.floorMod(HashRandom.mix(seed ^ HashRandom.mix(group)), 4L);
    return person % PEOPLE_WITH_ONE_OF_MANY_NUMBERS == chosen;
  }

  boolean isAdopted(long person, HashRandom random) {
    return mayHaveMany(person) && random.chance(index.adopted() * PEOPLE_WITH_ONE_OF_MANY_NUMBERS);
  }

  /**
   * When the person died, in the years that are told of.
   *
   * @param notBefore a day on which the person was alive
   */
  Optional<LocalDate> death(LocalDate birth, LocalDate notBefore, HashRandom random) {
    LocalDate from = Family.laterOf(birth, asAt.minusYears(years));
    double age = (from.toEpochDay() - birth.toEpochDay()) / 365.25;
    double hazard = HAZARD_AT_BIRTH * StrictMath.exp(HAZARD_GROWTH * age);
    double left =
        StrictMath.log(1 + HAZARD_GROWTH / hazard * random.exponential(1)) / HAZARD_GROWTH;
    LocalDate death = from.plusDays((long) (left * 365.25));
    return death.isAfter(asAt) || death.isBefore(notBefore) ? Optional.empty() : Optional.of(death);
  }

  Optional<LocalDate> sexChange(Draft draft, LocalDate end, HashRandom random) {
    if (draft.adopted.isPresent() || !mayHaveMany(draft.index)) {
      return Optional.empty();
    }
    LocalDate from = Family.laterOf(draft.birth.plusYears(18), draft.arrival.orElse(draft.birth));
    boolean changes = random.chance(index.sexChanged() * PEOPLE_WITH_ONE_OF_MANY_NUMBERS);
    return changes && from.isBefore(end)
        ? Optional.of(dayBetween(from, end, random))
        : Optional.empty();
  }

  /**
   * The NHS numbers of a person; none for those who are not in the index.
   *
   * @param end death, or the day that the population is looked at
   */
  List<NumberSpell> numbers(
      Draft draft, Optional<LocalDate> sexChange, LocalDate end, HashRandom random) {
    LocalDate start = draft.arrival.orElse(draft.birth);
    boolean recent = draft.arrival.isPresent() && draft.arrival.get().isAfter(asAt.minusYears(2));
    if (random.chance(recent ? index.absentRecentMigrants() : index.absent())) {
      return List.of();
    }
    List<NumberSpell> numbers = new ArrayList<>(1);
    numbers.add(new NumberSpell(start, NhsNumbers.at(seed, draft.index), NumberReason.FIRST));
    if (mayHaveMany(draft.index)) {
      Optional<LocalDate> broken = draft.adopted.isPresent() ? draft.adopted : sexChange;
      if (broken.isPresent() && broken.get().isAfter(start) && !broken.get().isAfter(end)) {
        NumberReason reason =
            draft.adopted.isPresent() ? NumberReason.ADOPTION : NumberReason.SEX_CHANGE;
        add(numbers, draft.index, broken.get(), reason);
      } else {
        addFurther(numbers, draft.index, end, random);
      }
    }
    return List.copyOf(numbers);
  }

  private void addFurther(
      List<NumberSpell> numbers, long person, LocalDate end, HashRandom random) {
    double u = random.nextDouble() / PEOPLE_WITH_ONE_OF_MANY_NUMBERS;
    LocalDate start = Family.laterOf(numbers.get(0).from(), end.minusYears(years));
    if (u < index.replaced()) {
      LocalDate when = dayBetween(start, end, random);
      boolean chain = random.chance(index.replacedAgain());
      if (when.isAfter(numbers.get(0).from())) {
        add(numbers, person, when, NumberReason.REPLACED);
        LocalDate again = dayBetween(when, end, random);
        if (chain && again.isAfter(when)) {
          add(numbers, person, again, NumberReason.REPLACED);
        }
      }
    } else if (u < index.replaced() + index.duplicated()) {
      LocalDate when = dayBetween(start, end, random);
      if (when.isAfter(numbers.get(0).from())) {
        add(numbers, person, when, NumberReason.DUPLICATE);
      }
    }
  }

  private void add(List<NumberSpell> numbers, long person, LocalDate from, NumberReason reason) {
    long group = person / PEOPLE_WITH_ONE_OF_MANY_NUMBERS;
    long place = people + group * FURTHER_NUMBERS + numbers.size() - 1;
    numbers.add(new NumberSpell(from, NhsNumbers.at(seed, place), reason));
  }

  private static LocalDate dayBetween(LocalDate from, LocalDate to, HashRandom random) {
    long days = to.toEpochDay() - from.toEpochDay();
    return days <= 0 ? from : from.plusDays((long) (random.nextDouble() * days) + 1);
  }

  boolean isRegistered(HashRandom random) {
    return !random.chance(index.withoutPractice());
  }

  /** An address of electronic mail at a host that cannot exist; many have none. */
  String email(NameSpell name, int birthYear, HashRandom random) {
    int age = asAt.getYear() - birthYear;
    boolean has = random.chance(age < 13 ? 0 : age > 75 ? 0.4 : 0.85);
    String host = MAIL_HOSTS[random.nextInt(MAIL_HOSTS.length)];
    int number = random.nextInt(1000);
    int style = random.nextInt(3);
    if (!has) {
      return "";
    }
    String given = plain(name.given());
    String surname = plain(name.surname());
    String local =
        switch (style) {
          case 0 -> given + "." + surname + number;
          case 1 -> given.substring(0, Math.min(1, given.length())) + surname + number;
          default -> given + birthYear + number;
        };
    return local + "@" + host;
  }

  /**
   * A mobile number of the range that is kept for plays, 07700 900000 to 900999: nobody has it, and
   * many generated people share each.
   */
  String mobile(int birthYear, HashRandom random) {
    int age = asAt.getYear() - birthYear;
    boolean has = random.chance(age < 11 ? 0.02 : age > 80 ? 0.5 : 0.92);
    int number = random.nextInt(1000);
    return has ? Long.toString(100_000_000_000L + 7_700_900_000L + number).substring(1) : "";
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder(name.length());
    String lower = name.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c >= 'a' && c <= 'z') {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
