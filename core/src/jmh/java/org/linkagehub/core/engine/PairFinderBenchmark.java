package org.linkagehub.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of a pair in the block engine, from sorted records to the count of its comparison vector:
 * two names with three levels of Jaro-Winkler similarity, a date with an edit distance, and two
 * equalities. Run with the allocations of a pair: {@code mvn -Pbenchmark -pl core verify
 * -Dbenchmark="PairFinderBenchmark -prof gc"}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PairFinderBenchmark {
  private static final int RECORDS = 1 << 14;
  private static final int BLOCK = 1 << 7;
  private static final int PAIRS = RECORDS / BLOCK * (BLOCK * (BLOCK - 1) / 2);
  private static final byte[] SOURCE = "s".getBytes(UTF_8);

  /** How many different first names, and eight times as many surnames, there are. */
  @Param({"500", "20000"})
  int names;

  private PairPlan plan;
  private PairFinder finder;

  /** Sends records to one place: blocks of 128. */
  @Setup
  public void send() throws NotCompiledException {
    var builder =
        new PairPlan.Builder(LinkType.DEDUPE_ONLY)
            .rule(BlockingRule.on("block"))
            .comparison(name("first_name"))
            .comparison(name("surname"))
            .comparison(date())
            .comparison(exact("town"))
            .comparison(exact("job"))
            .endSet();
    List<String> fields = builder.expressions();
    plan =
        builder.build(
            fields.stream()
                .map(
                    field ->
                        switch (field) {
                          case "`block`" -> FieldType.INT;
                          case "`dob`" -> FieldType.DATE;
                          default -> FieldType.TEXT;
                        })
                .toList());
    var random = new Random(1);
    var router = new RecordRouter(plan, 1);
    var writer = new RecordWriter(plan.layout());
    for (int r = 0; r < RECORDS; r++) {
      writer.begin(r, 0);
      for (int f = 0; f < fields.size(); f++) {
        switch (fields.get(f)) {
          case "`block`" -> writer.setInt(f, r / BLOCK);
          case "`dob`" -> writer.setInt(f, random.nextInt(20_000));
          case "`first_name`" -> text(writer, f, word(random.nextInt(names)));
          case "`surname`" -> text(writer, f, word(random.nextInt(8 * names)));
          default -> text(writer, f, word(random.nextInt(50)));
        }
      }
      byte[] id = Integer.toString(r).getBytes(UTF_8);
      writer.end(id, 0, id.length, SOURCE, 0, SOURCE.length);
      router.send(writer);
    }
    router.flush();
    finder = new PairFinder(plan);
    for (RecordRouter.Chunk chunk = router.poll(); chunk != null; chunk = router.poll()) {
      finder.add(chunk.bytes());
    }
  }

  private static void text(RecordWriter writer, int field, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    writer.setText(field, utf8, 0, utf8.length);
  }

  private static String word(int number) {
    var random = new Random(number);
    var word = new StringBuilder();
    for (int i = 4 + random.nextInt(5); i > 0; i--) {
      word.append("eeeaaaiiooutnnrrsslldhmcfgbpkwy".charAt(random.nextInt(31)));
    }
    return word.toString();
  }

  private static Comparison name(String column) {
    String similarity = "jaro_winkler_similarity(%s_l, %s_r) >= ".formatted(column, column);
    return comparison(
        column,
        ComparisonLevel.when("same", "%s_l = %s_r".formatted(column, column)),
        ComparisonLevel.when("92", similarity + "0.92"),
        ComparisonLevel.when("88", similarity + "0.88"),
        ComparisonLevel.when("70", similarity + "0.7"));
  }

  private static Comparison date() {
    return comparison(
        "dob",
        ComparisonLevel.when("same", "dob_l = dob_r"),
        ComparisonLevel.when("slip", "date_edit_distance(dob_l, dob_r) <= 1"),
        ComparisonLevel.when("year", "date_difference_days(dob_l, dob_r) <= 365.25"));
  }

  private static Comparison exact(String column) {
    return comparison(
        column, ComparisonLevel.when("same", "%s_l = %s_r".formatted(column, column)));
  }

  private static Comparison comparison(String column, ComparisonLevel... levels) {
    var all = new ArrayList<ComparisonLevel>();
    all.add(
        ComparisonLevel.missing(
            "missing", "%s_l is null or %s_r is null".formatted(column, column)));
    all.addAll(List.of(levels));
    all.add(ComparisonLevel.otherwise());
    return new Comparison(column, column, all);
  }

  @Benchmark
  @OperationsPerInvocation(PAIRS)
  public VectorCounts countVectors() {
    var counts = new VectorCounts(plan, 0);
    finder.begin(0);
    while (finder.next()) {
      counts.add(finder);
    }
    return counts;
  }
}
