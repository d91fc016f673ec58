package org.linkagehub.core.engine;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The frequencies of a column's values, held in memory: each value has a rank, the place of its
 * frequency among the different ones in ascending order, so that of two values the more frequent
 * has the larger rank.
 */
public final class FrequencyTable implements Serializable {
  /** The rank of a value without a frequency. */
  public static final int NONE = -1;

  private static final long serialVersionUID = 1;

  /** All values, one after another. */
  private final byte[] texts;

  private final int[] ends;
  private final int[] ranks;

  /** Open addressing by hash: the number of a value + 1, or 0. */
  private final int[] slots;

  /** Ascending. */
  private final double[] frequencies;

  private final int unseen;

  private FrequencyTable(
      byte[] texts, int[] ends, int[] ranks, int[] slots, double[] frequencies, int unseen) {
    this.texts = texts;
    this.ends = ends;
    this.ranks = ranks;
    this.slots = slots;
    this.frequencies = frequencies;
    this.unseen = unseen;
  }

  /** The number of different frequencies: ranks are below it. */
  int size() {
    return frequencies.length;
  }

  /** The frequency of a rank. */
  double frequency(int rank) {
    return frequencies[rank];
  }

  /** The rank of a value in UTF-8; {@link #NONE} where it has no frequency. */
  public int rank(byte[] bytes, int from, int length) {
    int slot = slot(bytes, from, length, slots.length);
    while (slots[slot] != 0) {
      int value = slots[slot] - 1;
      int start = value == 0 ? 0 : ends[value - 1];
      if (Arrays.equals(texts, start, ends[value], bytes, from, from + length)) {
        return ranks[value];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return unseen;
  }

  private static int slot(byte[] bytes, int from, int length, int slots) {
    return (int) Hashes.of(bytes, from, length) & (slots - 1);
  }

  /** Gathers the values of a table. */
  public static final class Builder {
    private byte[] texts = new byte[1 << 10];
    private int[] ends = new int[1 << 7];
    private double[] frequencies = new double[1 << 7];
    private int size;
    private double unseen = Double.NaN;

    /** Adds a value in UTF-8; each once. */
    public void add(byte[] bytes, int from, int length, double frequency) {
      int used = size == 0 ? 0 : ends[size - 1];
      if (texts.length - used < length) {
        texts = Arrays.copyOf(texts, Math.max(used + length, texts.length * 2));
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, size * 2);
        frequencies = Arrays.copyOf(frequencies, size * 2);
      }
      System.arraycopy(bytes, from, texts, used, length);
      ends[size] = used + length;
      frequencies[size++] = frequency;
    }

    /** Sets the frequency of the values that are not in the table; without it they have none. */
    public void addUnseen(double frequency) {
      unseen = frequency;
    }

    /** The table. */
    public FrequencyTable build() {
      double[] distinct =
          Arrays.stream(frequencies, 0, size).filter(f -> !Double.isNaN(f)).toArray();
      if (!Double.isNaN(unseen)) {
        distinct = Arrays.copyOf(distinct, distinct.length + 1);
        distinct[distinct.length - 1] = unseen;
      }
      distinct = Arrays.stream(distinct).sorted().distinct().toArray();
      int[] slots = new int[Integer.highestOneBit(Math.max(1, size)) * 4];
      int[] ranks = new int[size];
      for (int value = 0; value < size; value++) {
        ranks[value] = rank(distinct, frequencies[value]);
        int start = value == 0 ? 0 : ends[value - 1];
        int slot = slot(texts, start, ends[value] - start, slots.length);
        while (slots[slot] != 0) {
          slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = value + 1;
      }
      int used = size == 0 ? 0 : ends[size - 1];
      return new FrequencyTable(
          Arrays.copyOf(texts, used),
          Arrays.copyOf(ends, size),
          ranks,
          slots,
          distinct,
          rank(distinct, unseen));
    }

    private static int rank(double[] distinct, double frequency) {
      return Double.isNaN(frequency) ? NONE : Arrays.binarySearch(distinct, frequency);
    }
  }
}
