package org.linkagehub.pipelines.summary;

import java.util.List;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;

/**
 * How two linkages of the same requests differ: counts alone.
 *
 * @param runId of the run
 * @param first the name of the one linkage
 * @param second the name of the other
 * @param cells what both made of the requests, whole and by group
 * @param moves the commonest pairs of steps
 * @param rates the errors of both, with the limits of their difference; empty without a truth
 * @param stages in the order in which they ran
 * @param wallSeconds of the whole run
 * @param folder of the run
 * @param tables that the run wrote
 * @param warnings what should be looked at, in whole sentences
 */
public record ComparisonSummary(
    String runId,
    String first,
    String second,
    List<Cell> cells,
    List<Move> moves,
    List<PairedRate> rates,
    List<StageTime> stages,
    double wallSeconds,
    String folder,
    List<Table> tables,
    List<String> warnings)
    implements Summary {

  public ComparisonSummary {
    cells = List.copyOf(cells);
    moves = List.copyOf(moves);
    rates = List.copyOf(rates);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /** The requests of a group: linked to the same by both, and so on. */
  public record Cell(
      String dimension,
      String group,
      long bothSame,
      long bothDifferent,
      long onlyFirst,
      long onlySecond,
      long neither) {}

  /** The requests that the first dealt with in one way, and the second in another. */
  public record Move(
      String firstStep,
      String secondStep,
      String cell,
      long requests,
      long firstFalse,
      long secondFalse) {}

  /** A rate with its 95 % limits; null where there is nothing to take it of. */
  public record Rate(long events, long trials, Double value, Double low, Double high) {}

  /**
   * The same rate of both linkages.
   *
   * @param measure {@code false_match_rate} or {@code missed_match_rate}
   * @param difference the second's less the first's
   * @param worse {@code first}, {@code second} or {@code neither}: where the limits of the
   *     difference leave out zero
   */
  public record PairedRate(
      String measure,
      String dimension,
      String group,
      Rate first,
      Rate second,
      Double difference,
      Double differenceLow,
      Double differenceHigh,
      String worse) {}

  @Override
  public String text() {
    return ComparisonText.of(this);
  }
}
