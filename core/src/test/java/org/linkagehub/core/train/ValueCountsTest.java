package org.linkagehub.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueCountsTest {
  private record Of(long hash, long otherHash, int source) {}

  @Test
  void countsThePairsThatAPlainLoopCounts() {
    for (int seed = 0; seed < 50; seed++) {
      var random = new Random(seed);
      int sources = 1 + random.nextInt(3);
      var records = new ArrayList<Of>();
      var values = new HashSet<String>();
      var counts = new ValueCounts(sources);
      for (int i = random.nextInt(300); i > 0; i--) {
        // Either word of hash alone is not enough to tell two values apart, and both may be 0.
        var record = new Of(random.nextInt(9), random.nextInt(9), random.nextInt(sources));
        records.add(record);
        counts.add(record.hash(), record.otherHash(), record.source(), 1);
        boolean none = record.hash() == 0 && record.otherHash() == 0;
        values.add((none ? 1 : record.hash()) + "," + record.otherHash());
      }
      long all = 0;
      long apart = 0;
      for (int i = 0; i < records.size(); i++) {
        for (int j = 0; j < i; j++) {
          boolean same = key(records.get(i)).equals(key(records.get(j)));
          all += same ? 1 : 0;
          apart += same && records.get(i).source() != records.get(j).source() ? 1 : 0;
        }
      }
      assertEquals(values.size(), counts.size(), "seed " + seed);
      assertEquals(all, counts.pairs(true), "seed " + seed);
      assertEquals(apart, counts.pairs(false), "seed " + seed);
      counts.clear();
      assertEquals(0, counts.pairs(true), "seed " + seed);
    }
  }

  /** 0 and 0 stand for the same as 1 and 0: a hash of 128 bits that no value has. */
  private static String key(Of of) {
    return (of.hash() == 0 && of.otherHash() == 0 ? 1 : of.hash()) + "," + of.otherHash();
  }
}
