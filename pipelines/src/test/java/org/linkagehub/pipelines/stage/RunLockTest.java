package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.pipelines.stage.RunLock.Holder;
import org.linkagehub.pipelines.stage.RunLock.Timing;

class RunLockTest {
  private static final Instant NOW = Instant.parse("2026-03-14T09:15:02Z");
  private static final Timing QUICK = new Timing(Duration.ofMillis(20), Duration.ofMillis(200));

  @TempDir Path folder;

  @Test
  void aSecondOneIsToldWhoHasIt() {
    try (RunLock first = take("run 1")) {
      assertTrue(first.isHeld());
      String message = assertThrows(InputDataException.class, () -> take("run 2")).getMessage();
      assertEquals(
          "run 1 is going on: %s started it on %s (process %d) at 2026-03-14T09:15:02Z; wait until it has ended, or name another output folder (%s)"
              .formatted(
                  System.getProperty("user.name"),
                  RunLock.hostName(),
                  ProcessHandle.current().pid(),
                  file()),
          message);
    }
    assertFalse(Files.exists(file()));
    take("run 3").close();
  }

  @Test
  void oneOfManyWins() throws Exception {
    int many = 8;
    var barrier = new CyclicBarrier(many);
    var won = new AtomicInteger();
    var pool = Executors.newFixedThreadPool(many);
    try {
      var all =
          pool.invokeAll(
              IntStream.range(0, many)
                  .<Callable<RunLock>>mapToObj(
                      i ->
                          () -> {
                            barrier.await();
                            RunLock lock = take("run " + i);
                            won.incrementAndGet();
                            return lock;
                          })
                  .collect(Collectors.toList()));
      for (var one : all) {
        try {
          one.get().close();
        } catch (java.util.concurrent.ExecutionException e) {
          assertTrue(e.getCause() instanceof InputDataException, e.toString());
        }
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, won.get());
  }

  @Test
  void thatOfAProcessThatIsGoneIsTakenOverAtOnce() throws IOException {
    leave(holder(RunLock.hostName(), 0x7ffffff0L, "2026-03-14T09:00:00Z"));
    take("run 2").close();
    // The number was given to another process since.
    leave(holder(RunLock.hostName(), ProcessHandle.current().pid(), "2001-01-01T00:00:00Z"));
    take("run 3").close();
  }

  @Test
  void thatOfAnotherMachineIsTakenOverOnceNothingRenewsIt() throws IOException {
    leave(holder("another", 1, ""));
    take("run 2").close();

    var files = local();
    Holder living = holder("another", 1, "");
    try (RunLock theirs = RunLock.take(files, path(), living, QUICK)) {
      assertThrows(InputDataException.class, () -> take("run 3"));
      assertTrue(theirs.isHeld());
    }
  }

  @Test
  void oneThatWasHalfWrittenIsTakenOver() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "{ \"token\" : \"ab");
    take("run 2").close();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(folder.resolve("runs"), "a file in the place of the folder");
    assertEquals(
        "cannot write to the output folder " + folder + ": make it writable, or name another",
        assertThrows(InputDataException.class, () -> take("run 1")).getMessage());
  }

  @Test
  void itsHolderNoticesThatItWasTakenOver() throws IOException {
    RunLock first = take("run 1");
    leave(holder("another", 1, ""));
    assertFalse(first.isHeld());
    first.close();
    assertTrue(Files.exists(file()), "the other's lock stays");
  }

  private static Holder holder(String host, long process, String started) {
    return new Holder("token", "run 1", "ann", host, process, started, NOW, 0);
  }

  private void leave(Holder holder) throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), Json.write(holder));
  }

  private RunLock take(String what) {
    return RunLock.take(local(), path(), Holder.now(what, NOW), QUICK);
  }

  private Path file() {
    return folder.resolve("runs/.mine.lock");
  }

  private org.apache.hadoop.fs.Path path() {
    return new org.apache.hadoop.fs.Path(file().toUri());
  }

  private static FileSystem local() {
    try {
      return FileSystem.getLocal(new Configuration()).getRawFileSystem();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
