package org.linkagehub.qa.drift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.linkagehub.qa.measure.Definition;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.measure.MeasureCatalogue;

/** What changed between the measures of two runs. */
public final class Drift {
  /** Tests and differences are of one run; their changes mean nothing. */
  private static final Set<Definition.Topic> NOT_COMPARED =
      Set.of(Definition.Topic.GROUPS, Definition.Topic.DRIFT);

  /** Shares of records that add up to all, by the groups of a grouping. */
  private static final Set<String> DISTRIBUTIONS = Set.of("group_share", "value_share");

  /** Half a record stands for none, so that a share of 0 can be compared. */
  private static final double NONE = 0.5;

  private static final String GROUP_SHARE = "group_share";

  private Drift() {}

  /** Which figure a measure is: what two runs have in common. */
  private record Place(String measure, String subject, Group group, OptionalDouble threshold) {
    static Place of(Measure measure) {
      return new Place(measure.measure(), measure.subject(), measure.group(), measure.threshold());
    }
  }

  /**
   * {@code change} of every figure that both runs have, withheld where either is, and {@code
   * population_stability_index} of every grouping.
   */
  public static List<Measure> measure(List<Measure> now, List<Measure> before) {
    Map<Place, Measure> earlier = new HashMap<>();
    before.forEach(measure -> earlier.putIfAbsent(Place.of(measure), measure));
    List<Measure> drift = new ArrayList<>();
    for (Measure measure : now) {
      Measure other = earlier.get(Place.of(measure));
      if (other == null || !isCompared(measure)) {
        continue;
      }
      if (measure.suppressed() || other.suppressed()) {
        drift.add(change(measure, Double.NaN).withheld());
      } else if (measure.value().isPresent() && other.value().isPresent()) {
        drift.add(change(measure, measure.value().getAsDouble() - other.value().getAsDouble()));
      }
    }
    drift.addAll(stability(now, before));
    return drift;
  }

  private static Measure change(Measure of, double by) {
    return Measure.figure("change", of.threshold(), by)
        .of((of.measure() + " " + of.subject()).strip())
        .in(of.group());
  }

  /** Whether the change of a measure from run to run tells anything. */
  public static boolean isCompared(Measure measure) {
    Optional<Definition> definition = MeasureCatalogue.find(measure.measure());
    return definition.isPresent() && !NOT_COMPARED.contains(definition.get().topic());
  }

  /**
   * By grouping: {@code population_stability_index}, how far the shares of its groups moved. Where
   * the count of a group was withheld in one of the runs, so is the index.
   */
  public static List<Measure> stability(List<Measure> now, List<Measure> before) {
    Map<String, Map<String, double[]>> byGrouping = new LinkedHashMap<>();
    Set<String> withheld = withheld(now);
    withheld.addAll(withheld(before));
    count(now, byGrouping, 0);
    count(before, byGrouping, 1);
    List<Measure> measures = new ArrayList<>();
    byGrouping.forEach(
        (grouping, groups) -> {
          double[] all = new double[2];
          groups
              .values()
              .forEach(
                  n -> {
                    all[0] += n[0];
                    all[1] += n[1];
                  });
          if (all[0] == 0 || all[1] == 0) {
            return;
          }
          double index = 0;
          for (double[] n : groups.values()) {
            double one = Math.max(NONE, n[0]) / all[0];
            double other = Math.max(NONE, n[1]) / all[1];
            index += (one - other) * Math.log(one / other);
          }
          Measure stability =
              Measure.figure("population_stability_index", OptionalDouble.empty(), index)
                  .of(grouping);
          measures.add(withheld.contains(grouping) ? stability.withheld() : stability);
        });
    return measures;
  }

  private static Set<String> withheld(List<Measure> measures) {
    var withheld = new HashSet<String>();
    for (Measure measure : measures) {
      if (measure.measure().equals(GROUP_SHARE) && measure.suppressed()) {
        withheld.add(measure.group().grouping());
      }
    }
    return withheld;
  }

  private static void count(
      List<Measure> measures, Map<String, Map<String, double[]>> byGrouping, int at) {
    for (Measure measure : measures) {
      if (DISTRIBUTIONS.contains(measure.measure())
          && !measure.group().isAll()
          && measure.numerator().isPresent()) {
        byGrouping.computeIfAbsent(measure.group().grouping(), g -> new LinkedHashMap<>())
                .computeIfAbsent(measure.group().value(), g -> new double[2])[at] =
            measure.numerator().getAsDouble();
      }
    }
  }
}
