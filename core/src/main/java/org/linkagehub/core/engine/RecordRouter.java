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
  private final boolean[] symmetric;

  /** For each rule in how many parts the next record's block is divided. */
  private final int[] parts;

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
    symmetric = new boolean[rules.size()];
    parts = new int[rules.size()];
    Arrays.fill(parts, 1);
    for (int r = 0; r < rules.size(); r++) {
      leftKeys[r] = rules.get(r).leftKeys().stream().mapToInt(k -> k).toArray();
      rightKeys[r] = rules.get(r).rightKeys().stream().mapToInt(k -> k).toArray();
      symmetric[r] = rules.get(r).isSymmetric();
    }
  }

  /**
   * Says that the block which the next record has under a rule is divided.
   *
   * @param rule whose keys are the same on both sides
   */
  public void divide(int rule, int intoParts) {
    if (!symmetric[rule]) {
      throw new IllegalArgumentException("a rule whose sides differ has no parts");
    }
    parts[rule] = intoParts;
  }

  /** Sends a record to each place where it meets others. */
  public void send(RecordWriter bytes) {
    record++;
    for (int rule = 0; rule < leftKeys.length; rule++) {
      int role = symmetric[rule] ? ChunkWriter.LEFT | ChunkWriter.RIGHT : ChunkWriter.LEFT;
      send(bytes, rule, leftKeys[rule], role);
      if (!symmetric[rule]) {
        send(bytes, rule, rightKeys[rule], ChunkWriter.RIGHT);
      }
    }
  }

  private void send(RecordWriter bytes, int rule, int[] keys, int role) {
    long hash = rule;
    for (int key : keys) {
      if (!bytes.isPresent(key)) {
        return;
      }
      hash = Hashes.with(hash, bytes.hash(key));
    }
    int target = (int) (((hash & LOW_BITS) * writers.length) >>> Integer.SIZE);
    int divided = parts[rule];
    if (divided == 1) {
      send(bytes, target, hash & ~PART, ChunkWriter.mark(rule, 0, role));
      return;
    }
    parts[rule] = 1;
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
