package org.linkagehub.core.engine;

/**
 * Sorts entries by a 64-bit key that is spread evenly, as a hash is: into about as many buckets as
 * there are entries by its first bits, and each bucket by itself.
 */
final class KeySorter {
  private static final int FEW = 24;

  private final long[] keys;
  private final int[] refs;
  private final int[] marks;

  KeySorter(long[] fromKeys, int[] fromRefs, int[] fromMarks, int size) {
    keys = new long[size];
    refs = new int[size];
    marks = new int[size];
    int bits = Math.max(1, Math.min(22, 31 - Integer.numberOfLeadingZeros(Math.max(2, size))));
    int shift = Long.SIZE - bits;
    int[] ends = new int[(1 << bits) + 1];
    for (int e = 0; e < size; e++) {
      ends[(int) (fromKeys[e] >>> shift) + 1]++;
    }
    for (int b = 1; b < ends.length; b++) {
      ends[b] += ends[b - 1];
    }
    for (int e = 0; e < size; e++) {
      int to = ends[(int) (fromKeys[e] >>> shift)]++;
      keys[to] = fromKeys[e];
      refs[to] = fromRefs[e];
      marks[to] = fromMarks[e];
    }
    // Now ends[b] is where bucket b ends.
    int start = 0;
    for (int b = 0; b < ends.length - 1; b++) {
      sort(start, ends[b] - 1);
      start = ends[b];
    }
  }

  long[] keys() {
    return keys;
  }

  int[] refs() {
    return refs;
  }

  int[] marks() {
    return marks;
  }

  /** Quicksort in three parts, so that many equal keys cost no more than different ones. */
  private void sort(int from, int to) {
    int low = from;
    int high = to;
    while (high - low >= FEW) {
      long pivot = middle(keys[low], keys[(low + high) >>> 1], keys[high]);
      int less = low;
      int more = high;
      for (int k = low; k <= more; ) {
        if (keys[k] < pivot) {
          swap(k++, less++);
        } else if (keys[k] > pivot) {
          swap(k, more--);
        } else {
          k++;
        }
      }
      if (less - low < high - more) {
        sort(low, less - 1);
        low = more + 1;
      } else {
        sort(more + 1, high);
        high = less - 1;
      }
    }
    for (int k = low + 1; k <= high; k++) {
      for (int at = k; at > low && keys[at - 1] > keys[at]; at--) {
        swap(at, at - 1);
      }
    }
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private void swap(int a, int b) {
    long key = keys[a];
    keys[a] = keys[b];
    keys[b] = key;
    int ref = refs[a];
    refs[a] = refs[b];
    refs[b] = ref;
    int mark = marks[a];
    marks[a] = marks[b];
    marks[b] = mark;
  }
}
