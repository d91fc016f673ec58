package org.linkagehub.pipelines.stage;

import java.util.List;
import org.linkagehub.core.config.Nearest;

/**
 * Which stages are run, of those that a run has.
 *
 * @param kind how they are chosen
 * @param stage the stage that {@link Kind#FROM} and {@link Kind#ONLY} are about; otherwise empty
 */
public record StageChoice(Kind kind, String stage) {

  /** How stages are chosen. */
  public enum Kind {
    /** Those that no earlier run made of the same inputs, settings and code. */
    AS_NEEDED,
    /** All, whatever was made already. */
    ALL,
    /** One and all after it; those before it as needed. */
    FROM,
    /** One alone; those before it must have been made. */
    ONLY
  }

  /** Those that no earlier run made of the same inputs, settings and code. */
  public static StageChoice asNeeded() {
    return new StageChoice(Kind.AS_NEEDED, "");
  }

  /** All, whatever was made already. */
  public static StageChoice all() {
    return new StageChoice(Kind.ALL, "");
  }

  /** That stage and all after it; those before it as needed. */
  public static StageChoice from(String stage) {
    return new StageChoice(Kind.FROM, stage);
  }

  /** That stage alone; those before it must have been made. */
  public static StageChoice only(String stage) {
    return new StageChoice(Kind.ONLY, stage);
  }

  /**
   * Passes a choice that these stages have.
   *
   * @throws IllegalArgumentException naming the stages there are, and the nearest one
   */
  public void require(List<Stage> stages) {
    List<String> names = stages.stream().map(Stage::name).toList();
    if (!stage.isEmpty() && !names.contains(stage)) {
      throw new IllegalArgumentException(
          "there is no stage %s%s (there are: %s)"
              .formatted(stage, Nearest.suggestion(stage, names), String.join(", ", names)));
    }
  }

  /** Whether a stage may be taken from an earlier run, the chosen one being at that position. */
  boolean mayReuse(int position, int chosen) {
    return switch (kind) {
      case AS_NEEDED -> true;
      case ALL -> false;
      case FROM, ONLY -> position < chosen;
    };
  }
}
