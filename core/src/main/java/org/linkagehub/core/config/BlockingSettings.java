package org.linkagehub.core.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.linkagehub.core.model.BlockingRule;

/**
 * Which pairs are compared.
 *
 * @param rules in order: a pair counts under the first rule that makes it; at least one
 * @param maxPairs the most pairs that all rules together may make, before any is made
 * @param maxPairsPerRule the most pairs that one rule may make
 * @param maxPairsPerBlock the most pairs that records with one key of a rule may make
 * @param leaveOutLargeBlocks whether a block that would make more is left out, rather than refused
 */
public record BlockingSettings(
    List<BlockingRule> rules,
    long maxPairs,
    long maxPairsPerRule,
    long maxPairsPerBlock,
    boolean leaveOutLargeBlocks) {
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
    Optional<Boolean> leaveOut = in.parsed("large-blocks", BlockingSettings::leaveOut);
    return in.build(
        () ->
            new BlockingSettings(
                rules, maxPairs, maxPairsPerRule, maxPairsPerBlock, leaveOut.orElseThrow()));
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
        : Optional.of(new BlockingRule(name(keys), keys, Optional.empty()));
  }

  /** Each key a column or expression, or a block of left and right where the two records differ. */
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
    String left = in.text("left");
    String right = in.text("right");
    return in.build(() -> new BlockingRule.Key(left, right));
  }

  private static String name(List<BlockingRule.Key> keys) {
    return keys.stream()
        .map(key -> key.isSymmetric() ? key.left() : key.left() + " = " + key.right())
        .collect(Collectors.joining(" + "));
  }

  /** A block of columns, where and name. */
  static Optional<BlockingRule> rule(ConfigReader in) {
    List<ConfigReader.Value> values = in.values("columns");
    List<BlockingRule.Key> keys = keys(values);
    if (values.isEmpty()) {
      in.problem("columns", "must name at least one column or expression");
    }
    Optional<String> where = in.optionalText("where");
    Optional<String> given = in.optionalText("name");
    String name = given.orElse(name(keys) + where.map(w -> " where " + w).orElse(""));
    return in.build(() -> new BlockingRule(name, keys, where));
  }
}
