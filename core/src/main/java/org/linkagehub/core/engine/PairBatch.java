package org.linkagehub.core.engine;

/** Some pairs of records, compared together so that each step is one loop over arrays. */
final class PairBatch {
  static final int CAPACITY = 2048;

  final Records records;
  final int[] left = new int[CAPACITY];
  final int[] right = new int[CAPACITY];

  /** The number of the rule that made the pair, within the set. */
  final int[] rule = new int[CAPACITY];

  int size;

  /** Differs between any two batches that are compared one after another. */
  int number;

  PairBatch(Records records) {
    this.records = records;
  }

  void clear() {
    size = 0;
    number++;
  }
}
