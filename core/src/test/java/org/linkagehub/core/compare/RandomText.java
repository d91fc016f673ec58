package org.linkagehub.core.compare;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * Random strings for property tests: accents, spaces, other scripts, emoji, empty and long ones.
 */
public final class RandomText {
  private static final int[][] ALPHABETS = {
    "AB".codePoints().toArray(),
    "ABCDE".codePoints().toArray(),
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ -'".codePoints().toArray(),
    "AEIOÉÑŁß ".codePoints().toArray(),
    "Aé李明敏محمد😀👍🏽".codePoints().toArray(),
  };

  private RandomText() {}

  /** The seeds of a property test, the same in every build; -Dtest.seed=N runs one alone. */
  public static LongStream seeds() {
    Long one = Long.getLong("test.seed");
    return one == null ? LongStream.range(0, 200) : LongStream.of(one);
  }

  /** A string of 0 to 12 characters, and one in eight times up to 150. */
  public static String text(Random random) {
    int[] alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
    int length = random.nextInt(8) == 0 ? random.nextInt(150) : random.nextInt(13);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  /** The string after none to three slips of a typist, or another string altogether. */
  public static String near(String text, Random random) {
    if (random.nextInt(4) == 0) {
      return text(random);
    }
    int[] alphabet = ALPHABETS[random.nextInt(ALPHABETS.length)];
    StringBuilder slipped = new StringBuilder();
    int[] points = text.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      switch (random.nextInt(12)) {
        case 0 -> slipped.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        case 1 ->
            slipped
                .appendCodePoint(points[i])
                .appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        case 2 -> {}
        case 3 -> {
          if (i + 1 < points.length) {
            slipped.appendCodePoint(points[i + 1]);
          }
          slipped.appendCodePoint(points[i]);
          i++;
        }
        default -> slipped.appendCodePoint(points[i]);
      }
    }
    return slipped.toString();
  }
}
