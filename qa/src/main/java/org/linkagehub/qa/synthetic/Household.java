package org.linkagehub.qa.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a household in the population: its members are the people numbered {@code first} to
 * {@code first + size - 1}.
 */
record Household(HouseholdKind kind, long first, int size) {
  /** Households are laid out within blocks of so many people, so each block stands on its own. */
  static final int BLOCK = 500;

  static long blocks(long people) {
    return (people + BLOCK - 1) / BLOCK;
  }

  /** The households of one block, the last cut short where the population or the block ends. */
  static List<Household> ofBlock(
      long seed, long block, long people, WeightedChoice<HouseholdKind> kinds) {
    HashRandom random = HashRandom.of(seed, HashRandom.Purpose.BLOCK, block);
    long next = block * BLOCK;
    long end = Math.min(next + BLOCK, people);
    List<Household> households = new ArrayList<>();
    while (next < end) {
      HouseholdKind kind = kinds.draw(random);
      int size = (int) Math.min(kind.size(random), end - next);
      households.add(new Household(kind, next, size));
      next += size;
    }
    return households;
  }
}
