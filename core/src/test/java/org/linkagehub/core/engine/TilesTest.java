package org.linkagehub.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;

/** Blocks that are divided among tasks. */
class TilesTest {
  private static final byte[] SOURCE = "a".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest(name = "a block of {0} records has {1} parts")
  @CsvSource({
    "0, 1",
    "2, 1",
    "2048, 1",
    "2049, 3",
    "20000, 20",
    "65536, 64",
    "65537, 64",
    "5000000000, 64"
  })
  void divides(long records, int parts) {
    assertEquals(parts, Tiles.parts(records));
    assertEquals(parts, new LargeKeys(Map.of(7L, records, 3L, 1L)).parts(7));
    assertEquals(1, new LargeKeys(Map.of(7L, records)).parts(8));
  }

  @Test
  void everyTwoPartsHaveATileOfTheirOwn() {
    var tiles = new HashSet<Integer>();
    for (int a = 0; a < 64; a++) {
      for (int b = a; b < 64; b++) {
        assertEquals(Tiles.tile(a, b), Tiles.tile(b, a));
        assertTrue(tiles.add(Tiles.tile(a, b)));
      }
    }
    assertEquals(64 * 65 / 2, tiles.size());
    assertTrue(tiles.stream().allMatch(tile -> tile >= 0 && tile < 1 << Tiles.BITS));
  }

  /** Each pair of the block once, wherever it is made, and those of another block besides. */
  @ParameterizedTest(name = "in {0} parts")
  @ValueSource(ints = {1, 2, 3, 7, 64})
  void makesEachPairOnce(int parts) throws NotCompiledException {
    int records = 150;
    var made = new ArrayList<Set<Long>>();
    for (PairFinder finder : finders(records, parts, 5)) {
      made.add(pairs(finder));
    }
    Set<Long> all = new HashSet<>();
    made.forEach(all::addAll);
    assertEquals(made.stream().mapToInt(Set::size).sum(), all.size());
    // Two blocks: the last ten records have a key of their own, which is not divided.
    assertEquals(140 * 139 / 2 + 10 * 9 / 2, all.size());
  }

  @Test
  void givesEachTaskItsShare() throws NotCompiledException {
    int records = 8000;
    var pairs = new ArrayList<Long>();
    for (PairFinder finder : finders(records, Tiles.parts(records), 8)) {
      long n = 0;
      finder.begin(0);
      while (finder.next()) {
        n += finder.size();
      }
      pairs.add(n);
    }
    long[] sorted = pairs.stream().mapToLong(n -> n).sorted().toArray();
    assertEquals(7990L * 7989 / 2 + 45, Arrays.stream(sorted).sum());
    assertTrue(sorted[7] <= 2 * sorted[4], () -> "pairs of the tasks: " + pairs);
  }

  @Test
  void aRuleWhoseSidesDifferHasNoParts() throws NotCompiledException {
    PairPlan plan =
        plan(new BlockingRule("x", List.of(new BlockingRule.Key("k", "l")), Optional.empty()));
    var router = new RecordRouter(plan, 1);
    assertThrows(IllegalArgumentException.class, () -> router.divide(0, 0, 2));
  }

  /** A finder for each target, with the records that were sent to it. */
  private static List<PairFinder> finders(int records, int parts, int targets)
      throws NotCompiledException {
    PairPlan plan = plan(BlockingRule.on("k"));
    var router = new RecordRouter(plan, targets);
    var writer = new RecordWriter(plan.layout());
    for (int r = 0; r < records; r++) {
      writer.begin(r, 0);
      writer.setInt(0, r < records - 10 ? 1 : 2);
      byte[] id = "%06d".formatted(r).getBytes(StandardCharsets.UTF_8);
      writer.end(id, 0, id.length, SOURCE, 0, SOURCE.length);
      if (r < records - 10) {
        router.divide(0, 0, parts);
      }
      router.send(writer);
    }
    router.flush();
    var finders = new ArrayList<PairFinder>();
    for (int t = 0; t < targets; t++) {
      finders.add(new PairFinder(plan));
    }
    for (RecordRouter.Chunk c = router.poll(); c != null; c = router.poll()) {
      finders.get(c.target()).add(c.bytes());
    }
    return finders;
  }

  private static PairPlan plan(BlockingRule rule) throws NotCompiledException {
    var builder = new PairPlan.Builder(LinkType.DEDUPE_ONLY).rule(rule).endSet();
    return builder.build(builder.expressions().stream().map(field -> FieldType.INT).toList());
  }

  private static Set<Long> pairs(PairFinder finder) {
    var pairs = new HashSet<Long>();
    finder.begin(0);
    while (finder.next()) {
      for (int p = 0; p < finder.size(); p++) {
        long left = finder.key(finder.left(p));
        long right = finder.key(finder.right(p));
        assertTrue(left < right);
        assertTrue(pairs.add(left << Integer.SIZE | right));
      }
    }
    return pairs;
  }
}
