package org.linkagehub.pipelines.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.config.BlockingSettings;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.EngineSetting;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.core.config.PassSettings;
import org.linkagehub.core.config.ScoringSettings;
import org.linkagehub.core.config.StandardisationReader;
import org.linkagehub.core.config.Threshold;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.TrainingReport.PriorFrom;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.qa.assessment.QualitySettings;

/**
 * Everything that a run needs to know. {@code conf/reference.conf} says what each setting means.
 *
 * @param name of the linkage
 * @param inputs at least one, with different names; for link_only at least two
 * @param exclusions records that must not be linked, in the order in which reasons count
 * @param linkType which pairs may be one person
 * @param standardise how columns are cleaned that are not cleaned by default
 * @param derived further columns of the standardised ones, name to SQL expression, in an order in
 *     which each finds those that it uses
 * @param comparisons at least one, unless passes make all links
 * @param passes links by rules alone
 * @param blocking which pairs are compared; the passes' rules where they make all links
 * @param training how the model is estimated; empty where a trained one is given
 * @param labels what is known of who is who before training
 * @param termFrequencies where the frequencies of columns come from, if not from the records
 * @param scoring which pairs are links
 * @param clustering how links become clusters
 * @param evaluation where the truth is
 * @param quality what is measured of the quality
 * @param reporting what must hold of it, and what is told
 * @param quarantine what is done about records that cannot be linked
 * @param profile what is told of the columns
 * @param cleaning what is kept and counted of the cleaning of values
 * @param leftOut what a run does not do beside linking
 * @param output where results go
 * @param engine what makes and compares the pairs
 * @param seed of everything drawn at random
 * @param nicknames in place of the built-in ones
 * @param model a trained model to use, if nothing is to be trained
 * @param source where each setting stands
 */
public record LinkageConfig(
    String name,
    List<InputSettings> inputs,
    List<ExclusionSettings> exclusions,
    LinkType linkType,
    Map<String, Standardisation> standardise,
    Map<String, String> derived,
    List<ComparisonSettings> comparisons,
    PassSettings passes,
    BlockingSettings blocking,
    Optional<TrainingSettings> training,
    LabelSettings labels,
    Map<String, FrequencySettings> termFrequencies,
    ScoringSettings scoring,
    ClusteringSettings clustering,
    EvaluationSettings evaluation,
    QualitySettings quality,
    ReportingSettings reporting,
    QuarantineSettings quarantine,
    ProfileSettings profile,
    CleaningSettings cleaning,
    Set<Extra> leftOut,
    OutputSettings output,
    EngineSetting engine,
    long seed,
    Optional<NicknameTable> nicknames,
    Optional<TrainedModel> model,
    ConfigSource source) {

  public LinkageConfig {
    inputs = List.copyOf(inputs);
    exclusions = List.copyOf(exclusions);
    standardise = Collections.unmodifiableMap(new LinkedHashMap<>(standardise));
    derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
    comparisons = List.copyOf(comparisons);
    termFrequencies = Collections.unmodifiableMap(new LinkedHashMap<>(termFrequencies));
    leftOut = Collections.unmodifiableSet(new LinkedHashSet<>(leftOut));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with everything that is wrong with it
   */
  public static LinkageConfig ofFile(Path file) {
    return of(ConfigSource.ofFile(file));
  }

  /**
   * Reads settings.
   *
   * @throws ConfigException with everything that is wrong with them
   */
  public static LinkageConfig of(ConfigSource source) {
    return source.read(in -> read(in, source));
  }

  /** The comparisons of the model, in order. */
  public List<Comparison> modelComparisons() {
    return comparisons.stream().map(ComparisonSettings::comparison).toList();
  }

  /** Whether a run does something beside linking. */
  public boolean does(Extra extra) {
    return !leftOut.contains(extra);
  }

  /** The rules of the passes, then those by which the model's pairs are made. */
  public List<BlockingRule> candidateRules() {
    if (passes.alone()) {
      return blocking.rules();
    }
    var rules = new ArrayList<>(passes.rules());
    rules.addAll(blocking.rules());
    return rules;
  }

  /**
   * The rules of the EM sessions: those given for it, else the blocking rules, of which those on
   * arrays and neighbours serve only where there are no others; none where labels serve in their
   * place.
   */
  public List<BlockingRule> emRules() {
    return training
        .map(settings -> settings.em().rules())
        .filter(rules -> !rules.isEmpty())
        .orElseGet(() -> labels.any() ? List.of() : trainable());
  }

  private List<BlockingRule> trainable() {
    List<BlockingRule> plain =
        blocking.rules().stream().filter(rule -> rule.array().isEmpty()).toList();
    return plain.isEmpty()
        ? blocking.rules().stream().filter(rule -> rule.sorted().isEmpty()).toList()
        : plain;
  }

  /** How a column of the inputs is cleaned. */
  public Standardisation standardisation(String column) {
    return standardise.getOrDefault(column, Standardisation.DEFAULT);
  }

  /** Whether the values of a column may become others. */
  public boolean isCleaned(String column) {
    return !standardisation(column).equals(Standardisation.DEFAULT);
  }

  /** Whether a column of the records holds the values of another as they came. */
  public boolean isRaw(String column) {
    return cleaning.keepRaw()
        && standardise.keySet().stream().map(CleaningSettings::raw).anyMatch(column::equals);
  }

  private static Optional<LinkageConfig> read(ConfigReader in, ConfigSource source) {
    String name = InputSettings.name(in, "name");
    Optional<LinkType> linkType = in.parsed("link-type", LinkageConfig::linkType);
    List<InputSettings> inputs = inputs(in, linkType);
    List<ExclusionSettings> exclusions = ExclusionSettings.readAll(in, inputs);
    Optional<PassSettings> passes = PassSettings.read(in.block("passes"));
    boolean alone = passes.isPresent() && passes.get().alone();
    passes.ifPresent(settings -> requireSettled(in, settings, inputs));
    Optional<NicknameTable> nicknames = NicknameTable.read(in);
    Optional<TrainedModel> model = TrainedModel.read(in);
    List<ComparisonSettings> comparisons = alone ? none(in) : comparisons(in, model);
    model.ifPresent(trained -> requireSameLinkType(in, trained, linkType));
    Map<String, Standardisation> standardise = standardise(in, comparisons);
    Map<String, String> derived = derived(in, comparisons);
    Optional<BlockingSettings> blocking = blocking(in, passes, model);
    boolean trains = !alone && !in.has("model");
    ConfigReader trainingBlock = in.block("training");
    Optional<LabelSettings> labels =
        trains
            ? LabelSettings.read(trainingBlock.block("labels"), inputs, linkType)
            : Optional.of(LabelSettings.NONE);
    Optional<TrainingSettings> training =
        trains ? TrainingSettings.read(trainingBlock) : Optional.empty();
    labels.ifPresent(of -> requireSessions(trainingBlock, training, of));
    Map<String, FrequencySettings> termFrequencies = frequencies(in, comparisons, model);
    Optional<ScoringSettings> scoring = ScoringSettings.read(in.block("scoring"));
    Optional<ClusteringSettings> clustering = ClusteringSettings.read(in.block("clustering"));
    Optional<EvaluationSettings> evaluation = EvaluationSettings.read(in.block("evaluation"));
    Optional<QualitySettings> quality = QualitySettings.read(in.block("quality"));
    Optional<ReportingSettings> reporting = ReportingSettings.read(in);
    Optional<QuarantineSettings> quarantine = QuarantineSettings.read(in.block("quarantine"));
    Optional<ProfileSettings> profile = ProfileSettings.read(in.block("profile"));
    Optional<CleaningSettings> cleaning = CleaningSettings.read(in.block("cleaning"));
    Set<Extra> leftOut = Extra.leftOut(in);
    reporting.ifPresent(settings -> Extra.require(in, leftOut, settings));
    Optional<OutputSettings> output = OutputSettings.read(in.block("output"));
    Optional<EngineSetting> engine = in.parsed("engine", EngineSetting::of);
    long seed = in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    in.has("shared");
    in.has("population");
    in.has("compare-links");
    in.has("trace");
    in.has("assess");
    in.has("variables");
    if (scoring.isPresent() && clustering.isPresent()) {
      Threshold written = scoring.get().threshold();
      requireLinks(in, "thresholds", written, clustering.get().thresholds().get(0));
      clustering
          .get()
          .refinement()
          .candidates()
          .ifPresent(lowest -> requireLinks(in, "refinement.candidates", written, lowest));
      if (clustering.get().method() == ClusteringSettings.Method.BEST_LINKS) {
        requireLinks(in, "best-links.threshold", written, clustering.get().bestLinks().threshold());
      }
    }
    clustering.ifPresent(settings -> requireInputs(in, settings, inputs));
    if (alone
        && clustering.isPresent()
        && clustering.get().method() == ClusteringSettings.Method.REFINED
        && !clustering.get().constraints().isEmpty()) {
      in.problem(
          "clustering",
          "constraints are kept where components are divided, for which passes alone have no model;"
              + " leave them out, or give comparisons");
    }
    return in.build(
        () ->
            new LinkageConfig(
                name,
                inputs,
                exclusions,
                linkType.orElseThrow(),
                standardise,
                derived,
                comparisons,
                passes.orElseThrow(),
                blocking.orElseThrow(),
                trains ? Optional.of(training.orElseThrow()) : training,
                labels.orElseThrow(),
                termFrequencies,
                scoring.orElseThrow(),
                alone && clustering.orElseThrow().method() == ClusteringSettings.Method.REFINED
                    ? clustering.orElseThrow().withMethod(ClusteringSettings.Method.COMPONENTS)
                    : clustering.orElseThrow(),
                evaluation.orElseThrow(),
                quality.orElseThrow(),
                reporting.orElseThrow(),
                quarantine.orElseThrow(),
                profile.orElseThrow(),
                cleaning.orElseThrow(),
                leftOut,
                output.orElseThrow(),
                engine.orElseThrow(),
                seed,
                nicknames,
                model,
                source));
  }

  /** Labels tell m, but no prior. */
  private static void requireSessions(
      ConfigReader in, Optional<TrainingSettings> training, LabelSettings labels) {
    boolean priorOfSessions = training.filter(t -> t.prior().method() == PriorFrom.EM).isPresent();
    if (labels.any() && priorOfSessions && training.get().em().rules().isEmpty()) {
      in.problem(
          "em",
          "needs rules: training.prior.method = em takes the prior from sessions, and beside labels"
              + " only those of em.rules are held");
    }
  }

  private static Map<String, FrequencySettings> frequencies(
      ConfigReader in, List<ComparisonSettings> comparisons, Optional<TrainedModel> model) {
    boolean frozen = model.filter(m -> m.file().termFrequencies().isFrozen()).isPresent();
    if (frozen && !in.valuesByName("term-frequencies").isEmpty()) {
      in.problem(
          "term-frequencies", "must not be given: the model has its own, which are kept with it");
      return Map.of();
    }
    return FrequencySettings.readAll(in, comparisons);
  }

  /** The passes make all links: there is nothing that a model would be for. */
  private static List<ComparisonSettings> none(ConfigReader in) {
    for (String key : List.of("comparisons", "model")) {
      if (!in.values(key).isEmpty()) {
        in.problem(key, "is not used where passes.alone = true; leave it out");
      }
    }
    ComparisonSettings.leaveOut(in);
    return List.of();
  }

  private static Optional<BlockingSettings> blocking(
      ConfigReader in, Optional<PassSettings> passes, Optional<TrainedModel> model) {
    ConfigReader block = in.block("blocking");
    if (passes.isPresent() && passes.get().alone()) {
      if (!block.values("rules").isEmpty()) {
        block.problem("rules", "are not used where passes.alone = true; leave them out");
      }
      return BlockingSettings.read(block, passes.get().rules());
    }
    Optional<BlockingSettings> blocking =
        BlockingSettings.read(
            block, model.map(trained -> trained.file().blockingRules()).orElse(List.of()));
    if (passes.isPresent() && blocking.isPresent()) {
      var names = new HashSet<String>();
      passes.get().rules().forEach(rule -> names.add(rule.name()));
      for (BlockingRule rule : blocking.get().rules()) {
        if (!names.add(rule.name())) {
          in.problem(
              "passes",
              "have the rule \"%s\" that blocking.rules has too; leave it out there, for its pairs are links already"
                  .formatted(rule.name()));
        }
      }
    }
    return blocking;
  }

  private static void requireSettled(
      ConfigReader in, PassSettings passes, List<InputSettings> inputs) {
    List<String> names = inputs.stream().map(InputSettings::name).toList();
    for (String source : passes.settled()) {
      if (!names.contains(source)) {
        in.problem(
            "passes",
            "settled names no input, \"" + source + "\"" + Nearest.suggestion(source, names));
      }
    }
  }

  /** Those of the configuration, or of the model where it has none. */
  private static List<ComparisonSettings> comparisons(
      ConfigReader in, Optional<TrainedModel> model) {
    if (!in.values("comparisons").isEmpty()) {
      List<ComparisonSettings> given = ComparisonSettings.readAll(in);
      model
          .flatMap(
              trained ->
                  trained.difference(given.stream().map(ComparisonSettings::comparison).toList()))
          .ifPresent(
              difference ->
                  in.problem(
                      "comparisons",
                      "must be those of the model: "
                          + difference
                          + "; leave them out to take the model's"));
      return given;
    }
    if (model.isEmpty()) {
      return in.has("model") ? List.of() : ComparisonSettings.readAll(in);
    }
    ComparisonSettings.leaveOut(in);
    try {
      return model.get().comparisons();
    } catch (ConfigException e) {
      in.problem(
          "model",
          "was trained with a configuration that this version cannot read; state comparisons and"
              + " standardise ("
              + e.problems().get(0)
              + ")");
      return List.of();
    }
  }

  private static void requireSameLinkType(
      ConfigReader in, TrainedModel model, Optional<LinkType> linkType) {
    LinkType trained = model.file().model().linkType();
    if (linkType.isPresent() && linkType.get() != trained) {
      in.problem(
          "link-type",
          "must be that of the model, %s, was %s"
              .formatted(trained.configName(), linkType.get().configName()));
    }
  }

  static LinkType linkType(String name) {
    try {
      return LinkType.of(name);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be dedupe_only, link_only or link_and_dedupe, was \"" + name + "\"", e);
    }
  }

  static List<InputSettings> inputs(ConfigReader in, Optional<LinkType> linkType) {
    var inputs = new ArrayList<InputSettings>();
    var names = new HashSet<String>();
    for (ConfigReader block : in.blocks("inputs")) {
      InputSettings.read(block)
          .ifPresent(
              input -> {
                if (!names.add(input.name())) {
                  block.problem("name", "must be unique: an earlier input has it too");
                }
                inputs.add(input);
              });
    }
    int given = in.values("inputs").size();
    if (given == 0) {
      in.problem(
          "inputs",
          "needs at least one input, for example { name = patients, path = \"patients.csv\", id ="
              + " patient_id }");
    } else if (given == 1 && linkType.equals(Optional.of(LinkType.LINK_ONLY))) {
      in.problem("inputs", "needs at least two inputs for link_only, had 1");
    }
    return inputs;
  }

  private static Map<String, Standardisation> standardise(
      ConfigReader in, List<ComparisonSettings> comparisons) {
    var all = new LinkedHashMap<String, Standardisation>();
    in.valuesByName("standardise")
        .forEach((column, steps) -> all.put(column, StandardisationReader.read(steps)));
    var declared = new HashSet<>(all.keySet());
    for (ComparisonSettings comparison : comparisons) {
      comparison
          .standardise()
          .forEach(
              (column, steps) -> {
                Standardisation before = all.get(column);
                boolean moreThanDefault = !steps.equals(Standardisation.DEFAULT);
                if (before == null
                    || (!declared.contains(column) && before.equals(Standardisation.DEFAULT))) {
                  all.put(column, steps);
                } else if (!declared.contains(column) && moreThanDefault && !before.equals(steps)) {
                  in.problem(
                      "standardise",
                      "must say how "
                          + column
                          + " is cleaned: the comparisons that use it have different defaults;"
                          + " write for example "
                          + column
                          + " = [trim, lower, null-if-blank]");
                }
              });
    }
    return all;
  }

  private static Map<String, String> derived(
      ConfigReader in, List<ComparisonSettings> comparisons) {
    var all = new LinkedHashMap<>(in.textsByName("derive"));
    comparisons.forEach(comparison -> comparison.derived().forEach(all::putIfAbsent));
    try {
      return DerivedColumns.ordered(all);
    } catch (IllegalArgumentException e) {
      in.problem("derive", "cannot be ordered: " + e.getMessage());
      return Map.of();
    }
  }

  private static void requireInputs(
      ConfigReader in, ClusteringSettings clustering, List<InputSettings> inputs) {
    List<String> names = inputs.stream().map(InputSettings::name).toList();
    for (String source : clustering.constraints().duplicateFree()) {
      if (!names.contains(source)) {
        in.problem(
            "clustering",
            "constraints.duplicate-free names %s, which is no input%s (there are: %s)"
                .formatted(source, Nearest.suggestion(source, names), String.join(", ", names)));
      }
    }
  }

  private static void requireLinks(
      ConfigReader in, String key, Threshold scoring, Threshold lowest) {
    if (lowest.bits() < scoring.bits()) {
      in.problem(
          "clustering",
          key
              + " must not be below scoring.threshold ("
              + scoring.text()
              + "), was "
              + lowest.text()
              + ": pairs below that are not written");
    }
  }
}
