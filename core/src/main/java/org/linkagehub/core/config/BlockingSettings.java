package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.SortedNeighbourhood;

/**
 * Which pairs are compared.
 *
 * @param rules in order: a pair counts under the first rule that makes it; at least one
 * @param maxPairs the most pairs that all rules together may make, before any is made
 * @param maxPairsPerRule the most pairs that one rule may make
 * @param maxPairsPerBlock the most pairs that records with one key of a rule may make
 * @param leaveOutLargeBlocks whether a block that would make more is left out, rather than refused
 * @param maxCpuHours the most CPU hours that making and comparing all pairs may take, before any is
 *     made; empty for any
 */
public record BlockingSettings(
    List<BlockingRule> rules,
    long maxPairs,
    long maxPairsPerRule,
    long maxPairsPerBlock,
    boolean leaveOutLargeBlocks,
    OptionalDouble maxCpuHours) {
  private static final int WINDOW = 10;
  private static final int MOST_WINDOW = 10_000;

  public BlockingSettings {
    rules = List.copyOf(rules);
  }

  /**
   * Reads the block {@code blocking}; empty if it has a problem, which the reader notes.
   *
   * @param otherwise the rules where it gives none; may be empty
   */
  public static Optional<BlockingSettings> read(ConfigReader in, List<BlockingRule> otherwise) {
    boolean given = !in.values("rules").isEmpty();
    List<BlockingRule> rules = given ? rules(in, "rules") : otherwise;
    if (rules.isEmpty() && !given) {
      in.problem("rules", "needs at least one blocking rule, for example [\"surname\", \"dob\"]");
    }
    long maxPairs = in.whole("max-pairs", 1, Long.MAX_VALUE);
    long maxPairsPerRule = in.whole("max-pairs-per-rule", 1, Long.MAX_VALUE);
    long maxPairsPerBlock = in.whole("max-pairs-per-block", 1, Long.MAX_VALUE);
    OptionalDouble maxCpuHours = in.optionalNumber("max-cpu-hours", ConfigReader.Range.POSITIVE);
    Optional<Boolean> leaveOut = in.parsed("large-blocks", BlockingSettings::leaveOut);
    return in.build(
        () ->
            new BlockingSettings(
                rules,
                maxPairs,
                maxPairsPerRule,
                maxPairsPerBlock,
                leaveOut.orElseThrow(),
                maxCpuHours));
  }

  private static boolean leaveOut(String name) {
    return switch (name) {
      case "leave-out" -> true;
      case "refuse" -> false;
      default ->
          throw new IllegalArgumentException("must be refuse or leave-out, was \"" + name + "\"");
    };
  }

  /** Blocking rules, each a list of keys, one key, or a block of columns, where and name. */
  static List<BlockingRule> rules(ConfigReader in, String name) {
    var names = new HashSet<String>();
    return in.values(name).stream()
        .flatMap(
            value -> {
              Optional<BlockingRule> rule =
                  value.block().map(BlockingSettings::rule).orElseGet(() -> keysAlone(value));
              rule.filter(made -> !names.add(made.name()))
                  .ifPresent(
                      made ->
                          value.problem(
                              "has the name of an earlier rule, \""
                                  + made.name()
                                  + "\"; remove it or give it another name"));
              return rule.stream();
            })
        .toList();
  }

  /** A list of keys, or one key. */
  static Optional<BlockingRule> keysAlone(ConfigReader.Value value) {
    List<ConfigReader.Value> elements = value.elements();
    List<BlockingRule.Key> keys = keys(elements);
    if (elements.isEmpty()) {
      value.problem("must name at least one column or expression");
    }
    return keys.isEmpty() || keys.size() < elements.size()
        ? Optional.empty()
        : Optional.of(new BlockingRule(name(keys), withOneArray(keys), Optional.empty()));
  }

  /**
   * Each key a column or expression, a block of left and right where the two records differ, or of
   * any-of for an array.
   */
  private static List<BlockingRule.Key> keys(List<ConfigReader.Value> values) {
    return values.stream()
        .flatMap(
            value ->
                value
                    .block()
                    .map(BlockingSettings::sides)
                    .orElseGet(() -> value.asText().map(BlockingRule.Key::of))
                    .stream())
        .toList();
  }

  private static Optional<BlockingRule.Key> sides(ConfigReader in) {
    Optional<ConfigReader.Value> array = in.value("any-of");
    if (array.isPresent()) {
      Optional<BlockingRule.Key> key =
          array
              .get()
              .block()
              .map(BlockingSettings::sides)
              .orElseGet(() -> array.get().asText().map(BlockingRule.Key::of));
      return in.build(() -> key).flatMap(read -> read).map(BlockingSettings::array);
    }
    String left = in.text("left");
    String right = in.text("right");
    return in.build(() -> new BlockingRule.Key(left, right));
  }

  private static BlockingRule.Key array(BlockingRule.Key key) {
    return new BlockingRule.Key(key.left(), key.right(), true);
  }

  /** A rule asks of all its arrays together. */
  private static List<BlockingRule.Key> withOneArray(List<BlockingRule.Key> keys) {
    Optional<BlockingRule.Key> together =
        keys.stream().filter(BlockingRule.Key::isArray).reduce(BlockingRule.Key::anyOfEach);
    return Stream.concat(keys.stream().filter(key -> !key.isArray()), together.stream()).toList();
  }

  private static String name(List<BlockingRule.Key> keys) {
    return keys.stream()
        .map(
            key -> {
              String sides = key.isSymmetric() ? key.left() : key.left() + " = " + key.right();
              return key.isArray() ? "any of " + sides : sides;
            })
        .collect(Collectors.joining(" + "));
  }

  /** A block of columns, where and name, and of what else finds pairs. */
  static Optional<BlockingRule> rule(ConfigReader in) {
    if (in.has("sorted-by")) {
      return sorted(in);
    }
    var keys = new ArrayList<>(keys(in.values("columns")));
    String name = name(keys);
    Optional<SimilarText> similar = SimilarText.read(in);
    if (similar.isPresent()) {
      keys.add(similar.get().key());
      name =
          Stream.of(name, similar.get().name())
              .filter(n -> !n.isEmpty())
              .collect(Collectors.joining(" + "));
    } else if (in.values("columns").isEmpty() && !in.has("similar")) {
      in.problem("columns", "must name at least one column or expression");
    }
    Optional<String> where = in.optionalText("where");
    String unnamed = name + where.map(w -> " where " + w).orElse("");
    String given = in.optionalText("name").orElse(unnamed);
    return in.build(() -> new BlockingRule(given, withOneArray(keys), where));
  }

  /** A block of sorted-by and window, where and name, and columns that the pairs agree on. */
  private static Optional<BlockingRule> sorted(ConfigReader in) {
    List<BlockingRule.Key> keys = keys(in.values("columns"));
    if (keys.stream().anyMatch(key -> key.isArray() || !key.isSymmetric())) {
      in.problem(
          "columns",
          "of a rule with sorted-by must be columns or expressions of which both records have the"
              + " same, without any-of, left and right");
    }
    List<String> within = keys.stream().map(BlockingRule.Key::left).toList();
    List<String> by = in.texts("sorted-by");
    int window = in.has("window") ? (int) in.whole("window", 2, MOST_WINDOW) : WINDOW;
    Optional<String> where = in.optionalText("where");
    String unnamed =
        "sorted by %s%s%s"
            .formatted(
                String.join(", ", by),
                keys.isEmpty() ? "" : " within " + name(keys),
                where.map(w -> " where " + w).orElse(""));
    String given = in.optionalText("name").orElse(unnamed);
    return in.build(
        () -> BlockingRule.sorted(given, new SortedNeighbourhood(within, by, window), where));
  }

  /** Refuses sorted neighbourhoods where a rule is to train. */
  static void requireUnsorted(ConfigReader in, String name, List<BlockingRule> rules) {
    if (rules.stream().anyMatch(rule -> rule.sorted().isPresent())) {
      in.problem(
          name,
          "cannot have sorted-by: who are neighbours depends on all records, so their pairs are no"
              + " sample of any population; use columns");
    }
  }
}
