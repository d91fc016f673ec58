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
 *     agrees with nothing
 * @param where a further SQL condition on the pair, with columns as {@code surname_l} and {@code
 *     surname_r}; it must hold too
 */
public record BlockingRule(String name, List<Key> keys, Optional<String> where) {

  /**
   * One value on which both records must agree.
   *
   * @param left a SQL expression over the columns of the left record, for example {@code surname}
   *     or {@code substr(dob, 1, 4)}
   * @param right the same for the right record: mostly equal to {@code left}, but a rule for
   *     swapped names sets one name against the other
   */
  public record Key(String left, String right) {
    public Key {
      Objects.requireNonNull(left, "left");
      Objects.requireNonNull(right, "right");
    }

    /** The same expression of both records. */
    public static Key of(String expression) {
      return new Key(expression, expression);
    }

    /** Whether both records give the same expression. */
    public boolean isSymmetric() {
      return left.equals(right);
    }
  }

  public BlockingRule {
    Objects.requireNonNull(name, "name");
    keys = List.copyOf(keys);
    Objects.requireNonNull(where, "where");
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "blocking rule " + name + " needs at least one column or expression");
    }
  }

  /** Whether both records of a pair give the same expressions. */
  public boolean isSymmetric() {
    return keys.stream().allMatch(Key::isSymmetric);
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
