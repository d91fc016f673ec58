package org.linkagehub.qa.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A page: what it is about, and its sections in reading order.
 *
 * @param title the heading of the page
 * @param subtitle a line below it, for example the run; may be empty
 * @param warning what must be read first, such as that the page shows personal data; may be empty
 * @param sections in order
 * @param foot how the page came to be, in the last line
 */
public record Page(
    String title, String subtitle, String warning, List<Section> sections, String foot) {
  public Page {
    sections = List.copyOf(sections);
    requireDistinctIds(sections);
  }

  /**
   * A part of a page.
   *
   * @param id of the heading, to link to: lower case letters, digits and hyphens
   * @param heading of the section
   * @param blocks in order
   */
  public record Section(String id, String heading, List<Block> blocks) {
    public Section {
      Block.requireId(id);
      blocks = List.copyOf(blocks);
    }
  }

  /** Every table of the page, those of its figures included, in order. */
  public List<Block.Table> tables() {
    var tables = new ArrayList<Block.Table>();
    sections.forEach(section -> collect(section.blocks(), tables));
    return List.copyOf(tables);
  }

  private static void collect(List<Block> blocks, List<Block.Table> tables) {
    for (Block block : blocks) {
      if (block instanceof Block.Table table) {
        tables.add(table);
      } else if (block instanceof Block.Figure figure) {
        tables.add(figure.table());
      } else if (block instanceof Block.Details details) {
        collect(details.blocks(), tables);
      } else if (block instanceof Block.Slider slider) {
        tables.add(slider.table());
      }
    }
  }

  private static void requireDistinctIds(List<Section> sections) {
    Set<String> seen = new HashSet<>();
    for (Section section : sections) {
      requireNew(section.id(), seen);
      requireDistinct(section.blocks(), seen);
    }
  }

  private static void requireDistinct(List<Block> blocks, Set<String> seen) {
    for (Block block : blocks) {
      if (block instanceof Block.Table table) {
        requireNew(table.id(), seen);
      } else if (block instanceof Block.Figure figure) {
        requireNew(figure.id(), seen);
      } else if (block instanceof Block.Slider slider) {
        requireNew(slider.id(), seen);
      } else if (block instanceof Block.Details details) {
        requireDistinct(details.blocks(), seen);
      }
    }
  }

  private static void requireNew(String id, Set<String> seen) {
    if (!seen.add(id)) {
      throw new IllegalArgumentException("two parts of the page have the id " + id);
    }
  }
}
