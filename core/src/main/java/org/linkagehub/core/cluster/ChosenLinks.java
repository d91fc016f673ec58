package org.linkagehub.core.cluster;

/**
 * What was chosen among {@link CandidateLinks}; the arrays are not to be changed.
 *
 * @param clusters of each record, named by the smallest record in it
 * @param accepted of each link, whether it was chosen
 * @param ambiguous of each record, whether it was left out of a choice because two candidates were
 *     too close to tell apart
 * @param margins of each record, by how many bits what was chosen for it, or would have been, is
 *     better than the next best choice; infinite where there is no other
 */
@SuppressWarnings("ArrayRecordComponent") // plain arrays for speed; never compared
public record ChosenLinks(
    int[] clusters, boolean[] accepted, boolean[] ambiguous, double[] margins) {}
