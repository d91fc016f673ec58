package org.linkagehub.core.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Sends each record to where it meets others: every key belongs to one of a number of targets, and
 * for each target chunks are packed.
 */
public final class RecordRouter {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int ALL_CHUNKS_BYTES = 1 << 25;
  private static final long LOW_BITS = 0xFFFFFFFFL;

  /** The bit of a key that tells the two parts of a tile apart, and sorts one after the other. */
  static final long PART = 1;

  private final ChunkWriter[] writers;
  private final int chunkBytes;
  private final Deque<Chunk> full = new ArrayDeque<>();

  /** The fields of each rule's keys, on the left and on the right. */
  private final int[][] leftKeys;

  private final int[][] rightKeys;
  private final int[] leftLists;
  private final int[] rightLists;
  private final boolean[] symmetric;

  /**
   * For each rule in how many parts the next record's block is divided; of a rule with an array,
   * the block of each of its elements.
   */
  private final int[][] parts;

  /** The keys that the elements of a list make, and the same in order. */
  private long[] listKeys = new long[8];

  private long[] sortedKeys = new long[8];

  private long record;

  /**
   * Some records for one target.
   *
   * @param bytes what {@link PairFinder#add} takes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Chunk(int target, byte[] bytes) {}

  /** A router to so many targets. */
  public RecordRouter(PairPlan plan, int targets) {
    writers = new ChunkWriter[targets];
    for (int t = 0; t < targets; t++) {
      writers[t] = new ChunkWriter();
    }
    chunkBytes = Math.max(1 << 12, Math.min(CHUNK_BYTES, ALL_CHUNKS_BYTES / targets));
    List<PairPlan.Rule> rules = plan.rules();
    leftKeys = new int[rules.size()][];
    rightKeys = new int[rules.size()][];
    leftLists = rules.stream().mapToInt(PairPlan.Rule::leftList).toArray();
    rightLists = rules.stream().mapToInt(PairPlan.Rule::rightList).toArray();
    symmetric = new boolean[rules.size()];
    parts = new int[rules.size()][];
    for (int r = 0; r < rules.size(); r++) {
      parts[r] = new int[] {1};
      leftKeys[r] = rules.get(r).leftKeys().stream().mapToInt(k -> k).toArray();
      rightKeys[r] = rules.get(r).rightKeys().stream().mapToInt(k -> k).toArray();
      symmetric[r] = rules.get(r).isSymmetric();
    }
  }

  /**
   * Says that a block which the next record has under a rule is divided.
   *
   * @param rule whose keys are the same on both sides
   * @param element of the rule's array, from 0; 0 where it has none
   */
  public void divide(int rule, int element, int intoParts) {
    if (!symmetric[rule]) {
      throw new IllegalArgumentException("a rule whose sides differ has no parts");
    }
    int known = parts[rule].length;
    if (element >= known) {
      parts[rule] = Arrays.copyOf(parts[rule], element * 2);
      Arrays.fill(parts[rule], known, parts[rule].length, 1);
    }
    parts[rule][element] = intoParts;
  }

  /** Sends a record to each place where it meets others. */
  public void send(RecordWriter bytes) {
    record++;
    for (int rule = 0; rule < leftKeys.length; rule++) {
      int role = symmetric[rule] ? ChunkWriter.LEFT | ChunkWriter.RIGHT : ChunkWriter.LEFT;
      send(bytes, rule, leftKeys[rule], leftLists[rule], role);
      if (!symmetric[rule]) {
        send(bytes, rule, rightKeys[rule], rightLists[rule], ChunkWriter.RIGHT);
      }
    }
  }

  private void send(RecordWriter bytes, int rule, int[] keys, int list, int role) {
    long hash = rule;
    for (int key : keys) {
      if (!bytes.isPresent(key)) {
        return;
      }
      hash = Hashes.with(hash, bytes.hash(key));
    }
    if (list == PairPlan.Rule.NONE) {
      send(bytes, rule, hash, 0, role);
    } else if (bytes.isPresent(list)) {
      sendElements(bytes, rule, hash, list, role);
    }
  }

  /** Sends a record under each element of a list: once, where two elements have one key. */
  private void sendElements(RecordWriter bytes, int rule, long hash, int list, int role) {
    int count = bytes.elements(list);
    if (listKeys.length < count) {
      listKeys = new long[count * 2];
      sortedKeys = new long[count * 2];
    }
    for (int e = 0; e < count; e++) {
      listKeys[e] = Hashes.with(hash, bytes.elementHash(list, e));
      sortedKeys[e] = listKeys[e] & ~PART;
    }
    Arrays.sort(sortedKeys, 0, count);
    boolean collision = false;
    for (int e = 1; e < count; e++) {
      collision |= sortedKeys[e] == sortedKeys[e - 1];
    }
    for (int e = 0; e < count; e++) {
      if (!collision || !isEarlier(e)) {
        send(bytes, rule, listKeys[e], e, role);
      }
    }
    Arrays.fill(parts[rule], 1);
  }

  /** Whether an element before this one has the same key. */
  private boolean isEarlier(int element) {
    for (int e = 0; e < element; e++) {
      if (((listKeys[e] ^ listKeys[element]) & ~PART) == 0) {
        return true;
      }
    }
    return false;
  }

  private void send(RecordWriter bytes, int rule, long hash, int element, int role) {
    int target = (int) (((hash & LOW_BITS) * writers.length) >>> Integer.SIZE);
    int divided = element < parts[rule].length ? parts[rule][element] : 1;
    if (divided == 1) {
      send(bytes, target, hash & ~PART, ChunkWriter.mark(rule, 0, role));
      return;
    }
    parts[rule][element] = 1;
    int part = Tiles.part(bytes.key(), divided);
    for (int other = 0; other < divided; other++) {
      int tile = Tiles.tile(part, other);
      long key = Hashes.with(hash, tile) & ~PART;
      // The tiles of a block follow each other around the targets, so that each gets its share.
      send(
          bytes,
          (target + tile) % writers.length,
          part > other ? key | PART : key,
          ChunkWriter.mark(rule, tile, part == other ? role : role | ChunkWriter.CROSSING));
    }
  }

  private void send(RecordWriter bytes, int target, long key, int mark) {
    ChunkWriter writer = writers[target];
    writer.add(record, bytes.bytes(), bytes.size(), key, mark);
    if (writer.size() >= chunkBytes) {
      full.add(new Chunk(target, writer.take()));
    }
  }

  /** A chunk that is full, or null. */
  public Chunk poll() {
    return full.poll();
  }

  /** Ends the last chunk of every target, to be polled. */
  public void flush() {
    for (int t = 0; t < writers.length; t++) {
      if (!writers[t].isEmpty()) {
        full.add(new Chunk(t, writers[t].take()));
      }
    }
  }
}
