package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.model.LinkType;

/**
 * What is known of who is who before training.
 *
 * @param column of the records that names the person a record belongs to, where that is known
 * @param pairs a table of pairs that were judged
 */
public record LabelSettings(Optional<String> column, Optional<Pairs> pairs) {
  /** Nothing is known. */
  public static final LabelSettings NONE = new LabelSettings(Optional.empty(), Optional.empty());

  /** Where the table of pairs stands in the configuration. */
  static final String PAIRS_KEY = "linkage.training.labels.pairs";

  /**
   * A table of pairs of ids.
   *
   * @param table where it is
   * @param leftId the column of one record's id
   * @param rightId the column of the other's
   * @param leftSource where the one record's input is named
   * @param rightSource where the other's is
   * @param match an SQL condition on the table's columns, true for a match, false for none and null
   *     where it is not known; empty where every pair of the table is a match
   */
  public record Pairs(
      InputSettings table,
      String leftId,
      String rightId,
      Source leftSource,
      Source rightSource,
      Optional<String> match) {

    /** What decides which labels there are, as text; the table is told by its state. */
    String deciding() {
      return List.of(table.reading(), leftId, rightId, leftSource, rightSource, match).toString();
    }
  }

  /**
   * The input that a record belongs to.
   *
   * @param column that names it; empty where it is always the same
   * @param name of the one input that it always is
   */
  public record Source(Optional<String> column, String name) {}

  /** Whether there are any labels. */
  public boolean any() {
    return column.isPresent() || pairs.isPresent();
  }

  /** What decides which labels there are, as text. */
  public String deciding() {
    return column.orElse("") + pairs.map(Pairs::deciding).orElse("");
  }

  static Optional<LabelSettings> read(
      ConfigReader in, List<InputSettings> inputs, Optional<LinkType> linkType) {
    Optional<String> column = in.optionalText("column");
    Optional<Pairs> pairs =
        in.has("pairs")
            ? readPairs(in.block("pairs"), "labelled pairs", true, inputs, linkType)
            : Optional.empty();
    return in.build(() -> new LabelSettings(column, pairs));
  }

  /**
   * Reads a table of pairs; further settings of the block have been read before.
   *
   * @param what it is called in messages
   * @param judged whether a condition may say which pairs match
   */
  static Optional<Pairs> readPairs(
      ConfigReader in,
      String what,
      boolean judged,
      List<InputSettings> inputs,
      Optional<LinkType> linkType) {
    String leftId = in.text("left-id");
    String rightId = in.text("right-id");
    Optional<String> left = in.optionalText("left-source");
    Optional<String> right = in.optionalText("right-source");
    Optional<String> match = judged ? in.optionalText("match") : Optional.empty();
    List<String> names = inputs.stream().map(InputSettings::name).toList();
    boolean twoSides = names.size() == 2 && linkType.equals(Optional.of(LinkType.LINK_ONLY));
    if (left.isPresent() != right.isPresent()) {
      in.problem("must have both left-source and right-source, or neither");
    } else if (left.isEmpty() && names.size() > 1 && !twoSides) {
      in.problem(
          "must have left-source and right-source, the columns that name the input of each record,"
              + " for there are several inputs: "
              + String.join(", ", names));
    }
    Optional<InputSettings> table = InputSettings.readTable(in, what, leftId);
    if (table.isEmpty() || names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Pairs(
            table.get(),
            leftId,
            rightId,
            new Source(left, names.get(0)),
            new Source(right, names.get(twoSides ? 1 : 0)),
            match));
  }
}
