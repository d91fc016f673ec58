package org.linkagehub.qa.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * A page as JSON: the statements that stand first, and every table, by its id, with a row an object
 * of the columns' keys. Numbers are numbers, a figure that is not shown is null, and one that is
 * withheld is the text that stands for it.
 */
public final class PageJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PageJson() {}

  /**
   * The page as JSON text, ending with a line feed.
   *
   * @param about what the page is about, for example the run's id
   */
  public static String of(Page page, Map<String, String> about) {
    ObjectNode root = JSON.createObjectNode();
    root.put("title", VisibleText.of(page.title()));
    ObjectNode node = root.putObject("about");
    about.forEach((key, value) -> node.put(key, VisibleText.of(value)));
    if (!page.warning().isEmpty()) {
      root.put("warning", VisibleText.of(page.warning()));
    }
    statements(root.putArray("statements"), page);
    ObjectNode tables = root.putObject("tables");
    for (Block.Table table : page.tables()) {
      table(tables.putObject(table.id()), table);
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write the page as JSON", e);
    }
  }

  private static void statements(ArrayNode array, Page page) {
    for (Page.Section section : page.sections()) {
      for (Block block : section.blocks()) {
        if (block instanceof Block.Verdict verdict) {
          for (Block.Statement statement : verdict.statements()) {
            ObjectNode node = array.addObject();
            node.put("section", section.id());
            node.put("mark", VisibleText.of(statement.mark()));
            node.put("heading", VisibleText.of(statement.heading()));
            node.put("text", VisibleText.of(statement.text()));
            ArrayNode evidence = node.putArray("evidence");
            statement.evidence().forEach(line -> evidence.add(VisibleText.of(line)));
          }
        }
      }
    }
  }

  private static void table(ObjectNode node, Block.Table table) {
    node.put("caption", VisibleText.of(table.caption()));
    ArrayNode rows = node.putArray("rows");
    for (List<Value> row : table.rows()) {
      ObjectNode object = rows.addObject();
      for (int i = 0; i < row.size(); i++) {
        object.putPOJO(table.columns().get(i).key(), row.get(i).raw());
      }
    }
  }
}
