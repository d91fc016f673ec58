package org.linkagehub.pipelines.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.pipelines.stage.Digest;

/**
 * A table of nicknames in place of the built-in one.
 *
 * @param location of the file, as the user named it
 * @param sha256 of what it holds: a run that finds it changed compares again
 */
public record NicknameTable(String location, String sha256) {
  private static final String KEY = "nicknames";

  /** The table that the key {@code nicknames} names, if it names one; its lines are checked. */
  static Optional<NicknameTable> read(ConfigReader in) {
    return in.has(KEY) ? in.parsed(KEY, NicknameTable::at) : Optional.empty();
  }

  private static NicknameTable at(String location) {
    Path path = new Path(location);
    try (InputStream file = path.getFileSystem(new Configuration()).open(path)) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      Nicknames.parse(text.lines().toList(), location);
      return new NicknameTable(location, Digest.of(text));
    } catch (FileNotFoundException missing) {
      throw new IllegalArgumentException("leads to no file: there is no " + location, missing);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot be read: %s (%s)".formatted(location, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no table of nicknames: " + e.getMessage(), e);
    }
  }
}
