package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Keeps two processes from running one linkage on one output folder at once: a file that names its
 * holder, who renews it for as long as the run goes on. A holder that was killed does not: its lock
 * is taken over, on the same machine at once, for there the process is seen to be gone, from
 * another one after a time in which nothing was renewed.
 */
public final class RunLock implements AutoCloseable {
  private static final Timing TIMING = new Timing(Duration.ofSeconds(20), Duration.ofSeconds(50));
  private static final Duration SETTLING = Duration.ofMillis(50);
  private static final int ATTEMPTS = 5;

  private final FileSystem files;
  private final Path file;
  private final Holder holder;
  private final ScheduledExecutorService renewal;

  private RunLock(FileSystem files, Path file, Holder holder, Timing timing) {
    this.files = files;
    this.file = file;
    this.holder = holder;
    this.renewal =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "renewal of " + file.getName());
              thread.setDaemon(true);
              return thread;
            });
    long every = timing.renewal().toMillis();
    var unused = renewal.scheduleAtFixedRate(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * How long things take.
   *
   * @param renewal the time from one renewal to the next
   * @param watch how long the lock of another machine is watched before it counts as left behind
   */
  record Timing(Duration renewal, Duration watch) {}

  /**
   * Who holds a lock.
   *
   * @param token tells this lock from every other
   * @param what is being done, for example {@code run 20260314-091502-7f3a}
   * @param user who does it
   * @param host the machine
   * @param process the number of the process
   * @param processStarted when it started, as the operating system tells it; empty where it does
   *     not
   * @param since when the lock was taken
   * @param renewals how often it was renewed
   */
  record Holder(
      String token,
      String what,
      String user,
      String host,
      long process,
      String processStarted,
      Instant since,
      long renewals) {
    static Holder now(String what, Instant since) {
      ProcessHandle process = ProcessHandle.current();
      return new Holder(
          UUID.randomUUID().toString(),
          what,
          System.getProperty("user.name"),
          hostName(),
          process.pid(),
          started(process),
          since,
          0);
    }

    Holder renewed() {
      return new Holder(token, what, user, host, process, processStarted, since, renewals + 1);
    }

    /** Whether it is seen to be gone; of a process on another machine nothing is seen. */
    boolean isGone() {
      if (!host.equals(hostName())) {
        return false;
      }
      Optional<ProcessHandle> found = ProcessHandle.of(process);
      return found.isEmpty()
          || !found.get().isAlive()
          || !started(found.get()).equals(processStarted);
    }

    private static String started(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse("");
    }
  }

  /** The name of this machine. */
  static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  static RunLock take(FileSystem files, Path file, String what, Instant now) {
    return take(files, file, Holder.now(what, now), TIMING);
  }

  /**
   * Takes a lock.
   *
   * @throws InputDataException if another process holds it
   */
  static RunLock take(FileSystem files, Path file, Holder holder, Timing timing) {
    try {
      files.mkdirs(file.getParent());
      boolean taken = false;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (create(files, file, Json.write(holder))) {
          // Of two that take over at once, one may have removed the other's.
          if (!taken || isHeldAfter(SETTLING, files, file, holder)) {
            return new RunLock(files, file, holder, timing);
          }
        }
        Found other = find(files, file);
        if (other.there() && !isLeftBehind(files, file, other, timing)) {
          Holder theirs = other.holder().orElseThrow();
          throw new InputDataException(
              "%s is going on: %s started it on %s (process %d) at %s; wait until it has ended, or name another output folder (%s)"
                  .formatted(
                      theirs.what(),
                      theirs.user(),
                      theirs.host(),
                      theirs.process(),
                      theirs.since(),
                      RunStore.shown(file)));
        }
        taken = true;
        if (other.there() && find(files, file).equals(other)) {
          files.delete(file, false);
        }
      }
      throw new InputDataException(
          "another process takes the lock %s again and again; try later"
              .formatted(RunStore.shown(file)));
    } catch (IOException e) {
      throw new InputDataException(
          "cannot write to the output folder %s: make it writable, or name another"
              .formatted(RunStore.shown(file.getParent().getParent())),
          e);
    }
  }

  /** Makes the file, unless there is one. */
  private static boolean create(FileSystem files, Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if ("file".equals(file.toUri().getScheme())) {
      // Hadoop's local file system looks first and creates then; between the two is another's turn.
      try {
        Files.write(
            java.nio.file.Path.of(file.toUri().getPath()),
            bytes,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      }
    }
    try (OutputStream out = files.create(file, false)) {
      out.write(bytes);
      return true;
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  /**
   * What is there.
   *
   * @param there whether there is a lock
   * @param holder who holds it; empty if it cannot be read, for its holder was killed while it
   *     wrote
   */
  private record Found(boolean there, Optional<Holder> holder) {}

  /** A lock that is just being written is read again until it is whole. */
  private static Found find(FileSystem files, Path file) throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      try (InputStream in = files.open(file)) {
        return new Found(
            true,
            Optional.of(
                Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), Holder.class)));
      } catch (FileNotFoundException | NoSuchFileException e) {
        return new Found(false, Optional.empty());
      } catch (JsonProcessingException e) {
        if (!slept(SETTLING)) {
          break;
        }
      }
    }
    return new Found(true, Optional.empty());
  }

  private static boolean isLeftBehind(FileSystem files, Path file, Found found, Timing timing)
      throws IOException {
    if (found.holder().isEmpty()) {
      return true;
    }
    if (found.holder().get().host().equals(hostName())) {
      return found.holder().get().isGone();
    }
    // Clocks of two machines may differ, so no time is compared: a live holder renews.
    long end = System.nanoTime() + timing.watch().toNanos();
    while (System.nanoTime() < end) {
      if (!slept(Duration.ofMillis(Math.min(1000, timing.watch().toMillis())))
          || !find(files, file).equals(found)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHeldAfter(Duration time, FileSystem files, Path file, Holder holder)
      throws IOException {
    return slept(time) && isOf(holder, find(files, file));
  }

  private static boolean isOf(Holder holder, Found found) {
    return found.holder().filter(now -> now.token().equals(holder.token())).isPresent();
  }

  private static boolean slept(Duration time) {
    try {
      Thread.sleep(time.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void renew() {
    try {
      Found now = find(files, file);
      if (isOf(holder, now)) {
        try (OutputStream out = files.create(file, true)) {
          out.write(
              Json.write(now.holder().orElseThrow().renewed()).getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // Tried again at the next time; should another process take over, publishing notices.
    }
  }

  /** Whether no other process has taken it over. */
  public boolean isHeld() {
    try {
      return isOf(holder, find(files, file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RunStore.shown(file), e);
    }
  }

  @Override
  public void close() {
    renewal.shutdown();
    try {
      // A renewal may be half through.
      if (!renewal.awaitTermination(10, TimeUnit.SECONDS) || !isHeld()) {
        return;
      }
      files.delete(file, false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove the lock " + RunStore.shown(file), e);
    }
  }
}
