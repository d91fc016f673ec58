package org.linkagehub.core.compare;

import java.util.OptionalDouble;

/**
 * Cosine of the angle between two numeric vectors, embeddings for example. Known answers: {@code
 * VectorCosineTest}.
 *
 * <p>Range [-1, 1], no unit: 1 for the same direction, 0 for a right angle. Symmetric. A vector of
 * zeros has no direction: no answer.
 */
public final class VectorCosine {
  private VectorCosine() {}

  /**
   * The cosine; empty where a vector is all zeros or holds what is not a number.
   *
   * @throws IllegalArgumentException if the vectors are not equally long
   */
  public static OptionalDouble of(double[] left, double[] right) {
    if (left.length != right.length) {
      throw new IllegalArgumentException(
          "the vectors must be equally long, were " + left.length + " and " + right.length);
    }
    double product = 0;
    double leftNorm = 0;
    double rightNorm = 0;
    for (int i = 0; i < left.length; i++) {
      product += left[i] * right[i];
      leftNorm += left[i] * left[i];
      rightNorm += right[i] * right[i];
    }
    double cosine = product / (Math.sqrt(leftNorm) * Math.sqrt(rightNorm));
    return Double.isNaN(cosine)
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(-1, Math.min(1, cosine)));
  }
}
