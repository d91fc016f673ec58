package org.linkagehub.pipelines.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Json;
import org.linkagehub.pipelines.stage.RunStore;
import org.linkagehub.pipelines.stage.TableVariables;
import org.linkagehub.pipelines.stage.TextFolder;

/**
 * What leads to the current release of a linkage: the file {@code current/NAME.json} of the output.
 *
 * @param release the release
 * @param schema the schema of the catalog whose views follow it; empty if the tables are in folders
 * @param releases where the table of all releases is
 */
public record Current(Release release, String schema, String releases) {
  private static final String ENDING = ".json";
  private static final String VARIABLES = ".release.conf";

  /**
   * That of a linkage; empty if nothing was published.
   *
   * @throws InputDataException if its file cannot be read
   */
  public static Optional<Current> of(RunStore store, String linkage) {
    TextFolder folder = store.current();
    String name = file(linkage);
    return folder
        .read(name)
        .map(
            text -> {
              try {
                return Json.read(text, Current.class);
              } catch (JsonProcessingException e) {
                throw new InputDataException(
                    "%s cannot be read (line %d); `linkage publish` writes it anew"
                        .formatted(
                            folder.shown(name),
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
                    e);
              }
            });
  }

  /** The linkages of an output of which something was published. */
  public static List<String> linkages(RunStore store) {
    return store.current().names().stream()
        .filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length()))
        .toList();
  }

  /** Writes the file, and beside it a configuration of variables to be included by others. */
  void write(RunStore store) {
    store.current().write(file(release.linkage()), Json.write(this));
    store
        .current()
        .write(
            release.linkage() + VARIABLES,
            TableVariables.text(
                "The tables of release %d of %s.".formatted(release.number(), release.linkage()),
                release.linkage(),
                release.runId(),
                release.tables()));
  }

  private static String file(String linkage) {
    return linkage + ENDING;
  }
}
