package org.linkagehub.qa.synthetic;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A sort of household. */
public enum HouseholdKind {
  ALONE(1, 1),
  COUPLE(2, 2),
  COUPLE_WITH_CHILDREN(3, 8),
  LONE_PARENT(2, 6),
  THREE_GENERATIONS(4, 9),
  SHARED_HOUSE(3, 7),
  STUDENT_HOUSE(4, 8),
  CARE_HOME(12, 45),
  HOSTEL(8, 30),
  NO_FIXED_ABODE(1, 1);

  private final int least;
  private final int most;

  HouseholdKind(int least, int most) {
    this.least = least;
    this.most = most;
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<HouseholdKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }

  /** A number of members: large families are rarer, homes and hostels are of any size. */
  int size(HashRandom random) {
    return isFamily()
        ? least - 1 + random.countFromOne(1.75, most - least + 1)
        : random.between(least, most);
  }

  private boolean isFamily() {
    return this == COUPLE_WITH_CHILDREN || this == LONE_PARENT || this == THREE_GENERATIONS;
  }
}
