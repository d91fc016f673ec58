package org.linkagehub.core.engine;

import java.util.Map;
import org.linkagehub.core.compare.Difference;

/** A comparison of two numbers. */
interface NumberKernel {
  /** By their names in SQL. */
  Map<String, NumberKernel> BY_NAME =
      Map.of(
          "absolute_difference", Difference::absolute,
          "percentage_difference", Difference::relative);

  double of(double left, double right);
}
