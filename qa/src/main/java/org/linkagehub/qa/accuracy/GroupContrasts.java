package org.linkagehub.qa.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.linkagehub.qa.interval.Contrast;
import org.linkagehub.qa.interval.Correction;
import org.linkagehub.qa.interval.Moments;
import org.linkagehub.qa.interval.Statistic;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Interval;
import org.linkagehub.qa.measure.Measure;

/**
 * How groups differ from the whole in one statistic: differences, intervals and a family of tests.
 */
final class GroupContrasts {
  private GroupContrasts() {}

  /**
   * Compares every group with the whole; a group of which there is no value is left out.
   *
   * @param name of the measure; its differences are {@code name_difference}, the corrected
   *     probabilities of the tests {@code name_difference_p}
   * @param groups with all records in front
   * @param moments of each group
   */
  static List<Measure> of(
      String name,
      Statistic statistic,
      List<Group> groups,
      List<Moments> moments,
      OptionalDouble threshold,
      Correction correction) {
    List<Group> tested = new ArrayList<>();
    List<Contrast> contrasts = new ArrayList<>();
    for (int g = 1; g < groups.size(); g++) {
      if (statistic.denominator(moments.get(g)) > 0) {
        Contrast contrast = Contrast.of(statistic, moments.get(g), moments.get(0));
        if (!Double.isNaN(contrast.difference())) {
          tested.add(groups.get(g));
          contrasts.add(contrast);
        }
      }
    }
    List<Double> corrected = correction.apply(contrasts.stream().map(Contrast::p).toList());
    List<Measure> measures = new ArrayList<>();
    for (int i = 0; i < contrasts.size(); i++) {
      measures.add(
          Measure.figure(name + "_difference", threshold, contrasts.get(i).difference())
              .in(tested.get(i))
              .with(contrasts.get(i).interval(), Contrast.METHOD));
      measures.add(
          Measure.figure(name + "_difference_p", threshold, corrected.get(i))
              .in(tested.get(i))
              .with(Interval.NONE, correction.configName()));
    }
    return measures;
  }
}
