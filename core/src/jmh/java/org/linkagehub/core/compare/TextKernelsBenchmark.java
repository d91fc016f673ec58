package org.linkagehub.core.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.commons.text.similarity.JaccardSimilarity;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of one comparison of two names, with Commons Text beside it where it has the function. Run:
 * {@code mvn -Pbenchmark -pl core verify -Dbenchmark=TextKernelsBenchmark}, with {@code
 * -Dbenchmark.options="-prof gc"} for the bytes that each allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class TextKernelsBenchmark {
  private static final int NAMES = 1024;

  @Param({"6", "24"})
  int length;

  /** Letters of English, or some of them with an accent. */
  @Param({"false", "true"})
  boolean accents;

  private final Scratch scratch = new Scratch();
  private final JaroWinklerSimilarity commonsJaroWinkler = new JaroWinklerSimilarity();
  private final JaccardSimilarity commonsJaccard = new JaccardSimilarity();
  private final LevenshteinDistance commonsLevenshtein = LevenshteinDistance.getDefaultInstance();
  private final String[] names = new String[NAMES];
  private final byte[][] utf8 = new byte[NAMES][];
  private int next;

  /** Names of nearly that length, every other one a slip away from the name it is compared with. */
  @Setup
  public void draw() {
    var random = new Random(1);
    for (int i = 0; i < NAMES; i++) {
      StringBuilder name = new StringBuilder();
      for (int j = length - 1 + random.nextInt(3); j > 0; j--) {
        name.append((char) ('A' + random.nextInt(26)));
      }
      if (i >= NAMES / 2 && i % 2 == 0) {
        name = new StringBuilder(names[NAMES - 1 - i]);
        name.setCharAt(random.nextInt(name.length()), 'X');
      }
      if (accents) {
        name.setCharAt(random.nextInt(name.length()), 'É');
      }
      names[i] = name.toString();
      utf8[i] = names[i].getBytes(UTF_8);
    }
  }

  @Benchmark
  public boolean baselineEquals() {
    int i = next++ & (NAMES - 1);
    return names[i].equals(names[NAMES - 1 - i]);
  }

  @Benchmark
  public double jaroWinkler() {
    int i = next++ & (NAMES - 1);
    return JaroWinkler.of(names[i], names[NAMES - 1 - i]);
  }

  @Benchmark
  public double jaroWinklerUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return JaroWinkler.ofUtf8(l, 0, l.length, r, 0, r.length, scratch);
  }

  @Benchmark
  public double jaroWinklerCommonsText() {
    int i = next++ & (NAMES - 1);
    return commonsJaroWinkler.apply(names[i], names[NAMES - 1 - i]);
  }

  @Benchmark
  public int levenshteinUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return Levenshtein.ofUtf8(l, 0, l.length, r, 0, r.length, scratch);
  }

  @Benchmark
  public int levenshteinCommonsText() {
    int i = next++ & (NAMES - 1);
    return commonsLevenshtein.apply(names[i], names[NAMES - 1 - i]);
  }

  @Benchmark
  public int optimalStringAlignmentUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return OptimalStringAlignment.ofUtf8(l, 0, l.length, r, 0, r.length, scratch);
  }

  @Benchmark
  public int damerauLevenshteinUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return DamerauLevenshtein.ofUtf8(l, 0, l.length, r, 0, r.length, scratch);
  }

  /** Of single characters, as Commons Text has it. */
  @Benchmark
  public double jaccardUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return QGrams.jaccardUtf8(l, 0, l.length, r, 0, r.length, 1, scratch);
  }

  @Benchmark
  public double jaccardCommonsText() {
    int i = next++ & (NAMES - 1);
    return commonsJaccard.apply(names[i], names[NAMES - 1 - i]);
  }

  @Benchmark
  public double qgramJaccardUtf8() {
    int i = next++ & (NAMES - 1);
    byte[] l = utf8[i];
    byte[] r = utf8[NAMES - 1 - i];
    return QGrams.jaccardUtf8(l, 0, l.length, r, 0, r.length, 2, scratch);
  }
}
