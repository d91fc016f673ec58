package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.pipelines.cli.Launcher.Outcome;

/** {@code scripts/linkage}, from a folder whose name has a space. */
@Tag("slow")
class LauncherIT {
  @TempDir Path temporary;

  @Test
  void runsFromAnyFolderAndThroughALink() throws IOException {
    Path link =
        Files.createSymbolicLink(
            folder().resolve("linkage"), Launcher.ROOT.resolve("scripts/linkage"));
    Outcome outcome = launcher().at(link).run("--version");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().startsWith("Linkage Hub 0."), outcome.out());
    assertTrue(outcome.out().contains("Spark 4.0"), outcome.out());
    assertEquals("", outcome.err());
  }

  @Test
  void handsOnTheExitCode() {
    Outcome outcome = launcher().run("show", "last", "--output", "nothing here");
    assertEquals(ExitCodes.DATA, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("linkage: no runs in "), outcome.err());
    assertTrue(outcome.err().contains("nothing here"), outcome.err());
  }

  @Test
  void optionsOfSparkMayStandAnywhereAndNeedAValue() {
    Outcome outcome =
        launcher().run("--conf", "spark.ui.enabled=false", "runs", "--master", "local[1]");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("linkage: --conf needs KEY=VALUE, found 'spark.ui'\n", errorOf("--conf=spark.ui"));
    assertEquals("linkage: --master needs a value\n", errorOf("runs", "--master"));
    assertEquals(
        "linkage: a memory size looks like 512m or 8g, found 'much'\n",
        errorOf("runs", "--driver-memory", "much"));
  }

  @Test
  void saysWhichJavaItFoundAndWantsAnother() throws IOException {
    Path java = folder().resolve("old java/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path home = java.getParent().getParent();
    Outcome old = launcher().with("JAVA_HOME", home.toString()).run("runs");
    assertEquals(2, old.code());
    assertTrue(
        old.err().startsWith("linkage: needs Java 17 or 21; found Java 11 (" + java + "). Install"),
        old.err());

    Outcome none = launcher().with("JAVA_HOME", "/no/such/java").run("runs");
    assertEquals(2, none.code());
    assertTrue(
        none.err().startsWith("linkage: JAVA_HOME=/no/such/java holds no bin/java."), none.err());
  }

  @Test
  void refusesASparkThatItIsNotBuiltFor() throws IOException {
    Path jars = Files.createDirectories(folder().resolve("spark-3.5/jars"));
    Files.createFile(jars.resolve("spark-core_2.12-3.5.6.jar"));
    Outcome outcome = launcher().with("SPARK_HOME", jars.getParent().toString()).run("runs");
    assertEquals(2, outcome.code());
    assertTrue(outcome.err().contains("is spark-core_2.12-3.5.6.jar"), outcome.err());
    assertTrue(outcome.err().contains("or unset it"), outcome.err());
  }

  @Test
  void usesMavensSparkWhereSparkHomeHoldsNone() throws IOException {
    Outcome outcome = launcher().with("SPARK_HOME", folder().toString()).run("runs");
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("holds no Spark"), outcome.err());
  }

  private String errorOf(String... arguments) {
    Outcome outcome = launcher().run(arguments);
    assertEquals(2, outcome.code(), outcome.err());
    return outcome.err();
  }

  private Launcher launcher() {
    return new Launcher(folder());
  }

  private Path folder() {
    try {
      return Files.createDirectories(temporary.resolve("a folder"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
