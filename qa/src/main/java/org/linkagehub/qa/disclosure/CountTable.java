package org.linkagehub.qa.disclosure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All counts that are to leave together, and what a reader knows of how they hang together: which
 * are parts of which, and which cannot exceed which. Everything that is shown of one run belongs in
 * one table, since a count withheld in one place must not follow from two others.
 */
public final class CountTable {
  /** Σ parts = factor × total. */
  record Sum(Cell total, double factor, List<Cell> parts, boolean partition) {}

  /** small ≤ large. */
  record Order(Cell small, Cell large) {}

  /** Stands before the scope of a count that an earlier release told, or withheld. */
  private static final String EARLIER = "earlier: ";

  private final Map<Cell, Double> counts = new LinkedHashMap<>();
  private final Map<Cell, Boolean> earlier = new HashMap<>();
  private final List<Cell> unshown = new ArrayList<>();
  private final List<Sum> sums = new ArrayList<>();
  private final List<Order> orders = new ArrayList<>();

  /**
   * Adds a count; the same again changes nothing.
   *
   * @param count at least 0; a whole number, or a sum of shares
   * @throws IllegalArgumentException if the cell has another count already
   */
  public void put(Cell cell, double count) {
    if (!(count >= 0) || Double.isInfinite(count)) {
      throw new IllegalArgumentException("%s is no count: %s".formatted(cell, count));
    }
    Double before = counts.putIfAbsent(cell, count);
    if (before != null && before != count) {
      throw new IllegalArgumentException(
          "%s has two counts, %s and %s".formatted(cell, before, count));
    }
  }

  /** Whether there is a count of that name. */
  public boolean has(Cell cell) {
    return counts.containsKey(cell);
  }

  /** A count, as it is. */
  public double count(Cell cell) {
    return counts.get(cell);
  }

  /**
   * States that groups make up a whole. Where one of them alone is withheld, another is withheld
   * with it.
   *
   * @param factor how often each member of the whole counts in its parts; 2 for the two records of
   *     a pair
   */
  public void partition(Cell total, double factor, List<Cell> parts) {
    requireSum(total, factor, parts);
    sums.add(new Sum(total, factor, List.copyOf(parts), true));
  }

  /**
   * States that one count is part of another: the rest follows from both, and is protected as if it
   * were shown.
   */
  public void part(Cell part, Cell whole) {
    double rest = count(whole) - count(part);
    if (rest < 0) {
      throw new IllegalArgumentException("%s is more than %s, its whole".formatted(part, whole));
    }
    var remainder = new Cell(whole.scope(), "rest of " + whole.name() + " without " + part.name());
    if (!has(remainder)) {
      put(remainder, rest);
      unshown.add(remainder);
      sums.add(new Sum(whole, 1, List.of(part, remainder), false));
    }
  }

  /** States that a reader knows one count to be at most another, as at a higher threshold. */
  public void order(Cell small, Cell large) {
    orders.add(new Order(small, large));
  }

  /**
   * Takes into account that readers have an earlier release of the same counts. What it told cannot
   * be taken back, and a count that has not changed since is known by what was told of it: readers
   * may well guess which did not. So a count withheld now must not follow from one that was told
   * then, nor one withheld then from one told now.
   *
   * @param table the counts then
   * @param isWithheld which of them were withheld
   */
  public void after(CountTable table, Predicate<Cell> isWithheld) {
    List<Sum> both = sums.stream().filter(table.sums::contains).toList();
    table.counts.forEach(
        (cell, count) -> {
          Cell then = earlier(cell);
          counts.put(then, count);
          earlier.put(then, isWithheld.test(cell));
          if (count.equals(counts.get(cell)) && !unshown.contains(cell)) {
            sums.add(new Sum(cell, 1, List.of(then), false));
          }
        });
    table.unshown.forEach(cell -> unshown.add(earlier(cell)));
    table.sums.forEach(
        sum ->
            sums.add(
                new Sum(
                    earlier(sum.total()),
                    sum.factor(),
                    sum.parts().stream().map(CountTable::earlier).toList(),
                    false)));
    table.orders.forEach(
        order -> orders.add(new Order(earlier(order.small()), earlier(order.large()))));
    both.forEach(this::keepUnchanged);
  }

  /** What did not change of a whole is one number, whether or not its parts are known. */
  private void keepUnchanged(Sum sum) {
    var now = new ArrayList<Cell>();
    var then = new ArrayList<Cell>();
    double rest = 0;
    for (Cell part : sum.parts()) {
      if (count(part) == count(earlier(part))) {
        rest += count(part);
      } else {
        now.add(part);
        then.add(earlier(part));
      }
    }
    if (sum.parts().size() - now.size() < 2) {
      return; // that one part is the same now and then is known of the part itself
    }
    Cell total = earlier(sum.total());
    var unchanged =
        new Cell(total.scope(), "unchanged parts of %s, %d".formatted(total.name(), sums.size()));
    put(unchanged, rest);
    unshown.add(unchanged);
    earlier.put(unchanged, true);
    now.add(unchanged);
    then.add(unchanged);
    sums.add(new Sum(sum.total(), sum.factor(), List.copyOf(now), false));
    sums.add(new Sum(total, sum.factor(), List.copyOf(then), false));
  }

  private static Cell earlier(Cell cell) {
    return new Cell(EARLIER + cell.scope(), cell.name());
  }

  /** Counts of an earlier release, and whether each was withheld. */
  Map<Cell, Boolean> earlier() {
    return earlier;
  }

  /** What may be shown. */
  public ReleasedCounts release(DisclosureSettings settings) {
    return new ReleasedCounts(
        settings, counts, settings.control() ? new Suppression(settings, this).cells() : List.of());
  }

  Map<Cell, Double> counts() {
    return counts;
  }

  List<Cell> unshown() {
    return unshown;
  }

  List<Sum> sums() {
    return sums;
  }

  List<Order> orders() {
    return orders;
  }

  private void requireSum(Cell total, double factor, List<Cell> parts) {
    double sum = parts.stream().mapToDouble(this::count).sum();
    if (Math.abs(sum - factor * count(total)) > 1e-6 * Math.max(1, sum)) {
      throw new IllegalArgumentException(
          "the parts of %s add up to %s, not %s".formatted(total, sum, factor * count(total)));
    }
  }
}
