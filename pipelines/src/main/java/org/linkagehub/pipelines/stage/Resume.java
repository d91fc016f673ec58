package org.linkagehub.pipelines.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.linkagehub.pipelines.stage.RunManifest.StageResult;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/**
 * Decides which stages of a plan need not run, because an earlier run made them of the same inputs,
 * settings and code.
 *
 * <p>A stage's fingerprint is a digest of its name, settings, code and the fingerprints of what it
 * reads, which for the table of another stage is that stage's. So every fingerprint is known before
 * anything runs. A source of which it is not known whether it has changed makes the stage that
 * reads it run again.
 */
final class Resume {
  private final RunPlan plan;
  private final String code;
  private final StageChoice choice;
  private final List<RunManifest> earlier;
  private final Predicate<TableWritten> intact;

  /**
   * A decision to be made.
   *
   * @param code the digest of the classes that would run
   * @param earlier runs of the same linkage, newest first
   * @param intact whether a table is still as it was written
   */
  Resume(
      RunPlan plan,
      String code,
      StageChoice choice,
      List<RunManifest> earlier,
      Predicate<TableWritten> intact) {
    this.plan = plan;
    this.code = code;
    this.choice = choice;
    this.earlier = earlier;
    this.intact = intact;
  }

  /**
   * What is to be done about a stage.
   *
   * @param stage the stage
   * @param fingerprint of inputs, settings and code
   * @param settingsSha256 of its settings
   * @param inputs what its inputs are made of
   * @param made the tables there are; empty if it must run
   * @param why it must run, where an earlier run had made it; otherwise empty
   */
  record Decision(
      Stage stage,
      String fingerprint,
      String settingsSha256,
      Map<String, String> inputs,
      Optional<StageResult> made,
      String why) {}

  /** A decision for each stage that the choice has, in order. */
  List<Decision> decide() {
    var madeOf = new HashMap<String, String>();
    var unknown = new HashMap<String, Boolean>();
    for (SourceTable source : plan.sources()) {
      madeOf.put(source.table(), source.described().fingerprint());
      unknown.put(source.table(), source.described().fingerprint().isEmpty());
    }
    List<String> names = plan.stages().stream().map(Stage::name).toList();
    int chosen = names.indexOf(choice.stage());
    var decisions = new ArrayList<Decision>();
    for (int i = 0; i < plan.stages().size(); i++) {
      Stage stage = plan.stages().get(i);
      var inputs = new LinkedHashMap<String, String>();
      stage.inputs().forEach(input -> inputs.put(input, madeOf.get(input)));
      boolean ofUnknown =
          stage.inputs().stream().anyMatch(input -> unknown.getOrDefault(input, false));
      boolean mayReuse = choice.mayReuse(i, chosen) && !ofUnknown;
      Decision decision = decide(stage, inputs, mayReuse);
      decisions.add(decision);
      stage.outputs().forEach(output -> madeOf.put(output.table(), decision.fingerprint()));
      if (choice.kind() == StageChoice.Kind.ONLY && i == chosen) {
        break;
      }
    }
    return decisions;
  }

  private Decision decide(Stage stage, Map<String, String> inputs, boolean mayReuse) {
    String settings = Digest.of(stage.settings().orElse(plan.settings()));
    var digest = new Digest().add(stage.name()).add(settings).add(code).add(plan.engine());
    inputs.forEach((table, madeOf) -> digest.add(table).add(madeOf));
    stage.outputs().forEach(output -> digest.add(output.table()));
    String fingerprint = digest.hex();
    boolean gone = false;
    if (mayReuse) {
      for (RunManifest run : earlier) {
        for (StageResult result : run.stages()) {
          if (result.name().equals(stage.name()) && result.fingerprint().equals(fingerprint)) {
            if (result.outputs().stream().allMatch(intact)) {
              return new Decision(stage, fingerprint, settings, inputs, Optional.of(result), "");
            }
            gone = true;
          }
        }
      }
    }
    return new Decision(
        stage,
        fingerprint,
        settings,
        inputs,
        Optional.empty(),
        why(stage, fingerprint, settings, inputs, mayReuse, gone));
  }

  /** In a few words, against the newest run that has the stage. */
  private String why(
      Stage stage,
      String fingerprint,
      String settings,
      Map<String, String> inputs,
      boolean mayReuse,
      boolean gone) {
    if (gone) {
      return "its tables are no longer there";
    }
    for (RunManifest run : earlier) {
      for (StageResult last : run.stages()) {
        if (last.name().equals(stage.name())) {
          if (last.fingerprint().equals(fingerprint)) {
            return mayReuse ? "" : "asked for";
          }
          if (!last.settingsSha256().equals(settings)) {
            return "its settings changed";
          }
          if (!last.inputs().equals(inputs)) {
            List<String> changed =
                inputs.entrySet().stream()
                    .filter(input -> !input.getValue().equals(last.inputs().get(input.getKey())))
                    .map(Map.Entry::getKey)
                    .toList();
            return changed.isEmpty()
                ? "its inputs changed"
                : String.join(", ", changed) + " changed";
          }
          return "the code changed";
        }
      }
    }
    return "";
  }
}
