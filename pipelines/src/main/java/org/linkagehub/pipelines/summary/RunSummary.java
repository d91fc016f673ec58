package org.linkagehub.pipelines.summary;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.linkagehub.core.model.TrainingReport;

/**
 * What a run did and how well. Counts, weights and rates only: no value of any record.
 *
 * @param runId the run
 * @param command what was asked for, for example {@code demo}
 * @param linkType for example {@code dedupe_only}
 * @param engine which engine compared the pairs
 * @param seed of every sample
 * @param sources in the configured order
 * @param setAside records that were not linked, by reason
 * @param rules the deterministic passes, then the blocking rules, in the configured order
 * @param model that scored the pairs; empty where deterministic passes made all links
 * @param histogram scored pairs by match weight, ascending
 * @param links the decisions
 * @param clusterSizes of the published clusters, ascending
 * @param decisions what became of links or records on the way to clusters; absent where links are
 *     taken as they are
 * @param quality absent where no truth is known
 * @param stages in the order in which they ran
 * @param wallSeconds of the whole run
 * @param folder of the run
 * @param tables that the run wrote
 * @param warnings what an analyst should look at, in whole sentences
 */
public record RunSummary(
    String runId,
    String command,
    String linkType,
    String engine,
    long seed,
    List<Source> sources,
    List<SetAside> setAside,
    List<Rule> rules,
    Optional<Model> model,
    List<WeightBin> histogram,
    Links links,
    List<ClusterSize> clusterSizes,
    Optional<Decisions> decisions,
    Optional<Quality> quality,
    List<StageTime> stages,
    double wallSeconds,
    String folder,
    List<Table> tables,
    List<String> warnings)
    implements Summary {

  public RunSummary {
    sources = List.copyOf(sources);
    setAside = List.copyOf(setAside);
    rules = List.copyOf(rules);
    histogram = List.copyOf(histogram);
    clusterSizes = List.copyOf(clusterSizes);
    stages = List.copyOf(stages);
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
  }

  @Override
  public String text() {
    return SummaryText.of(this);
  }

  /**
   * Records of one source.
   *
   * @param name of the source
   * @param read from it
   * @param setAside of those
   */
  public record Source(String name, long read, long setAside) {
    /** Records that took part in the linkage. */
    @JsonProperty
    public long linked() {
      return read - setAside;
    }
  }

  /**
   * Records of a source set aside for one reason.
   *
   * @param source their source
   * @param reason for example {@code no id}
   * @param records how many
   */
  public record SetAside(String source, String reason, long records) {}

  /**
   * Pairs of a deterministic pass or a blocking rule.
   *
   * @param name of the rule
   * @param pairs on which the rule holds
   * @param newPairs of those that no earlier rule makes; absent where they were not counted
   * @param pass whether it is a pass, so that its new pairs are links
   */
  public record Rule(String name, long pairs, OptionalLong newPairs, boolean pass) {}

  /**
   * The Fellegi-Sunter model.
   *
   * @param lambda P(two random records match)
   * @param from the file that it was taken from; empty where the run trained it
   * @param comparisons in the configured order
   * @param training how it was trained; absent where it was taken from a file
   */
  public record Model(
      double lambda,
      Optional<String> from,
      List<Comparison> comparisons,
      Optional<TrainingReport> training) {
    public Model {
      comparisons = List.copyOf(comparisons);
    }
  }

  /**
   * A comparison.
   *
   * @param name of the comparison
   * @param levels from most alike to the else level, without the missing-value level
   */
  public record Comparison(String name, List<Level> levels) {
    public Comparison {
      levels = List.copyOf(levels);
    }
  }

  /**
   * A level of a comparison.
   *
   * @param label what it says
   * @param m P(level given match); absent where training found none
   * @param u P(level given non-match); absent where training found none
   * @param termFrequency whether the weight moves with how common the value is
   */
  public record Level(String label, OptionalDouble m, OptionalDouble u, boolean termFrequency) {
    /** log2(m/u), in bits; absent where m or u is. */
    @JsonProperty
    public OptionalDouble weightBits() {
      return m.isPresent() && u.isPresent()
          ? OptionalDouble.of(Math.log(m.getAsDouble() / u.getAsDouble()) / Math.log(2))
          : OptionalDouble.empty();
    }
  }

  /**
   * Pairs whose match weight lies in {@code [fromBits, toBits)}.
   *
   * @param fromBits the lower end
   * @param toBits the upper end
   * @param pairs how many
   */
  public record WeightBin(double fromBits, double toBits, long pairs) {}

  /**
   * The decisions.
   *
   * @param scoredPairs candidate pairs that were compared; absent where they were not counted
   * @param rejected what the model compared and did not keep; nothing without a model
   * @param keptPairs of those at or above the output threshold
   * @param thresholdProbability of a link
   * @param thresholdBits the same as a match weight
   * @param links pairs at or above the threshold of a link
   * @param clusters of linked records, single records included
   * @param linkedRecords records in a cluster of two or more
   */
  public record Links(
      OptionalLong scoredPairs,
      Optional<Rejected> rejected,
      long keptPairs,
      double thresholdProbability,
      double thresholdBits,
      long links,
      long clusters,
      long linkedRecords) {}

  /**
   * Pairs below the output threshold.
   *
   * @param comparedPairs that the model compared, kept or not
   * @param pairs of those below the threshold
   * @param expectedMatches among the latter, as the model sees it, without term frequencies
   */
  public record Rejected(long comparedPairs, long pairs, double expectedMatches) {}

  /**
   * Clusters of one size.
   *
   * @param size in records
   * @param clusters of that size
   */
  public record ClusterSize(long size, long clusters) {}

  /**
   * What became of links or records on the way to clusters.
   *
   * @param title what is counted, for example links that were cut, by reason
   * @param counts the most frequent first
   */
  public record Decisions(String title, List<Decision> counts) {
    public Decisions {
      counts = List.copyOf(counts);
    }
  }

  /** A reason or outcome, and how often it was given. */
  public record Decision(String what, long count) {}

  /**
   * Agreement with the truth.
   *
   * @param truth the column that says who is who
   * @param matches pairs of records that truly match
   * @param pairs links against true pairs, by threshold
   * @param clusters clusters against true people; the published ones last
   * @param missedByBlocking matches that no blocking rule makes
   * @param groups the published clusters, by the groups of records that are configured
   */
  public record Quality(
      String truth,
      long matches,
      List<PairQuality> pairs,
      List<ClusterQuality> clusters,
      long missedByBlocking,
      List<GroupQuality> groups) {
    public Quality {
      pairs = List.copyOf(pairs);
      clusters = List.copyOf(clusters);
      groups = List.copyOf(groups);
    }
  }

  /**
   * The published clusters against the true people, of the records of a group: a pair counts in the
   * group of each of its records.
   *
   * @param grouping how records are divided
   * @param group which part of them
   * @param matches sides of true pairs
   * @param precision of the pairs within clusters, the share that match; 1 where there is none
   * @param recall of the matches, the share within a cluster; 1 where there is none
   * @param recallLow the lower limit of its 95 % interval
   * @param recallHigh the upper one
   */
  public record GroupQuality(
      String grouping,
      String group,
      long matches,
      double precision,
      double recall,
      double recallLow,
      double recallHigh) {
    /** The harmonic mean of precision and recall. */
    @JsonProperty
    public double f1() {
      return RunSummary.f1(precision, recall);
    }
  }

  /**
   * Links at a threshold against the truth.
   *
   * @param probability the threshold
   * @param trueLinks links that are matches
   * @param falseMatches links that are none
   * @param missedMatches matches that are no link
   */
  public record PairQuality(
      double probability, long trueLinks, long falseMatches, long missedMatches) {
    /** Of the links, the share that are matches; 1 where there is no link. */
    @JsonProperty
    public double precision() {
      return ratio(trueLinks, trueLinks + falseMatches);
    }

    /** Of the matches, the share that are links; 1 where there is no match. */
    @JsonProperty
    public double recall() {
      return ratio(trueLinks, trueLinks + missedMatches);
    }

    /** The harmonic mean of precision and recall. */
    @JsonProperty
    public double f1() {
      return RunSummary.f1(precision(), recall());
    }

    private static double ratio(long part, long whole) {
      return whole == 0 ? 1 : (double) part / whole;
    }
  }

  /**
   * Clusters against the true people.
   *
   * @param method how they were made, in a few words
   * @param probability the threshold; absent where none plays a part
   * @param pairwisePrecision of the pairs within clusters, the share that match
   * @param pairwiseRecall of the matches, the share within a cluster
   * @param bcubedPrecision the mean over records of the share of its cluster that is its person
   * @param bcubedRecall the mean over records of the share of its person that is in its cluster
   * @param exactPeople true people whose records are one cluster, and nobody else's
   * @param people true people
   */
  public record ClusterQuality(
      String method,
      OptionalDouble probability,
      double pairwisePrecision,
      double pairwiseRecall,
      double bcubedPrecision,
      double bcubedRecall,
      long exactPeople,
      long people) {
    /** The harmonic mean of pairwise precision and recall. */
    @JsonProperty
    public double pairwiseF1() {
      return f1(pairwisePrecision, pairwiseRecall);
    }

    /** The harmonic mean of B-cubed precision and recall. */
    @JsonProperty
    public double bcubedF1() {
      return f1(bcubedPrecision, bcubedRecall);
    }
  }

  /**
   * What a stage cost.
   *
   * @param name of the stage
   * @param wallSeconds from its beginning to its end
   * @param cpuSeconds of its tasks
   */
  public record StageTime(String name, double wallSeconds, double cpuSeconds) {}

  /**
   * A table that the run wrote.
   *
   * @param name of the table
   * @param location its path, or its name in the catalog
   * @param rows in it
   * @param holds what it holds, in a few words
   */
  public record Table(String name, String location, long rows, String holds) {}

  private static double f1(double precision, double recall) {
    return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
  }
}
