package org.linkagehub.qa.measure;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Measures as JSON: an array with an object a measure, whose keys are the columns of the table. */
public final class MeasureJson {
  /** Nothing but ASCII: marks that turn the direction of text harm no terminal. */
  private static final ObjectMapper JSON =
      JsonMapper.builder(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build())
          .build();

  private MeasureJson() {}

  /** The measures, a line each. */
  public static String write(List<Measure> measures) {
    var text = new StringBuilder("[");
    try {
      for (Measure measure : measures) {
        text.append(text.length() == 1 ? "\n" : ",\n")
            .append(JSON.writeValueAsString(node(measure)));
      }
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write measures as JSON", e);
    }
    return text.append("\n]\n").toString();
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static List<Measure> read(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (!(root instanceof ArrayNode array)) {
        throw new IllegalArgumentException("measures as JSON are an array");
      }
      var measures = new ArrayList<Measure>();
      for (JsonNode node : array) {
        measures.add(measure(node));
      }
      return List.copyOf(measures);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static ObjectNode node(Measure measure) {
    ObjectNode node = JSON.createObjectNode();
    node.put(MeasureTable.MEASURE, measure.measure());
    node.put(MeasureTable.SUBJECT, measure.subject());
    node.put(MeasureTable.GROUPING, measure.group().grouping());
    node.put(MeasureTable.GROUP, measure.group().value());
    put(node, MeasureTable.THRESHOLD, measure.threshold());
    put(node, MeasureTable.VALUE, measure.value());
    put(node, MeasureTable.LOWER, measure.interval().lower());
    put(node, MeasureTable.UPPER, measure.interval().upper());
    put(node, MeasureTable.NUMERATOR, measure.numerator());
    put(node, MeasureTable.DENOMINATOR, measure.denominator());
    node.put(MeasureTable.METHOD, measure.method());
    node.put(MeasureTable.SUPPRESSED, measure.suppressed());
    return node;
  }

  private static void put(ObjectNode node, String key, OptionalDouble number) {
    if (number.isPresent() && Double.isFinite(number.getAsDouble())) {
      node.put(key, number.getAsDouble());
    } else {
      node.putNull(key);
    }
  }

  private static Measure measure(JsonNode node) {
    return new Measure(
        node.path(MeasureTable.MEASURE).asText(),
        node.path(MeasureTable.SUBJECT).asText(),
        new Group(
            node.path(MeasureTable.GROUPING).asText(), node.path(MeasureTable.GROUP).asText()),
        number(node, MeasureTable.THRESHOLD),
        number(node, MeasureTable.VALUE),
        new Interval(number(node, MeasureTable.LOWER), number(node, MeasureTable.UPPER)),
        number(node, MeasureTable.NUMERATOR),
        number(node, MeasureTable.DENOMINATOR),
        node.path(MeasureTable.METHOD).asText(),
        node.path(MeasureTable.SUPPRESSED).asBoolean());
  }

  private static OptionalDouble number(JsonNode node, String key) {
    JsonNode value = node.path(key);
    return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
  }
}
