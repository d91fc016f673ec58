package org.linkagehub.qa.assessment;

import static org.linkagehub.core.spark.Columns.TRUE_PERSON;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.LinkType;

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
 */
public record AssessedLinkage(
    Dataset<Row> records,
    LinkType linkType,
    Optional<Dataset<Row>> links,
    Optional<Dataset<Row>> clusters,
    Optional<Dataset<Row>> judged,
    Optional<Dataset<Row>> knownMatches,
    Optional<Dataset<Row>> hidden,
    Optional<String> identifier) {
  public AssessedLinkage {
    Objects.requireNonNull(records, "records");
    Objects.requireNonNull(linkType, "linkType");
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
        Optional.empty());
  }

  /** Whether it is known who is who. */
  boolean hasTruth() {
    return List.of(records.columns()).contains(TRUE_PERSON);
  }
}
