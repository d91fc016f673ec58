package org.linkagehub.qa.report;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;

/**
 * What a report says of a linkage.
 *
 * @param write whether every run ends with a report
 * @param uses what links are used for, and how good they must be for that
 * @param groupDifference by how much a group's precision or recall must be below the whole to be
 *     named as worse off, where a test says that it is below
 */
public record ReportSettings(boolean write, List<Use> uses, double groupDifference) {
  public ReportSettings {
    uses = List.copyOf(uses);
  }

  /**
   * A use of links.
   *
   * @param use in words
   * @param precision the least share of links that must be right
   * @param recall the least share of matches that must be found
   */
  public record Use(String use, double precision, double recall) {}

  /** Reads the block {@code report}. */
  public static Optional<ReportSettings> read(ConfigReader in) {
    boolean write = in.flag("write");
    List<Use> uses =
        in.blocks("uses").stream().map(ReportSettings::use).flatMap(Optional::stream).toList();
    double difference = in.number("group-difference", Range.SHARE);
    return in.build(() -> new ReportSettings(write, uses, difference));
  }

  private static Optional<Use> use(ConfigReader in) {
    String use = in.text("use");
    double precision = in.number("precision", Range.SHARE);
    double recall = in.number("recall", Range.SHARE);
    return in.build(() -> new Use(use, precision, recall));
  }
}
