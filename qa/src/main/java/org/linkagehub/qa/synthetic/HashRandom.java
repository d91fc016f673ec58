package org.linkagehub.qa.synthetic;

/**
 * Random numbers that depend on a seed and on what they are for, and on nothing else: person 7 of
 * seed 42 is the same person on any machine, partition or thread.
 *
 * <p>Source: SplitMix64 of Steele, Lea and Flood (2014), "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA. Not for secrets.
 */
final class HashRandom {
  private static final long GAMMA = 0x9E3779B97F4A7C15L;

  /** What a stream of numbers is for: streams of different purposes are unrelated. */
  enum Purpose {
    BLOCK(1),
    HOUSEHOLD(2),
    PERSON(3),
    RECORD(4),
    ID(5),
    INDEX(6),
    FEED(7),
    PROVIDER(8);

    private final long stream;

    Purpose(long stream) {
      this.stream = stream;
    }
  }

  private long state;

  private HashRandom(long state) {
    this.state = state;
  }

  static HashRandom of(long seed, Purpose purpose, long index) {
    return of(seed, purpose, index, 0);
  }

  /** A stream of its own for each pair of index and part. */
  static HashRandom of(long seed, Purpose purpose, long index, long part) {
    long start = mix(seed + GAMMA * purpose.stream);
    return new HashRandom(mix(mix(start ^ mix(index * GAMMA + 1)) + part * GAMMA));
  }

  /** A bijection of the 64-bit numbers that looks like chance. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** From 0 (with) to 1 (without), in steps of 2^-53. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** From 0 to {@code bound} - 1. */
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** From {@code from} to {@code to}, both included. */
  int between(int from, int to) {
    return from + nextInt(to - from + 1);
  }

  boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** Exponential with the given mean. */
  double exponential(double mean) {
    return -StrictMath.log(1 - nextDouble()) * mean;
  }

  /** 1 or more, geometric with the given mean, at most {@code most}. */
  int countFromOne(double mean, int most) {
    if (mean <= 1) {
      return 1;
    }
    double again = (mean - 1) / mean;
    int more = (int) (StrictMath.log(1 - nextDouble()) / StrictMath.log(again));
    return Math.min(1 + more, most);
  }
}
