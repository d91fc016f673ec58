package org.linkagehub.core.engine;

/** A field of the left or of the right record. */
record Side(int field, boolean isLeft) {
  int[] of(PairBatch pairs) {
    return isLeft ? pairs.left : pairs.right;
  }
}
