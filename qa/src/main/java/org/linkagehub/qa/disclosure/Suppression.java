package org.linkagehub.qa.disclosure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the counts of a table that are withheld.
 *
 * <ol>
 *   <li>Small counts.
 *   <li>Where one group of a whole alone is withheld, the smallest other one, so that it is not the
 *       difference.
 *   <li>Where a reader could still narrow a withheld count to fewer values than {@code
 *       least-possible}, by the sums and orders that hold between what is shown and by how it is
 *       rounded: the smallest count that the narrowing rests on.
 *   <li>A count that is withheld under one name is under every other of its scope.
 * </ol>
 *
 * <p>What a reader can narrow is found by propagating bounds through the sums until they stand
 * still: each count's least and greatest value given those of all others, also for a reader who
 * guesses which counts were withheld for being small. {@code DisclosureTest} takes the place of
 * that reader for all small tables.
 */
final class Suppression {
  private static final int MOST_ROUNDS = 200;

  private final DisclosureSettings settings;
  private final CountTable table;
  private final Map<Cell, List<CountTable.Sum>> sumsOf = new HashMap<>();
  private final Set<Cell> withheld = new LinkedHashSet<>();

  Suppression(DisclosureSettings settings, CountTable table) {
    this.settings = settings;
    this.table = table;
    for (CountTable.Sum sum : table.sums()) {
      sumsOf.computeIfAbsent(sum.total(), none -> new ArrayList<>()).add(sum);
      sum.parts().forEach(part -> sumsOf.computeIfAbsent(part, none -> new ArrayList<>()).add(sum));
    }
  }

  /** The withheld cells. */
  Collection<Cell> cells() {
    Set<Cell> unshown = new HashSet<>(table.unshown());
    table
        .counts()
        .forEach(
            (cell, count) -> {
              boolean own = settings.isSmall(count) || unshown.contains(cell);
              if (table.earlier().getOrDefault(cell, own)) {
                withheld.add(cell);
              }
            });
    boolean more = true;
    while (more) {
      more = withholdSecond(unshown);
      more |= withholdEquals(unshown);
      if (!more) {
        more = withholdNarrowed(unshown);
      }
    }
    return withheld;
  }

  private boolean withholdSecond(Set<Cell> unshown) {
    boolean more = false;
    for (CountTable.Sum sum : table.sums()) {
      if (!sum.partition() || withheld.contains(sum.total())) {
        continue;
      }
      long hidden = sum.parts().stream().filter(withheld::contains).count();
      if (hidden == 1) {
        Optional<Cell> second = smallest(sum.parts(), unshown);
        // Without another part the whole is the withheld one, under another name.
        more |= withheld.add(second.orElse(sum.total()));
      }
    }
    return more;
  }

  private boolean withholdEquals(Set<Cell> unshown) {
    Map<String, Set<Double>> byScope = new HashMap<>();
    for (Cell cell : withheld) {
      if (!unshown.contains(cell)) {
        byScope.computeIfAbsent(cell.scope(), none -> new HashSet<>()).add(count(cell));
      }
    }
    boolean more = false;
    for (Map.Entry<Cell, Double> cell : table.counts().entrySet()) {
      Set<Double> hidden = byScope.get(cell.getKey().scope());
      if (hidden != null
          && !isEarlier(cell.getKey())
          && cell.getValue() != 0
          && hidden.contains(cell.getValue())) {
        more |= withheld.add(cell.getKey());
      }
    }
    return more;
  }

  private boolean withholdNarrowed(Set<Cell> unshown) {
    Map<Cell, Bounds> bounds = bounds(unshown);
    Set<CountTable.Sum> changed = new HashSet<>();
    for (Cell cell : List.copyOf(withheld)) {
      Bounds known = bounds.get(cell);
      // Of a rest that is not shown nothing is to be told if it may be small, be it or not: that it
      // is protected must not tell.
      boolean safe =
          unshown.contains(cell) && (known.most() < 1 || known.most() > settings.suppressUpTo());
      if (safe || known.values() >= settings.leastPossible()) {
        continue;
      }
      List<CountTable.Sum> sums = sumsOf.getOrDefault(cell, List.of());
      if (sums.stream().anyMatch(changed::contains)) {
        continue; // what is known of it has changed: looked at again in the next round
      }
      Optional<Cell> next = smallest(near(cell), unshown);
      if (next.isPresent()) {
        withheld.add(next.get());
        changed.addAll(sumsOf.get(next.get()));
      }
    }
    return !changed.isEmpty();
  }

  /**
   * The counts of its sums; through those of an earlier release, which are as they are, further.
   */
  private Set<Cell> near(Cell cell) {
    var near = new LinkedHashSet<Cell>(List.of(cell));
    var toVisit = new ArrayDeque<Cell>(List.of(cell));
    while (!toVisit.isEmpty()) {
      for (CountTable.Sum sum : sumsOf.getOrDefault(toVisit.poll(), List.of())) {
        for (Cell other : sum.parts()) {
          if (near.add(other) && isEarlier(other)) {
            toVisit.add(other);
          }
        }
        if (near.add(sum.total()) && isEarlier(sum.total())) {
          toVisit.add(sum.total());
        }
      }
    }
    return near;
  }

  /**
   * The smallest shown count that is not zero, as it is shown; the first by name among equals. Not
   * as it is: the choice would tell of it.
   */
  private Optional<Cell> smallest(Collection<Cell> cells, Set<Cell> unshown) {
    return cells.stream()
        .filter(
            cell ->
                !withheld.contains(cell)
                    && !unshown.contains(cell)
                    && !isEarlier(cell)
                    && count(cell) > 0)
        .min(
            Comparator.<Cell>comparingLong(cell -> settings.rounded(count(cell)))
                .thenComparing(Cell::scope)
                .thenComparing(Cell::name));
  }

  /** Whether a count left with an earlier release: nothing can be done about it any more. */
  private boolean isEarlier(Cell cell) {
    return table.earlier().containsKey(cell);
  }

  private double count(Cell cell) {
    return table.count(cell);
  }

  /** What a reader can tell of a count. */
  private record Bounds(double least, double most) {
    Bounds within(double otherLeast, double otherMost) {
      return new Bounds(Math.max(least, otherLeast), Math.min(most, otherMost));
    }

    double values() {
      return Math.floor(most + 1e-9) - Math.ceil(least - 1e-9) + 1;
    }
  }

  private Map<Cell, Bounds> bounds(Set<Cell> unshown) {
    Map<Cell, Bounds> bounds = new HashMap<>();
    table.counts().forEach((cell, count) -> bounds.put(cell, shown(cell, count, unshown)));
    boolean moved = true;
    for (int round = 0; moved && round < MOST_ROUNDS; round++) {
      moved = false;
      for (CountTable.Sum sum : table.sums()) {
        moved |= narrow(sum, bounds);
      }
      for (CountTable.Order order : table.orders()) {
        moved |=
            narrow(
                order.small(), Double.NEGATIVE_INFINITY, bounds.get(order.large()).most(), bounds);
        moved |=
            narrow(
                order.large(), bounds.get(order.small()).least(), Double.POSITIVE_INFINITY, bounds);
      }
    }
    return bounds;
  }

  private Bounds shown(Cell cell, double count, Set<Cell> unshown) {
    if (unshown.contains(cell)) {
      return new Bounds(0, Double.POSITIVE_INFINITY);
    }
    if (withheld.contains(cell)) { // a reader may well guess which are withheld for their own sake
      return settings.isSmall(count)
          ? new Bounds(1, (double) settings.suppressUpTo())
          : new Bounds((double) settings.suppressUpTo() + 1, Double.POSITIVE_INFINITY);
    }
    if (count == 0) {
      return new Bounds(0, 0);
    }
    long rounded = settings.rounded(count);
    double half = settings.roundTo() / 2.0;
    double most = Math.ceil(rounded + half) - 1; // halves are rounded upwards
    return new Bounds(
        Math.max((double) settings.suppressUpTo() + 1, Math.ceil(rounded - half)), most);
  }

  private static boolean narrow(CountTable.Sum sum, Map<Cell, Bounds> bounds) {
    double least = 0;
    double most = 0;
    for (Cell part : sum.parts()) {
      least += bounds.get(part).least();
      most += bounds.get(part).most();
    }
    Bounds whole = bounds.get(sum.total());
    boolean moved = narrow(sum.total(), least / sum.factor(), most / sum.factor(), bounds);
    for (Cell part : sum.parts()) {
      Bounds own = bounds.get(part);
      double othersLeast = least - own.least();
      double othersMost =
          Double.isInfinite(most) ? othersMost(sum, part, bounds) : most - own.most();
      moved |=
          narrow(
              part,
              sum.factor() * whole.least() - othersMost,
              sum.factor() * whole.most() - othersLeast,
              bounds);
    }
    return moved;
  }

  private static double othersMost(CountTable.Sum sum, Cell part, Map<Cell, Bounds> bounds) {
    double most = 0;
    for (Cell other : sum.parts()) {
      if (!other.equals(part)) {
        most += bounds.get(other).most();
      }
    }
    return most;
  }

  private static boolean narrow(Cell cell, double least, double most, Map<Cell, Bounds> bounds) {
    Bounds before = bounds.get(cell);
    Bounds after = before.within(least, most);
    if (after.equals(before)) {
      return false;
    }
    bounds.put(cell, after);
    return after.least() > before.least() + 1e-9 || after.most() < before.most() - 1e-9;
  }
}
