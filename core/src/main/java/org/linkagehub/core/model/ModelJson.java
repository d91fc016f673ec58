package org.linkagehub.core.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A model's file as JSON; the README of core describes it key by key. Numbers are written so that
 * they read back to the bit, a value to a line and always in the same order, so that two files can
 * be compared line by line.
 */
public final class ModelJson {
  /** The layout that is written; older ones are read, newer ones are refused. */
  public static final int FORMAT = 2;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPrettyPrinter(
              new DefaultPrettyPrinter()
                  .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                  .withArrayIndenter(new DefaultIndenter("  ", "\n")))
          .build();

  private ModelJson() {}

  /** The model alone as indented JSON: its frequencies are those of the records to be scored. */
  public static String write(Model model) {
    return write(ModelFile.of(model, TermFrequencySource.Mode.NON_MATCHES));
  }

  /** The file as indented JSON. */
  public static String write(ModelFile file) {
    Model model = file.model();
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
    if (!file.derived().isEmpty()) {
      ObjectNode derived = root.putObject("derived");
      file.derived().forEach(derived::put);
    }
    if (!file.blockingRules().isEmpty()) {
      ArrayNode rules = root.putArray("blocking_rules");
      file.blockingRules().forEach(rule -> write(rule, rules.addObject()));
    }
    ObjectNode frequencies = root.putObject("term_frequencies");
    frequencies.put("mode", file.termFrequencies().mode().name().toLowerCase(Locale.ROOT));
    file.termFrequencies().path().ifPresent(path -> frequencies.put("path", path));
    file.termFrequencies().table().ifPresent(table -> frequencies.put("table", table));
    file.training().ifPresent(report -> root.set("training", MAPPER.valueToTree(report)));
    file.data().ifPresent(data -> root.set("data", MAPPER.valueToTree(data)));
    file.configuration().ifPresent(text -> root.set("configuration", tree(text)));
    if (!file.codeVersion().isEmpty()) {
      root.put("code_version", file.codeVersion());
    }
    if (!file.metadata().isEmpty()) {
      ObjectNode metadata = root.putObject("metadata");
      file.metadata().forEach(metadata::put);
    }
    return text(root) + "\n";
  }

  private static String text(JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
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
              if (adjustment.ownU()) {
                frequency.put("own_u", true);
              }
            });
  }

  private static void write(BlockingRule rule, ObjectNode node) {
    node.put("name", rule.name());
    ArrayNode keys = node.putArray("keys");
    for (BlockingRule.Key key : rule.keys()) {
      if (key.isArray()) {
        keys.addObject().putObject("any_of").put("left", key.left()).put("right", key.right());
      } else if (key.isSymmetric()) {
        keys.add(key.left());
      } else {
        keys.addObject().put("left", key.left()).put("right", key.right());
      }
    }
    rule.where().ifPresent(where -> node.put("where", where));
    rule.sorted()
        .ifPresent(
            order -> {
              ObjectNode sorted = node.putObject("sorted");
              order.within().forEach(sorted.putArray("within")::add);
              order.by().forEach(sorted.putArray("by")::add);
              sorted.put("window", order.window());
            });
  }

  /**
   * Reads the model of a file.
   *
   * @throws IllegalArgumentException saying what is wrong, if the text is not such a file or of a
   *     newer layout
   */
  public static Model read(String json) {
    return readFile(json).model();
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException saying what is wrong, if the text is not such a file or of a
   *     newer layout
   */
  public static ModelFile readFile(String json) {
    JsonNode root = tree(json);
    if (!root.isObject() || !root.has("format")) {
      throw new IllegalArgumentException(
          root.has("probability_two_random_records_match") || root.has("sql_dialect")
              ? "these are settings of Splink; turn them into a model with `linkage model import`"
              : "not the file of a model: it has no 'format'");
    }
    int format = root.get("format").asInt();
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
    var rules = new ArrayList<BlockingRule>();
    root.path("blocking_rules").forEach(rule -> rules.add(rule(rule)));
    return new ModelFile(
        new Model(
            LinkType.of(required(root, "link_type").asText()),
            required(root, "prior").asDouble(),
            comparisons),
        rules,
        texts(root.path("derived")),
        frequencies(root.path("term_frequencies")),
        read(root, "training", TrainingReport.class),
        read(root, "data", DataFingerprint.class),
        Optional.ofNullable(root.get("configuration")).map(ModelJson::text),
        root.path("code_version").asText(""),
        texts(root.path("metadata")));
  }

  private static ComparisonLevel level(JsonNode node) {
    return new ComparisonLevel(
        required(node, "label").asText(),
        enumerated(ComparisonLevel.Kind.class, "kind", required(node, "kind").asText()),
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
                        frequency.path("minimum_u").asDouble(0),
                        frequency.path("own_u").asBoolean())));
  }

  private static BlockingRule rule(JsonNode node) {
    var keys = new ArrayList<BlockingRule.Key>();
    for (JsonNode key : required(node, "keys")) {
      boolean isArray = key.has("any_of");
      JsonNode sides = isArray ? key.get("any_of") : key;
      keys.add(
          key.isTextual()
              ? BlockingRule.Key.of(key.asText())
              : new BlockingRule.Key(
                  required(sides, "left").asText(), required(sides, "right").asText(), isArray));
    }
    return new BlockingRule(
        required(node, "name").asText(),
        keys,
        Optional.ofNullable(node.get("where")).map(JsonNode::asText),
        Optional.ofNullable(node.get("sorted"))
            .map(
                sorted ->
                    new SortedNeighbourhood(
                        list(required(sorted, "within")),
                        list(required(sorted, "by")),
                        required(sorted, "window").asInt())));
  }

  private static List<String> list(JsonNode texts) {
    var list = new ArrayList<String>();
    texts.forEach(text -> list.add(text.asText()));
    return list;
  }

  /** Of a file without them, as those of format 1 were used: among other people. */
  private static TermFrequencySource frequencies(JsonNode node) {
    return new TermFrequencySource(
        enumerated(TermFrequencySource.Mode.class, "mode", node.path("mode").asText("non_matches")),
        Optional.ofNullable(node.get("path")).map(JsonNode::asText),
        Optional.ofNullable(node.get("table")).map(JsonNode::asText));
  }

  private static <E extends Enum<E>> E enumerated(Class<E> type, String key, String name) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "'%s' must be one of %s, was \"%s\""
              .formatted(
                  key, List.of(type.getEnumConstants()).toString().toLowerCase(Locale.ROOT), name),
          unknown);
    }
  }

  private static <T> Optional<T> read(JsonNode root, String key, Class<T> type) {
    if (!root.has(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.treeToValue(root.get(key), type));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "'%s' of the model cannot be read: %s".formatted(key, e.getOriginalMessage()), e);
    }
  }

  private static Map<String, String> texts(JsonNode node) {
    var texts = new LinkedHashMap<String, String>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }

  private static OptionalDouble number(JsonNode node, String key) {
    return node.has(key) ? OptionalDouble.of(node.get(key).asDouble()) : OptionalDouble.empty();
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException notJson) {
      throw new IllegalArgumentException(
          "not a JSON file: " + notJson.getOriginalMessage(), notJson);
    }
  }

  private static JsonNode required(JsonNode node, String key) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("a model without '" + key + "'");
    }
    return value;
  }
}
