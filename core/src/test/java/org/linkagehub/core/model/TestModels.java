package org.linkagehub.core.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;

/** Models for tests. */
public final class TestModels {
  private TestModels() {}

  /** A model of these comparisons whose levels without m or u have some. */
  public static Model withAnyParameters(Comparison... comparisons) {
    return withRandomParameters(new Random(1), Arrays.asList(comparisons));
  }

  /** A model of these comparisons whose levels without m or u have random ones. */
  public static Model withRandomParameters(Random random, List<Comparison> comparisons) {
    var all = new ArrayList<Comparison>();
    for (Comparison comparison : comparisons) {
      all.add(
          comparison.mapGraded(
              (gamma, level) ->
                  level.with(
                      OptionalDouble.of(level.m().orElse(1 - random.nextDouble())),
                      OptionalDouble.of(level.u().orElse(1 - random.nextDouble())))));
    }
    return new Model(LinkType.DEDUPE_ONLY, 0.001 + random.nextDouble() / 10, all);
  }
}
