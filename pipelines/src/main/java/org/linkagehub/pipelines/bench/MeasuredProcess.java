package org.linkagehub.pipelines.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a process cost from its launch to its end. Its CPU time is looked at ten times a second, so
 * that of any part of its life can be told too; the last tenth may be missing.
 *
 * @param exitCode with which it ended
 * @param wallSeconds from launch to end
 * @param peakResidentBytes the most memory that it held; empty where the system does not tell
 * @param samples of its CPU time, ascending
 */
record MeasuredProcess(
    int exitCode, double wallSeconds, OptionalLong peakResidentBytes, List<Sample> samples) {
  private static final Duration EVERY = Duration.ofMillis(100);

  MeasuredProcess {
    samples = List.copyOf(samples);
  }

  /** CPU seconds that were used up to a time. */
  record Sample(Instant at, double cpuSeconds) {}

  /**
   * Starts a process and waits for its end; what it prints on standard error is passed on.
   *
   * @param output where its standard output goes
   */
  static MeasuredProcess run(List<String> command, File output) {
    var samples = new ArrayList<Sample>();
    long resident = 0;
    Instant launch = Instant.now();
    long start = System.nanoTime();
    samples.add(new Sample(launch, 0));
    Process process;
    try {
      var builder = new ProcessBuilder(command).redirectOutput(output);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("LINKAGE_BUILD", "never"); // it was built when we were started
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
    try {
      do {
        double cpu = process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1000.0;
        if (cpu > 0) {
          samples.add(new Sample(Instant.now(), cpu));
        }
        resident = Math.max(resident, peakResident(process.pid()));
      } while (!process.waitFor(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
    double wall = (System.nanoTime() - start) / 1e9;
    return new MeasuredProcess(
        process.exitValue(),
        wall,
        resident == 0 ? OptionalLong.empty() : OptionalLong.of(resident),
        samples);
  }

  /** CPU seconds of the whole process. */
  double cpuSeconds() {
    return samples.get(samples.size() - 1).cpuSeconds();
  }

  /** CPU seconds between two times, in a straight line between the samples about them. */
  double cpuSeconds(Instant from, Instant to) {
    return cpuSecondsAt(to) - cpuSecondsAt(from);
  }

  private double cpuSecondsAt(Instant time) {
    Sample before = samples.get(0);
    for (Sample sample : samples) {
      if (sample.at().isAfter(time)) {
        double between = Duration.between(before.at(), sample.at()).toNanos();
        double share = Math.max(0, Duration.between(before.at(), time).toNanos()) / between;
        return before.cpuSeconds() + share * (sample.cpuSeconds() - before.cpuSeconds());
      }
      before = sample;
    }
    return before.cpuSeconds();
  }

  /** As Linux counts it; 0 where it is not to be had. */
  private static long peakResident(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
      return 0;
    } catch (IOException e) {
      return 0; // no Linux, or it has just ended
    }
  }
}
