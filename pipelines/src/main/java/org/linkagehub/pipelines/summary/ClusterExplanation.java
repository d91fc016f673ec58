package org.linkagehub.pipelines.summary;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.pipelines.summary.Explanation.RecordName;

/**
 * What a run made one person, and why. It holds the values of the cluster's records: it exists to
 * show them, and is to be kept as carefully as they are.
 *
 * @param runId the run
 * @param method how the run makes clusters
 * @param clusterId the cluster
 * @param columns whose values are shown; those that are compared first
 * @param members by source and id
 * @param shape of the whole cluster
 * @param links inside the cluster, the weakest first; at most {@link #MOST} of them
 * @param conflicts pairs inside the cluster that the constraints find suspicious
 * @param cuts links to other clusters, the strongest first; at most {@link #MOST} of them
 * @param cutCount all of them
 * @param sentence what holds it together in plain words
 */
public record ClusterExplanation(
    String runId,
    String method,
    long clusterId,
    List<String> columns,
    List<Member> members,
    Shape shape,
    List<Link> links,
    List<Conflict> conflicts,
    List<Cut> cuts,
    long cutCount,
    String sentence) {
  /** The most links of a kind that are listed. */
  public static final int MOST = 100;

  public ClusterExplanation {
    columns = List.copyOf(columns);
    members = List.copyOf(members);
    links = List.copyOf(links);
    conflicts = List.copyOf(conflicts);
    cuts = List.copyOf(cuts);
  }

  /**
   * A record of the cluster.
   *
   * @param record which
   * @param links to other members
   * @param values of {@link ClusterExplanation#columns}, as text
   * @param outcome of the choice among its links and the reason, where links are chosen
   * @param truePerson who it truly is, where that is known
   */
  public record Member(
      RecordName record,
      int links,
      List<Optional<String>> values,
      Optional<String> outcome,
      Optional<String> truePerson) {
    public Member {
      values = List.copyOf(values);
    }
  }

  /**
   * The cluster as a graph.
   *
   * @param records it has
   * @param links between them
   * @param density the share of its pairs that are links; absent for one record
   * @param weakestLink in bits; absent without links
   * @param breakingWeight the bar, in bits, above which its links do not hold it together; absent
   *     where they do not at any
   * @param bridges links without which it falls apart
   */
  public record Shape(
      long records,
      long links,
      OptionalDouble density,
      OptionalDouble weakestLink,
      OptionalDouble breakingWeight,
      long bridges) {}

  /**
   * A link inside the cluster.
   *
   * @param weightBits the match weight
   * @param probability from 0 to 1
   * @param bridge whether the cluster falls apart without it
   */
  public record Link(
      RecordName left, RecordName right, double weightBits, double probability, boolean bridge) {}

  /** A pair inside the cluster that a constraint finds suspicious. */
  public record Conflict(RecordName left, RecordName right, String reason) {}

  /**
   * A link to another cluster.
   *
   * @param member the record of this cluster
   * @param other the record of the other
   * @param otherCluster that cluster
   * @param weightBits the link's match weight
   * @param meanBits the mean weight of all pairs between the two clusters, where that was measured
   * @param reason why it does not join them
   */
  public record Cut(
      RecordName member,
      RecordName other,
      long otherCluster,
      double weightBits,
      OptionalDouble meanBits,
      String reason) {}
}
