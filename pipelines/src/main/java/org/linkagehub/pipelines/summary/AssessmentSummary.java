package org.linkagehub.pipelines.summary;

import java.util.List;
import java.util.OptionalDouble;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;

/**
 * What an assessment of a linkage found.
 *
 * @param runId of the assessment
 * @param name of what was assessed
 * @param figures of the whole, at the thresholds at which groups are compared
 * @param different groups that differ from the whole by more than chance
 * @param measures how many figures there are in all
 * @param stages in the order in which they ran
 * @param wallSeconds of the whole run
 * @param folder of the run
 * @param tables that the run wrote
 * @param warnings what should be looked at, in whole sentences
 */
public record AssessmentSummary(
    String runId,
    String name,
    List<Figure> figures,
    List<Different> different,
    long measures,
    List<StageTime> stages,
    double wallSeconds,
    String folder,
    List<Table> tables,
    List<String> warnings)
    implements Summary {

  public AssessmentSummary {
    figures = List.copyOf(figures);
    different = List.copyOf(different);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /**
   * A figure of the whole.
   *
   * @param what the measure, and its subject if it has one
   * @param threshold in bits
   */
  public record Figure(
      String what,
      OptionalDouble threshold,
      OptionalDouble value,
      OptionalDouble lower,
      OptionalDouble upper,
      double numerator,
      double denominator) {
    /** Whether it is no ratio but a number of things. */
    boolean isCount() {
      return denominator == 1 && lower.isEmpty();
    }
  }

  /**
   * A group that differs.
   *
   * @param difference from the whole
   * @param p corrected for the number of groups
   */
  public record Different(
      String measure,
      String grouping,
      String group,
      double threshold,
      double difference,
      double lower,
      double upper,
      double p) {}

  @Override
  public String text() {
    return AssessmentText.of(this);
  }
}
