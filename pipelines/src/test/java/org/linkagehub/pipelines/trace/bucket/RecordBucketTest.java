package org.linkagehub.pipelines.trace.bucket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.InputDataException;

/** A bucket whose folder is not empty and no table yet. */
class RecordBucketTest {
  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  private RecordBucket bucket(String name, long submission, IntPredicate patience) {
    var settings =
        new BucketSettings(
            folder.resolve(name).toString(),
            false,
            List.of("98"),
            List.of(),
            LocalDate.of(1800, 1, 2),
            LocalDate.of(3000, 12, 31));
    return new RecordBucket(spark, settings, submission, patience);
  }

  private static boolean hasNoPatience(int waits) {
    return false;
  }

  private Dataset<Row> addition(long submission) {
    return spark.createDataFrame(
        List.of(
            RowFactory.create(
                "A00000000" + submission,
                "RXX2",
                "JONES",
                "BEN",
                "19810304",
                "1",
                "M1 1AE",
                submission,
                submission,
                Date.valueOf("2026-03-14"))),
        RecordBucket.SCHEMA);
  }

  private static String refusal(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(InputDataException.class, action).getMessage();
  }

  @Test
  void oneThatAnotherSubmissionIsMakingIsWaitedFor() throws IOException {
    Path others = folder.resolve("others");
    bucket("others", 1, RecordBucketTest::hasNoPatience).append(addition(1));
    Path log = Files.createDirectories(folder.resolve("begun/_delta_log"));
    Files.writeString(log.resolve(".0.json.tmp"), "half a commit");

    // The other one commits while this one waits.
    RecordBucket late =
        bucket(
            "begun",
            2,
            waits -> {
              copy(others, folder.resolve("begun"));
              return true;
            });
    String told = refusal(() -> late.append(addition(2)));
    assertTrue(told.startsWith("another submission was put into the record bucket "), told);
    assertEquals(1, spark.read().format("delta").load(folder.resolve("begun").toString()).count());

    assertEquals(
        "[2,1,2]",
        bucket("begun", 2, RecordBucketTest::hasNoPatience).append(addition(2)).head().toString());
  }

  @Test
  void oneThatWasBegunAndLeftIsNamed() throws IOException {
    Path begun = folder.resolve("left");
    Files.createDirectories(begun.resolve("_delta_log"));
    String told =
        refusal(() -> bucket("left", 1, RecordBucketTest::hasNoPatience).append(addition(1)));
    assertEquals(
        "the record bucket %1$s was begun, perhaps by a submission that was killed, and is no table yet: if no submission is at work, remove %1$s/_delta_log and run the same command again"
            .formatted(begun),
        told);
  }

  @Test
  void aFolderOfSomethingElseIsRefusedBeforeAnythingIsAnswered() throws IOException {
    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    for (String name : List.of("a.csv", "b.csv", "c.csv", "d.csv")) {
      Files.writeString(foreign.resolve(name), "theirs");
    }
    assertEquals(
        "the record bucket is to be made in %s, which is no Delta table and holds something else (a.csv, b.csv, c.csv, …): name an empty folder, or one that is not there yet, as linkage.trace.bucket.path"
            .formatted(foreign),
        refusal(() -> bucket("foreign", 1, RecordBucketTest::hasNoPatience)));
  }

  /** The commits last, in their order, as another process would have written them. */
  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).sorted(BY_KIND).toList()) {
        Path copied = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final java.util.Comparator<Path> BY_KIND =
      java.util.Comparator.comparing((Path file) -> file.toString().contains("_delta_log"))
          .thenComparing(Path::toString);
}
