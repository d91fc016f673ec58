package org.linkagehub.qa.disclosure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisclosureTest {
  private static final DisclosureSettings SETTINGS = DisclosureSettings.STANDARD;

  @ParameterizedTest(name = "{0} is shown as {1}")
  @CsvSource({
    "0, 0",
    "1, *",
    "7, *",
    "8, 10",
    "12, 10",
    "13, 15",
    "1002, 1000",
    "1003, 1005",
    "0.4, *",
    "7.9, *"
  })
  void smallCountsAreWithheldAndOthersRounded(double count, String shown) {
    var table = new CountTable();
    table.put(cell("x"), count);
    assertEquals(shown, text(table.release(SETTINGS), cell("x")));
  }

  @Test
  void withoutControlCountsAreAsTheyAre() {
    var table = new CountTable();
    table.put(cell("x"), 3);
    assertEquals("3", text(table.release(new DisclosureSettings(false, 7, 5, 3)), cell("x")));
  }

  @ParameterizedTest(name = "{0} of {1}")
  @CsvSource({
    "3 20 50,     * * 50 75", // the smallest other one goes with it
    "3 4 50,      * * 50 55",
    "0 3 0,       0 * 0 *", // the whole is the same count
    "20 30 40,    20 30 40 90",
    "0 0 0,       0 0 0 0"
  })
  void noGroupIsWithheldAlone(String counts, String shown) {
    assertEquals(shown, groups(List.of(counts.split(" ", -1))));
  }

  private static String groups(List<String> counts) {
    int[] parts = counts.stream().mapToInt(Integer::parseInt).toArray();
    return partition(parts);
  }

  private static String partition(int... parts) {
    var table = new CountTable();
    var cells = new ArrayList<Cell>();
    for (int i = 0; i < parts.length; i++) {
      cells.add(new Cell("group " + i, "records"));
      table.put(cells.get(i), parts[i]);
    }
    table.put(cell("records"), IntStream.of(parts).sum());
    table.partition(cell("records"), 1, cells);
    ReleasedCounts released = table.release(SETTINGS);
    cells.add(cell("records"));
    return texts(released, cells);
  }

  @Test
  void aCountIsWithheldUnderEachOfItsNames() {
    var table = new CountTable();
    table.put(new Cell("a", "links"), 3);
    table.put(new Cell("b", "links"), 20);
    table.put(new Cell("b", "matches that are links"), 20);
    table.put(new Cell("c", "links"), 100);
    table.put(cell("links"), 123);
    table.partition(
        cell("links"),
        1,
        List.of(new Cell("a", "links"), new Cell("b", "links"), new Cell("c", "links")));
    assertTrue(table.release(SETTINGS).isWithheld(new Cell("b", "matches that are links")));
  }

  // ---- Every small table.

  /** Three groups and their whole; a reader who knows even how the second count is chosen. */
  @Test
  void noReaderFindsAGroupOfThree() {
    int bound = 21;
    Map<String, List<Set<Integer>>> possible = new HashMap<>();
    Set<String> beyond = new HashSet<>();
    for (int[] counts : tables(bound, 3)) {
      String shown = partition(counts);
      List<Set<Integer>> values =
          possible.computeIfAbsent(
              shown, none -> List.of(new TreeSet<>(), new TreeSet<>(), new TreeSet<>()));
      for (int i = 0; i < 3; i++) {
        values.get(i).add(counts[i]);
      }
      if (IntStream.of(counts).anyMatch(count -> count == bound - 1)) {
        beyond.add(shown); // larger tables may be shown so, too
      }
    }
    possible.keySet().removeAll(beyond);
    int withheld = 0;
    for (Map.Entry<String, List<Set<Integer>>> one : possible.entrySet()) {
      String[] texts = one.getKey().split(" ", -1);
      for (int i = 0; i < 3; i++) {
        if (texts[i].equals(ReleasedCounts.WITHHELD)) {
          withheld++;
          assertTrue(one.getValue().get(i).size() >= 2, i + " of " + one);
        }
      }
    }
    assertTrue(withheld > 90, withheld + " withheld counts");
  }

  /**
   * Two releases of three groups, of which the first alone changed, in the hands of a reader who
   * knows that, and is told which counts were withheld for being small: no such count can have one
   * value only.
   */
  @Test
  void noReaderOfTwoReleasesFindsAGroup() {
    int most = 12; // of the first group, the last that is shown as 10
    Set<Publication> published = new LinkedHashSet<>();
    for (int[] others : tables(21, 2)) {
      for (int first = 0; first <= most; first++) {
        CountTable then = threeGroups(first, others[0], others[1]);
        ReleasedCounts before = then.release(SETTINGS);
        for (int later = 0; later <= most; later++) {
          CountTable now = threeGroups(later, others[0], others[1]);
          now.after(then, before::isWithheld);
          var told = new ArrayList<>(told(then, before));
          told.addAll(told(now, now.release(SETTINGS)));
          published.add(new Publication(told));
        }
      }
    }
    int withheld = 0;
    for (Publication one : published) {
      int[] told = one.told().stream().mapToInt(t -> t).toArray();
      if (IntStream.range(4, 8).allMatch(i -> told[i] < 0)) {
        continue; // nothing is told now, and what was told then cannot be taken back
      }
      List<Set<Integer>> possible = possible(told, 2 * most, 30);
      for (int i : new int[] {0, 1, 2, 4}) {
        if (told[i] == SMALL) {
          withheld++;
          assertTrue(possible.get(i).size() >= 2, i + " of " + one + " can be " + possible);
        }
      }
    }
    assertTrue(withheld > 200, withheld + " withheld counts");
  }

  /** The values of each count then and now that a reader cannot rule out. */
  private static List<Set<Integer>> possible(int[] told, int most, int mostOfOthers) {
    var possible = new ArrayList<Set<Integer>>();
    for (int i = 0; i < told.length; i++) {
      possible.add(new TreeSet<>());
    }
    for (int[] others : tables(mostOfOthers, 2)) {
      if (!agrees(new int[] {others[0], others[1]}, new int[] {told[1], told[2]})
          || !agrees(new int[] {others[0], others[1]}, new int[] {told[5], told[6]})) {
        continue;
      }
      Set<Integer> then = firsts(others[0] + others[1], told[0], told[3], most);
      Set<Integer> now = firsts(others[0] + others[1], told[4], told[7], most);
      if (!then.isEmpty() && !now.isEmpty()) {
        possible.get(0).addAll(then);
        possible.get(4).addAll(now);
        possible.get(1).add(others[0]);
        possible.get(2).add(others[1]);
      }
    }
    return possible;
  }

  /** The values of the first group that fit what is told of it and of the whole. */
  private static Set<Integer> firsts(int others, int told, int toldOfWhole, int most) {
    return IntStream.rangeClosed(0, most)
        .filter(n -> agrees(new int[] {n, others + n}, new int[] {told, toldOfWhole}))
        .boxed()
        .collect(Collectors.toSet());
  }

  private static List<Integer> told(CountTable table, ReleasedCounts released) {
    return GROUPS.stream()
        .map(cell -> told((int) table.count(cell), released.isWithheld(cell)))
        .toList();
  }

  private static final List<Cell> GROUPS =
      List.of(
          new Cell("group 0", "records"),
          new Cell("group 1", "records"),
          new Cell("group 2", "records"),
          new Cell("all", "records"));

  private static CountTable threeGroups(int... counts) {
    var table = new CountTable();
    for (int i = 0; i < counts.length; i++) {
      table.put(GROUPS.get(i), counts[i]);
    }
    table.put(GROUPS.get(3), IntStream.of(counts).sum());
    table.partition(GROUPS.get(3), 1, GROUPS.subList(0, 3));
    return table;
  }

  /** Two groupings of the same records: a two by two table with both margins. */
  @Test
  void noReaderFindsACellOfTwoGroupings() {
    noReaderFinds(
        List.of("a x", "a y", "b x", "b y"),
        v ->
            new int[] {
              v[0] + v[1], v[2] + v[3], v[0] + v[2], v[1] + v[3], v[0] + v[1] + v[2] + v[3]
            },
        List.of("a", "b", "x", "y", "all"),
        (table, cells) -> {
          table.partition(cells.get(4), 1, List.of(cells.get(0), cells.get(1)));
          table.partition(cells.get(5), 1, List.of(cells.get(2), cells.get(3)));
          table.partition(cells.get(6), 1, List.of(cells.get(0), cells.get(2)));
          table.partition(cells.get(7), 1, List.of(cells.get(1), cells.get(3)));
          table.partition(cells.get(8), 1, List.of(cells.get(4), cells.get(5)));
          table.partition(cells.get(8), 1, List.of(cells.get(6), cells.get(7)));
        });
  }

  /**
   * Two groups, each with links and the right ones among them, and the whole. Shares and intervals
   * are functions of what is shown of these, and so tell nothing more.
   */
  @Test
  void noReaderFindsARightLinkOfTwoGroups() {
    noReaderFinds(
        List.of("a right", "b right", "(a wrong)", "(b wrong)"),
        v -> new int[] {v[0] + v[2], v[1] + v[3], v[0] + v[1], v[0] + v[1] + v[2] + v[3]},
        List.of("a links", "b links", "right", "links"),
        (table, cells) -> {
          table.partition(cells.get(6), 1, List.of(cells.get(0), cells.get(1)));
          table.partition(cells.get(7), 1, List.of(cells.get(4), cells.get(5)));
          table.part(cells.get(0), cells.get(4));
          table.part(cells.get(1), cells.get(5));
          table.part(cells.get(6), cells.get(7));
        });
  }

  /** Links of two groups at two thresholds: at the higher there are no more than at the lower. */
  @Test
  void noReaderFindsALinkByThresholds() {
    noReaderFinds(
        List.of("a high", "b high", "(a between)", "(b between)"),
        v -> new int[] {v[0] + v[2], v[1] + v[3], v[0] + v[1], v[0] + v[1] + v[2] + v[3]},
        List.of("a low", "b low", "high", "low"),
        (table, cells) -> {
          table.partition(cells.get(6), 1, List.of(cells.get(0), cells.get(1)));
          table.partition(cells.get(7), 1, List.of(cells.get(4), cells.get(5)));
          table.order(cells.get(0), cells.get(4));
          table.order(cells.get(1), cells.get(5));
          table.order(cells.get(6), cells.get(7));
        });
  }

  /**
   * Publishes every table of four small counts, and looks, as a reader who is even told which
   * counts were withheld for being small, for one that can have a single value only. The reader
   * takes all tables of four larger counts into account.
   *
   * @param names of the four; those in brackets are not published
   * @param sums the further counts that follow from the four
   */
  private static void noReaderFinds(
      List<String> names,
      UnaryOperator<int[]> sums,
      List<String> sumNames,
      BiConsumer<CountTable, List<Cell>> relations) {
    var cells = new ArrayList<Cell>();
    names.forEach(name -> cells.add(new Cell(name, "count")));
    sumNames.forEach(name -> cells.add(new Cell(name, "count")));
    int[] shown =
        IntStream.range(0, cells.size())
            .filter(i -> !cells.get(i).scope().startsWith("("))
            .toArray();
    Set<Publication> published = new LinkedHashSet<>();
    for (int[] four : tables(11, 4)) {
      int[] counts = concat(four, sums.apply(four));
      var table = new CountTable();
      for (int i : shown) {
        table.put(cells.get(i), counts[i]);
      }
      relations.accept(table, cells);
      ReleasedCounts released = table.release(SETTINGS);
      published.add(
          new Publication(
              IntStream.of(shown)
                  .mapToObj(i -> told(counts[i], released.isWithheld(cells.get(i))))
                  .toList()));
    }
    int[][] larger =
        tables(16, 4).stream()
            .map(four -> concat(four, sums.apply(four)))
            .map(counts -> IntStream.of(shown).map(i -> counts[i]).toArray())
            .toArray(int[][]::new);
    int withheld = 0;
    for (Publication one : published) {
      int[] told = one.told().stream().mapToInt(t -> t).toArray();
      int[] least = new int[told.length];
      int[] most = new int[told.length];
      Arrays.fill(least, Integer.MAX_VALUE);
      for (int[] other : larger) {
        if (agrees(other, told)) {
          for (int i = 0; i < other.length; i++) {
            least[i] = Math.min(least[i], other[i]);
            most[i] = Math.max(most[i], other[i]);
          }
        }
      }
      for (int i = 0; i < told.length; i++) {
        if (told[i] == SMALL) {
          withheld++;
          if (most[i] == least[i]) {
            fail(
                "%s can only be %d in %s of %s"
                    .formatted(cells.get(shown[i]).scope(), least[i], one, cells));
          }
        }
      }
    }
    assertTrue(withheld > 100, withheld + " withheld counts in " + published.size() + " tables");
  }

  /** What a reader is told of each count: as it is shown, or the kind of the withheld one. */
  private record Publication(List<Integer> told) {}

  private static final int SMALL = -1;
  private static final int LARGE = -2;
  private static final int NOT_WITHHELD = -3;

  private static int told(int count, boolean withheld) {
    boolean small = count > 0 && count <= 7;
    if (withheld) {
      return small ? SMALL : LARGE;
    }
    return small ? NOT_WITHHELD : (count + 2) / 5 * 5;
  }

  private static boolean agrees(int[] counts, int[] told) {
    for (int i = 0; i < counts.length; i++) {
      if (told(counts[i], told[i] < 0) != told[i]) {
        return false;
      }
    }
    return true;
  }

  private static int[] concat(int[] one, int[] other) {
    int[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static List<int[]> tables(int bound, int cells) {
    var tables = new ArrayList<int[]>();
    int many = (int) Math.pow(bound, cells);
    for (int n = 0; n < many; n++) {
      int[] counts = new int[cells];
      for (int i = 0, rest = n; i < cells; i++, rest /= bound) {
        counts[i] = rest % bound;
      }
      tables.add(counts);
    }
    return tables;
  }

  @Test
  void refusesWhatDoesNotAddUp() {
    var table = new CountTable();
    table.put(cell("all"), 10);
    table.put(cell("a"), 4);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> table.partition(cell("all"), 1, List.of(cell("a"))));
    assertEquals("the parts of Cell[scope=all, name=all] add up to 4.0, not 10.0", e.getMessage());
  }

  private static Cell cell(String name) {
    return new Cell("all", name);
  }

  private static String texts(ReleasedCounts released, List<Cell> cells) {
    return cells.stream().map(cell -> text(released, cell)).collect(Collectors.joining(" "));
  }

  private static String text(ReleasedCounts released, Cell cell) {
    OptionalLong count = released.count(cell);
    return count.isPresent() ? Long.toString(count.getAsLong()) : ReleasedCounts.WITHHELD;
  }
}
