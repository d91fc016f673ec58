package org.linkagehub.qa.assessment;

import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.TermFrequencies;

/**
 * The tables of a linkage, whoever made it.
 *
 * @param records {@code record_key}, {@code source}, the columns that settings read, and {@code
 *     true_person} where it is known
 * @param linkType which pairs may be one person
 * @param links {@code left_key}, {@code right_key}, {@code match_weight} and optionally {@code
 *     match_probability}
 * @param clusters {@code record_key}, {@code cluster_id}
 * @param judged pairs that were judged: {@code left_key}, {@code right_key}, {@code is_match},
 *     {@code sampling_weight}
 * @param knownMatches pairs that are known to match: {@code left_key}, {@code right_key}
 * @param hidden links that were made without a reliable identifier, with the columns of {@code
 *     links}
 * @param identifier the column of the records with that identifier; without it, {@code links} at
 *     the first threshold of comparison stand for the truth
 * @param rules which pairs were compared; none where that is not known
 * @param weighing how they were weighed, where that is known
 * @param compared what is known of the pairs that were compared, linked or not
 */
public record AssessedLinkage(
    Dataset<Row> records,
    LinkType linkType,
    Optional<Dataset<Row>> links,
    Optional<Dataset<Row>> clusters,
    Optional<Dataset<Row>> judged,
    Optional<Dataset<Row>> knownMatches,
    Optional<Dataset<Row>> hidden,
    Optional<String> identifier,
    List<BlockingRule> rules,
    Optional<Weighing> weighing,
    Compared compared) {
  public AssessedLinkage {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(linkType, "linkType");
    Objects.requireNonNull(compared, "compared");
    rules = List.copyOf(rules);
  }

  /**
   * What is known of the pairs that were compared.
   *
   * @param patterns all of them by comparison vector: {@code gamma_*}, {@code pair_count}, {@code
   *     link_count}, {@code match_weight}
   * @param rejected a sample of those that are no links: {@code left_key}, {@code right_key},
   *     {@code match_probability}, {@code inclusion_probability}, and beside patterns their {@code
   *     gamma_*}
   */
  public record Compared(Optional<Dataset<Row>> patterns, Optional<Dataset<Row>> rejected) {
    /** Nothing is known. */
    public static final Compared NOTHING = new Compared(Optional.empty(), Optional.empty());

    public Compared {
      Objects.requireNonNull(patterns, "patterns");
      Objects.requireNonNull(rejected, "rejected");
    }
  }

  /**
   * How pairs were weighed.
   *
   * @param model whose columns the records have
   * @param frequencies of its adjusted columns
   */
  public record Weighing(Model model, TermFrequencies frequencies) {
    public Weighing {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(frequencies, "frequencies");
    }
  }

  /** Records, links and clusters alone. */
  public static AssessedLinkage of(
      Dataset<Row> records,
      LinkType linkType,
      Optional<Dataset<Row>> links,
      Optional<Dataset<Row>> clusters) {
    return new AssessedLinkage(
        records,
        linkType,
        links,
        clusters,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Compared.NOTHING);
  }

  /**
   * The same of a linkage of which it is known how its links were made.
   *
   * @param by which pairs were compared, without blocks that were left out
   */
  public AssessedLinkage madeBy(List<BlockingRule> by, Optional<Weighing> how) {
    return new AssessedLinkage(
        records,
        linkType,
        links,
        clusters,
        judged,
        knownMatches,
        hidden,
        identifier,
        by,
        how,
        compared);
  }

  /** The same with what is known of the pairs that were compared. */
  public AssessedLinkage comparing(Compared pairs) {
    return new AssessedLinkage(
        records,
        linkType,
        links,
        clusters,
        judged,
        knownMatches,
        hidden,
        identifier,
        rules,
        weighing,
        pairs);
  }

  /** Whether it is known who is who. */
  boolean hasTruth() {
    return List.of(records.columns()).contains(TRUE_PERSON);
  }
}
