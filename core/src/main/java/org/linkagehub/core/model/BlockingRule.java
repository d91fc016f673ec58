package org.linkagehub.core.model;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Columns on which two records must agree to be compared.
 *
 * @param name what reports and the {@code blocking_rule} column call it
 * @param keys what must agree; two records agree where every key has the same value on both; a null
 *     agrees with nothing; at most one is an array
 * @param where a further SQL condition on the pair, with columns as {@code surname_l} and {@code
 *     surname_r}; it must hold too
 * @param sorted where the rule is a sorted neighbourhood, which: keys and condition are then on the
 *     places of records in its order, which RECORDS must have
 */
public record BlockingRule(
    String name, List<Key> keys, Optional<String> where, Optional<SortedNeighbourhood> sorted) {

  /**
   * One value on which both records must agree.
   *
   * @param left a SQL expression over the columns of the left record, for example {@code surname}
   *     or {@code substr(dob, 1, 4)}
   * @param right the same for the right record: mostly equal to {@code left}, but a rule for
   *     swapped names sets one name against the other
   * @param isArray whether the expressions give arrays, and two records agree where these have an
   *     element in common; else the values themselves must be equal
   */
  public record Key(String left, String right, boolean isArray) {
    private static final String ELEMENT = "linkage_element";
    private static final String OTHER = "linkage_other_element";

    public Key {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    /** Expressions whose values must be equal. */
    public Key(String left, String right) {
      this(left, right, false);
    }

    /** The same expression of both records. */
    public static Key of(String expression) {
      return new Key(expression, expression);
    }

    /** The same array of both records: any element in common. */
    public static Key anyOf(String array) {
      return new Key(array, array, true);
    }

    /** Two arrays, each of which must have an element in common: as one, of pairs of elements. */
    public static Key anyOfEach(Key first, Key second) {
      return new Key(
          combined(first.left(), second.left()), combined(first.right(), second.right()), true);
    }

    private static String combined(String first, String second) {
      String one = "cast(%s as string)".formatted(ELEMENT);
      String other = "cast(%s as string)".formatted(OTHER);
      return "flatten(transform(array_compact(%s), %s -> transform(%s, %s -> concat(length(%s), ':', %s, %s))))"
          .formatted(first, ELEMENT, second, OTHER, one, one, other);
    }

    /** Whether both records give the same expression. */
    public boolean isSymmetric() {
      return left.equals(right);
    }

    /**
     * The SQL of what a left record gives: the expression itself, or the different elements of the
     * array in ascending order, nulls left out.
     */
    public String leftValue() {
      return value(left);
    }

    /** As {@link #leftValue}, of a right record. */
    public String rightValue() {
      return value(right);
    }

    private String value(String expression) {
      return isArray ? "array_sort(array_distinct(array_compact(" + expression + ")))" : expression;
    }
  }

  public BlockingRule {
    Objects.requireNonNull(name, "name");
    keys = List.copyOf(keys);
    Objects.requireNonNull(where, "where");
    Objects.requireNonNull(sorted, "sorted");
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "blocking rule " + name + " needs at least one column or expression");
    }
    if (keys.stream().filter(Key::isArray).count() > 1) {
      throw new IllegalArgumentException(
          "blocking rule " + name + " has several arrays; combine them into one key");
    }
  }

  /** Whether both records of a pair give the same expressions. */
  public boolean isSymmetric() {
    return keys.stream().allMatch(Key::isSymmetric);
  }

  /** A rule that is no sorted neighbourhood. */
  public BlockingRule(String name, List<Key> keys, Optional<String> where) {
    this(name, keys, where, Optional.empty());
  }

  /** A rule on neighbours in an order, and a further condition on the pair. */
  public static BlockingRule sorted(
      String name, SortedNeighbourhood order, Optional<String> where) {
    return order.rule(name, where);
  }

  /** The array of which each element has a block of its own; empty for a sorted neighbourhood. */
  public Optional<Key> explodedArray() {
    return sorted.isPresent() ? Optional.empty() : array();
  }

  /** The key that is an array, if there is one. */
  public Optional<Key> array() {
    return keys.stream().filter(Key::isArray).findFirst();
  }

  /** The expressions of all keys, of both sides, each once. */
  public List<String> expressions() {
    return keys.stream().flatMap(key -> Stream.of(key.left(), key.right())).distinct().toList();
  }

  /** The rule that its expressions name, for example {@code surname + dob}. */
  public static BlockingRule on(String... expressions) {
    return new BlockingRule(
        String.join(" + ", expressions),
        Arrays.stream(expressions).map(Key::of).toList(),
        Optional.empty());
  }
}
