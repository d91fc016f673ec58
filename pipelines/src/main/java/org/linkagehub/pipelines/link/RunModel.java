package org.linkagehub.pipelines.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.model.TermFrequencySource;
import org.linkagehub.pipelines.config.TrainedModel;
import org.linkagehub.pipelines.stage.CompletedRun;
import org.linkagehub.pipelines.stage.RunManifest;

/** The file of the model that a run used, in the run's folder. */
final class RunModel {
  private static final String RUN = "run";
  private static final String TRAINED = "trained";

  private RunModel() {}

  /**
   * The file by its name.
   *
   * @param rules by which the run made its pairs
   */
  static Map<String, String> files(CompletedRun run, List<BlockingRule> rules) {
    if (!run.tables().has(LinkageStages.MODEL)) {
      return Map.of(); // deterministic passes alone
    }
    ModelFile file = ModelTables.file(run.tables().table(LinkageStages.MODEL));
    RunManifest manifest = run.manifest();
    ModelFile complete =
        file.withBlockingRules(rules)
            .withTermFrequencies(
                frequencies(
                    file.termFrequencies().mode(),
                    manifest.table(LinkageStages.TERM_FREQUENCIES).location(),
                    run.folder().toString()));
    if (!complete.metadata().containsKey(RUN) && complete.training().isPresent()) {
      complete =
          complete
              .withMetadata(RUN, manifest.runId())
              .withMetadata(TRAINED, manifest.started().toString());
    }
    return Map.of(TrainedModel.FILE_NAME, ModelJson.write(complete));
  }

  /** Where they are: relative to the run's folder, so that the output folder can be moved. */
  private static TermFrequencySource frequencies(
      TermFrequencySource.Mode mode, String location, String folder) {
    if (!location.contains("/")) {
      return new TermFrequencySource(mode, Optional.empty(), Optional.of(location));
    }
    String runs = folder.substring(0, folder.lastIndexOf('/') + 1);
    String path = location;
    if (location.startsWith(folder + "/")) {
      path = location.substring(folder.length() + 1);
    } else if (location.startsWith(runs)) {
      path = "../" + location.substring(runs.length());
    }
    return new TermFrequencySource(mode, Optional.of(path), Optional.empty());
  }
}
