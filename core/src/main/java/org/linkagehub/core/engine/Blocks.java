package org.linkagehub.core.engine;

import java.util.Arrays;
import org.linkagehub.core.model.LinkType;

/**
 * Records under the keys of their rules, sorted so that those of one key stand together, and the
 * pairs among them.
 */
final class Blocks {
  /** So few records are ordered by inserting one after another. */
  private static final int FEW = 8;

  private final PairPlan.PairSet set;
  private final boolean withinASource;
  private final Records records;

  private long[] keys = new long[1 << 10];
  private int[] refs = new int[1 << 10];

  /** What each entry is for, as a {@link ChunkWriter} writes it. */
  private int[] marks = new int[1 << 10];

  private int size;

  // Where the pairs have been made up to: those of entry i with the entries from j on, in the run
  // of entries from runStart to runEnd. In a run that crosses from one part of a block to another,
  // the second part begins at runSplit; elsewhere that is runEnd.
  private int runStart;
  private int runSplit;
  private int runEnd;
  private int i;
  private int j;
  private boolean runVerified;
  private boolean runSymmetric;

  /** Whether the run's entries stand in the order of the sides of a pair, none twice. */
  private boolean runOrdered;

  /** Where the entries begin that are of another source than entry i, in a run in order. */
  private int nextSource;

  private int[] merged = new int[64];

  /** The hash of the plain keys of a verified run whose rule has an array. */
  private long runHash;

  Blocks(LinkType linkType, PairPlan.PairSet set, Records records) {
    this.set = set;
    this.withinASource = linkType.pairsWithinASource();
    this.records = records;
  }

  /** Adds a record under a key; the mark as a {@link ChunkWriter} writes it. */
  void add(long key, int record, int mark) {
    if (size == keys.length) {
      int grown = size + (size >> 1);
      keys = Arrays.copyOf(keys, grown);
      refs = Arrays.copyOf(refs, grown);
      marks = Arrays.copyOf(marks, grown);
    }
    keys[size] = key;
    refs[size] = record;
    marks[size] = mark;
    size++;
  }

  /** Sorts the entries by key; after the last chunk, before the first pair. */
  void sort() {
    var sorter = new KeySorter(keys, refs, marks, size);
    keys = sorter.keys();
    refs = sorter.refs();
    marks = sorter.marks();
    runStart = 0;
    runEnd = 0;
    i = 0;
    j = 0;
  }

  /**
   * Fills a batch with pairs of records whose keys agree, each with the rule under which they met.
   *
   * @return whether there was any
   */
  boolean next(PairBatch pairs) {
    pairs.clear();
    while (pairs.size < PairBatch.CAPACITY) {
      while (i >= runSplit) {
        if (!nextRun()) {
          return pairs.size > 0;
        }
      }
      int last = Math.min(runEnd, j + PairBatch.CAPACITY - pairs.size);
      if (set.rules().get(marks[i] >>> ChunkWriter.RULE_SHIFT).hasList()) {
        addPairsOfLists(pairs, last);
      } else if (runOrdered) {
        addPairsInOrder(pairs, last);
      } else if (runSymmetric && runVerified) {
        addPairs(pairs, last);
      } else {
        addTestedPairs(pairs, last);
      }
      j = last;
      if (j == runEnd) {
        i++;
        j = firstPartner();
      }
    }
    return pairs.size > 0;
  }

  /** The first entry that entry i is paired with. */
  private int firstPartner() {
    if (runSplit < runEnd) {
      return runSplit;
    }
    if (runOrdered && !withinASource) {
      return nextSource();
    }
    return runSymmetric ? i + 1 : runStart;
  }

  private int nextSource() {
    if (i >= nextSource) {
      nextSource = i + 1;
      while (nextSource < runEnd
          && records.sourceIndex(refs[nextSource]) == records.sourceIndex(refs[i])) {
        nextSource++;
      }
    }
    return nextSource;
  }

  /** As {@link #addPairs}, of a run in order: which record is left is known. */
  private void addPairsInOrder(PairBatch pairs, int last) {
    int n = pairs.size;
    int added = last - j;
    System.arraycopy(refs, j, pairs.right, n, added);
    Arrays.fill(pairs.left, n, n + added, refs[i]);
    Arrays.fill(pairs.rule, n, n + added, marks[i] >>> ChunkWriter.RULE_SHIFT);
    pairs.size = n + added;
  }

  private void addPairs(PairBatch pairs, int last) {
    int a = refs[i];
    int rule = marks[i] >>> ChunkWriter.RULE_SHIFT;
    int n = pairs.size;
    for (int k = j; k < last; k++) {
      int b = refs[k];
      int order = records.order(a, b);
      if (order == 0 || !(withinASource || records.sourceIndex(a) != records.sourceIndex(b))) {
        continue;
      }
      pairs.left[n] = order < 0 ? a : b;
      pairs.right[n] = order < 0 ? b : a;
      pairs.rule[n++] = rule;
    }
    pairs.size = n;
  }

  /** As {@link #addPairs}, of entries that have a role, or whose keys may only have one hash. */
  private void addTestedPairs(PairBatch pairs, int last) {
    int a = refs[i];
    int mark = marks[i];
    int n = pairs.size;
    for (int k = j; k < last; k++) {
      int b = refs[k];
      if ((mark ^ marks[k]) >>> ChunkWriter.ROLE_BITS != 0 || isWithinAPart(i, k)) {
        continue;
      }
      int rule = mark >>> ChunkWriter.RULE_SHIFT;
      int order = records.order(a, b);
      if (order == 0 || !(withinASource || records.sourceIndex(a) != records.sourceIndex(b))) {
        continue;
      }
      boolean aIsLeft = order < 0;
      if (!runSymmetric
          && !(aIsLeft && (mark & ChunkWriter.LEFT) != 0 && (marks[k] & ChunkWriter.RIGHT) != 0)) {
        continue; // the pair is made where the left record comes first
      }
      int left = aIsLeft ? a : b;
      int right = aIsLeft ? b : a;
      if (keysAgree(rule, left, right)) {
        pairs.left[n] = left;
        pairs.right[n] = right;
        pairs.rule[n++] = rule;
      }
    }
    pairs.size = n;
  }

  /**
   * As {@link #addTestedPairs}, of a rule with an array: records that have several elements in
   * common meet several times, and their pair is made where the first of these brings them
   * together.
   */
  private void addPairsOfLists(PairBatch pairs, int last) {
    int a = refs[i];
    int mark = marks[i];
    int rule = mark >>> ChunkWriter.RULE_SHIFT;
    PairPlan.Rule keyed = set.rules().get(rule);
    long runKey = keys[i] & ~RecordRouter.PART;
    int n = pairs.size;
    for (int k = j; k < last; k++) {
      int b = refs[k];
      if ((mark ^ marks[k]) >>> ChunkWriter.ROLE_BITS != 0 || isWithinAPart(i, k)) {
        continue;
      }
      int order = records.order(a, b);
      if (order == 0 || !(withinASource || records.sourceIndex(a) != records.sourceIndex(b))) {
        continue;
      }
      boolean aIsLeft = order < 0;
      if (!runSymmetric
          && !(aIsLeft && (mark & ChunkWriter.LEFT) != 0 && (marks[k] & ChunkWriter.RIGHT) != 0)) {
        continue;
      }
      int left = aIsLeft ? a : b;
      int right = aIsLeft ? b : a;
      if (!runVerified && !keysAgree(rule, left, right)) {
        continue;
      }
      int element = records.firstShared(left, keyed.leftList(), right, keyed.rightList());
      if (element >= 0 && runKey == key(keyed, mark, left, element)) {
        pairs.left[n] = left;
        pairs.right[n] = right;
        pairs.rule[n++] = rule;
      }
    }
    pairs.size = n;
  }

  /** The key under which a left record stands for an element of its list. */
  private long key(PairPlan.Rule keyed, int mark, int left, int element) {
    long plain = runVerified ? runHash : plainHash(mark >>> ChunkWriter.RULE_SHIFT, left);
    long key = Hashes.with(plain, records.elementHash(left, keyed.leftList(), element));
    int tile = ChunkWriter.tile(mark);
    return (tile == 0 ? key : Hashes.with(key, tile)) & ~RecordRouter.PART;
  }

  /** The hash of a rule and a left record's plain keys, as a {@link RecordRouter} makes it. */
  private long plainHash(int rule, int left) {
    long hash = (long) set.firstRule() + rule;
    for (int key : set.rules().get(rule).leftKeys()) {
      hash = Hashes.with(hash, records.hash(left, key));
    }
    return hash;
  }

  /** Whether two entries of a tile between two parts are of one part. */
  private boolean isWithinAPart(int a, int b) {
    return (marks[a] & ChunkWriter.CROSSING) != 0 && ((keys[a] ^ keys[b]) & RecordRouter.PART) == 0;
  }

  private boolean nextRun() {
    do {
      runStart = runEnd;
      if (runStart >= size) {
        runSplit = runEnd;
        i = runEnd;
        return false;
      }
      runEnd = runStart + 1;
      long key = keys[runStart] & ~RecordRouter.PART;
      while (runEnd < size && (keys[runEnd] & ~RecordRouter.PART) == key) {
        runEnd++;
      }
    } while (runEnd - runStart == 1);
    verify();
    i = runStart;
    j = firstPartner();
    return true;
  }

  /** Sees whether all entries of the run are of one block or tile: nearly always. */
  private void verify() {
    int mark = marks[runStart];
    int rule = mark >>> ChunkWriter.RULE_SHIFT;
    runSymmetric = true;
    runVerified = true;
    for (int k = runStart; k < runEnd; k++) {
      runSymmetric &=
          (marks[k] & (ChunkWriter.LEFT | ChunkWriter.RIGHT))
              == (ChunkWriter.LEFT | ChunkWriter.RIGHT);
      runVerified &= marks[k] == mark && keysAgree(rule, refs[runStart], refs[k]);
    }
    if (runVerified && runSymmetric && set.rules().get(rule).hasList()) {
      runHash = plainHash(rule, refs[runStart]);
    }
    runSplit = runEnd;
    if (runVerified && (mark & ChunkWriter.CROSSING) != 0) {
      runSplit = runStart;
      while (runSplit < runEnd && (keys[runSplit] & RecordRouter.PART) == 0) {
        runSplit++;
      }
      if (runSplit == runEnd) {
        runSplit = runStart; // one part alone: there is no pair
      }
    }
    boolean whole = runVerified && runSymmetric && (mark & ChunkWriter.CROSSING) == 0;
    runOrdered = whole && !set.rules().get(rule).hasList() && order();
    nextSource = runStart;
  }

  /**
   * Puts the records of a run, which are all under one key, in the order of the sides of a pair: to
   * order n records takes fewer comparisons than to order each pair.
   *
   * @return whether no record is there twice
   */
  private boolean order() {
    if (merged.length < runEnd - runStart) {
      merged = new int[Math.max(runEnd - runStart, merged.length * 2)];
    }
    sort(runStart, runEnd);
    for (int k = runStart + 1; k < runEnd; k++) {
      if (records.order(refs[k - 1], refs[k]) == 0) {
        return false;
      }
    }
    return true;
  }

  private void sort(int from, int to) {
    if (to - from <= FEW) {
      for (int k = from + 1; k < to; k++) {
        int ref = refs[k];
        int at = k;
        for (; at > from && records.order(refs[at - 1], ref) > 0; at--) {
          refs[at] = refs[at - 1];
        }
        refs[at] = ref;
      }
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    int half = middle - from;
    System.arraycopy(refs, from, merged, 0, half);
    int left = 0;
    int right = middle;
    for (int k = from; left < half; k++) {
      boolean takeLeft = right == to || records.order(merged[left], refs[right]) <= 0;
      refs[k] = takeLeft ? merged[left++] : refs[right++];
    }
  }

  private boolean keysAgree(int rule, int left, int right) {
    PairPlan.Rule keys = set.rules().get(rule);
    for (int k = 0; k < keys.leftKeys().size(); k++) {
      if (!records.equal(left, keys.leftKeys().get(k), right, keys.rightKeys().get(k))) {
        return false;
      }
    }
    return true;
  }
}
