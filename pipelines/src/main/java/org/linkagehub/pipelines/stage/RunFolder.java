package org.linkagehub.pipelines.stage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run: its manifest, its summary and, unless they go to a catalog, its tables.
 */
public final class RunFolder {
  private static final String MANIFEST = "manifest.json";

  private final FileSystem files;
  private final Path path;
  private final TextFolder texts;

  RunFolder(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
    this.texts = new TextFolder(files, path);
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
                    texts.shown(MANIFEST),
                    format > RunManifest.FORMAT ? "a newer" : "an older",
                    format,
                    RunManifest.FORMAT));
      }
      return Json.read(text, RunManifest.class);
    } catch (JsonProcessingException e) {
      throw new InputDataException(
          "%s is not a manifest of a run (line %d)"
              .formatted(
                  texts.shown(MANIFEST), e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          e);
    }
  }

  /** Where a file of that name is, or would be, as a browser takes it. */
  public String fileUrl(String name) {
    Path file = new Path(path, name);
    return "file".equals(file.toUri().getScheme())
        ? "file://" + file.toUri().getRawPath()
        : file.toUri().toASCIIString();
  }

  void write(RunManifest manifest) {
    write(MANIFEST, Json.write(manifest));
  }

  /** Writes a file of the run, whole or not at all. */
  public void write(String name, String text) {
    texts.write(name, text);
  }

  /** Whether the run has a file of that name. */
  public boolean has(String name) {
    return texts.has(name);
  }

  /**
   * A file of the run.
   *
   * @throws InputDataException if there is none
   */
  public String text(String name) {
    return texts
        .read(name)
        .orElseThrow(
            () -> new InputDataException("run " + runId() + " has no " + name + " in " + this));
  }

  /** The folders of tables in it, finished or not, with the bytes of their files. */
  public Map<String, Long> tableFolders() {
    var folders = new TreeMap<String, Long>();
    try {
      for (FileStatus status : files.listStatus(path)) {
        if (status.isDirectory()) {
          folders.put(
              status.getPath().getName(), files.getContentSummary(status.getPath()).getLength());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + this, e);
    }
    return folders;
  }

  /** Removes the folder of a table. */
  public void removeTable(String table) {
    try {
      files.delete(new Path(path, table), true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + tablePath(table), e);
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
