package org.linkagehub.qa.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.qa.interval.Moments;

/** The tally against its definition: every pair of links that touch a common unit, one by one. */
class PairTallyTest {
  private static final int THRESHOLDS = 3;
  private static final int GROUPS = 6; // all; two of one grouping, three of another

  private record Person(int key, long unit, int source, int first, int second) {
    int[] groups() {
      return new int[] {first, second};
    }

    boolean isIn(int group) {
      return group == 0 || group == first || group == second;
    }
  }

  private record Pair(Person left, Person right, int reaches, boolean match, double probability) {
    double sides(int group) {
      return group == 0 ? 2 : count(left, group) + count(right, group);
    }

    boolean touches(Pair other) {
      return left.unit == other.left.unit
          || left.unit == other.right.unit
          || right.unit == other.left.unit
          || right.unit == other.right.unit;
    }

    private static int count(Person person, int group) {
      return person.isIn(group) ? 1 : 0;
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalsItsDefinition(PairTally.Matches matches) {
    for (int seed = 0; seed < 40; seed++) {
      check(matches, new Random(seed));
    }
  }

  private static void check(PairTally.Matches matches, Random random) {
    List<Person> people = new ArrayList<>();
    int records = 2 + random.nextInt(14);
    for (int key = 0; key < records; key++) {
      people.add(
          new Person(
              key,
              random.nextInt(6) - 3,
              random.nextInt(2),
              1 + random.nextInt(2),
              3 + random.nextInt(3)));
    }
    List<Pair> pairs = new ArrayList<>();
    for (Person left : people) {
      for (Person right : people) {
        if (left.key < right.key && random.nextInt(3) == 0) {
          boolean match =
              matches == PairTally.Matches.PAIRS ? random.nextBoolean() : left.unit == right.unit;
          pairs.add(
              new Pair(
                  left, right, random.nextInt(THRESHOLDS + 1), match, random.nextInt(9) / 8.0));
        }
      }
    }
    var tally = new PairTally(GROUPS, 2, THRESHOLDS, matches);
    var units = new TreeSet<Long>();
    people.forEach(person -> units.add(person.unit));
    for (long unit : units) {
      tally.begin(unit);
      people.stream()
          .filter(person -> person.unit == unit)
          .forEach(person -> tally.record(person.key, person.source, person.groups()));
      pairs.stream()
          .filter(pair -> pair.left.unit == unit || pair.right.unit == unit)
          .sorted(Comparator.comparingLong(pair -> other(pair, unit)))
          .forEach(
              pair ->
                  tally.pair(
                      pair.left.key,
                      pair.right.key,
                      other(pair, unit),
                      (pair.left.unit == unit ? PairTally.LEFT : 0)
                          | (pair.right.unit == unit ? PairTally.RIGHT : 0),
                      pair.reaches,
                      pair.probability,
                      true,
                      pair.match,
                      1,
                      pair.left.groups(),
                      pair.right.groups()));
      tally.end();
    }
    PairTally.accumulate(tally.state(), THRESHOLDS);
    for (int group = 0; group < GROUPS; group++) {
      for (int k = 0; k < THRESHOLDS; k++) {
        compare(matches, people, pairs, tally.state(), group, k);
      }
    }
  }

  private static void compare(
      PairTally.Matches matches,
      List<Person> people,
      List<Pair> links,
      double[] state,
      int group,
      int k) {
    int at = (group * THRESHOLDS + k) * PairTally.WIDTH;
    // Each thing that is counted, with its vector and what it touches: links, and matches.
    List<Pair> things = new ArrayList<>();
    List<double[]> own = new ArrayList<>();
    List<double[]> all = new ArrayList<>();
    for (Pair link : links) {
      boolean isLink = link.reaches > k;
      boolean counts = matches == PairTally.Matches.PAIRS && link.match;
      things.add(link);
      own.add(vector(isLink, link.match, counts, link.sides(group)));
      all.add(vector(isLink, link.match, counts, 2));
    }
    if (matches != PairTally.Matches.PAIRS) {
      for (Person left : people) {
        for (Person right : people) {
          boolean between = matches == PairTally.Matches.UNITS || left.source != right.source;
          if (left.key < right.key && left.unit == right.unit && between) {
            var match = new Pair(left, right, 0, true, 0);
            things.add(match);
            own.add(new double[] {0, 0, match.sides(group)});
            all.add(new double[] {0, 0, 2});
          }
        }
      }
    }
    double[] expected = new double[Moments.WIDTH];
    for (int i = 0; i < things.size(); i++) {
      for (int c = 0; c < 3; c++) {
        expected[1 + c] += own.get(i)[c];
      }
      for (int j = 0; j < things.size(); j++) {
        if (things.get(i).touches(things.get(j))) {
          int place = 4;
          for (int a = 0; a < 3; a++) {
            for (int b = a; b < 3; b++) {
              expected[place++] += own.get(i)[a] * own.get(j)[b];
            }
          }
          for (int a = 0; a < 3; a++) {
            for (int b = 0; b < 3; b++) {
              expected[place++] += own.get(i)[a] * all.get(j)[b];
            }
          }
        }
      }
    }
    for (int i = 1; i < Moments.WIDTH; i++) {
      assertEquals(expected[i], state[at + i], 1e-9, "group " + group + ", number " + i);
    }
    assertEquals(
        links.stream().filter(p -> p.reaches > k).mapToDouble(p -> p.sides(group)).sum(),
        state[at + PairTally.LINK_SIDES]);
    assertEquals(
        links.stream()
            .filter(p -> p.reaches > k)
            .mapToDouble(p -> p.probability * p.sides(group))
            .sum(),
        state[at + PairTally.EXPECTED_SIDES],
        1e-9);
    List<Person> members = people.stream().filter(p -> p.isIn(group)).toList();
    assertEquals(members.size(), state[at + PairTally.RECORDS]);
    long linked =
        members.stream()
            .filter(
                p ->
                    links.stream()
                        .anyMatch(
                            l -> l.reaches > k && (l.left.key == p.key || l.right.key == p.key)))
            .count();
    assertEquals((double) linked, state[at + PairTally.LINKED]);
  }

  private static double[] vector(boolean link, boolean match, boolean counts, double sides) {
    return new double[] {link && match ? sides : 0, link && !match ? sides : 0, counts ? sides : 0};
  }

  private static long other(Pair pair, long unit) {
    return pair.left.unit == unit ? pair.right.unit : pair.left.unit;
  }
}
