package org.linkagehub.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.And;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Column;
import org.linkagehub.core.expression.Expression.Operator;
import org.linkagehub.core.expression.SplinkDialect;

/**
 * A model in the settings format of Splink 4.
 *
 * @param model its comparisons and parameters; a level without m or u has the default that Splink
 *     gives it
 * @param rules its blocking rules for prediction
 */
public record SplinkSettings(Model model, List<BlockingRule> rules) {
  private static final double DEFAULT_TOP_M = 0.95;
  private static final double DEFAULT_TOP_WEIGHT = 10;
  private static final double DEFAULT_SECOND_WEIGHT = 3;
  private static final double DEFAULT_ELSE_WEIGHT = -5;

  public SplinkSettings {
    rules = List.copyOf(rules);
  }

  /**
   * Reads a settings file.
   *
   * @param json the text of the file
   * @throws IllegalArgumentException naming the key, if it is not such a file
   */
  public static SplinkSettings read(String json) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          "not a JSON file: " + notJson.getOriginalMessage(), notJson);
    }
    var comparisons = new ArrayList<Comparison>();
    for (JsonNode comparison : required(root, "comparisons")) {
      comparisons.add(comparison(comparison));
    }
    var rules = new ArrayList<BlockingRule>();
    for (JsonNode rule : root.path("blocking_rules_to_generate_predictions")) {
      rules.add(rule(rule.isTextual() ? rule.asText() : required(rule, "blocking_rule").asText()));
    }
    return new SplinkSettings(
        new Model(
            LinkType.of(required(root, "link_type").asText()),
            root.path("probability_two_random_records_match").asDouble(0.0001),
            comparisons),
        rules);
  }

  private static Comparison comparison(JsonNode node) {
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
      levels.add(level(level, missing, gamma, grades));
    }
    return new Comparison(name, node.path("comparison_description").asText(name), levels);
  }

  private static ComparisonLevel level(JsonNode node, boolean missing, int gamma, int grades) {
    String label = node.path("label_for_charts").asText();
    String sql = required(node, "sql_condition").asText();
    if (missing) {
      return ComparisonLevel.missing(label, SplinkDialect.toSparkSql(sql));
    }
    double defaultM = gamma == grades - 1 ? DEFAULT_TOP_M : (1 - DEFAULT_TOP_M) / (grades - 1);
    double m = node.path("m_probability").asDouble(defaultM);
    double u =
        node.path("u_probability").asDouble(defaultM / Math.pow(2, defaultWeight(gamma, grades)));
    boolean otherwise = sql.strip().equalsIgnoreCase("else");
    return new ComparisonLevel(
        label,
        otherwise ? ComparisonLevel.Kind.ELSE : ComparisonLevel.Kind.CONDITION,
        otherwise ? "" : SplinkDialect.toSparkSql(sql),
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
                        node.path("tf_minimum_u_value").asDouble(0))));
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
   * Equalities of one value of each record become keys; what else the condition asks becomes a
   * further condition.
   */
  private static BlockingRule rule(String sql) {
    Expression condition = SplinkDialect.parse(sql);
    List<Expression> terms = condition instanceof And and ? and.terms() : List.of(condition);
    var keys = new ArrayList<BlockingRule.Key>();
    var further = new ArrayList<Expression>();
    for (Expression term : terms) {
      key(term).ifPresentOrElse(keys::add, () -> further.add(term));
    }
    Optional<String> where =
        further.isEmpty()
            ? Optional.empty()
            : Optional.of((further.size() == 1 ? further.get(0) : new And(further)).toSparkSql());
    return new BlockingRule(sql, keys, where);
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

  private static JsonNode required(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("Splink settings without '" + key + "'");
    }
    return value;
  }
}
