package org.linkagehub.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model as JSON: {@code format} (the version of this layout), {@code link_type}, {@code prior},
 * {@code comparisons} with their levels in the order in which they are tried. Numbers are written
 * so that they read back to the bit.
 */
public final class ModelJson {
  /** The layout that is written; older ones are read, newer ones are refused. */
  public static final int FORMAT = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ModelJson() {}

  /** The model as indented JSON. */
  public static String write(Model model) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", FORMAT);
    root.put("link_type", model.linkType().configName());
    root.put("prior", model.prior());
    ArrayNode comparisons = root.putArray("comparisons");
    for (Comparison comparison : model.comparisons()) {
      ObjectNode node = comparisons.addObject();
      node.put("name", comparison.name());
      node.put("description", comparison.description());
      ArrayNode levels = node.putArray("levels");
      comparison.levels().forEach(level -> write(level, levels.addObject()));
    }
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a tree of plain values is always JSON", impossible);
    }
  }

  private static void write(ComparisonLevel level, ObjectNode node) {
    node.put("label", level.label());
    node.put("kind", level.kind().name().toLowerCase(Locale.ROOT));
    if (!level.condition().isEmpty()) {
      node.put("condition", level.condition());
    }
    level.m().ifPresent(m -> node.put("m", m));
    level.u().ifPresent(u -> node.put("u", u));
    if (level.fixedM()) {
      node.put("fixed_m", true);
    }
    if (level.fixedU()) {
      node.put("fixed_u", true);
    }
    level
        .termFrequency()
        .ifPresent(
            adjustment -> {
              ObjectNode frequency = node.putObject("term_frequency");
              frequency.put("column", adjustment.column());
              frequency.put("weight", adjustment.weight());
              frequency.put("minimum_u", adjustment.minimumU());
            });
  }

  /**
   * Reads a model.
   *
   * @throws IllegalArgumentException saying what is wrong, if the text is not such a model or of a
   *     newer layout
   */
  public static Model read(String json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          "not a JSON file: " + notJson.getOriginalMessage(), notJson);
    }
    int format = required(root, "format").asInt();
    if (format < 1 || format > FORMAT) {
      throw new IllegalArgumentException(
          "the model has format %d, this version reads up to %d".formatted(format, FORMAT));
    }
    var comparisons = new ArrayList<Comparison>();
    for (JsonNode comparison : required(root, "comparisons")) {
      var levels = new ArrayList<ComparisonLevel>();
      for (JsonNode level : required(comparison, "levels")) {
        levels.add(level(level));
      }
      String name = required(comparison, "name").asText();
      comparisons.add(new Comparison(name, comparison.path("description").asText(name), levels));
    }
    return new Model(
        LinkType.of(required(root, "link_type").asText()),
        required(root, "prior").asDouble(),
        comparisons);
  }

  private static ComparisonLevel level(JsonNode node) {
    return new ComparisonLevel(
        required(node, "label").asText(),
        ComparisonLevel.Kind.valueOf(required(node, "kind").asText().toUpperCase(Locale.ROOT)),
        node.path("condition").asText(),
        number(node, "m"),
        number(node, "u"),
        node.path("fixed_m").asBoolean(),
        node.path("fixed_u").asBoolean(),
        Optional.ofNullable(node.get("term_frequency"))
            .map(
                frequency ->
                    new TermFrequencyAdjustment(
                        required(frequency, "column").asText(),
                        frequency.path("weight").asDouble(1),
                        frequency.path("minimum_u").asDouble(0))));
  }

  private static OptionalDouble number(JsonNode node, String key) {
    return node.has(key) ? OptionalDouble.of(node.get(key).asDouble()) : OptionalDouble.empty();
  }

  private static JsonNode required(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("a model without '" + key + "'");
    }
    return value;
  }
}
