package org.linkagehub.pipelines.trace;

import java.math.BigInteger;
import java.util.Locale;

/**
 * Ids that are made of the number of a submission and of a row in it: one-time-use ids, and MPS_IDs
 * of new records of the bucket.
 *
 * <p>A letter, then submission and row, the row in seven digits, as one number to the base 36 in at
 * least {@value #LEAST} places. Two rows of a submission never share one; two submissions only if
 * they have the same number. Source of the form: NHS England's Reusable Code Library, {@code
 * enrichments/__init__.py}.
 */
public final class SubmissionIds {
  /** The letter of one-time-use ids. */
  public static final char ONE_TIME_USE = 'U';

  /** The letter of MPS_IDs that are made here; MPS has B, too. */
  public static final char MPS_ID = 'A';

  /** One more than the greatest number of a row. */
  public static final long MOST_ROWS = 10_000_000;

  private static final int LEAST = 9;
  private static final int BASE = 36;

  private SubmissionIds() {}

  /**
   * The id of a row.
   *
   * @param letter {@link #ONE_TIME_USE} or {@link #MPS_ID}
   * @param submission its number, at least 1
   * @param row from 0
   * @throws IllegalArgumentException if there are too many rows for it
   */
  public static String of(char letter, long submission, long row) {
    if (submission < 1 || row < 0 || row >= MOST_ROWS) {
      throw new IllegalArgumentException(
          "a submission has a number from 1 and rows 0 to %,d, was %d and %d; divide it into several"
              .formatted(MOST_ROWS - 1, submission, row));
    }
    String places =
        BigInteger.valueOf(submission)
            .multiply(BigInteger.valueOf(MOST_ROWS))
            .add(BigInteger.valueOf(row))
            .toString(BASE)
            .toUpperCase(Locale.ROOT);
    return letter + "0".repeat(Math.max(0, LEAST - places.length())) + places;
  }
}
