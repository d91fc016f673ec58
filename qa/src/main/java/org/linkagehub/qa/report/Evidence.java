package org.linkagehub.qa.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.framework.FrameworkAnswers;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * All that a report is made of. The counts are as they are; nothing of them is shown but through
 * disclosure control.
 *
 * @param subject what was linked, when and with what
 * @param measures every figure that counts people, pairs or clusters; those of the table of
 *     measures, and those that {@link Counted} names
 * @param model the model; empty where links were made by rules alone
 * @param patterns agreement patterns, the most frequent first
 * @param threshold the match weight, in bits, at or above which pairs are links; NaN where links
 *     have no weights
 * @param method how links became clusters, in words
 * @param stages what each cost
 * @param checks what figures must be
 * @param cleaningCounted whether the run counted how often each rule of cleaning was met
 * @param settings the configuration as text, without secrets
 * @param warnings what the run warns of
 * @param answers to the framework's questions
 * @param history earlier ratings by the framework, oldest first
 * @param compared what the figures are compared with; empty if this is the first of its kind
 * @param records records that were asked to be shown; empty otherwise
 */
public record Evidence(
    Subject subject,
    List<Measure> measures,
    Optional<Model> model,
    List<Pattern> patterns,
    double threshold,
    String method,
    List<Stage> stages,
    List<CheckRule> checks,
    boolean cleaningCounted,
    String settings,
    List<String> warnings,
    FrameworkAnswers answers,
    List<PastRatings> history,
    Optional<Compared> compared,
    List<ShownPair> records) {
  public Evidence {
    measures = List.copyOf(measures);
    patterns = List.copyOf(patterns);
    stages = List.copyOf(stages);
    checks = List.copyOf(checks);
    warnings = List.copyOf(warnings);
    history = List.copyOf(history);
    records = List.copyOf(records);
  }

  /** Whether links have weights, so that a threshold means something. */
  boolean hasWeights() {
    return !Double.isNaN(threshold);
  }

  /** Who made the links. */
  public enum Origin {
    /** The run that the report is of, whose tables tell how. */
    THIS_RUN,
    /** Somebody else: nothing is known but the links. */
    ELSEWHERE
  }

  /**
   * What the report is about.
   *
   * @param origin who made the links
   * @param run its id
   * @param linkage its name
   * @param kind of linkage, for example {@code link_only}
   * @param truth what is known to be true, in words; empty for nothing
   * @param began when, as text
   * @param seconds that it took
   * @param provenance versions, digests and the seed, by their names
   * @param resources where it ran, by names
   */
  public record Subject(
      Origin origin,
      String run,
      String linkage,
      String kind,
      String truth,
      String began,
      double seconds,
      Map<String, String> provenance,
      Map<String, String> resources) {
    public Subject {
      provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
      resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
    }
  }

  /**
   * The parameters of a model.
   *
   * @param prior the probability that two records drawn at random match
   * @param comparisons in order
   * @param notes how it was trained, in sentences
   */
  public record Model(double prior, List<Comparison> comparisons, List<String> notes) {
    public Model {
      comparisons = List.copyOf(comparisons);
      notes = List.copyOf(notes);
    }
  }

  /**
   * A comparison.
   *
   * @param name of it
   * @param levels the most alike first, without that of missing values
   */
  public record Comparison(String name, List<Level> levels) {
    public Comparison {
      levels = List.copyOf(levels);
    }

    /** The level of a gamma, 0 being the last; none for a missing value. */
    Optional<Level> level(int gamma) {
      int index = levels.size() - 1 - gamma;
      return gamma < 0 || index < 0 ? Optional.empty() : Optional.of(levels.get(index));
    }
  }

  /**
   * A level of a comparison.
   *
   * @param label what must hold
   * @param m its probability among matches; empty if never observed
   * @param u among pairs that do not match
   * @param termFrequency whether rarer values weigh more
   */
  public record Level(String label, OptionalDouble m, OptionalDouble u, boolean termFrequency) {
    /** log2(m / u); NaN where one is not known. */
    double bits() {
      return m.isPresent() && u.isPresent()
          ? Math.log(m.getAsDouble() / u.getAsDouble()) / Math.log(2)
          : Double.NaN;
    }
  }

  /**
   * An agreement pattern among the kept pairs.
   *
   * @param gammas the level in each comparison, -1 for a missing value
   * @param weight the mean match weight of its pairs, term frequencies included
   * @param pairs how many
   */
  public record Pattern(List<Integer> gammas, double weight, long pairs) {
    public Pattern {
      gammas = List.copyOf(gammas);
    }
  }

  /**
   * What a stage cost.
   *
   * @param name of it
   * @param wallSeconds from beginning to end; 0 if an earlier run made its tables
   * @param cpuSeconds of all tasks
   * @param peakHeapBytes the most heap of one virtual machine
   */
  public record Stage(String name, double wallSeconds, double cpuSeconds, long peakHeapBytes) {}

  /**
   * Ratings of an earlier run.
   *
   * @param run its id
   * @param ratings by aspect: the proposed one, and the person's own after a stroke
   */
  public record PastRatings(String run, Map<String, String> ratings) {
    public PastRatings {
      ratings = Collections.unmodifiableMap(new LinkedHashMap<>(ratings));
    }
  }

  /**
   * An earlier run whose report may be in readers' hands.
   *
   * @param run its id
   * @param kind what it is, in words, for example {@code the last release}
   * @param measures its measures as they were; empty where they are not there any more
   * @param shown the same as they left
   */
  public record Compared(String run, String kind, List<Measure> measures, List<Measure> shown) {
    public Compared {
      measures = List.copyOf(measures);
      shown = List.copyOf(shown);
    }
  }

  /**
   * Two records side by side: personal data, shown only where that was asked for.
   *
   * @param weight of the pair
   * @param values by column, left and right
   */
  public record ShownPair(double weight, Map<String, List<String>> values) {
    public ShownPair {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }

  /** The figures of a run that a report needs beside those of the catalogue of measures. */
  public static final class Counted {
    /** Records read, by {@link #SOURCE}. */
    public static final String READ = "records_read";

    /** Records set aside; the subject is the reason. */
    public static final String SET_ASIDE = "records_set_aside";

    /** Records that were linked. */
    public static final String LINKED_IN = "records_in_linkage";

    /** Scored pairs that were kept, by {@link #WEIGHT}. */
    public static final String KEPT_PAIRS = "kept_pairs";

    /** Pairs that were compared. */
    public static final String COMPARED_PAIRS = "compared_pairs";

    /** Clusters, by {@link #SIZE}. */
    public static final String CLUSTERS = "clusters_published";

    /** Records in a cluster of two or more. */
    public static final String RECORDS_LINKED = "records_in_clusters_of_two_or_more";

    /** Pairs of a pattern; the subject is its number. */
    public static final String PATTERN = "pattern_pairs_kept";

    /** How links were decided; the subject is the reason. */
    public static final String DECIDED = "decisions";

    /** The grouping of records by the table that they came from. */
    public static final String SOURCE = "source_table";

    /** The grouping of pairs by match weight; a group is the least weight of a bin, in bits. */
    public static final String WEIGHT = "match_weight";

    /** The grouping of clusters by their number of records. */
    public static final String SIZE = "cluster_size";

    /** The groupings that are not of people. */
    static final Set<String> GROUPINGS = Set.of(SOURCE, WEIGHT, SIZE);

    private Counted() {}

    /** What became of records: read, set aside, in the linkage. */
    public static List<Measure> flow(Group group, long read, long setAside) {
      return List.of(
          of(READ, "", group, read),
          of(SET_ASIDE, "", group, setAside),
          of(LINKED_IN, "", group, read - setAside));
    }

    /** A count of a group, or of all. */
    public static Measure of(String name, String subject, Group group, long count) {
      return Measure.count(name, OptionalDouble.empty(), count).of(subject).in(group);
    }
  }
}
