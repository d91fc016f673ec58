package org.linkagehub.qa.synthetic;

/**
 * A sort of household.
 *
 * @see HouseholdBuilder
 */
enum HouseholdKind {
  ALONE(0.29, 1, 1),
  COUPLE(0.265, 2, 2),
  COUPLE_WITH_CHILDREN(0.27, 3, 8),
  LONE_PARENT(0.105, 2, 6),
  THREE_GENERATIONS(0.03, 4, 9),
  SHARED_HOUSE(0.03, 3, 7),
  STUDENT_HOUSE(0.006, 4, 8),
  CARE_HOME(0.0012, 12, 45),
  HOSTEL(0.0008, 8, 30),
  NO_FIXED_ABODE(0.002, 1, 1);

  private final double share;
  private final int least;
  private final int most;

  HouseholdKind(double share, int least, int most) {
    this.share = share;
    this.least = least;
    this.most = most;
  }

  /** The share of households, of a sum of about 1. */
  double share() {
    return share;
  }

  /** A number of members; large families are rarer, homes and hostels are of any size. */
  int size(HashRandom random) {
    boolean family =
        this == COUPLE_WITH_CHILDREN || this == LONE_PARENT || this == THREE_GENERATIONS;
    return family
        ? least - 1 + random.countFromOne(1.75, most - least + 1)
        : random.between(least, most);
  }
}
