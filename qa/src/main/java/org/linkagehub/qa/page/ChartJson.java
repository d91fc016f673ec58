package org.linkagehub.qa.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;

/** A chart as JSON for the page's script. */
final class ChartJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChartJson() {}

  /** The chart as JSON that may stand in a script element: no markup can begin or end in it. */
  static String of(Chart chart) {
    ObjectNode root = JSON.createObjectNode();
    root.put("form", chart.form().key());
    ArrayNode labels = root.putArray("labels");
    for (String label : chart.labels()) {
      if (chart.form() == Chart.Form.CURVE) {
        labels.add(Double.parseDouble(label));
      } else {
        labels.add(VisibleText.of(label));
      }
    }
    axis(root.putObject("x"), chart.x());
    axis(root.putObject("y"), chart.y());
    ArrayNode series = root.putArray("series");
    for (Chart.Series one : chart.series()) {
      ObjectNode node = series.addObject();
      node.put("name", VisibleText.of(one.name()));
      numbers(node.putArray("values"), one.values());
      numbers(node.putArray("lower"), one.lower());
      numbers(node.putArray("upper"), one.upper());
    }
    ArrayNode marks = root.putArray("marks");
    for (Chart.Mark mark : chart.marks()) {
      marks.addObject().put("at", mark.at()).put("label", VisibleText.of(mark.label()));
    }
    try {
      return JSON.writeValueAsString(root)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write a chart", e);
    }
  }

  private static void axis(ObjectNode node, Chart.Axis axis) {
    node.put("title", VisibleText.of(axis.title()));
    node.put("unit", axis.unit().key());
    node.put("logarithmic", axis.logarithmic());
  }

  private static void numbers(ArrayNode array, List<Double> values) {
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
  }
}
