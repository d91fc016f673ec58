package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Person.Role;

/** Puts the members of a household together: who they are to each other, and their names. */
final class Family {
  /** About 3 births in 200 are of twins, and 1 in 4,000 of triplets. */
  private static final double TWINS = 0.015;

  private static final double TRIPLETS = 0.02;
  private static final double BABY_UNNAMED_AT_FIRST = 0.9;
  private static final int BABIES_REGISTERED_SINCE = 2003;
  private static final int LEAST_DAYS_BETWEEN_BIRTHS = 300;
  private static final int LEAST_AGE_OF_MOTHERS = 18;
  private static final int LEAST_AGE_OF_FATHERS = 17;
  private static final double SON_NAMED_AS_FATHER = 0.03;
  private static final double PARTNER_OF_ANOTHER_COMMUNITY = 0.08;
  private static final double PARTNER_OF_THE_SAME_SEX = 0.025;
  private static final double DIVORCED = 0.25;
  private static final double MEAN_YEARS_SINCE_ARRIVAL = 13;

  private final LocalDate asAt;
  private final NameBook book;
  private final Naming naming;
  private final Adoptions adoptions;

  Family(LocalDate asAt, NameBook book, Adoptions adoptions) {
    this.asAt = asAt;
    this.book = book;
    this.naming = new Naming(book);
    this.adoptions = adoptions;
  }

  /** Tells which children were adopted. */
  interface Adoptions {
    boolean isAdopted(long index, HashRandom random);
  }

  List<Draft> members(Household household, HashRandom random) {
    return switch (household.kind()) {
      case ALONE, NO_FIXED_ABODE -> unrelated(household, 20, 92, 12, random);
      case SHARED_HOUSE -> unrelated(household, 21, 45, 4, random);
      case STUDENT_HOUSE -> unrelated(household, 18, 24, 2, random);
      case CARE_HOME -> unrelated(household, 72, 101, 4, random);
      case HOSTEL -> unrelated(household, 18, 64, 2, random);
      case COUPLE, COUPLE_WITH_CHILDREN -> family(household, 2, 0, random);
      case LONE_PARENT -> family(household, 1, 0, random);
      case THREE_GENERATIONS -> family(household, 2, 1, random);
    };
  }

  private List<Draft> unrelated(
      Household household, int youngest, int oldest, int mostYears, HashRandom random) {
    List<Draft> members = new ArrayList<>(household.size());
    for (int i = 0; i < household.size(); i++) {
      Sex sex = random.chance(youngest > 70 ? 0.68 : 0.49) ? Sex.FEMALE : Sex.MALE;
      String community = book.community(random);
      int age = random.between(youngest, oldest);
      boolean abroad = random.chance(book.settings(community).bornAbroad());
      Draft member =
          adult(household.first() + i, Role.RESIDENT, sex, age, community, abroad, random);
      if (abroad) {
        arrive(member, random);
      }
      formerMarriage(member, random);
      LocalDate joined = asAt.minusDays(random.nextInt(mostYears * 365) + 1L);
      LocalDate earliest = laterOf(member.birth.plusYears(17), member.arrival.orElse(member.birth));
      member.joined = laterOf(joined, earliest);
      members.add(member);
    }
    return members;
  }

  /** Grandparents stand last and are the first to be missing in a household that was cut short. */
  private List<Draft> family(Household household, int parents, int elders, HashRandom random) {
    int size = household.size();
    int adults = Math.min(parents, size);
    int old = Math.min(elders, size - adults);
    int children = size - adults - old;
    int age =
        children > 0 ? random.between(25 + Math.min(children, 6), 48) : random.between(22, 88);
    Sex headsSex = adults == 2 || random.chance(0.14) ? Sex.MALE : Sex.FEMALE;
    long first = household.first();
    String community = book.community(random);
    boolean abroad = random.chance(book.settings(community).bornAbroad());
    Draft head = adult(first, Role.HEAD, headsSex, age, community, abroad, random);
    if (abroad) {
      arrive(head, random);
    }
    LocalDate formed = head.birth.plusDays(365L * random.between(19, Math.min(27, age)));
    head.joined = earlierOf(laterOf(formed, head.arrival.orElse(formed)), asAt.minusDays(200));
    if (adults == 1) {
      formerMarriage(head, random);
    }
    List<Draft> members = new ArrayList<>(size);
    members.add(head);
    Draft second = head;
    if (adults == 2) {
      second = partner(first + 1, head, children == 0 ? 18 : 20 + children, random);
      members.add(second);
    }
    addChildren(members, head, second, children, random);
    for (int i = 0; i < old; i++) {
      members.add(grandparent(first + members.size(), head, age, random));
    }
    return members;
  }

  private Draft grandparent(long index, Draft head, int headsAge, HashRandom random) {
    int age = Math.min(headsAge + random.between(20, 38), 100);
    Sex sex = random.chance(0.7) ? Sex.FEMALE : Sex.MALE;
    boolean abroad = head.arrival.isPresent();
    LocalDate birth = birthday(age, head.community, abroad, random);
    Draft elder = draft(index, Role.GRANDPARENT, sex, birth, head.community, random);
    elder.family = head.family;
    elder.add(naming.atBirth(elder.community, sex, birth, head.family, Set.of(), random));
    elder.arrival = head.arrival;
    elder.joined =
        laterOf(
            asAt.minusDays(random.between(100, 5000)),
            laterOf(elder.arrival.orElse(elder.birth), head.joined));
    return elder;
  }

  private Draft partner(long index, Draft head, int youngest, HashRandom random) {
    boolean other = random.chance(PARTNER_OF_ANOTHER_COMMUNITY);
    String community = other ? book.community(random) : head.community;
    int age = Math.max(youngest, Math.min(yearsBefore(head.birth) + random.between(-7, 4), 98));
    Sex sex = random.chance(PARTNER_OF_THE_SAME_SEX) ? head.sex : head.sex.other();
    boolean together = !other && head.arrival.isPresent();
    boolean abroad = together || random.chance(book.settings(community).bornAbroad());
    Draft partner = adult(index, Role.PARTNER, sex, age, community, abroad, random);
    if (together) {
      LocalDate arrival =
          random.chance(0.6)
              ? head.arrival.get()
              : earlierOf(head.arrival.get().plusDays(random.nextInt(2500)), asAt);
      partner.arrival = Optional.of(laterOf(arrival, partner.birth.plusDays(1)));
    } else if (abroad) {
      arrive(partner, random);
    }
    LocalDate adulthood = partner.birth.plusDays(365L * 18 + random.nextInt(300));
    LocalDate met = laterOf(laterOf(adulthood, head.joined), partner.arrival.orElse(adulthood));
    partner.joined = earlierOf(met, asAt);
    if (sex == Sex.FEMALE || random.chance(0.03)) {
      LocalDate wedding = partner.joined.plusDays(random.between(-400, 1500));
      if (wedding.isAfter(adulthood) && !wedding.isAfter(asAt)) {
        partner.add(naming.married(partner, head, wedding, random));
      }
    }
    return partner;
  }

  /** A marriage that is over, of a woman who now lives without a husband. */
  private void formerMarriage(Draft woman, HashRandom random) {
    int age = yearsBefore(woman.birth);
    double married = age < 22 ? 0 : age < 30 ? 0.1 : age < 45 ? 0.3 : age < 65 ? 0.5 : 0.85;
    if (woman.sex == Sex.MALE || !random.chance(married)) {
      return;
    }
    Draft husband = adult(-1, Role.PARTNER, Sex.MALE, age, woman.community, false, random);
    LocalDate wedding =
        woman.birth.plusDays(
            365L * random.between(20, Math.min(age - 1, 36)) + random.nextInt(365));
    NameSpell own = woman.name();
    if (wedding.isBefore(asAt)) {
      woman.add(naming.married(woman, husband, wedding, random));
      LocalDate end = wedding.plusDays(400L + random.nextInt(7000));
      if (random.chance(DIVORCED)
          && end.isBefore(asAt)
          && !woman.name().surname().equals(own.surname())) {
        woman.add(Naming.renamed(own, end, own.surname()));
      }
    }
  }

  private void addChildren(
      List<Draft> members, Draft head, Draft second, int children, HashRandom random) {
    if (children == 0) {
      return;
    }
    Draft mother = head.sex == Sex.FEMALE ? head : second;
    List<LocalDate> births = births(earliestBirth(mother, head, second), mother, children, random);
    Set<String> taken = new HashSet<>();
    members.forEach(member -> taken.add(member.nameAtBirth().given()));
    for (int i = 0; i < children; i++) {
      LocalDate birth = births.get(i);
      boolean multiple =
          (i > 0 && births.get(i - 1).equals(birth))
              || (i + 1 < children && births.get(i + 1).equals(birth));
      int order = 1 + (int) births.subList(0, i).stream().filter(birth::equals).count();
      members.add(
          child(head.index + members.size(), members, birth, multiple ? order : 0, taken, random));
    }
  }

  private Draft child(
      long index,
      List<Draft> members,
      LocalDate birth,
      int order,
      Set<String> taken,
      HashRandom random) {
    Draft head = members.get(0);
    boolean couple = members.size() > 1 && members.get(1).role == Role.PARTNER;
    Draft second = couple ? members.get(1) : head;
    Sex sex = random.chance(0.487) ? Sex.FEMALE : Sex.MALE;
    EthnicCategory ethnic = EthnicCategory.ofChild(head.ethnic, second.ethnic, random);
    Draft child = new Draft(index, Role.CHILD, sex, birth, head.community, ethnic, birth);
    child.family = naming.childsFamily(head, second, sex, birth, random);
    NameSpell name = naming.atBirth(child.community, sex, birth, child.family, taken, random);
    if (sex == Sex.MALE && head.sex == Sex.MALE && random.chance(SON_NAMED_AS_FATHER)) {
      name =
          new NameSpell(
              birth, head.nameAtBirth().given(), name.otherGiven(), name.surname(), false);
    }
    taken.add(name.given());
    arrivalOfChild(child, head);
    if (adoptions.isAdopted(index, random) && order == 0) {
      adopt(child, head, name, random);
      return child;
    }
    Draft mother = head.sex == Sex.FEMALE ? head : second;
    Draft father = head.sex == Sex.MALE ? head : second;
    child.mother = mother.sex == Sex.FEMALE ? mother.index : -1;
    child.father = father.sex == Sex.MALE ? father.index : -1;
    addNames(child, mother, name, order, random);
    return child;
  }

  private void addNames(Draft child, Draft mother, NameSpell name, int order, HashRandom random) {
    boolean registered =
        child.birth.getYear() >= BABIES_REGISTERED_SINCE
            && child.arrival.isEmpty()
            && mother.sex == Sex.FEMALE;
    if (registered && random.chance(BABY_UNNAMED_AT_FIRST)) {
      LocalDate named = child.birth.plusDays(random.between(2, 42));
      NameSpell mothers = Naming.lastBefore(mother.names, child.birth);
      child.add(Naming.unnamed(child.sex, child.birth, mothers, order, random));
      if (!named.isAfter(asAt)) {
        child.add(new NameSpell(named, name.given(), name.otherGiven(), name.surname(), false));
      }
    } else {
      child.add(name);
    }
  }

  /** Before the adoption another name and, some day, another family; afterwards this one. */
  private void adopt(Draft child, Draft head, NameSpell name, HashRandom random) {
    LocalDate adoption = child.arrival.orElse(child.birth).plusDays(200L + random.nextInt(2500));
    if (adoption.isAfter(asAt)) {
      adoption = asAt;
    }
    String family = naming.family(child.community, child.sex, child.birth, random);
    NameSpell before =
        naming.atBirth(child.community, child.sex, child.birth, family, Set.of(), random);
    boolean keepsGiven = random.chance(0.6);
    child.add(before);
    if (adoption.isAfter(child.birth)) {
      child.add(
          new NameSpell(
              adoption,
              keepsGiven ? before.given() : name.given(),
              keepsGiven ? before.otherGiven() : name.otherGiven(),
              name.surname(),
              false));
      child.adopted = Optional.of(adoption);
    }
    child.joined = laterOf(adoption, head.joined);
  }

  /** Children born before the family came came with it. */
  private static void arrivalOfChild(Draft child, Draft head) {
    if (head.arrival.isPresent() && head.arrival.get().isAfter(child.birth)) {
      child.arrival = head.arrival;
      child.joined = laterOf(head.arrival.get(), head.joined);
    }
  }

  private static LocalDate earliestBirth(Draft mother, Draft head, Draft second) {
    LocalDate ofAge = mother.birth.plusYears(LEAST_AGE_OF_MOTHERS);
    for (Draft parent : List.of(head, second)) {
      ofAge = laterOf(ofAge, parent.birth.plusYears(LEAST_AGE_OF_FATHERS));
    }
    return ofAge;
  }

  /** Days of birth in order, mothers being up to 45; twins share theirs. */
  private List<LocalDate> births(
      LocalDate earliest, Draft mother, int children, HashRandom random) {
    long first = Math.max(earliest.toEpochDay(), asAt.minusYears(21).toEpochDay());
    long last = Math.min(asAt.toEpochDay(), mother.birth.plusYears(46).toEpochDay());
    last = Math.max(last, first + 1);
    int gap = (int) Math.max(1, Math.min(LEAST_DAYS_BETWEEN_BIRTHS, (last - first) / children));
    int room = (int) Math.max(1, last - first - (long) gap * (children - 1));
    int[] offsets = new int[children];
    for (int i = 0; i < children; i++) {
      offsets[i] = random.nextInt(room);
    }
    Arrays.sort(offsets);
    List<LocalDate> births = new ArrayList<>(children);
    for (int i = 0; i < children; i++) {
      long day = Math.min(first + offsets[i] + (long) i * gap, asAt.toEpochDay());
      boolean afterTwin = i > 1 && births.get(i - 1).equals(births.get(i - 2));
      boolean together = i > 0 && random.chance(afterTwin ? TRIPLETS : TWINS);
      births.add(together ? births.get(i - 1) : LocalDate.ofEpochDay(day));
    }
    return births;
  }

  /** An adult with the name of birth; not yet in a household. */
  private Draft adult(
      long index,
      Role role,
      Sex sex,
      int age,
      String community,
      boolean abroad,
      HashRandom random) {
    LocalDate birth = birthday(age, community, abroad, random);
    Draft adult = draft(index, role, sex, birth, community, random);
    adult.family = naming.family(community, sex, birth, random);
    adult.add(naming.atBirth(community, sex, birth, adult.family, Set.of(), random));
    return adult;
  }

  private Draft draft(
      long index, Role role, Sex sex, LocalDate birth, String community, HashRandom random) {
    return new Draft(index, role, sex, birth, community, book.ethnic(community, random), birth);
  }

  private void arrive(Draft adult, HashRandom random) {
    LocalDate arrival = asAt.minusDays((int) random.exponential(MEAN_YEARS_SINCE_ARRIVAL * 365));
    adult.arrival = Optional.of(laterOf(arrival, adult.birth.plusDays(1)));
  }

  /** A day of birth; the official one where only the year is known. */
  private LocalDate birthday(int age, String community, boolean abroad, HashRandom random) {
    LocalDate birth = asAt.minusDays(age * 365L + age / 4 + random.nextInt(365));
    boolean unknown = abroad && random.chance(book.settings(community).unknownBirthday());
    return unknown ? birth.withDayOfYear(1) : birth;
  }

  private int yearsBefore(LocalDate birth) {
    return (int) ((asAt.toEpochDay() - birth.toEpochDay()) / 365.25);
  }

  static LocalDate laterOf(LocalDate a, LocalDate b) {
    return a.isAfter(b) ? a : b;
  }

  static LocalDate earlierOf(LocalDate a, LocalDate b) {
    return a.isBefore(b) ? a : b;
  }
}
