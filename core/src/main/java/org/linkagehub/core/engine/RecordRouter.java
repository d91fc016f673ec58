package org.linkagehub.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends each record to where it meets others: every key belongs to one of a number of targets, and
 * for each target chunks are packed.
 */
public final class RecordRouter {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int ALL_CHUNKS_BYTES = 1 << 25;
  private static final long LOW_BITS = 0xFFFFFFFFL;

  private final ChunkWriter[] writers;
  private final int chunkBytes;
  private final Deque<Chunk> full = new ArrayDeque<>();
  private long record;

  /**
   * Some records for one target.
   *
   * @param bytes what {@link PairFinder#add} takes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Chunk(int target, byte[] bytes) {}

  /** A router to so many targets. */
  public RecordRouter(int targets) {
    writers = new ChunkWriter[targets];
    for (int t = 0; t < targets; t++) {
      writers[t] = new ChunkWriter();
    }
    chunkBytes = Math.max(1 << 12, Math.min(CHUNK_BYTES, ALL_CHUNKS_BYTES / targets));
  }

  /** Begins the next record. */
  public void nextRecord() {
    record++;
  }

  /** Sends the record to where those meet that have the same key, a hash of rule and values. */
  public void send(RecordWriter bytes, long key, int rule, boolean onLeft, boolean onRight) {
    int target = (int) (((key & LOW_BITS) * writers.length) >>> Integer.SIZE);
    ChunkWriter writer = writers[target];
    int role = (onLeft ? ChunkWriter.LEFT : 0) | (onRight ? ChunkWriter.RIGHT : 0);
    writer.add(record, bytes.bytes(), bytes.size(), key, rule, role);
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
