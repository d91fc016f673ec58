package org.linkagehub.core.spark;

import static org.apache.spark.sql.functions.arrays_overlap;

import org.apache.spark.sql.Column;
import org.linkagehub.core.model.BlockingRule;

/** When two records agree on a key of a blocking rule, as a column of a pair. */
public final class KeyAgreement {
  private KeyAgreement() {}

  /**
   * Whether the key agrees; null where a value is missing.
   *
   * @param left what {@link BlockingRule.Key#leftValue} gives of the left record
   * @param right what {@link BlockingRule.Key#rightValue} gives of the right record
   */
  public static Column of(BlockingRule.Key key, Column left, Column right) {
    return key.isArray() ? arrays_overlap(left, right) : left.equalTo(right);
  }
}
