package org.linkagehub.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model with everything that is needed to use it again, and to know where it comes from. {@link
 * ModelJson} writes it.
 *
 * @param model comparisons and parameters
 * @param blockingRules that candidate pairs are made by; may be empty
 * @param derived columns of a record that the conditions read beside the standardised ones: name to
 *     SQL expression, in an order in which each finds those that it uses
 * @param termFrequencies where they come from
 * @param training how the parameters were found, if they were trained here
 * @param data that it was trained on, if it was
 * @param configuration the resolved configuration of the run that trained it, as JSON; empty where
 *     there was none
 * @param codeVersion of Linkage Hub that wrote the file
 * @param metadata anything else, by name
 */
public record ModelFile(
    Model model,
    List<BlockingRule> blockingRules,
    Map<String, String> derived,
    TermFrequencySource termFrequencies,
    Optional<TrainingReport> training,
    Optional<DataFingerprint> data,
    Optional<String> configuration,
    String codeVersion,
    Map<String, String> metadata) {

  public ModelFile {
    Objects.requireNonNull(model, "model");
    blockingRules = List.copyOf(blockingRules);
    derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
    Objects.requireNonNull(termFrequencies, "termFrequencies");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(codeVersion, "codeVersion");
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** A model alone: its frequencies are taken of the records to be scored. */
  public static ModelFile of(Model model, TermFrequencySource.Mode mode) {
    return new ModelFile(
        model,
        List.of(),
        Map.of(),
        TermFrequencySource.ofData(mode),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Map.of());
  }

  /** The same with other blocking rules. */
  public ModelFile withBlockingRules(List<BlockingRule> rules) {
    return new ModelFile(
        model,
        rules,
        derived,
        termFrequencies,
        training,
        data,
        configuration,
        codeVersion,
        metadata);
  }

  /** The same with its frequencies elsewhere. */
  public ModelFile withTermFrequencies(TermFrequencySource source) {
    return new ModelFile(
        model,
        blockingRules,
        derived,
        source,
        training,
        data,
        configuration,
        codeVersion,
        metadata);
  }

  /** The same with a line of metadata, in the place of one of that name. */
  public ModelFile withMetadata(String name, String value) {
    var all = new LinkedHashMap<>(metadata);
    all.put(name, value);
    return new ModelFile(
        model,
        blockingRules,
        derived,
        termFrequencies,
        training,
        data,
        configuration,
        codeVersion,
        all);
  }

  /** The same, said to be written by a version of Linkage Hub. */
  public ModelFile withCodeVersion(String version) {
    return new ModelFile(
        model,
        blockingRules,
        derived,
        termFrequencies,
        training,
        data,
        configuration,
        version,
        metadata);
  }

  /** The levels that have no m or no u, as {@code comparison: level}; empty for a trained model. */
  public List<String> levelsWithoutParameters() {
    var without = new ArrayList<String>();
    var named = new HashSet<String>();
    for (Comparison comparison : model.comparisons()) {
      for (ComparisonLevel level : comparison.byGamma()) {
        String name = comparison.name() + ": " + level.label();
        if ((level.m().isEmpty() || level.u().isEmpty()) && named.add(name)) {
          without.add(name);
        }
      }
    }
    return without;
  }
}
