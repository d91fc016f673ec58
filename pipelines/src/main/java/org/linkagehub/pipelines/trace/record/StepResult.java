package org.linkagehub.pipelines.trace.record;

/**
 * What a step did.
 *
 * @param candidates how many people it looked at more closely
 */
public record StepResult(MatchStep step, StepOutcome outcome, int candidates) {}
