package org.linkagehub.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.expression.SplinkDialect;
import org.linkagehub.core.expression.SplinkSql;

/**
 * A model in the settings format of Splink 4.
 *
 * @param model its comparisons and parameters; a level without m or u has the default that Splink
 *     gives it
 * @param rules its blocking rules for prediction
 */
public record SplinkSettings(Model model, List<BlockingRule> rules) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final BlockingRule.Key EVERY_PAIR = BlockingRule.Key.of("1");
  private static final double DEFAULT_TOP_M = 0.95;
  private static final double DEFAULT_TOP_WEIGHT = 10;
  private static final double DEFAULT_SECOND_WEIGHT = 3;
  private static final double DEFAULT_ELSE_WEIGHT = -5;

  public SplinkSettings {
    rules = List.copyOf(rules);
  }

  /**
   * Reads a settings file, of the SQL dialect that it names.
   *
   * @param json the text of the file
   * @throws IllegalArgumentException naming the key, if it is not such a file, or uses what is not
   *     known here
   */
  public static SplinkSettings read(String json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          "not a JSON file: " + notJson.getOriginalMessage(), notJson);
    }
    SplinkDialect dialect = SplinkDialect.of(root.path("sql_dialect").asText());
    var comparisons = new ArrayList<Comparison>();
    for (JsonNode comparison : required(root, "comparisons")) {
      comparisons.add(comparison(comparison, dialect));
    }
    var rules = new ArrayList<BlockingRule>();
    var names = new HashSet<String>();
    for (JsonNode rule : root.path("blocking_rules_to_generate_predictions")) {
      var arrays = new HashSet<String>();
      rule.path("arrays_to_explode").forEach(array -> arrays.add(array.asText()));
      String sql = rule.isTextual() ? rule.asText() : required(rule, "blocking_rule").asText();
      BlockingRule read = rule(sql, arrays, dialect);
      rules.add(names.add(read.name()) ? read : new BlockingRule(sql, read.keys(), read.where()));
    }
    return new SplinkSettings(
        new Model(
            LinkType.of(required(root, "link_type").asText()),
            root.path("probability_two_random_records_match").asDouble(0.0001),
            comparisons),
        rules);
  }

  private static Comparison comparison(JsonNode node, SplinkDialect dialect) {
    String name = required(node, "output_column_name").asText();
    JsonNode nodes = required(node, "comparison_levels");
    int grades = 0;
    for (JsonNode level : nodes) {
      grades += level.path("is_null_level").asBoolean() ? 0 : 1;
    }
    var levels = new ArrayList<ComparisonLevel>();
    int gamma = grades;
    for (JsonNode level : nodes) {
      boolean missing = level.path("is_null_level").asBoolean();
      gamma -= missing ? 0 : 1;
      levels.add(level(level, missing, gamma, grades, dialect));
    }
    var comparison = new Comparison(name, node.path("comparison_description").asText(name), levels);
    // To ask for the level's own u says something only beside a level of plain equality.
    return comparison.mapGraded(
        (g, level) ->
            level
                    .termFrequency()
                    .filter(tf -> tf.ownU() && !hasEquality(comparison, tf))
                    .isPresent()
                ? level.with(level.termFrequency().get().withOwnU(false))
                : level);
  }

  private static boolean hasEquality(Comparison comparison, TermFrequencyAdjustment adjustment) {
    return comparison.levels().stream().anyMatch(level -> level.isEqualityOf(adjustment.column()));
  }

  private static ComparisonLevel level(
      JsonNode node, boolean missing, int gamma, int grades, SplinkDialect dialect) {
    String label = node.path("label_for_charts").asText();
    String sql = required(node, "sql_condition").asText();
    if (missing) {
      return ComparisonLevel.missing(label, dialect.toSparkSql(sql));
    }
    double defaultM =
        gamma == grades - 1
            ? (grades == 1 ? 1 : DEFAULT_TOP_M)
            : (1 - DEFAULT_TOP_M) / (grades - 1);
    double defaultU = defaultM / Math.pow(2, defaultWeight(gamma, grades));
    double scale = Math.max(1, defaultU); // some of Splink's default u are above 1
    double m = node.path("m_probability").asDouble(defaultM / scale);
    double u = node.path("u_probability").asDouble(defaultU / scale);
    boolean otherwise = sql.strip().equalsIgnoreCase("else");
    return new ComparisonLevel(
        label,
        otherwise ? ComparisonLevel.Kind.ELSE : ComparisonLevel.Kind.CONDITION,
        otherwise ? "" : dialect.toSparkSql(sql),
        OptionalDouble.of(m),
        OptionalDouble.of(u),
        node.path("fix_m_probability").asBoolean(),
        node.path("fix_u_probability").asBoolean(),
        Optional.ofNullable(node.get("tf_adjustment_column"))
            .filter(JsonNode::isTextual)
            .map(
                column ->
                    new TermFrequencyAdjustment(
                        column.asText(),
                        node.path("tf_adjustment_weight").asDouble(1),
                        node.path("tf_minimum_u_value").asDouble(0),
                        node.path("disable_tf_exact_match_detection").asBoolean())));
  }

  /**
   * The weight of an untrained level: the top +10, the others in even steps from -5 (else) to +3.
   */
  private static double defaultWeight(int gamma, int grades) {
    if (gamma == grades - 1) {
      return DEFAULT_TOP_WEIGHT;
    }
    return grades == 2
        ? DEFAULT_ELSE_WEIGHT
        : DEFAULT_ELSE_WEIGHT
            + gamma * (DEFAULT_SECOND_WEIGHT - DEFAULT_ELSE_WEIGHT) / (grades - 2);
  }

  /**
   * Equalities of one value of each record become keys, and those of exploded arrays a key on any
   * element that they have in common; what else the condition asks becomes a further condition.
   *
   * @param arrays the columns that the rule explodes
   */
  private static BlockingRule rule(String sql, Set<String> arrays, SplinkDialect dialect) {
    Expression condition = dialect.parse(sql);
    List<Expression> terms = condition instanceof And and ? and.terms() : List.of(condition);
    var keys = new ArrayList<BlockingRule.Key>();
    var exploded = new ArrayList<BlockingRule.Key>();
    var further = new ArrayList<Expression>();
    for (Expression term : terms) {
      if (isOfArrays(term, arrays) && key(term).isPresent()) {
        BlockingRule.Key sides = key(term).get();
        exploded.add(new BlockingRule.Key(sides.left(), sides.right(), true));
      } else if (!term.columns().isEmpty()) { // 1 = 1 says nothing
        key(term).ifPresentOrElse(keys::add, () -> further.add(term));
      }
    }
    Optional<String> where =
        further.isEmpty()
            ? Optional.empty()
            : Optional.of((further.size() == 1 ? further.get(0) : new And(further)).toSparkSql());
    if (keys.isEmpty() && exploded.isEmpty()) {
      String name = where.map(w -> w.replace("`", "")).orElse(sql);
      return new BlockingRule(name, List.of(EVERY_PAIR), where);
    }
    String name =
        Stream.concat(keys.stream(), exploded.stream())
            .map(SplinkSettings::name)
            .collect(Collectors.joining(" + "))
            .replace("`", "");
    exploded.stream().reduce(BlockingRule.Key::anyOfEach).ifPresent(keys::add);
    return new BlockingRule(name + where.map(w -> " where " + w).orElse(""), keys, where);
  }

  private static String name(BlockingRule.Key key) {
    String said = key.isSymmetric() ? key.left() : key.left() + " = " + key.right();
    return key.isArray() ? "any of " + said : said;
  }

  private static boolean isOfArrays(Expression term, Set<String> arrays) {
    return term instanceof Binary equality
        && equality.operator() == Operator.EQUAL
        && equality.left() instanceof Column left
        && equality.right() instanceof Column right
        && arrays.contains(withoutSide(left).toSparkSql().replace("`", ""))
        && arrays.contains(withoutSide(right).toSparkSql().replace("`", ""));
  }

  private static Optional<BlockingRule.Key> key(Expression term) {
    if (!(term instanceof Binary binary) || binary.operator() != Operator.EQUAL) {
      return Optional.empty();
    }
    boolean inOrder = isOf(binary.left(), "_l") && isOf(binary.right(), "_r");
    boolean reversed = isOf(binary.left(), "_r") && isOf(binary.right(), "_l");
    if (!inOrder && !reversed) {
      return Optional.empty();
    }
    String left = ofOneRecord(inOrder ? binary.left() : binary.right());
    String right = ofOneRecord(inOrder ? binary.right() : binary.left());
    return Optional.of(new BlockingRule.Key(left, right));
  }

  private static boolean isOf(Expression expression, String side) {
    return !expression.columns().isEmpty()
        && expression.columns().stream().allMatch(column -> column.endsWith(side));
  }

  private static String ofOneRecord(Expression expression) {
    return withoutSide(expression).toSparkSql();
  }

  private static Expression withoutSide(Expression expression) {
    return expression instanceof Column column
        ? new Column(column.name().substring(0, column.name().length() - 2))
        : expression.mapChildren(SplinkSettings::withoutSide);
  }

  /**
   * A settings file.
   *
   * @param json its text
   * @param warnings what Splink will not do alike, in whole sentences
   */
  public record Written(String json, List<String> warnings) {
    public Written {
      warnings = List.copyOf(warnings);
    }
  }

  /** The settings file of this model; {@link #read} gives the same model back. */
  public Written write(SplinkDialect dialect) {
    var warnings = new ArrayList<String>();
    ObjectNode root = MAPPER.createObjectNode();
    root.put("link_type", model.linkType().configName());
    root.put("probability_two_random_records_match", model.prior());
    root.put("retain_matching_columns", true);
    root.put("retain_intermediate_calculation_columns", false);
    root.putArray("additional_columns_to_retain");
    root.put("sql_dialect", dialect.name().toLowerCase(Locale.ROOT));
    root.put("unique_id_column_name", "unique_id");
    root.put("source_dataset_column_name", "source_dataset");
    ArrayNode blocking = root.putArray("blocking_rules_to_generate_predictions");
    for (BlockingRule rule : rules) {
      Optional<String> unknown = unknown(rule);
      if (unknown.isPresent()) {
        warnings.add(
            "blocking rule %s is left out: Splink cannot be asked for %s; give it a condition there"
                .formatted(rule.name(), unknown.get()));
        continue;
      }
      SplinkSql.Written written = SplinkSql.of(condition(rule), dialect);
      warn(warnings, "blocking rule " + rule.name(), written);
      ObjectNode node =
          blocking
              .addObject()
              .put("blocking_rule", written.sql())
              .put("sql_dialect", dialect.name().toLowerCase(Locale.ROOT));
      rule.array()
          .filter(array -> !exploded(array).isEmpty())
          .ifPresent(
              array -> {
                ArrayNode exploded = node.putArray("arrays_to_explode");
                exploded(array).forEach(exploded::add);
              });
    }
    ArrayNode comparisons = root.putArray("comparisons");
    for (Comparison comparison : model.comparisons()) {
      ObjectNode node = comparisons.addObject();
      node.put("output_column_name", comparison.name());
      ArrayNode levels = node.putArray("comparison_levels");
      for (ComparisonLevel level : comparison.levels()) {
        write(comparison, level, levels.addObject(), dialect, warnings);
      }
      node.put("comparison_description", comparison.description());
    }
    try {
      return new Written(
          MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n", warnings);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values is always JSON", impossible);
    }
  }

  private static void write(
      Comparison comparison,
      ComparisonLevel level,
      ObjectNode node,
      SplinkDialect dialect,
      List<String> warnings) {
    String name = "comparison %s, level '%s'".formatted(comparison.name(), level.label());
    if (level.kind() == ComparisonLevel.Kind.ELSE) {
      node.put("sql_condition", "ELSE");
    } else {
      SplinkSql.Written written = SplinkSql.of(level.condition(), dialect);
      warn(warnings, name, written);
      node.put("sql_condition", written.sql());
    }
    node.put("label_for_charts", level.label());
    if (level.kind() == ComparisonLevel.Kind.MISSING) {
      node.put("is_null_level", true);
      return;
    }
    level.m().ifPresent(m -> node.put("m_probability", m));
    level.u().ifPresent(u -> node.put("u_probability", u));
    node.put("fix_m_probability", level.fixedM());
    node.put("fix_u_probability", level.fixedU());
    level
        .termFrequency()
        .ifPresent(
            adjustment -> {
              node.put("tf_adjustment_column", adjustment.column());
              node.put("tf_adjustment_weight", adjustment.weight());
              node.put("tf_minimum_u_value", adjustment.minimumU());
              node.put(
                  "disable_tf_exact_match_detection",
                  adjustment.ownU() || !hasEquality(comparison, adjustment));
            });
  }

  private static void warn(List<String> warnings, String what, SplinkSql.Written written) {
    if (!written.unknownFunctions().isEmpty()) {
      warnings.add(
          "%s uses %s, which Splink's engine does not have: define it there, or change the condition"
              .formatted(
                  what, String.join(", ", written.unknownFunctions().stream().sorted().toList())));
    }
  }

  /** The rule as a condition on columns {@code surname_l} and {@code surname_r}. */
  private static Expression condition(BlockingRule rule) {
    var terms = new ArrayList<Expression>();
    for (BlockingRule.Key key : rule.keys()) {
      if (key.equals(EVERY_PAIR) && rule.where().isPresent()) {
        continue;
      }
      Expression left = onSide(key.left(), "_l");
      Expression right = onSide(key.right(), "_r");
      terms.add(
          key.isArray() && exploded(key).isEmpty()
              ? new Expression.Call("arrays_overlap", List.of(left, right))
              : new Binary(Operator.EQUAL, left, right));
    }
    rule.where().map(ExpressionParser::parse).ifPresent(terms::add);
    return terms.size() == 1 ? terms.get(0) : new And(terms);
  }

  private static Optional<String> unknown(BlockingRule rule) {
    return rule.sorted().isPresent()
        ? Optional.of("a sorted neighbourhood")
        : rule.array().filter(array -> !isKnown(array)).map(SplinkSettings::name);
  }

  private static boolean isKnown(BlockingRule.Key key) {
    return ExpressionParser.tryParse(key.left()).isPresent()
        && ExpressionParser.tryParse(key.right()).isPresent();
  }

  /** The columns to explode for a key; none where it is not of columns. */
  private static Set<String> exploded(BlockingRule.Key key) {
    return ExpressionParser.parse(key.left()) instanceof Column left
            && ExpressionParser.parse(key.right()) instanceof Column right
        ? new LinkedHashSet<>(List.of(left.name(), right.name()))
        : Set.of();
  }

  private static Expression onSide(String expression, String side) {
    return withSide(ExpressionParser.parse(expression), side);
  }

  private static Expression withSide(Expression expression, String side) {
    return expression instanceof Column column
        ? new Column(column.name() + side)
        : expression.mapChildren(child -> withSide(child, side));
  }

  private static JsonNode required(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("Splink settings without '" + key + "'");
    }
    return value;
  }
}
