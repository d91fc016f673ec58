package org.linkagehub.pipelines.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.expression.SqlColumns;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.ModelJson;
import org.linkagehub.core.standardise.Standardisation;

/**
 * A model that was trained before, and where its file is.
 *
 * @param location of the file, as the user named it
 * @param folder that the file is in, as a path or URL
 * @param file what it holds
 */
public record TrainedModel(String location, String folder, ModelFile file) {
  /** What a run calls the file of its model. */
  public static final String FILE_NAME = "model.json";

  private static final String KEY = "model";

  /**
   * Reads a model's file, or that in a run's folder.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static TrainedModel at(String location) {
    Path path = new Path(location);
    try {
      FileSystem files = path.getFileSystem(new Configuration());
      Path json =
          files.exists(path) && files.getFileStatus(path).isDirectory()
              ? new Path(path, FILE_NAME)
              : path;
      try (InputStream in = files.open(json)) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return new TrainedModel(
            location, files.makeQualified(json).getParent().toString(), ModelJson.readFile(text));
      }
    } catch (FileNotFoundException missing) {
      throw new IllegalArgumentException(
          "leads to no model: there is no %s; a run writes %s into its folder"
              .formatted(
                  path.getName().endsWith(".json") ? path : path + "/" + FILE_NAME, FILE_NAME),
          missing);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot be read: " + path + " (" + e.getMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no model: " + path + " (" + e.getMessage() + ")", e);
    }
  }

  /** The model that the key {@code model} names, if it names one. */
  static Optional<TrainedModel> read(ConfigReader in) {
    return in.has(KEY) ? in.parsed(KEY, TrainedModel::at) : Optional.empty();
  }

  /** Where the Delta table of the term frequencies is, if it is at a path. */
  public Optional<String> frequenciesPath() {
    return file.termFrequencies()
        .path()
        .map(path -> new Path(new Path(folder + "/"), path).toString());
  }

  /**
   * The comparisons of the model, with the columns that it derives.
   *
   * @throws ConfigException if the configuration that it was trained with can no longer be read
   */
  List<ComparisonSettings> comparisons() {
    var all = new ArrayList<ComparisonSettings>();
    Map<String, Standardisation> standardise = standardise();
    for (Comparison comparison : file.model().comparisons()) {
      boolean first = all.isEmpty(); // one of them brings what all of them need
      all.add(
          new ComparisonSettings(
              comparison,
              columns(comparison),
              first ? file.derived() : Map.of(),
              first ? standardise : Map.of(),
              "linkage.model"));
    }
    return all;
  }

  private static Set<String> columns(Comparison comparison) {
    var columns = new LinkedHashSet<String>();
    for (ComparisonLevel level : comparison.levels()) {
      columns.addAll(SqlColumns.ofPair(level.condition()));
      level.termFrequency().ifPresent(adjustment -> columns.add(adjustment.column()));
    }
    return columns;
  }

  /** How the columns were cleaned when it was trained; empty for a model from elsewhere. */
  private Map<String, Standardisation> standardise() {
    return file.configuration()
        .map(
            text ->
                ConfigSource.ofText(location + ": configuration", "{\"linkage\": " + text + "}"))
        .map(source -> LinkageConfig.of(source).standardise())
        .orElse(Map.of());
  }

  /** What the comparisons of a configuration do differently; empty where they are the model's. */
  Optional<String> difference(List<Comparison> configured) {
    List<Comparison> ours = file.model().comparisons();
    List<String> names = ours.stream().map(Comparison::name).toList();
    List<String> given = configured.stream().map(Comparison::name).toList();
    if (!names.equals(given)) {
      return Optional.of("it compares %s, the configuration %s".formatted(names, given));
    }
    for (int c = 0; c < ours.size(); c++) {
      List<ComparisonLevel> a = ours.get(c).levels();
      List<ComparisonLevel> b = configured.get(c).levels();
      for (int l = 0; l < Math.min(a.size(), b.size()); l++) {
        boolean same =
            a.get(l).condition().equals(b.get(l).condition())
                && a.get(l).kind() == b.get(l).kind()
                && a.get(l).termFrequency().equals(b.get(l).termFrequency());
        if (!same) {
          return Optional.of(
              "level %d of %s is '%s' there and '%s' here"
                  .formatted(l + 1, names.get(c), a.get(l).label(), b.get(l).label()));
        }
      }
      if (a.size() != b.size()) {
        return Optional.of(
            "%s has %d levels there and %d here".formatted(names.get(c), a.size(), b.size()));
      }
    }
    return Optional.empty();
  }
}
