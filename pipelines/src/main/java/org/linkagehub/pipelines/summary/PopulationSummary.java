package org.linkagehub.pipelines.summary;

import java.util.List;
import org.linkagehub.pipelines.summary.RunSummary.StageTime;
import org.linkagehub.pipelines.summary.RunSummary.Table;

/**
 * What was generated: counts alone.
 *
 * @param runId of the run
 * @param seed of the population
 * @param asAt the day on which it is looked at, as yyyy-MM-dd
 * @param counts of people and index records, in the order in which they are told
 * @param feeds in the order of their names
 * @param checks how many rules the tables were checked against
 * @param broken the rules that do not hold
 * @param margins what was asked for and what came, one line a measure: its group that lies furthest
 * @param stages in the order in which they ran
 * @param wallSeconds of the whole run
 * @param folder of the run
 * @param tables that the run wrote
 * @param warnings what should be looked at, in whole sentences
 */
public record PopulationSummary(
    String runId,
    long seed,
    String asAt,
    List<Count> counts,
    List<Feed> feeds,
    int checks,
    List<Broken> broken,
    List<Furthest> margins,
    List<StageTime> stages,
    double wallSeconds,
    String folder,
    List<Table> tables,
    List<String> warnings)
    implements Summary {

  public PopulationSummary {
    counts = List.copyOf(counts);
    feeds = List.copyOf(feeds);
    broken = List.copyOf(broken);
    margins = List.copyOf(margins);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  /** How many there are of something. */
  public record Count(String what, long count) {}

  /**
   * A feed.
   *
   * @param records in it
   * @param people that they are of
   * @param withErrors records with at least one error
   * @param notInIndex records of people whom the index does not know
   */
  public record Feed(String name, long records, long people, long withErrors, long notInIndex) {}

  /**
   * A rule that does not hold.
   *
   * @param violations rows that break it
   */
  public record Broken(String table, String rule, long violations) {}

  /**
   * The group of a measure whose share lies furthest from what was asked for.
   *
   * @param groups how many the measure has
   * @param asked share, from 0 to 1
   * @param got share, from 0 to 1
   * @param standardErrors between the two
   */
  public record Furthest(
      String measure, int groups, String group, double asked, double got, double standardErrors) {}

  @Override
  public String text() {
    return PopulationText.of(this);
  }
}
