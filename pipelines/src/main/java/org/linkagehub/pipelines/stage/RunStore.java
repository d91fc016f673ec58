package org.linkagehub.pipelines.stage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** An output folder and the runs in it; on any file system that Hadoop reads. */
public final class RunStore {
  /** What stands for the newest run where a run is asked for. */
  public static final String LAST = "last";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern RUN_ID = Pattern.compile("\\d{8}-\\d{6}-[0-9a-f]{4}");
  private static final String HISTORY = "history";

  private final FileSystem files;
  private final Path output;
  private final Path runs;

  private RunStore(FileSystem files, Path output) {
    // Hadoop's local file system puts a checksum file beside each file; the raw one does not.
    this.files = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    this.output = output;
    this.runs = new Path(output, "runs");
  }

  /**
   * The runs of an output folder, which need not exist yet.
   *
   * @param output a path, or a URL that Hadoop knows
   */
  public static RunStore at(String output, Configuration hadoop) {
    try {
      Path path = new Path(output);
      FileSystem files = path.getFileSystem(hadoop);
      return new RunStore(files, files.makeQualified(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot reach the output folder " + output, e);
    }
  }

  /** The files that lead to the current release of each linkage. */
  public TextFolder current() {
    return new TextFolder(files, new Path(output, "current"));
  }

  /** Where the table of that name is that tells of all runs. */
  public String historyPath(String table) {
    return shown(new Path(new Path(output, HISTORY), table));
  }

  /**
   * Passes an output folder that is empty, or holds runs of ours, whatever stands beside them.
   *
   * @throws InputDataException if it is a Delta table itself, holds tables and no run of ours, or
   *     has something else where runs and their history go
   */
  public void requireOurs() {
    String strange = strange();
    if (!strange.isEmpty()) {
      throw new InputDataException(
          "the output folder %s %s, which Linkage Hub did not write; name another folder, or an empty one"
              .formatted(this, strange));
    }
  }

  private String strange() {
    try {
      if (isDelta(output)) {
        return "is a Delta table";
      }
      boolean ours = false;
      for (FileStatus run : children(runs)) {
        String name = run.getPath().getName();
        if (!name.startsWith(".") && !(run.isDirectory() && RUN_ID.matcher(name).matches())) {
          return "holds runs/" + name;
        }
        ours = true;
      }
      Path history = new Path(output, HISTORY);
      for (FileStatus table : children(history)) {
        String name = table.getPath().getName();
        if (!name.startsWith(".") && !isDelta(table.getPath())) {
          return "holds " + HISTORY + "/" + name;
        }
      }
      if (!ours) {
        for (FileStatus child : children(output)) {
          if (child.isDirectory() && isDelta(child.getPath())) {
            return "holds the Delta table " + child.getPath().getName();
          }
        }
      }
      return "";
    } catch (IOException e) {
      throw new InputDataException("the output folder %s cannot be read".formatted(this), e);
    }
  }

  private boolean isDelta(Path folder) throws IOException {
    return files.exists(new Path(folder, "_delta_log"));
  }

  /** What is in a folder; nothing, if it is none. */
  private FileStatus[] children(Path folder) throws IOException {
    try {
      return files.getFileStatus(folder).isDirectory()
          ? files.listStatus(folder)
          : new FileStatus[0];
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  /**
   * Keeps every other process from running a linkage here, until it is closed.
   *
   * @param linkage its name
   * @param what is being done, for the message to others
   * @throws InputDataException if another process runs it, or the folder cannot be written
   */
  public RunLock lock(String linkage, String what, Instant now) {
    return RunLock.take(files, new Path(runs, "." + linkage + ".lock"), what, now);
  }

  /**
   * The id of a new run.
   *
   * @param now the time that it begins with
   * @param draw what tells apart two runs of one second
   */
  public static String newRunId(Instant now, int draw) {
    return TIME.format(now) + "-%04x".formatted(draw & 0xffff);
  }

  /**
   * The folder of a run that is to be, not made yet.
   *
   * @param runId of the run
   */
  RunFolder folder(String runId) {
    return new RunFolder(files, new Path(runs, runId));
  }

  /**
   * Makes the folder of a new run.
   *
   * @param runId of the run
   * @throws InputDataException if the output folder cannot be written
   */
  public RunFolder create(String runId) {
    Path folder = new Path(runs, runId);
    try {
      if (files.exists(folder) || !files.mkdirs(folder)) {
        throw new IOException("cannot make " + folder);
      }
    } catch (IOException e) {
      throw new InputDataException(
          "cannot write to the output folder %s: make it writable, or name another"
              .formatted(shown(output)),
          e);
    }
    return new RunFolder(files, folder);
  }

  /** The runs, newest first. */
  public List<RunFolder> list() {
    try {
      return Arrays.stream(files.listStatus(runs))
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .sorted(Comparator.comparing(Path::getName).reversed())
          .map(path -> new RunFolder(files, path))
          .collect(Collectors.toCollection(ArrayList::new));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + runs, e);
    }
  }

  /**
   * The run that a user means.
   *
   * @param run an id, the beginning of one id only, or {@value #LAST}
   * @throws InputDataException if there is no such run, or more than one
   */
  public RunFolder find(String run) {
    List<RunFolder> all = list();
    if (all.isEmpty()) {
      throw new InputDataException(
          "no runs in %s; name the folder of another output with --output".formatted(this));
    }
    if (run.equals(LAST)) {
      return all.get(0);
    }
    List<RunFolder> fit = all.stream().filter(folder -> folder.runId().startsWith(run)).toList();
    if (fit.size() == 1) {
      return fit.get(0);
    }
    String ids = fit.stream().map(RunFolder::runId).collect(Collectors.joining(", "));
    throw new InputDataException(
        fit.isEmpty()
            ? "no run %s in %s; `linkage runs` lists them".formatted(run, this)
            : "%s may be any of %s; give more of its id".formatted(run, ids));
  }

  @Override
  public String toString() {
    return shown(output);
  }

  /** A local path as users write it, any other with its scheme. */
  static String shown(Path path) {
    return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
  }
}
