package org.linkagehub.qa.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.measure.Measure;

/** What intervals and tests promise, over many replications of a simulated linkage. */
class IntervalCoverageTest {
  private static final int REPLICATIONS = 1000;

  @Test
  void intervalsHoldTheTruthAboutAsOftenAsTheySay() {
    var linkage = new SimulatedLinkage(4, 0.04, -1, 1);
    Map<String, Double> truth = new HashMap<>();
    measures(linkage, linkage.draw(100_000, new Random(-1)))
        .forEach(measure -> truth.put(place(measure), measure.value().orElseThrow()));
    Map<String, int[]> held = new TreeMap<>();
    for (int seed = 0; seed < REPLICATIONS; seed++) {
      for (Measure measure : measures(linkage, linkage.draw(400, new Random(seed)))) {
        int[] count = held.computeIfAbsent(measure.measure(), name -> new int[2]);
        count[0] += measure.interval().holds(truth.get(place(measure))) ? 1 : 0;
        count[1]++;
      }
    }
    Map<String, Double> coverage = new LinkedHashMap<>();
    held.forEach((name, count) -> coverage.put(name, (double) count[0] / count[1]));
    coverage.forEach(
        (name, share) -> assertTrue(share >= 0.925 && share <= 0.975, name + " is held " + share));
    assertEquals(21, coverage.size(), coverage.keySet()::toString);
  }

  @Test
  void falseAlarmsStayAtTheirRateAndAPlantedBiasIsNamed() {
    var fair = new SimulatedLinkage(10, 0.04, -1, 1);
    var biased = new SimulatedLinkage(10, 0.04, 7, 3);
    Map<String, Integer> alarms = new TreeMap<>();
    int found = 0;
    int others = 0;
    for (int seed = 0; seed < 200; seed++) {
      for (String name : alarms(fair.draw(1500, new Random(seed))).keySet()) {
        alarms.merge(name, 1, Integer::sum);
      }
      List<String> named =
          alarms(biased.draw(1500, new Random(seed)))
              .getOrDefault("pair_recall_difference_p", List.of());
      found += named.contains("r7") ? 1 : 0;
      others += named.stream().anyMatch(group -> !group.equals("r7")) ? 1 : 0;
    }
    // At a rate of 5 % more than 19 of 200 runs have one chance in 400.
    alarms.forEach((name, runs) -> assertTrue(runs <= 19, name + " alarmed in " + runs));
    assertTrue(found >= 190, "found " + found);
    assertTrue(others <= 24, "others were named in " + others);
  }

  private static Map<String, List<String>> alarms(SimulatedLinkage.Counted counted) {
    Map<String, List<String>> alarms = new HashMap<>();
    List<Measure> measures =
        new ArrayList<>(counted.links().differences("pair", List.of(0.0), Correction.HOLM));
    measures.stream()
        .filter(m -> m.measure().endsWith("_p") && m.value().orElseThrow() < 0.05)
        .forEach(
            m ->
                alarms
                    .computeIfAbsent(m.measure(), name -> new ArrayList<>())
                    .add(m.group().value()));
    return alarms;
  }

  private static List<Measure> measures(
      SimulatedLinkage linkage, SimulatedLinkage.Counted counted) {
    List<Measure> measures =
        new ArrayList<>(counted.links().accuracy("pair", counted.links().thresholds()));
    measures.addAll(counted.links().differences("pair", List.of(0.0), Correction.HOLM));
    var clusters =
        new CountedClusters(linkage.groups(), counted.clusterPairs(), counted.clusterShares());
    measures.addAll(clusters.accuracy(OptionalDouble.empty()));
    measures.addAll(clusters.differences(OptionalDouble.empty(), Correction.HOLM));
    measures.removeIf(m -> m.value().isEmpty() || m.interval().lower().isEmpty());
    return measures;
  }

  private static String place(Measure measure) {
    return measure.measure() + measure.group() + measure.threshold();
  }
}
