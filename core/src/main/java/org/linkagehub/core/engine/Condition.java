package org.linkagehub.core.engine;

/**
 * A condition on two records with SQL's three answers: it holds, it fails, or a missing value
 * leaves it open. Of each batch it is asked for the pairs of which it surely holds, or surely
 * fails.
 *
 * <p>A compiled condition has working memory of its own: one thread at a time.
 */
interface Condition {
  /**
   * Finds the pairs of which the condition holds.
   *
   * @param chosen positions in the batch, ascending
   * @param count how many
   * @param into takes the positions found, in their order; may be {@code chosen}
   * @return how many were found
   */
  int holds(PairBatch pairs, int[] chosen, int count, int[] into);

  /** Finds the pairs of which the condition fails, as {@link #holds} does. */
  int fails(PairBatch pairs, int[] chosen, int count, int[] into);
}
