package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.linkagehub.qa.synthetic.Person.HomeSpell;
import org.linkagehub.qa.synthetic.Person.NameSpell;

/** Makes the people of one household: who they are to each other, their names and their homes. */
final class HouseholdBuilder {
  /** Of births, as in England: about 3 in 200 are of twins. */
  private static final double TWINS = 0.015;

  private static final double SON_NAMED_AS_FATHER = 0.03;
  private static final double PARTNER_OF_ANOTHER_COMMUNITY = 0.08;
  private static final double WIFE_TAKES_SURNAME = 0.78;
  private static final double DOUBLE_BARRELLED_CHILDREN = 0.03;
  private static final double YEARS_IN_A_HOME = 9;
  private static final String NO_FIXED_ABODE = "ZZ99 3VZ";
  private static final String[] MAIL_HOSTS = {"example.com", "example.org", "example.net"};

  private final long seed;
  private final LocalDate asAt;
  private final NameBook book;

  HouseholdBuilder(long seed, LocalDate asAt, NameBook book) {
    this.seed = seed;
    this.asAt = asAt;
    this.book = book;
  }

  /** A person's parts that the household decides. */
  private static final class Member {
    Sex sex;
    LocalDate birth;
    String community;
    LocalDate arrival;
    final List<NameSpell> names = new ArrayList<>();

    Member(Sex sex, LocalDate birth, String community, LocalDate arrival) {
      this.sex = sex;
      this.birth = birth;
      this.community = community;
      this.arrival = arrival;
    }

    NameSpell name() {
      return names.get(names.size() - 1);
    }
  }

  List<Person> build(Household household) {
    HashRandom random = HashRandom.of(seed, HashRandom.Purpose.HOUSEHOLD, household.first());
    List<Member> members =
        switch (household.kind()) {
          case ALONE, NO_FIXED_ABODE -> unrelated(random, household.size(), 20, 92);
          case SHARED_HOUSE -> unrelated(random, household.size(), 21, 45);
          case STUDENT_HOUSE -> unrelated(random, household.size(), 18, 24);
          case CARE_HOME -> unrelated(random, household.size(), 72, 101);
          case HOSTEL -> unrelated(random, household.size(), 18, 64);
          case COUPLE -> family(random, household.size(), 2, 0);
          case COUPLE_WITH_CHILDREN -> family(random, household.size(), 2, 0);
          case LONE_PARENT -> family(random, household.size(), 1, 0);
          case THREE_GENERATIONS -> family(random, household.size(), 2, 1);
        };
    List<HomeSpell> homes = homes(random, household.kind());
    List<Person> people = new ArrayList<>(members.size());
    for (int i = 0; i < members.size(); i++) {
      people.add(person(household, household.first() + i, members.get(i), homes));
    }
    return people;
  }

  private List<Member> unrelated(HashRandom random, int size, int youngest, int oldest) {
    List<Member> members = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Sex sex = random.chance(youngest > 70 ? 0.68 : 0.49) ? Sex.FEMALE : Sex.MALE;
      Member member = adult(random, sex, random.between(youngest, oldest), book.community(random));
      String surname = birthSurname(random, member);
      member.names.add(name(random, member, surname, Set.of()));
      int years = Math.min(random.between(0, 12), asAt.getYear() - member.birth.getYear() - 17);
      member.arrival = asAt.minusDays(Math.max(years, 0) * 365L + random.nextInt(365));
      members.add(member);
    }
    return members;
  }

  private List<Member> family(HashRandom random, int size, int parents, int elders) {
    int adults = Math.min(parents, size);
    int old = Math.min(elders, size - adults);
    int children = size - adults - old;
    int age =
        children > 0 ? random.between(25 + Math.min(children, 6), 48) : random.between(22, 88);
    String community = book.community(random);
    Sex headSex = adults == 2 || random.chance(0.14) ? Sex.MALE : Sex.FEMALE;
    Member head = adult(random, headSex, age, community);
    String surname = birthSurname(random, head);
    head.names.add(name(random, head, surname, Set.of()));
    LocalDate formed = head.birth.plusDays(365L * random.between(19, Math.min(26, age)));
    head.arrival = formed.isAfter(asAt) ? asAt.minusDays(200) : formed;

    List<Member> members = new ArrayList<>(size);
    members.add(head);
    Member mother = head;
    if (adults == 2) {
      mother = partner(random, head, surname);
      members.add(mother);
    }
    addChildren(random, members, head, mother, children);
    for (int i = 0; i < old; i++) {
      Member elder =
          adult(
              random,
              random.chance(0.7) ? Sex.FEMALE : Sex.MALE,
              Math.min(age + random.between(21, 38), 99),
              community);
      elder.arrival = asAt.minusDays(random.between(100, 5000));
      elder.names.add(name(random, elder, surname, Set.of()));
      members.add(elder);
    }
    return members;
  }

  private Member partner(HashRandom random, Member head, String surname) {
    String community =
        random.chance(PARTNER_OF_ANOTHER_COMMUNITY) ? book.community(random) : head.community;
    int headAge = asAt.getYear() - head.birth.getYear();
    int age = Math.max(18, Math.min(headAge + random.between(-7, 4), 98));
    Member partner = adult(random, Sex.FEMALE, age, community);
    LocalDate adulthood = partner.birth.plusDays(365L * 18 + random.nextInt(300));
    partner.arrival = head.arrival.isBefore(adulthood) ? adulthood : head.arrival;
    String own = birthSurname(random, partner);
    NameSpell atBirth = name(random, partner, own, Set.of());
    partner.names.add(atBirth);
    NamingCustom custom = book.names(community).custom();
    boolean changes = custom == NamingCustom.FATHERS_SURNAME || custom == NamingCustom.MONONYMS;
    if (changes && random.chance(WIFE_TAKES_SURNAME)) {
      LocalDate wedding = partner.arrival.plusDays(random.between(-400, 1500));
      if (wedding.isAfter(adulthood) && !wedding.isAfter(asAt)) {
        String taken = book.names(head.community).femaleForm(surname);
        partner.names.add(new NameSpell(wedding, atBirth.given(), atBirth.otherGiven(), taken));
      }
    }
    return partner;
  }

  private void addChildren(
      HashRandom random, List<Member> members, Member head, Member mother, int children) {
    if (children == 0) {
      return;
    }
    long first =
        Math.max(mother.birth.plusYears(18).toEpochDay(), asAt.minusYears(21).toEpochDay());
    long last = Math.min(asAt.toEpochDay(), mother.birth.plusYears(46).toEpochDay());
    int gap = (int) Math.max(1, Math.min(330, (last - first) / (2L * children)));
    int room = (int) Math.max(1, last - first - (long) gap * (children - 1));
    int[] offsets = new int[children];
    for (int i = 0; i < children; i++) {
      offsets[i] = random.nextInt(room);
    }
    Arrays.sort(offsets);
    NameSpell fathers = head.names.get(0);
    String familyName = fathers.surname();
    if (head != mother
        && random.chance(DOUBLE_BARRELLED_CHILDREN)
        && !mother.names.get(0).surname().contains("-")) {
      familyName = mother.names.get(0).surname() + "-" + familyName;
    }
    Set<String> taken = new HashSet<>();
    members.forEach(member -> taken.add(member.names.get(0).given()));
    LocalDate previous = null;
    for (int i = 0; i < children; i++) {
      LocalDate birth = LocalDate.ofEpochDay(first + offsets[i] + (long) i * gap);
      if (previous != null && random.chance(TWINS)) {
        birth = previous;
      }
      Sex sex = random.chance(0.487) ? Sex.FEMALE : Sex.MALE;
      Member child = new Member(sex, birth, head.community, birth);
      String surname = childSurname(random, child, head, familyName);
      NameSpell name = name(random, child, surname, taken);
      if (sex == Sex.MALE && head.sex == Sex.MALE && random.chance(SON_NAMED_AS_FATHER)) {
        name = new NameSpell(birth, fathers.given(), name.otherGiven(), surname);
      }
      child.names.add(name);
      taken.add(name.given());
      members.add(child);
      previous = birth;
    }
  }

  private Member adult(HashRandom random, Sex sex, int age, String community) {
    LocalDate birth = asAt.minusDays(age * 365L + age / 4 + random.nextInt(365));
    return new Member(sex, birth, community, birth);
  }

  /** The surname that a person of the community is born with. */
  private String birthSurname(HashRandom random, Member member) {
    NameList names = book.names(member.community);
    return switch (names.custom()) {
      case PATRONYMIC -> names.given(Sex.MALE, member.birth.getYear() - 30, random);
      case SINGH_KAUR -> random.chance(0.35) ? singhOrKaur(member.sex) : names.surname(random);
      case SECOND_NAME_BY_SEX ->
          member.sex == Sex.FEMALE && random.chance(0.55)
              ? names.from("second-female", random).orElseGet(() -> names.surname(random))
              : names.surname(random);
      case TWO_SURNAMES -> names.surname(random) + " " + names.surname(random);
      case FATHERS_SURNAME, MONONYMS, CHINESE -> {
        String surname = names.surname(random);
        yield member.sex == Sex.FEMALE ? names.femaleForm(surname) : surname;
      }
    };
  }

  private String childSurname(HashRandom random, Member child, Member head, String familyName) {
    NameList names = book.names(child.community);
    return switch (names.custom()) {
      case PATRONYMIC ->
          head.sex == Sex.MALE
              ? head.names.get(0).given()
              : names.given(Sex.MALE, child.birth.getYear() - 30, random);
      case SINGH_KAUR ->
          familyName.equals("Singh") || familyName.equals("Kaur")
              ? singhOrKaur(child.sex)
              : familyName;
      case SECOND_NAME_BY_SEX ->
          child.sex == Sex.FEMALE && random.chance(0.4)
              ? names.from("second-female", random).orElse(familyName)
              : familyName;
      case FATHERS_SURNAME, MONONYMS, CHINESE, TWO_SURNAMES ->
          child.sex == Sex.FEMALE ? names.femaleForm(familyName) : familyName;
    };
  }

  private NameSpell name(HashRandom random, Member member, String surname, Set<String> taken) {
    NameList names = book.names(member.community);
    int year = member.birth.getYear() + random.between(-6, 6);
    String given = names.given(member.sex, year, random);
    for (int i = 0; i < 5 && taken.contains(given); i++) {
      given = names.given(member.sex, year, random);
    }
    String other =
        switch (names.custom()) {
          case SINGH_KAUR -> surname.equals(singhOrKaur(member.sex)) ? "" : singhOrKaur(member.sex);
          case SECOND_NAME_BY_SEX ->
              member.sex == Sex.MALE && random.chance(0.6)
                  ? names.from("other-male", random).orElse("")
                  : "";
          case FATHERS_SURNAME ->
              random.chance(0.75) ? names.given(member.sex, year - 20, random) : "";
          case MONONYMS, PATRONYMIC, CHINESE, TWO_SURNAMES -> "";
        };
    boolean oneName = names.custom() == NamingCustom.MONONYMS && random.chance(0.12);
    return new NameSpell(member.birth, given, other, oneName ? "" : surname);
  }

  private static String singhOrKaur(Sex sex) {
    return sex == Sex.FEMALE ? "Kaur" : "Singh";
  }

  /** The household's homes, latest last; the first reaches back as far as anyone's life. */
  private List<HomeSpell> homes(HashRandom random, HouseholdKind kind) {
    List<HomeSpell> homes = new ArrayList<>();
    Place place = book.place(random);
    LocalDate from = asAt;
    for (int i = 0; i < 4; i++) {
      from =
          from.minusDays(
              30 + (long) (-StrictMath.log(1 - random.nextDouble()) * YEARS_IN_A_HOME * 365));
      boolean now = i == 0 && kind == HouseholdKind.NO_FIXED_ABODE;
      homes.add(0, new HomeSpell(from, place, now ? NO_FIXED_ABODE : place.postcode(random)));
      place = random.chance(0.7) ? place : book.place(random);
    }
    return homes;
  }

  private Person person(Household household, long index, Member member, List<HomeSpell> shared) {
    HashRandom random = HashRandom.of(seed, HashRandom.Purpose.PERSON, index);
    List<HomeSpell> homes = new ArrayList<>();
    HomeSpell here = shared.get(shared.size() - 1);
    Place birthPlace = random.chance(0.6) ? here.place() : book.place(random);
    if (member.arrival.isAfter(member.birth)) { // a parents' home, then perhaps one of their own
      homes.add(new HomeSpell(member.birth, birthPlace, birthPlace.postcode(random)));
      LocalDate leaving = member.birth.plusDays(365L * 18 + random.nextInt(2000));
      if (leaving.isBefore(member.arrival)) {
        Place place = random.chance(0.5) ? birthPlace : book.place(random);
        homes.add(new HomeSpell(leaving, place, place.postcode(random)));
      }
    }
    for (int i = 0; i < shared.size(); i++) {
      HomeSpell home = shared.get(i);
      boolean left = i + 1 < shared.size() && !shared.get(i + 1).from().isAfter(member.arrival);
      if (!left) {
        LocalDate from = home.from().isAfter(member.arrival) ? home.from() : member.arrival;
        homes.add(new HomeSpell(from, home.place(), home.postcode()));
      }
    }
    return new Person(
        index,
        household.first(),
        member.community,
        member.sex,
        member.birth,
        birthPlace.town(),
        List.copyOf(member.names),
        List.copyOf(homes),
        NhsNumbers.at(seed, index),
        email(random, member));
  }

  private String email(HashRandom random, Member member) {
    int age = asAt.getYear() - member.birth.getYear();
    if (age < 13 || !random.chance(age > 75 ? 0.4 : 0.85)) {
      return "";
    }
    String given = plain(member.name().given());
    String surname = plain(member.name().surname());
    String host = MAIL_HOSTS[random.nextInt(MAIL_HOSTS.length)];
    int number = random.nextInt(1000);
    return switch (random.nextInt(3)) {
      case 0 -> "%s.%s%d@%s".formatted(given, surname, number, host);
      case 1 ->
          "%s%s%d@%s"
              .formatted(given.substring(0, Math.min(1, given.length())), surname, number, host);
      default -> "%s%d@%s".formatted(given, member.birth.getYear() * 1000 + number, host);
    };
  }

  private static String plain(String name) {
    StringBuilder plain = new StringBuilder();
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
