package org.linkagehub.core.engine;

import java.util.Arrays;

/**
 * Makes and compares the pairs among the records that came to one place, a batch at a time. Add all
 * chunks, then for each set of pairs call {@link #begin}, and {@link #next} until there is no more.
 */
public final class PairFinder {
  private final Records records;
  private final PairBatch pairs;
  private final PairRules[] rules;
  private final VectorCoder[] coders;

  /** The set of each rule. */
  private final int[] setOfRule;

  private final int[] firstRule;

  /** Of each set that was not begun yet. */
  private final Blocks[] blocks;

  private int set;

  /** Which pairs are left out as soon as their weight is known to be too low; null for none. */
  private EarlyRejection rejection;

  private int[] order;

  /** A finder of the pairs of a plan. */
  public PairFinder(PairPlan plan) {
    records = new Records(plan.layout());
    pairs = new PairBatch(records);
    int sets = plan.setCount();
    rules = new PairRules[sets];
    coders = new VectorCoder[sets];
    blocks = new Blocks[sets];
    firstRule = new int[sets];
    setOfRule = new int[plan.rules().size()];
    try {
      for (int s = 0; s < sets; s++) {
        PairPlan.PairSet of = plan.sets().get(s);
        rules[s] = new PairRules(records, of);
        coders[s] = new VectorCoder(records, of);
        blocks[s] = new Blocks(plan.linkType(), of, records);
        firstRule[s] = of.firstRule();
        Arrays.fill(setOfRule, of.firstRule(), of.firstRule() + of.rules().size(), s);
      }
    } catch (NotCompiledException e) {
      throw new IllegalStateException("a plan that was compiled once compiles again", e);
    }
  }

  /** How many keys of records a chunk holds. */
  public static int entries(byte[] chunk) {
    return (int) RecordLayout.INT.get(chunk, 0);
  }

  /** Takes records that a {@link RecordRouter} sent. */
  public void add(byte[] chunk) {
    int entries = (int) RecordLayout.INT.get(chunk, 0);
    int recordBytes = (int) RecordLayout.INT.get(chunk, Integer.BYTES);
    int start =
        records.append(chunk, ChunkWriter.HEADER + entries * ChunkWriter.ENTRY, recordBytes);
    int at = ChunkWriter.HEADER;
    int numbered = -1;
    for (int e = 0; e < entries; e++) {
      long key = (long) RecordLayout.LONG.get(chunk, at);
      int record = start + (int) RecordLayout.INT.get(chunk, at + Long.BYTES);
      int mark = (int) RecordLayout.INT.get(chunk, at + Long.BYTES + Integer.BYTES);
      if (record != numbered) { // the entries of a record stand together
        records.numberTexts(record);
        numbered = record;
      }
      int of = setOfRule[mark >>> ChunkWriter.RULE_SHIFT];
      blocks[of].add(key, record, mark - ChunkWriter.mark(firstRule[of], 0, 0));
      at += ChunkWriter.ENTRY;
    }
  }

  /** Begins the pairs of a set; each set once, after the last chunk. */
  public void begin(int nextSet) {
    if (nextSet != set) {
      blocks[set] = null;
    }
    set = nextSet;
    blocks[set].sort();
  }

  /**
   * Makes the next batch of pairs of the set and finds their vectors.
   *
   * @return whether there was one; it may have no pair left that counts
   */
  public boolean next() {
    if (!blocks[set].next(pairs)) {
      return false;
    }
    rules[set].keepFirst(pairs);
    if (rejection == null) {
      coders[set].code(pairs);
    } else {
      coders[set].code(pairs, rejection, order);
    }
    return true;
  }

  /** Leaves out, from now on, pairs that cannot reach a threshold. */
  public void rejectEarly(EarlyRejection below) {
    rejection = below;
    order = below.order();
  }

  /** The number of pairs of the batch. */
  public int size() {
    return pairs.size;
  }

  /** The number, within the set, of the rule that made a pair of the batch. */
  public int rule(int pair) {
    return pairs.rule[pair];
  }

  /** The code of the comparison vector of a pair of the batch. */
  public long code(int pair) {
    return coders[set].codes[pair];
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

  /** The array that all records are in. */
  public byte[] bytes() {
    return records.bytes();
  }

  /** Where, in {@link #bytes}, a record's id begins. */
  public int idStart(int record) {
    return records.textStart(record, records.layout().idField());
  }

  /** Where a record's id ends. */
  public int idEnd(int record) {
    return records.textEnd(record, records.layout().idField());
  }

  /** Where the name of a record's source begins. */
  public int sourceStart(int record) {
    return records.textStart(record, records.layout().sourceField());
  }

  /** Where the name of a record's source ends. */
  public int sourceEnd(int record) {
    return records.textEnd(record, records.layout().sourceField());
  }

  /** The rank of the frequency of a record's value. */
  int rank(int record, int field) {
    return records.isMissing(record, field) ? FrequencyTable.NONE : records.intAt(record, field);
  }

  /** A whole number of a record that is not missing. */
  public long whole(int record, int field) {
    return records.longAt(record, field);
  }

  /** A number of a record, or not a number where it is missing. */
  double number(int record, int field) {
    return records.isMissing(record, field) ? Double.NaN : records.doubleAt(record, field);
  }
}
