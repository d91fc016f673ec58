package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyPermutationTest {
  /** The JDK's SplittableRandom is SplitMix64: its first number from a seed is the mixed seed. */
  @Test
  void equalsTheGeneratorOfTheJdk() {
    for (long seed = -1000; seed < 1000; seed++) {
      assertEquals(new SplittableRandom(seed * 7919).nextLong(), KeyPermutation.mix(seed * 7919));
    }
  }

  @Test
  void canBeUndone() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      long key = random.nextLong();
      assertEquals(key, unmix(KeyPermutation.mix(key)));
    }
  }

  private static long unmix(long mixed) {
    long z = unshift(mixed, 31) * inverse(0x94D049BB133111EBL);
    z = unshift(z, 27) * inverse(0xBF58476D1CE4E5B9L);
    return unshift(z, 30) - 0x9E3779B97F4A7C15L;
  }

  private static long unshift(long value, int by) {
    long z = value;
    for (int done = by; done < 64; done += by) {
      z = value ^ (z >>> by);
    }
    return z;
  }

  private static long inverse(long odd) {
    BigInteger two64 = BigInteger.ONE.shiftLeft(64);
    return BigInteger.valueOf(odd).mod(two64).modInverse(two64).longValue();
  }
}
