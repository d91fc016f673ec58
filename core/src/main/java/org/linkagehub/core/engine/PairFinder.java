package org.linkagehub.core.engine;

/**
 * Makes and compares the pairs among the records that came to one place, a batch at a time. Add all
 * chunks, then call {@link #next} until there is no more.
 */
public final class PairFinder {
  private final Records records;
  private final Blocks blocks;
  private final PairRules rules;
  private final VectorCoder coder;
  private final PairBatch pairs;
  private boolean sorted;

  /** A finder of the pairs of a plan. */
  public PairFinder(PairPlan plan) {
    records = new Records(plan.layout());
    blocks = new Blocks(plan, records);
    pairs = new PairBatch(records);
    try {
      rules = new PairRules(plan);
      coder = new VectorCoder(plan);
    } catch (NotCompiledException e) {
      throw new IllegalStateException("a plan that was compiled once compiles again", e);
    }
  }

  /** Takes records. */
  public void add(byte[] chunk) {
    blocks.add(chunk);
  }

  /**
   * Makes the next batch of pairs and finds their vectors.
   *
   * @return whether there was one; it may have no pair left that counts
   */
  public boolean next() {
    if (!sorted) {
      blocks.sort();
      sorted = true;
    }
    if (!blocks.next(pairs)) {
      return false;
    }
    rules.keepFirst(pairs);
    coder.code(pairs);
    return true;
  }

  /** The number of pairs of the batch. */
  public int size() {
    return pairs.size;
  }

  /** The number of the rule that made a pair of the batch. */
  public int rule(int pair) {
    return pairs.rule[pair];
  }

  /** The code of the comparison vector of a pair of the batch. */
  public long code(int pair) {
    return coder.codes[pair];
  }

  /** The left record of a pair of the batch, for the methods below. */
  public int left(int pair) {
    return pairs.left[pair];
  }

  /** The right record of a pair of the batch. */
  public int right(int pair) {
    return pairs.right[pair];
  }

  /** A record's 64-bit key. */
  public long key(int record) {
    return records.key(record);
  }

  /** A record's id. */
  public String id(int record) {
    return records.text(record, records.layout().idField());
  }

  /** The name of a record's source. */
  public String source(int record) {
    return records.text(record, records.layout().sourceField());
  }

  /** A number of a record, or not a number where it is missing. */
  double number(int record, int field) {
    return records.isMissing(record, field) ? Double.NaN : records.doubleAt(record, field);
  }
}
