package org.linkagehub.core.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.linkagehub.core.cluster.MutualBestLinks.Ties;

class MutualBestLinksTest {
  @ParameterizedTest(name = "{0}")
  @MethodSource("examples")
  void knownAnswers(String name, JsonNode example) {
    Map<String, Integer> records = new TreeMap<>();
    List<String> sources = new ArrayList<>();
    List<Integer> sourceOf = new ArrayList<>();
    example
        .get("nodes")
        .properties()
        .forEach(
            node -> {
              records.put(node.getKey(), records.size());
              if (!sources.contains(node.getValue().asText())) {
                sources.add(node.getValue().asText());
              }
              sourceOf.add(sources.indexOf(node.getValue().asText()));
            });
    boolean[] free = new boolean[sources.size()];
    example.get("duplicate_free").forEach(s -> free[sources.indexOf(s.asText())] = true);
    List<JsonNode> edges =
        StreamSupport.stream(example.get("edges").spliterator(), false)
            .filter(edge -> edge.get(2).asDouble() >= example.get("threshold").asDouble())
            .toList();
    var links =
        new CandidateLinks(
            sourceOf.stream().mapToInt(Integer::intValue).toArray(),
            free,
            edges.stream().mapToInt(e -> records.get(e.get(0).asText())).toArray(),
            edges.stream().mapToInt(e -> records.get(e.get(1).asText())).toArray(),
            edges.stream().mapToDouble(e -> e.get(2).asDouble()).toArray());
    Ties ties =
        Ties.valueOf(
            example
                .path("ties")
                .asText("lowest_id")
                .toUpperCase(Locale.ROOT)
                .replace("_ID", "_KEY"));
    Map<Integer, Set<String>> found = new HashMap<>();
    ChosenLinks chosen = MutualBestLinks.choose(links, ties, 0);
    records.forEach(
        (id, record) ->
            found.computeIfAbsent(chosen.clusters()[record], k -> new TreeSet<>()).add(id));
    Set<Set<String>> expected = new HashSet<>();
    for (JsonNode cluster : example.get("clusters")) {
      Set<String> members = new TreeSet<>();
      cluster.forEach(member -> members.add(member.asText()));
      expected.add(members);
    }
    assertEquals(expected, new HashSet<>(found.values()));
  }

  static Stream<Arguments> examples() {
    return StreamSupport.stream(KnownAnswers.part("best_links").spliterator(), false)
        .map(example -> Arguments.of(example.get("name").asText(), example));
  }

  @Test
  void aTieIsDeclaredAndNothingIsChosenForIt() {
    // Record 0 of the first source ties between 1 and 2; 3 and 4 are clear.
    var links =
        new CandidateLinks(
            new int[] {0, 1, 1, 0, 1},
            new boolean[] {true, true},
            new int[] {0, 0, 3, 2},
            new int[] {1, 2, 4, 3},
            new double[] {9, 9, 12, 1});
    ChosenLinks chosen = MutualBestLinks.choose(links, Ties.DECLARE, 0);
    assertArrayEquals(new int[] {0, 1, 2, 3, 3}, chosen.clusters());
    assertArrayEquals(new boolean[] {true, true, true, false, false}, chosen.ambiguous());
    assertEquals(0, chosen.margins()[0]);
    assertEquals(11, chosen.margins()[3]);
    assertEquals(0, chosen.margins()[2]);
  }

  @Test
  void aRecordWhoseTiedLinksWereDroppedIsNamedAmbiguous() {
    // Record 0 ties between 1 and 2, of which 2 has another link.
    var links =
        new CandidateLinks(
            new int[] {0, 1, 1, 0},
            new boolean[] {true, true},
            new int[] {0, 0, 3},
            new int[] {1, 2, 2},
            new double[] {9, 9, 5});
    ChosenLinks chosen = MutualBestLinks.choose(links, Ties.DROP, 0);
    assertArrayEquals(new int[] {0, 1, 2, 2}, chosen.clusters());
    assertArrayEquals(new boolean[] {true, true, false, false}, chosen.ambiguous());
    assertEquals(0, chosen.margins()[0]);
  }

  @Test
  void aMarginIsAskedOfTheSecondBestThatIsStillToBeHad() {
    // 2 prefers 1 by far, so it is no rival for 3.
    var links =
        new CandidateLinks(
            new int[] {0, 0, 1, 1},
            new boolean[] {true, true},
            new int[] {0, 0, 1},
            new int[] {3, 2, 2},
            new double[] {20, 19, 25});
    ChosenLinks chosen = MutualBestLinks.choose(links, Ties.DECLARE, 3);
    assertArrayEquals(new int[] {0, 1, 1, 0}, chosen.clusters());
    assertFalse(chosen.ambiguous()[0]);
    var alone =
        new CandidateLinks(
            new int[] {0, 0, 1, 1},
            new boolean[] {true, true},
            new int[] {0, 0},
            new int[] {3, 2},
            new double[] {20, 19});
    assertTrue(MutualBestLinks.choose(alone, Ties.DECLARE, 3).ambiguous()[0]);
    assertArrayEquals(
        new int[] {0, 1, 2, 0}, MutualBestLinks.choose(alone, Ties.DECLARE, 1).clusters());
  }

  @Test
  void manyRecordsJoinOneWhereOnlyItsSourceIsFreeOfDuplicates() {
    var links =
        new CandidateLinks(
            new int[] {0, 0, 1, 1, 1},
            new boolean[] {true, false},
            new int[] {0, 0, 1, 1},
            new int[] {2, 3, 3, 4},
            new double[] {9, 8, 7, 6});
    assertArrayEquals(
        new int[] {0, 1, 0, 0, 1}, MutualBestLinks.choose(links, Ties.DECLARE, 0).clusters());
  }

  @Test
  void refusesANegativeMargin() {
    var none =
        new CandidateLinks(new int[0], new boolean[0], new int[0], new int[0], new double[0]);
    assertEquals(
        "the margin must be at least 0 bits, was -1.0",
        assertThrows(
                IllegalArgumentException.class,
                () -> MutualBestLinks.choose(none, Ties.DECLARE, -1))
            .getMessage());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equalsRoundsOfMutualBestChoices(long seed) {
    var random = new Random(seed);
    int n = 2 + random.nextInt(14);
    int sources = 1 + random.nextInt(4);
    int[] sourceOf = random.ints(n, 0, sources).toArray();
    boolean[] free = new boolean[sources];
    for (int s = 0; s < sources; s++) {
      free[s] = random.nextInt(4) > 0;
    }
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        if (random.nextInt(3) == 0) {
          pairs.add(random.nextBoolean() ? new int[] {i, j} : new int[] {j, i});
        }
      }
    }
    double[] weights = new double[pairs.size()];
    List<Integer> distinct = new ArrayList<>(IntStream.range(0, weights.length).boxed().toList());
    Collections.shuffle(distinct, random);
    Arrays.setAll(weights, distinct::get);
    var links =
        new CandidateLinks(
            sourceOf,
            free,
            pairs.stream().mapToInt(p -> p[0]).toArray(),
            pairs.stream().mapToInt(p -> p[1]).toArray(),
            weights);
    ChosenLinks chosen = MutualBestLinks.choose(links, Ties.DECLARE, 0);
    assertArrayEquals(rounds(links), chosen.clusters());
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** In each round every cluster names its best allowed partner; those who name each other join. */
  private static int[] rounds(CandidateLinks links) {
    int[] clusters = IntStream.range(0, links.records()).toArray();
    while (true) {
      Map<Integer, Integer> best = new HashMap<>();
      for (int link = 0; link < links.links(); link++) {
        int one = clusters[links.lefts()[link]];
        int other = clusters[links.rights()[link]];
        if (one != other && !clash(links, clusters, one, other)) {
          for (int cluster : new int[] {one, other}) {
            int before = best.getOrDefault(cluster, -1);
            if (before < 0 || links.weights()[link] > links.weights()[before]) {
              best.put(cluster, link);
            }
          }
        }
      }
      int[] next = clusters.clone();
      for (int link : new HashSet<>(best.values())) {
        int one = clusters[links.lefts()[link]];
        int other = clusters[links.rights()[link]];
        if (best.get(one) == link && best.get(other) == link) {
          for (int record = 0; record < next.length; record++) {
            if (clusters[record] == one || clusters[record] == other) {
              next[record] = Math.min(one, other);
            }
          }
        }
      }
      if (Arrays.equals(next, clusters)) {
        return clusters;
      }
      clusters = next;
    }
  }

  private static boolean clash(CandidateLinks links, int[] clusters, int one, int other) {
    for (int i = 0; i < clusters.length; i++) {
      for (int j = 0; j < clusters.length; j++) {
        if (clusters[i] == one
            && clusters[j] == other
            && links.sources()[i] == links.sources()[j]
            && links.duplicateFree()[links.sources()[i]]) {
          return true;
        }
      }
    }
    return false;
  }
}
