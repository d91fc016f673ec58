package org.linkagehub.pipelines.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.doctor.Finding.Verdict;

class DoctorTest {
  private static final long GIB = 1L << 30;

  @TempDir Path folder;

  private final SparkSession spark = TestSession.spark();

  private static Machine machine(int java, long heap, long memory, String master, int cores) {
    return new Machine(java + ".0.1", java, "/opt/java", heap, memory, 4, master, cores);
  }

  private static List<String> shown(List<Finding> findings) {
    return findings.stream()
        .map(finding -> finding.verdict().shown() + " " + finding.what())
        .toList();
  }

  @Test
  void judgesTheMachine() {
    assertEquals(
        List.of("ok java", "ok memory", "ok cores"),
        shown(machine(17, 4 * GIB, 16 * GIB, "local[*]", 4).findings()));
    assertEquals(
        List.of("warn java", "warn memory", "warn cores"),
        shown(machine(19, GIB, 16 * GIB, "local[1]", 1).findings()));
    assertEquals(
        List.of("mend java", "mend memory", "warn cores"),
        shown(machine(11, GIB / 4, 16 * GIB, "local[64]", 64).findings()));
    assertEquals(
        List.of("mend java", "warn memory", "ok cores"),
        shown(machine(24, 16 * GIB, 16 * GIB, "spark://master:7077", 64).findings()));
    Finding little = machine(17, GIB / 4, 16 * GIB, "local[*]", 4).findings().get(1);
    assertEquals("256 MiB of heap for the driver, of 16.0 GiB", little.found());
    assertEquals("give more: --driver-memory 4g, or LINKAGE_MEMORY=4g", little.mend());
  }

  @Test
  void judgesSpark() {
    assertEquals(Verdict.OK, SparkChecks.version("4.0.2", "4.0.1").verdict());
    assertEquals(Verdict.OK, SparkChecks.version("4.0.2", "").verdict());
    Finding other = SparkChecks.version("3.5.6", "4.0.1");
    assertEquals(Verdict.MEND, other.verdict());
    assertEquals("take a Spark 4.0, or a jar built for this one", other.mend());
  }

  @Test
  void judgesClocks() {
    assertEquals(Verdict.OK, SparkChecks.clocks(10_000, 11_000, List.of(10_500L)).verdict());
    assertEquals(
        "4.0 s from the driver's",
        SparkChecks.clocks(10_000, 11_000, List.of(10_500L, 6_000L)).found());
    assertEquals(
        "9.0 s from the driver's", SparkChecks.clocks(10_000, 11_000, List.of(20_000L)).found());
    Instant now = Instant.parse("2026-03-14T09:15:02Z");
    assertEquals(Verdict.OK, OutputChecks.clock(now, now.minusMillis(900), now).verdict());
    assertEquals(
        "2026-03-14T09:15:02Z, 60 s from the output's",
        OutputChecks.clock(now, now.plusSeconds(60), now).found());
    assertEquals(
        "2026-03-14T09:15:02Z, 60 s from the output's",
        OutputChecks.clock(now, now.minusSeconds(60), now).found());
  }

  @Test
  void judgesDisks() {
    assertEquals(Verdict.OK, OutputChecks.disk("disk", 20 * GIB, 0, "").verdict());
    assertEquals(
        "20.0 GiB free in /tmp, less than 50.0 GiB",
        OutputChecks.disk("disk", 20 * GIB, 5 * GIB, "/tmp").found());
    Finding full = OutputChecks.disk("disk", GIB / 2, 0, "/tmp");
    assertEquals(Verdict.MEND, full.verdict());
    assertEquals("free some, or name another folder: --conf spark.local.dir=FOLDER", full.mend());
  }

  private List<Finding> look(Path conf, Path output) {
    return new Doctor(() -> spark)
        .look(Optional.ofNullable(conf), Optional.of(output.toString()), "none");
  }

  private static String mends(List<Finding> findings) {
    return findings.stream()
        .filter(finding -> finding.verdict() == Verdict.MEND)
        .map(finding -> finding.what() + ": " + finding.found())
        .collect(Collectors.joining("\n"));
  }

  private Path conf(String output) throws IOException {
    Files.writeString(folder.resolve("people.csv"), "id,surname,dob\n1,Ash,1970-01-31\n");
    return Files.writeString(
        folder.resolve("mine.conf"),
        """
        linkage {
          name = mine
          inputs = [{ name = people, path = "%s/people.csv", id = id }]
          comparisons = [{ template = name, column = surname }]
          blocking.rules = [[surname]]
          training.prior.fixed = 0.1
          %s
        }
        """
            .formatted(folder, output));
  }

  @Test
  void findsNothingToMendWhereAllIsWellAndLeavesNothingBehind() throws IOException {
    Path output = folder.resolve("out");
    List<Finding> findings = look(conf(""), output);
    assertEquals("", mends(findings));
    assertTrue(
        shown(findings)
            .containsAll(
                List.of(
                    "ok java",
                    "ok spark",
                    "ok delta",
                    "ok tasks",
                    "ok configuration",
                    "ok output",
                    "ok clock",
                    "ok runs")),
        findings.toString());
    assertFalse(Files.exists(output), "the folder that it made");

    Files.createDirectories(output);
    look(null, output);
    try (Stream<Path> left = Files.list(output)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void saysWhatIsToBeMended() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    List<Finding> findings = look(conf("output.schema = nowhere\n  seed = x"), file);
    assertTrue(
        mends(findings).contains("configuration: " + folder + "/mine.conf:8: linkage.seed must be"),
        mends(findings));
    assertTrue(mends(findings).contains("output: " + file + " cannot be written"), mends(findings));

    findings = look(conf("output.schema = nowhere"), folder.resolve("out"));
    assertEquals(
        "configuration: "
            + folder
            + "/mine.conf:7: linkage.output.schema names no schema of the catalog, was nowhere;"
            + " make it: CREATE SCHEMA nowhere\n"
            + "schema: there is no schema nowhere",
        mends(findings));
  }

  @Test
  void noticesAnotherProjectsTablesAndAClockThatWasSetBack() throws IOException {
    Path theirs = folder.resolve("theirs");
    spark.range(3).write().format("delta").save(theirs.resolve("customers").toString());
    assertTrue(
        mends(look(null, theirs))
            .contains(
                "runs: the output folder "
                    + theirs
                    + " holds the Delta table customers, which Linkage Hub did not write"),
        mends(look(null, theirs)));

    Path ours = folder.resolve("ours");
    Files.createDirectories(ours.resolve("runs/29990101-000000-0000"));
    assertEquals(
        "order of runs: run 29990101-000000-0000 is of a time to come", mends(look(null, ours)));
  }
}
