package org.linkagehub.pipelines.stage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Small files of text in a folder, each written whole or not at all. */
public final class TextFolder {
  private final FileSystem files;
  private final Path path;

  TextFolder(FileSystem files, Path path) {
    this.files = files;
    this.path = path;
  }

  /** Writes a file, whole or not at all; the folder is made where it is missing. */
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
      throw new UncheckedIOException("cannot write " + RunStore.shown(file), e);
    }
  }

  /** Whether there is a file of that name. */
  public boolean has(String name) {
    try {
      return files.exists(new Path(path, name));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + this, e);
    }
  }

  /** The text of a file; empty if there is none. */
  public Optional<String> read(String name) {
    Path file = new Path(path, name);
    try (InputStream in = files.open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RunStore.shown(file), e);
    }
  }

  /** The names of its files, in order. */
  public List<String> names() {
    try {
      return Arrays.stream(files.listStatus(path))
          .map(status -> status.getPath().getName())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + this, e);
    }
  }

  /** Where a file is, or would be, for messages. */
  public String shown(String name) {
    return RunStore.shown(new Path(path, name));
  }

  @Override
  public String toString() {
    return RunStore.shown(path);
  }
}
