package org.linkagehub.qa.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a community hands names on from parents to children and at marriage. */
enum NamingCustom {
  /** Children bear the father's surname; most wives take it. */
  FATHERS_SURNAME,
  /** Singh for men and Kaur for women, before the family's surname or in its place. */
  SINGH_KAUR,
  /** The father's given name stands in the place of a surname; marriage changes nothing. */
  PATRONYMIC,
  /** A woman's last name is often hers alone (Begum, Bibi), a man's may be his own second name. */
  SECOND_NAME_BY_SEX,
  /** Mother's and father's surname, one after the other; marriage changes nothing. */
  TWO_SURNAMES,
  /** Surname first in the community's own use; marriage changes nothing. */
  SURNAME_FIRST,
  /** As the father's surname, but some people go by one name alone. */
  MONONYMS;

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<NamingCustom> of(String key) {
    return Arrays.stream(values()).filter(custom -> custom.key().equals(key)).findFirst();
  }

  static String all() {
    return Arrays.stream(values()).map(NamingCustom::key).collect(Collectors.joining(", "));
  }
}
