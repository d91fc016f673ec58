package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TermFrequencySource;
import org.linkagehub.core.spark.DataFingerprints;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.ModelTraining;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.stage.Versions;

/**
 * The stage that a run has its model from: trained on its records, or taken from a file. Either way
 * MODEL, PARAMETERS and TERM_FREQUENCIES are tables of the run, which then needs no other.
 */
final class ModelStages {
  /** The frequencies that a given model keeps, as a table that the run reads. */
  static final String GIVEN_FREQUENCIES = "model_term_frequencies";

  private static final List<Output> OUTPUTS =
      List.of(
          Output.small(LinkageStages.MODEL),
          Output.small(LinkageStages.PARAMETERS),
          Output.of(LinkageStages.TERM_FREQUENCIES));

  private final LinkageConfig config;
  private final Engine engine;
  private final TrainingTables further;

  ModelStages(LinkageConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
    this.further = new TrainingTables(config);
  }

  Stage stage() {
    if (config.model().isPresent()) {
      TrainedModel given = config.model().get();
      List<String> inputs =
          given.file().termFrequencies().isFrozen()
              ? List.of(GIVEN_FREQUENCIES)
              : recordsAnd(further.frequencyNames());
      return Stage.of("model", inputs, OUTPUTS, tables -> take(tables, given.file()))
          .dependingOn(ModelJson.write(given.file()), further.deciding(), config.nicknames());
    }
    return Stage.of("train", recordsAnd(further.names()), OUTPUTS, this::train)
        .dependingOn(
            config.linkType(),
            config.modelComparisons(),
            config.training().orElseThrow(),
            config.emRules(),
            further.deciding(),
            config.seed(),
            config.derived(),
            config.nicknames());
  }

  private static List<String> recordsAnd(List<String> others) {
    var inputs = new ArrayList<>(List.of(RecordsStage.RECORDS));
    inputs.addAll(others);
    return inputs;
  }

  private Map<String, Dataset<Row>> train(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    ModelTraining.Trained trained =
        new ModelTraining(
                engine,
                config.linkType(),
                config.training().orElseThrow(),
                config.emRules(),
                config.seed(),
                config.derived())
            .train(records, config.modelComparisons(), further.labels(tables));
    TrainingTables.Given given = given(tables, records, trained.model());
    var file =
        new ModelFile(
            trained.model(),
            config.blocking().rules(),
            config.derived(),
            TermFrequencySource.ofData(TermFrequencySource.Mode.NON_MATCHES),
            Optional.of(trained.report().withFrequencies(given.from(), given.warnings())),
            Optional.of(DataFingerprints.of(records, comparedColumns())),
            Optional.of(config.source().toJson()),
            Versions.linkageHub(),
            Map.of());
    return tables(records.sparkSession(), file, frequencies(records, file).with(given.tables()));
  }

  private TrainingTables.Given given(Tables tables, Dataset<Row> records, Model model) {
    return further.frequencies(
        tables, records, new TreeSet<>(TermFrequencies.columns(model.comparisons())));
  }

  private Set<String> comparedColumns() {
    var columns = new LinkedHashSet<String>();
    config.comparisons().stream().map(ComparisonSettings::columns).forEach(columns::addAll);
    return columns;
  }

  private Map<String, Dataset<Row>> take(Tables tables, ModelFile file) {
    if (!file.termFrequencies().isFrozen()) {
      Dataset<Row> records = tables.table(RecordsStage.RECORDS);
      return tables(
          records.sparkSession(),
          file,
          frequencies(records, file).with(given(tables, records, file.model()).tables()));
    }
    Dataset<Row> kept = tables.table(GIVEN_FREQUENCIES);
    return tables(
        kept.sparkSession(),
        file,
        TermFrequencies.ofTable(kept, TermFrequencies.columns(file.model().comparisons())));
  }

  private static TermFrequencies frequencies(Dataset<Row> records, ModelFile file) {
    Model model = file.model();
    Set<String> columns = TermFrequencies.columns(model.comparisons());
    return file.termFrequencies().mode() == TermFrequencySource.Mode.RAW
        ? TermFrequencies.of(records, columns)
        : TermFrequencies.amongNonMatches(records, columns, model);
  }

  private static Map<String, Dataset<Row>> tables(
      SparkSession spark, ModelFile file, TermFrequencies frequencies) {
    return Map.of(
        LinkageStages.MODEL,
        ModelTables.model(spark, file),
        LinkageStages.PARAMETERS,
        ModelTables.parameters(spark, file.model()),
        LinkageStages.TERM_FREQUENCIES,
        frequencies.table(spark));
  }
}
