package org.linkagehub.qa.disclosure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader can tell of the counts of a table: each one's least and greatest value, given those
 * of all others and the sums and orders that hold between them. Counts stand in arrays, for the
 * bounds of a report's thousands are propagated many times.
 */
final class CountBounds {
  private static final int MOST_ROUNDS = 200;

  /** A bound that moves by less has not moved: what is known of parts is divided by a factor. */
  private static final double ROUNDING = 1e-9;

  private final Map<Cell, Integer> places = new HashMap<>();
  private final double[] least;
  private final double[] most;
  private final int[] totals;
  private final int[][] parts;
  private final double[] factors;
  private final int[] small;
  private final int[] large;

  /** Of a table's counts nothing is known yet. */
  CountBounds(CountTable table) {
    for (Cell cell : table.counts().keySet()) {
      places.put(cell, places.size());
    }
    least = new double[places.size()];
    most = new double[places.size()];
    List<CountTable.Sum> sums = List.copyOf(table.sums());
    totals = sums.stream().mapToInt(sum -> places.get(sum.total())).toArray();
    factors = sums.stream().mapToDouble(CountTable.Sum::factor).toArray();
    parts =
        sums.stream()
            .map(sum -> sum.parts().stream().mapToInt(places::get).toArray())
            .toArray(int[][]::new);
    List<CountTable.Order> orders = List.copyOf(table.orders());
    small = orders.stream().mapToInt(order -> places.get(order.small())).toArray();
    large = orders.stream().mapToInt(order -> places.get(order.large())).toArray();
  }

  /** What the table itself tells of a count. */
  void show(Cell cell, double atLeast, double atMost) {
    least[places.get(cell)] = atLeast;
    most[places.get(cell)] = atMost;
  }

  /** The greatest value that a count can have. */
  double most(Cell cell) {
    return most[places.get(cell)];
  }

  /** How many whole values a count can have. */
  double values(Cell cell) {
    int place = places.get(cell);
    return Math.floor(most[place] + ROUNDING) - Math.ceil(least[place] - ROUNDING) + 1;
  }

  /** Narrows all bounds by each other until they stand still. */
  void propagate() {
    boolean moved = true;
    for (int round = 0; moved && round < MOST_ROUNDS; round++) {
      moved = false;
      for (int sum = 0; sum < totals.length; sum++) {
        moved |= narrowBySum(sum);
      }
      for (int order = 0; order < small.length; order++) {
        moved |= narrow(small[order], Double.NEGATIVE_INFINITY, most[large[order]]);
        moved |= narrow(large[order], least[small[order]], Double.POSITIVE_INFINITY);
      }
    }
  }

  private boolean narrowBySum(int sum) {
    double sumLeast = 0;
    double sumMost = 0;
    for (int part : parts[sum]) {
      sumLeast += least[part];
      sumMost += most[part];
    }
    double factor = factors[sum];
    double wholeLeast = factor * least[totals[sum]];
    double wholeMost = factor * most[totals[sum]];
    boolean moved = narrow(totals[sum], sumLeast / factor, sumMost / factor);
    for (int part : parts[sum]) {
      double othersLeast = sumLeast - least[part];
      double othersMost =
          Double.isInfinite(sumMost) ? othersMost(parts[sum], part) : sumMost - most[part];
      moved |= narrow(part, wholeLeast - othersMost, wholeMost - othersLeast);
    }
    return moved;
  }

  private double othersMost(int[] among, int part) {
    double sum = 0;
    for (int other : among) {
      if (other != part) {
        sum += most[other];
      }
    }
    return sum;
  }

  private boolean narrow(int place, double atLeast, double atMost) {
    double leastBefore = least[place];
    double mostBefore = most[place];
    least[place] = Math.max(leastBefore, atLeast);
    most[place] = Math.min(mostBefore, atMost);
    return least[place] > leastBefore + ROUNDING || most[place] < mostBefore - ROUNDING;
  }
}
