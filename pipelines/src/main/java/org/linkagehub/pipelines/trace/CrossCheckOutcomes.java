package org.linkagehub.pipelines.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.linkagehub.pipelines.trace.record.MatchStep;
import org.linkagehub.pipelines.trace.record.StepOutcome;
import org.linkagehub.pipelines.trace.record.StepResult;

/** What both cross-checks did to a request, in a number. */
final class CrossCheckOutcomes {
  private static final StepOutcome[] OUTCOMES = StepOutcome.values();
  private static final int NONE = 255;

  private CrossCheckOutcomes() {}

  static int of(List<StepResult> steps) {
    int second = steps.size() < 2 ? NONE : index(steps.get(1).outcome());
    return index(steps.get(0).outcome()) << 8 | second;
  }

  private static int index(StepOutcome outcome) {
    return Arrays.asList(OUTCOMES).indexOf(outcome);
  }

  static List<StepResult> steps(int before) {
    List<StepResult> steps = new ArrayList<>(2);
    steps.add(new StepResult(MatchStep.DPS_CROSS_CHECK, OUTCOMES[before >> 8], 0));
    if ((before & 255) != NONE) {
      steps.add(new StepResult(MatchStep.SPINE_CROSS_CHECK, OUTCOMES[before & 255], 0));
    }
    return steps;
  }
}
