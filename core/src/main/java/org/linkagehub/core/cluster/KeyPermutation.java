package org.linkagehub.core.cluster;

/**
 * A fixed one-to-one scrambling of 64-bit keys: no two keys get the same value, and neighbouring
 * keys get unrelated ones.
 *
 * <p>Source: the output function of SplitMix64; Steele, Lea and Flood (2014), "Fast Splittable
 * Pseudorandom Number Generators", OOPSLA. Each of its steps, a multiplication by an odd number or
 * a xor with the value shifted right, can be undone, so the whole can.
 */
public final class KeyPermutation {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private KeyPermutation() {}

  /** The scrambled key. */
  public static long mix(long key) {
    long z = key + STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
