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
  private final DisclosureSettings settings;
  private final CountTable table;
  private final CountBounds bounds;
  private final Map<Cell, List<CountTable.Sum>> sumsOf = new HashMap<>();
  private final Set<Cell> withheld = new LinkedHashSet<>();

  Suppression(DisclosureSettings settings, CountTable table) {
    this.settings = settings;
    this.table = table;
    this.bounds = new CountBounds(table);
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
    propagate(unshown);
    Set<CountTable.Sum> changed = new HashSet<>();
    for (Cell cell : List.copyOf(withheld)) {
      // Of a rest that is not shown nothing is to be told if it may be small, be it or not: that it
      // is protected must not tell.
      boolean safe =
          unshown.contains(cell)
              && (bounds.most(cell) < 1 || bounds.most(cell) > settings.suppressUpTo());
      if (safe || bounds.values(cell) >= settings.leastPossible()) {
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

  /** Tells what a reader sees of all counts, and what follows from it. */
  private void propagate(Set<Cell> unshown) {
    table.counts().forEach((cell, count) -> show(cell, count, unshown));
    bounds.propagate();
  }

  private void show(Cell cell, double count, Set<Cell> unshown) {
    if (unshown.contains(cell)) {
      bounds.show(cell, 0, Double.POSITIVE_INFINITY);
    } else if (withheld.contains(cell)) {
      // A reader may well guess which are withheld for their own sake.
      boolean own = settings.isSmall(count);
      bounds.show(
          cell,
          own ? 1 : (double) settings.suppressUpTo() + 1,
          own ? (double) settings.suppressUpTo() : Double.POSITIVE_INFINITY);
    } else if (count == 0) {
      bounds.show(cell, 0, 0);
    } else {
      long rounded = settings.rounded(count);
      double half = settings.roundTo() / 2.0;
      bounds.show(
          cell,
          Math.max((double) settings.suppressUpTo() + 1, Math.ceil(rounded - half)),
          Math.ceil(rounded + half) - 1); // halves are rounded upwards
    }
  }
}
