package org.linkagehub.qa.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The five groups of ethnic categories that tables are mostly made for. */
public enum EthnicGroup {
  WHITE,
  MIXED,
  ASIAN,
  BLACK,
  OTHER;

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<EthnicGroup> of(String key) {
    return Arrays.stream(values()).filter(group -> group.key().equals(key)).findFirst();
  }
}
