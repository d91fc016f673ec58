package org.linkagehub.core.compare;

import static java.util.Objects.requireNonNull;

import java.util.Random;

/**
 * Keys by which texts that share many q-grams find each other: a signature of bands x rows minima,
 * each over a random order of all q-grams, of which every band is hashed into one 64-bit key. Known
 * answers: {@code MinHashTest}, which holds the signature against MLlib's {@code MinHashLSH}.
 *
 * <p>Two texts agree in one minimum with a probability of their {@linkplain QGrams#jaccard Jaccard
 * coefficient} J, and so share at least one key with about 1 - (1 - J^rows)^bands. More bands find
 * more pairs, true and other; more rows fewer. A text shorter than q has no q-gram and no key.
 *
 * <p>Sources: Broder (1997), "On the resemblance and containment of documents", Compression and
 * Complexity of Sequences; the bands: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
 * chapter 3. The orders are those of MLlib, of the same seed: (1 + gram) a + b modulo a prime, a
 * and b random. MLlib's own transformer has no bands, and takes a vector object and an object a
 * minimum of each record.
 */
public final class MinHash {
  /** The most minima of a signature. */
  public static final int MOST = 1000;

  static final int PRIME = 2038074743;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final ThreadLocal<MinHash> LAST = new ThreadLocal<>();

  private final int q;
  private final int bands;
  private final int rows;
  private final long seed;

  /** Of each minimum the factor and the summand of its order. */
  private final long[] factors;

  private final long[] summands;
  private final long[] minima;

  private MinHash(int q, int bands, int rows, long seed) {
    this.q = q;
    this.bands = bands;
    this.rows = rows;
    this.seed = seed;
    int size = bands * rows;
    factors = new long[size];
    summands = new long[size];
    minima = new long[size];
    var random = new Random(seed);
    for (int m = 0; m < size; m++) {
      factors[m] = 1L + random.nextInt(PRIME - 1);
      summands[m] = random.nextInt(PRIME - 1);
    }
  }

  /**
   * The keys of a text, one a band; the running thread keeps what it draws for the next text with
   * the same settings.
   *
   * @param q from 1 to {@link QGrams#LONGEST}
   * @return no key for a text without a q-gram
   * @throws NullPointerException if the text is null
   * @throws IllegalArgumentException if a setting is out of range, or bands x rows above {@link
   *     #MOST}
   */
  public static long[] keys(String text, int q, int bands, int rows, long seed) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(text, "text"));
    return of(q, bands, rows, seed).keys(scratch);
  }

  /** The signature of a text, band by band; none for a text without a q-gram. */
  static long[] signature(String text, int q, int bands, int rows, long seed) {
    Scratch scratch = Scratch.ofThread();
    scratch.left.set(requireNonNull(text, "text"));
    MinHash hash = of(q, bands, rows, seed);
    return hash.fill(scratch) ? hash.minima.clone() : new long[0];
  }

  /** The number of a q-gram, from 0 to the prime less 2. */
  static int index(long gram) {
    return (int) Long.remainderUnsigned(mixed(gram), PRIME - 1);
  }

  private static MinHash of(int q, int bands, int rows, long seed) {
    MinHash last = LAST.get();
    if (last == null
        || last.q != q
        || last.bands != bands
        || last.rows != rows
        || last.seed != seed) {
      if (bands < 1 || rows < 1 || (long) bands * rows > MOST) {
        throw new IllegalArgumentException(
            "bands and rows must be at least 1 and their product at most %d, were %d and %d"
                .formatted(MOST, bands, rows));
      }
      last = new MinHash(q, bands, rows, seed);
      LAST.set(last);
    }
    return last;
  }

  private long[] keys(Scratch scratch) {
    if (!fill(scratch)) {
      return new long[0];
    }
    long[] keys = new long[bands];
    for (int band = 0; band < bands; band++) {
      long key = band;
      for (int row = 0; row < rows; row++) {
        key = mixed(key * 31 + minima[band * rows + row]);
      }
      keys[band] = key;
    }
    return keys;
  }

  private boolean fill(Scratch scratch) {
    long[] grams = scratch.leftGrams(Math.max(1, scratch.left.length));
    int count = QGrams.sortedGrams(scratch.left, q, grams);
    if (count == 0) {
      return false;
    }
    count = QGrams.distinct(grams, count);
    for (int g = 0; g < count; g++) {
      grams[g] = 1L + index(grams[g]);
    }
    for (int m = 0; m < minima.length; m++) {
      long least = Long.MAX_VALUE;
      for (int g = 0; g < count; g++) {
        least = Math.min(least, (grams[g] * factors[m] + summands[m]) % PRIME);
      }
      minima[m] = least;
    }
    return true;
  }

  private static long mixed(long value) {
    long hash = value * MULTIPLIER;
    hash = (hash ^ hash >>> 29) * 0xBF58476D1CE4E5B9L;
    return hash ^ hash >>> 32;
  }
}
