package org.linkagehub.core.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pairs of records that stand close to each other when the records are sorted, as a misspelt name
 * stands close to the right one. Records are numbered once in their order, {@code RecordOrder} says
 * how; a rule then compares the numbers.
 *
 * <p>Source: Hernandez and Stolfo (1995), "The merge/purge problem for large databases", SIGMOD.
 * Both records of a pair are in some window of w neighbours where they are at most w - 1 places
 * apart.
 *
 * @param within expressions of one record on which a pair agrees; the records of each such block
 *     are sorted for themselves. May be empty
 * @param by what they are sorted by, ascending, then by record key; at least one. A record of which
 *     an expression here or in {@code within} is null has no place, and makes no pair
 * @param window the w, at least 2
 */
public record SortedNeighbourhood(List<String> within, List<String> by, int window) {
  private static final String POSITION = "sorted_position_";

  public SortedNeighbourhood {
    within = List.copyOf(within);
    by = List.copyOf(by);
    if (by.isEmpty() || window < 2) {
      throw new IllegalArgumentException(
          "a sorted neighbourhood needs something to sort by and a window of at least 2");
    }
  }

  /**
   * The column of RECORDS with a record's place in the order, from 0 through all blocks: the same
   * for rules that sort alike, whatever their windows.
   */
  public String positionColumn() {
    UUID hash = UUID.nameUUIDFromBytes((within + " " + by).getBytes(StandardCharsets.UTF_8));
    return POSITION + Long.toHexString(hash.getMostSignificantBits());
  }

  /** The condition on a pair that its records are close. */
  public String condition() {
    String position = positionColumn();
    return "abs(%s_l - %s_r) < %d".formatted(position, position, window);
  }

  /**
   * The rule. Places are cut into stretches of w - 1, and a record has its own and the one before
   * as its keys: so two records that are close have one in common.
   *
   * @param where a further condition on the pair
   */
  BlockingRule rule(String name, Optional<String> where) {
    var keys = new ArrayList<BlockingRule.Key>();
    within.forEach(expression -> keys.add(BlockingRule.Key.of(expression)));
    String stretch = "%s div %d".formatted(positionColumn(), window - 1);
    keys.add(BlockingRule.Key.anyOf("array(%s, %s - 1)".formatted(stretch, stretch)));
    String close = where.map(w -> "%s and (%s)".formatted(condition(), w)).orElse(condition());
    return new BlockingRule(name, keys, Optional.of(close), Optional.of(this));
  }
}
