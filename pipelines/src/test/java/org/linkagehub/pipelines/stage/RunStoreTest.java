package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  private static final Instant FIRST = Instant.parse("2026-03-14T09:15:02Z");
  private static final Instant LATER = Instant.parse("2026-03-14T21:00:00Z");

  @TempDir Path folder;

  @Test
  void listsTheNewestFirst() {
    store().create(RunStore.newRunId(FIRST, 0xabcd1));
    store().create(RunStore.newRunId(LATER, 2));
    assertEquals(
        List.of("20260314-210000-0002", "20260314-091502-bcd1"),
        store().list().stream().map(RunFolder::runId).toList());
  }

  @Test
  void findsARunByTheBeginningOfItsId() {
    store().create(RunStore.newRunId(FIRST, 1));
    store().create(RunStore.newRunId(LATER, 2));
    assertEquals("20260314-091502-0001", store().find("20260314-09").runId());
    assertEquals("20260314-210000-0002", store().find("last").runId());
    assertEquals(
        "20260314 may be any of 20260314-210000-0002, 20260314-091502-0001; give more of its id",
        messageOfFinding("20260314"));
    assertEquals(
        "no run 2025 in " + folder + "; `linkage runs` lists them", messageOfFinding("2025"));
  }

  @Test
  void saysWhereItLookedForRuns() {
    assertEquals(
        "no runs in " + folder + "; name the folder of another output with --output",
        messageOfFinding("last"));
    assertEquals(List.of(), store().list());
  }

  @Test
  void aManifestThatIsNoneIsNamed() throws IOException {
    RunFolder run = store().create(RunStore.newRunId(FIRST, 1));
    Path manifest = folder.resolve("runs/20260314-091502-0001/manifest.json");
    assertEquals(
        "run 20260314-091502-0001 has no manifest.json in " + run,
        assertThrows(InputDataException.class, run::manifest).getMessage());
    Files.writeString(manifest, "{\n  \"format\": 2,\n  oops");
    assertTrue(
        assertThrows(InputDataException.class, run::manifest)
            .getMessage()
            .endsWith("manifest.json is not a manifest of a run (line 3)"));
    Files.writeString(manifest, "{\"format\": 99}");
    assertTrue(
        assertThrows(InputDataException.class, run::manifest)
            .getMessage()
            .endsWith(
                "was written by a newer version of Linkage Hub (format 99, this one reads 2)"));
  }

  @Test
  void aFileIsReplacedAndLeavesNothingBesideIt() throws IOException {
    RunFolder run = store().create(RunStore.newRunId(FIRST, 1));
    run.write("summary.txt", "first");
    run.write("summary.txt", "second, of an ė");
    assertEquals("second, of an ė", run.text("summary.txt"));
    try (var files = Files.list(folder.resolve("runs/20260314-091502-0001"))) {
      assertEquals(
          List.of("summary.txt"), files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void aFileWhoseWritingBreaksOffStaysAsItWas() throws IOException {
    var texts = new TextFolder(new FullDisk(), new org.apache.hadoop.fs.Path(folder.toUri()));
    texts.write("current.json", "short");
    var failure =
        assertThrows(
            UncheckedIOException.class, () -> texts.write("current.json", "of some length"));
    assertEquals("cannot write " + folder + "/current.json", failure.getMessage());
    assertEquals(Optional.of("short"), texts.read("current.json"));
    assertEquals(List.of("current.json"), texts.names(), "a draft is no file of the folder");
  }

  /** A disk that has room for the beginning of a file. */
  private static final class FullDisk extends RawLocalFileSystem {
    private static final int ROOM = 10;

    FullDisk() throws IOException {
      initialize(URI.create("file:///"), new Configuration());
    }

    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        boolean overwrite,
        int buffer,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      OutputStream out = super.create(file, overwrite, buffer, replication, blockSize, progress);
      return new FSDataOutputStream(
          new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
              out.write(bytes, from, Math.min(length, ROOM));
              if (length > ROOM) {
                throw new IOException("No space left on device");
              }
            }
          },
          null);
    }
  }

  @Test
  void aFolderOfAnotherProjectIsLeftAlone() throws IOException {
    String refusal = "the output folder " + folder + " %s, which Linkage Hub did not write; name";
    Files.createDirectories(folder.resolve("notes"));
    store().requireOurs(); // other things may stand beside the runs
    Files.createDirectories(folder.resolve("customers/_delta_log"));
    assertStartsWith(refusal.formatted("holds the Delta table customers"));
    store().create(RunStore.newRunId(FIRST, 1));
    store().requireOurs(); // runs of ours: the folder was chosen before the table came
    Files.createDirectories(folder.resolve("history/visits"));
    assertStartsWith(refusal.formatted("holds history/visits"));
    Files.createDirectories(folder.resolve("runs/marathon"));
    assertStartsWith(refusal.formatted("holds runs/marathon"));
    Files.createDirectories(folder.resolve("_delta_log"));
    assertStartsWith(refusal.formatted("is a Delta table"));
  }

  private void assertStartsWith(String beginning) {
    String message =
        assertThrows(InputDataException.class, () -> store().requireOurs()).getMessage();
    assertTrue(message.startsWith(beginning), message);
  }

  private String messageOfFinding(String run) {
    return assertThrows(InputDataException.class, () -> store().find(run)).getMessage();
  }

  private RunStore store() {
    return RunStore.at(folder.toString(), new Configuration());
  }
}
