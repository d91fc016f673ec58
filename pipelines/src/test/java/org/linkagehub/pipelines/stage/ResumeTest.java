package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.Status;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;
import org.linkagehub.pipelines.stage.Stage.Output;

/** Decisions about three stages in a row, people -> records -> links -> clusters; none is run. */
class ResumeTest {
  /** What the stages depend on; each test changes some of it. */
  private String people = "as of today";

  private double threshold = 0.95;
  private String settings = "seed = 7";
  private String engine = "sql";
  private String code = "as built today";

  private final List<RunManifest> earlier = new ArrayList<>();
  private final Set<String> gone = new HashSet<>();

  @Test
  void nothingIsRunAgainWhereNothingHasChanged() {
    assertEquals(List.of("records", "links", "clusters"), run(StageChoice.asNeeded()));
    assertEquals(List.of(), run(StageChoice.asNeeded()));
    assertEquals(
        List.of("run-1", "run-1", "run-1"),
        earlier.get(0).stages().stream().map(StageResult::madeBy).toList());
  }

  @Test
  void aStageWhoseSettingsChangedIsRunAgainAndAllThatReadsIt() {
    run(StageChoice.asNeeded());
    threshold = 0.99;
    assertEquals(List.of("links", "clusters"), run(StageChoice.asNeeded()));
    assertEquals(List.of("", "its settings changed", "links changed"), why());
    threshold = 0.95;
    assertEquals(List.of(), run(StageChoice.asNeeded()), "as the first run made it");
  }

  @Test
  void aChangedSourceRunsEverythingAgain() {
    run(StageChoice.asNeeded());
    people = "as of tomorrow";
    assertEquals(List.of("records", "links", "clusters"), run(StageChoice.asNeeded()));
    assertEquals(List.of("people changed", "records changed", "links changed"), why());
  }

  @Test
  void anotherEngineRunsEverythingAgain() {
    run(StageChoice.asNeeded());
    engine = "block";
    assertEquals(List.of("records", "links", "clusters"), run(StageChoice.asNeeded()));
  }

  @Test
  void changedCodeRunsEverythingAgain() {
    run(StageChoice.asNeeded());
    code = "as built tomorrow";
    assertEquals(List.of("records", "links", "clusters"), run(StageChoice.asNeeded()));
    assertEquals(List.of("the code changed", "records changed", "links changed"), why());
    code = "as built today";
    assertEquals(List.of(), run(StageChoice.asNeeded()), "as the first run made it");
  }

  @Test
  void aStageThatDoesNotSayWhatItDependsOnDependsOnEverySetting() {
    run(StageChoice.asNeeded());
    settings = "seed = 8";
    assertEquals(List.of("clusters"), run(StageChoice.asNeeded()));
  }

  @Test
  void whatAFailedRunFinishedIsTaken() {
    run(StageChoice.asNeeded());
    earlier.set(
        0, withStages(earlier.get(0), 2).failed("stage clusters: disk full", Instant.EPOCH));
    assertEquals(List.of("clusters"), run(StageChoice.asNeeded()));
  }

  @Test
  void aStageWhoseTableIsGoneIsRunAgainAlone() {
    run(StageChoice.asNeeded());
    gone.add("/out/run-1/links");
    assertEquals(List.of("links"), run(StageChoice.asNeeded()));
    assertEquals("its tables are no longer there", why().get(1));
    assertEquals(List.of(), run(StageChoice.asNeeded()));
  }

  @Test
  void everythingIsRunAgainOnRequest() {
    run(StageChoice.asNeeded());
    assertEquals(List.of("records", "links", "clusters"), run(StageChoice.all()));
    assertEquals(List.of("asked for", "asked for", "asked for"), why());
  }

  @Test
  void aStageAndAllAfterItAreRunAgainOnRequest() {
    run(StageChoice.asNeeded());
    assertEquals(List.of("links", "clusters"), run(StageChoice.from("links")));
  }

  @Test
  void oneStageAloneIsRunOnRequest() {
    run(StageChoice.asNeeded());
    assertEquals(List.of("links"), run(StageChoice.only("links")));
    assertEquals(2, earlier.get(0).stages().size());
  }

  @Test
  void aSourceOfWhichNothingIsKnownIsReadAgainByWhatNeedsIt() {
    people = "";
    run(StageChoice.asNeeded());
    assertEquals(List.of("records"), run(StageChoice.asNeeded()));
    assertEquals(List.of("records", "clusters"), run(StageChoice.from("clusters")));
  }

  @Test
  void theNameTheInputsTheOutputsAndTheSettingsMakeTheFingerprint() {
    String fingerprint = decide().get(0).fingerprint();
    assertTrue(fingerprint.matches("[0-9a-f]{64}"), fingerprint);
    assertEquals(fingerprint, decide().get(0).fingerprint());
    people = "as of tomorrow";
    assertNotEquals(fingerprint, decide().get(0).fingerprint());
  }

  private List<String> why() {
    return earlier.get(0).stages().stream().map(StageResult::why).toList();
  }

  private List<Resume.Decision> decide() {
    return new Resume(plan(), code, StageChoice.asNeeded(), earlier, table -> true).decide();
  }

  /** Decides, notes the run as if it had been run, and returns the stages that would have been. */
  private List<String> run(StageChoice choice) {
    String runId = "run-" + (earlier.size() + 1);
    List<Resume.Decision> decisions =
        new Resume(plan(), code, choice, earlier, table -> !gone.contains(table.location()))
            .decide();
    var stages = new ArrayList<StageResult>();
    for (Resume.Decision decision : decisions) {
      stages.add(decision.made().orElseGet(() -> result(runId, decision)));
    }
    earlier.add(0, manifest(runId, stages));
    return decisions.stream()
        .filter(decision -> decision.made().isEmpty())
        .map(decision -> decision.stage().name())
        .toList();
  }

  private static StageResult result(String runId, Resume.Decision decision) {
    return new StageResult(
        decision.stage().name(),
        runId,
        decision.why(),
        decision.fingerprint(),
        decision.settingsSha256(),
        decision.inputs(),
        Instant.EPOCH,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        1,
        decision.stage().outputs().stream()
            .map(
                output ->
                    new TableWritten(
                        output.table(), "/out/" + runId + "/" + output.table(), 0, 1, 1, 1))
            .toList());
  }

  private static RunManifest manifest(String runId, List<StageResult> stages) {
    return new RunManifest(
        RunManifest.FORMAT,
        runId,
        "mine",
        "run",
        Status.FINISHED,
        Instant.EPOCH,
        Instant.EPOCH,
        "",
        "user",
        "host",
        "",
        "",
        "",
        "",
        "sql",
        7,
        Map.of(),
        Map.of(),
        List.of(),
        stages,
        Map.of());
  }

  private static RunManifest withStages(RunManifest run, int count) {
    return manifest(run.runId(), run.stages().subList(0, count));
  }

  private RunPlan plan() {
    return new RunPlan(
        "mine",
        "run",
        "",
        settings,
        engine,
        7,
        List.of(
            SourceTable.constant(
                "people", new RunManifest.Input("people", "csv", "/in/people", "", people), null)),
        List.of(
            stage("people", "records").dependingOn(),
            stage("records", "links").dependingOn(threshold),
            stage("links", "clusters")),
        Optional.empty());
  }

  private static Stage stage(String input, String output) {
    return Stage.of(
        output,
        List.of(input),
        Output.of(output),
        in -> {
          throw new AssertionError("no stage is run here");
        });
  }
}
