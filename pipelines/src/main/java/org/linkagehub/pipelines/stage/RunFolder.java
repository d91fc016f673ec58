package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run: its manifest, its summary and, unless they go to a catalog, its tables.
 */
public final class RunFolder {
  private static final String MANIFEST = "manifest.json";

  private final FileSystem files;
  private final Path path;

  RunFolder(FileSystem files, Path path) {
    // Hadoop's local file system puts a checksum file beside each file; the raw one does not.
    this.files = files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
    this.path = path;
  }

  /** The run's id. */
  public String runId() {
    return path.getName();
  }

  /** Where a table of that name is, or would be. */
  public String tablePath(String table) {
    return RunStore.shown(new Path(path, table));
  }

  /**
   * The run's manifest.
   *
   * @throws InputDataException if there is none, or it cannot be read
   */
  public RunManifest manifest() {
    String text = text(MANIFEST);
    try {
      int format = Json.read(text, Format.class).format();
      if (format != RunManifest.FORMAT) {
        throw new InputDataException(
            "%s was written by %s version of Linkage Hub (format %d, this one reads %d)"
                .formatted(
                    RunStore.shown(new Path(path, MANIFEST)),
                    format > RunManifest.FORMAT ? "a newer" : "an older",
                    format,
                    RunManifest.FORMAT));
      }
      return Json.read(text, RunManifest.class);
    } catch (JsonProcessingException e) {
      throw new InputDataException(
          "%s is not a manifest of a run (line %d)"
              .formatted(
                  RunStore.shown(new Path(path, MANIFEST)),
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          e);
    }
  }

  void write(RunManifest manifest) {
    write(MANIFEST, Json.write(manifest));
  }

  /** Writes a file of the run, whole or not at all. */
  public void write(String name, String text) {
    Path file = new Path(path, name);
    Path draft = new Path(path, "." + name + ".draft");
    try {
      try (OutputStream out = files.create(draft, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      if (!files.rename(draft, file)) { // not every file system replaces a file by renaming
        files.delete(file, false);
        if (!files.rename(draft, file)) {
          throw new IOException("cannot rename " + draft + " to " + file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Whether the run has a file of that name. */
  public boolean has(String name) {
    return hasFile(new Path(path, name));
  }

  /**
   * A file of the run.
   *
   * @throws InputDataException if there is none
   */
  public String text(String name) {
    Path file = new Path(path, name);
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw new InputDataException("run " + runId() + " has no " + name + " in " + this, e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  FileSystem files() {
    return files;
  }

  /** Whether a file is there, wherever it is. */
  boolean hasFile(Path file) {
    try {
      return files.exists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + file, e);
    }
  }

  /** Whether a path leads to a table of this run or of another one of its output folder. */
  boolean isBesideRun(Path table) {
    Path run = table.getParent();
    return run != null
        && run.getParent() != null
        && RunStore.shown(run.getParent()).equals(RunStore.shown(path.getParent()));
  }

  @Override
  public String toString() {
    return RunStore.shown(path);
  }

  /** What every version's manifest says. */
  private record Format(int format) {}
}
