package org.linkagehub.core.engine;

/** A comparison of two dates, as days since 1970-01-01. */
interface DateKernel {
  int of(int left, int right);

  /** No more than {@link #of}, where that can be told quickly. */
  default int least(int left, int right) {
    return Integer.MIN_VALUE;
  }
}
