package org.linkagehub.qa.synthetic;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.linkagehub.qa.synthetic.Person.NameSpell;

/** Gives names as the communities do: at birth, to children and at marriage. */
final class Naming {
  private static final double SINGH_OR_KAUR_ALONE = 0.35;
  private static final double WOMANS_OWN_SECOND_NAME = 0.5;
  private static final double MANS_OWN_SECOND_NAME = 0.6;
  private static final double MIDDLE_NAME = 0.75;
  private static final double ONE_NAME_ALONE = 0.12;
  private static final double TAKES_SURNAME = 0.78;
  private static final double DOUBLE_BARRELLED = 0.04;
  private static final String[] UNNAMED_GIRL = {"Baby", "Baby Girl", "Girl", "Female", "Infant"};
  private static final String[] UNNAMED_BOY = {"Baby", "Baby Boy", "Boy", "Male", "Infant"};

  private final NameBook book;

  Naming(NameBook book) {
    this.book = book;
  }

  /**
   * A name from birth on.
   *
   * @param family the family's surname, in the form that men bear
   * @param taken given names that brothers and sisters have
   */
  NameSpell atBirth(
      String community,
      Sex sex,
      LocalDate birth,
      String family,
      Set<String> taken,
      HashRandom random) {
    NameList names = book.names(community);
    String surname = formOf(names, family, sex);
    int year = birth.getYear() + random.between(-6, 6);
    String given = names.given(sex, year, random);
    for (int i = 0; i < 5 && taken.contains(given); i++) {
      given = names.given(sex, year, random);
    }
    String other =
        switch (names.custom()) {
          case SINGH_KAUR -> surname.equals(singhOrKaur(sex)) ? "" : singhOrKaur(sex);
          case SECOND_NAME_BY_SEX ->
              sex == Sex.MALE && random.chance(MANS_OWN_SECOND_NAME)
                  ? names.from("other-male", random).orElse("")
                  : "";
          case FATHERS_SURNAME ->
              random.chance(MIDDLE_NAME) ? names.given(sex, year - 20, random) : "";
          case MONONYMS, PATRONYMIC, SURNAME_FIRST, TWO_SURNAMES -> "";
        };
    boolean oneName = names.custom() == NamingCustom.MONONYMS && random.chance(ONE_NAME_ALONE);
    return new NameSpell(birth, given, other, oneName ? "" : surname, false);
  }

  /** The family's surname, as men bear it, of a person whose parents are not among the people. */
  String family(String community, Sex sex, LocalDate birth, HashRandom random) {
    NameList names = book.names(community);
    return switch (names.custom()) {
      case PATRONYMIC -> names.given(Sex.MALE, birth.getYear() - 30, random);
      case SINGH_KAUR ->
          random.chance(SINGH_OR_KAUR_ALONE) ? singhOrKaur(sex) : names.surname(random);
      case SECOND_NAME_BY_SEX ->
          sex == Sex.FEMALE && random.chance(WOMANS_OWN_SECOND_NAME)
              ? names.from("second-female", random).orElseGet(() -> names.surname(random))
              : names.surname(random);
      case TWO_SURNAMES -> names.surname(random) + " " + names.surname(random);
      case FATHERS_SURNAME, MONONYMS, SURNAME_FIRST -> names.surname(random);
    };
  }

  /** The family's surname of a child, as men bear it: by the custom of the head's community. */
  String childsFamily(Draft head, Draft second, Sex sex, LocalDate birth, HashRandom random) {
    NameList names = book.names(head.community);
    String heads = head.family;
    String seconds = second.family;
    return switch (names.custom()) {
      case PATRONYMIC ->
          head.sex == Sex.MALE
              ? head.nameAtBirth().given()
              : names.given(Sex.MALE, birth.getYear() - 30, random);
      case SINGH_KAUR -> heads.equals("Singh") || heads.equals("Kaur") ? singhOrKaur(sex) : heads;
      case SECOND_NAME_BY_SEX ->
          sex == Sex.FEMALE && random.chance(WOMANS_OWN_SECOND_NAME)
              ? names.from("second-female", random).orElse(heads)
              : heads;
      case TWO_SURNAMES -> head == second ? heads : lastPart(heads) + " " + lastPart(seconds);
      case FATHERS_SURNAME, MONONYMS, SURNAME_FIRST -> {
        boolean both =
            head != second
                && !heads.isEmpty()
                && !seconds.isEmpty()
                && !(heads + seconds).contains("-")
                && random.chance(DOUBLE_BARRELLED);
        yield both ? seconds + "-" + heads : heads;
      }
    };
  }

  /** The name of a bride from her wedding on; her own where the custom, or she, keeps it. */
  NameSpell married(Draft bride, Draft spouse, LocalDate wedding, HashRandom random) {
    NameSpell own = bride.name();
    NamingCustom custom = book.names(bride.community).custom();
    boolean changes = custom == NamingCustom.FATHERS_SURNAME || custom == NamingCustom.MONONYMS;
    String spouses = formOf(book.names(spouse.community), spouse.family, bride.sex);
    if (!changes || spouses.isEmpty() || own.surname().isEmpty()) {
      return own;
    }
    double u = random.nextDouble();
    String taken = own.surname();
    if (u < TAKES_SURNAME) {
      taken = spouses;
    } else if (u < TAKES_SURNAME + DOUBLE_BARRELLED && !(own.surname() + spouses).contains("-")) {
      taken = own.surname() + "-" + spouses;
    }
    return renamed(own, wedding, taken);
  }

  /** The same person under another surname. */
  static NameSpell renamed(NameSpell name, LocalDate from, String surname) {
    return new NameSpell(from, name.given(), name.otherGiven(), surname, false);
  }

  /** The name borne on a date. */
  static NameSpell lastBefore(List<NameSpell> names, LocalDate date) {
    int at = 0;
    while (at + 1 < names.size() && !names.get(at + 1).from().isAfter(date)) {
      at++;
    }
    return names.get(at);
  }

  /**
   * What stands for the name of a baby that has none yet.
   *
   * @param order 1, 2 and so on of twins and triplets, 0 of a single child
   */
  static NameSpell unnamed(
      Sex sex, LocalDate birth, NameSpell mother, int order, HashRandom random) {
    String[] words = sex == Sex.FEMALE ? UNNAMED_GIRL : UNNAMED_BOY;
    String given = words[random.nextInt(words.length)];
    if (order > 0) {
      given = "Twin " + order;
    } else if (random.chance(0.25) && !mother.given().isEmpty()) {
      given = "Baby Of " + mother.given();
    }
    return new NameSpell(birth, given, "", mother.surname(), true);
  }

  private static String formOf(NameList names, String surname, Sex sex) {
    return sex == Sex.FEMALE ? names.femaleForm(surname) : surname;
  }

  private static String lastPart(String surname) {
    return surname.substring(surname.lastIndexOf(' ') + 1);
  }

  private static String singhOrKaur(Sex sex) {
    return sex == Sex.FEMALE ? "Kaur" : "Singh";
  }
}
