package org.linkagehub.pipelines.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.qa.assessment.QualitySettings;

/**
 * A linkage that somebody made, of which quality is to be measured. The file may hold other
 * settings of a linkage, too; they are not looked at.
 *
 * @param name under which runs are filed
 * @param inputs the records that were linked
 * @param linkType which pairs may be one person
 * @param truePerson the column of the inputs with the person a record truly belongs to
 * @param links the pairs that were linked
 * @param clusters which records were linked as one person
 * @param judged pairs that people judged
 * @param knownMatches pairs that are known to match
 * @param hidden links that were made without a reliable identifier
 * @param identifier the column of the inputs with that identifier
 * @param patterns all compared pairs, counted by comparison vector
 * @param rejected a sample of the compared pairs that are no links
 * @param quality what is measured
 * @param reporting what must hold of it, and what is told
 * @param output where results go
 * @param source where each setting stands
 */
public record AssessmentConfig(
    String name,
    List<InputSettings> inputs,
    LinkType linkType,
    Optional<String> truePerson,
    Optional<PairTable> links,
    Optional<ClusterTable> clusters,
    Optional<PairTable> judged,
    Optional<PairTable> knownMatches,
    Optional<PairTable> hidden,
    Optional<String> identifier,
    Optional<PatternTable> patterns,
    Optional<PairTable> rejected,
    QualitySettings quality,
    ReportingSettings reporting,
    OutputSettings output,
    ConfigSource source) {

  public AssessmentConfig {
    inputs = List.copyOf(inputs);
  }

  /** Whether the links have weights or probabilities, so that thresholds tell them apart. */
  public boolean isWeighted() {
    return links.filter(of -> of.weight().isPresent() || of.probability().isPresent()).isPresent();
  }

  /**
   * A table of clusters.
   *
   * @param table where it is
   * @param id the column of a record's id
   * @param recordSource where a record's input is named
   * @param cluster the column of the cluster's name
   */
  public record ClusterTable(
      InputSettings table, String id, LabelSettings.Source recordSource, String cluster) {}

  /**
   * A table of comparison vectors, with a column {@code gamma_NAME} of each comparison.
   *
   * @param table where it is
   * @param pairs the column of how many compared pairs have the vector
   * @param links the column of how many of them are links
   * @param weight the column of its match weight in bits
   */
  public record PatternTable(InputSettings table, String pairs, String links, String weight) {}

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static AssessmentConfig ofFile(Path file) {
    return of(ConfigSource.ofFile(file));
  }

  /**
   * Reads settings.
   *
   * @throws ConfigException with everything that is wrong with the settings that are used
   */
  public static AssessmentConfig of(ConfigSource source) {
    return source.read(in -> read(in, source));
  }

  private static Optional<AssessmentConfig> read(ConfigReader in, ConfigSource source) {
    source.keys().forEach(in::has);
    String name = InputSettings.name(in, "name");
    Optional<LinkType> linkType = in.parsed("link-type", LinkageConfig::linkType);
    List<InputSettings> inputs = LinkageConfig.inputs(in, linkType);
    Optional<EvaluationSettings> evaluation = EvaluationSettings.read(in.block("evaluation"));
    Optional<QualitySettings> quality = QualitySettings.read(in.block("quality"));
    Optional<ReportingSettings> reporting = ReportingSettings.read(in);
    Optional<OutputSettings> output = OutputSettings.read(in.block("output"));
    ConfigReader assess = in.block("assess");
    Optional<PairTable> links = PairTable.links(assess, "links", inputs, linkType);
    Optional<ClusterTable> clusters = clusters(assess, inputs);
    Optional<PairTable> judged = PairTable.judged(assess, "judged", inputs, linkType);
    Optional<PairTable> known = PairTable.links(assess, "known-matches", inputs, linkType);
    Optional<PairTable> hidden = PairTable.links(assess, "hidden", inputs, linkType);
    Optional<String> identifier = assess.optionalText("identifier");
    Optional<PatternTable> patterns = patterns(assess);
    Optional<PairTable> rejected = PairTable.rejected(assess, "rejected", inputs, linkType);
    if (!assess.has("links") && !assess.has("clusters")) {
      assess.problem(
          "must say what is assessed: links = { path = ..., left-id = ..., right-id = ... } or"
              + " clusters = { path = ..., id = ..., cluster = ... }");
    }
    if (identifier.isPresent() && !assess.has("hidden")) {
      assess.problem("identifier", "is of use only beside hidden, the links made without it");
    }
    assess.build(() -> name);
    return in.build(
        () ->
            new AssessmentConfig(
                name,
                inputs,
                linkType.orElseThrow(),
                evaluation.orElseThrow().truePerson(),
                links,
                clusters,
                judged,
                known,
                hidden,
                identifier,
                patterns,
                rejected,
                quality.orElseThrow(),
                reporting.orElseThrow(),
                output.orElseThrow(),
                source));
  }

  private static Optional<PatternTable> patterns(ConfigReader in) {
    if (!in.has("patterns")) {
      return Optional.empty();
    }
    ConfigReader block = in.block("patterns");
    String pairs = block.text("pairs");
    String links = block.text("links");
    String weight = block.text("weight");
    return InputSettings.readTable(block, "patterns", pairs)
        .map(table -> new PatternTable(table, pairs, links, weight));
  }

  private static Optional<ClusterTable> clusters(ConfigReader in, List<InputSettings> inputs) {
    if (!in.has("clusters")) {
      return Optional.empty();
    }
    ConfigReader block = in.block("clusters");
    String id = block.text("id");
    String cluster = block.text("cluster");
    Optional<String> source = block.optionalText("source");
    if (source.isEmpty() && inputs.size() > 1) {
      block.problem(
          "must have source, the column that names the input of each record, for there are several"
              + " inputs");
    }
    Optional<InputSettings> table = InputSettings.readTable(block, "clusters", id);
    if (table.isEmpty() || inputs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ClusterTable(
            table.get(), id, new LabelSettings.Source(source, inputs.get(0).name()), cluster));
  }
}
