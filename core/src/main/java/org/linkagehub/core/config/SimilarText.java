package org.linkagehub.core.config;

import java.util.Optional;
import org.linkagehub.core.compare.MinHash;
import org.linkagehub.core.compare.QGrams;
import org.linkagehub.core.model.BlockingRule;

/**
 * A blocking key on texts that share many q-grams: two records with any band of {@link MinHash} in
 * common.
 *
 * @param text a column, or a SQL expression of one record
 */
record SimilarText(String text, int q, int bands, int rows, long seed) {
  private static final int Q = 2;
  private static final int BANDS = 20;
  private static final int ROWS = 2;
  private static final long SEED = 1;

  /** Reads the keys of a rule that concern it; empty without {@code similar}. */
  static Optional<SimilarText> read(ConfigReader in) {
    return in.optionalText("similar")
        .map(
            text ->
                new SimilarText(
                    text,
                    in.has("q") ? (int) in.whole("q", 1, QGrams.LONGEST) : Q,
                    in.has("bands") ? (int) in.whole("bands", 1, MinHash.MOST) : BANDS,
                    in.has("rows") ? (int) in.whole("rows", 1, MinHash.MOST) : ROWS,
                    in.has("seed") ? in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE) : SEED));
  }

  String name() {
    return "similar " + text;
  }

  BlockingRule.Key key() {
    return BlockingRule.Key.anyOf(
        "minhash_bands(%s, %d, %d, %d, %dL)".formatted(text, q, bands, rows, seed));
  }
}
