package org.linkagehub.pipelines.stage;

import com.typesafe.config.ConfigUtil;
import java.util.List;
import org.linkagehub.pipelines.stage.RunManifest.TableWritten;

/**
 * A configuration to be included by others: its variables {@code linkage.variables.NAME.TABLE} say
 * where tables are, so that what reads them need not be told the number of a run.
 */
public final class TableVariables {
  private TableVariables() {}

  /**
   * The text of the configuration.
   *
   * @param title what the tables are, in a line
   * @param name what the variables are filed under
   */
  public static String text(String title, String name, String runId, List<TableWritten> tables) {
    String of = "linkage.variables." + ConfigUtil.quoteString(name);
    var text = new StringBuilder("# " + title + "\n");
    text.append("%s.run = %s%n".formatted(of, ConfigUtil.quoteString(runId)));
    tables.forEach(
        table ->
            text.append(
                "%s.%s = %s%n"
                    .formatted(of, table.table(), ConfigUtil.quoteString(table.location()))));
    return text.toString();
  }

  /** The configuration of all tables of a run. */
  public static String text(String title, String name, CompletedRun run) {
    return text(
        title,
        name,
        run.manifest().runId(),
        run.manifest().stages().stream().flatMap(stage -> stage.outputs().stream()).toList());
  }
}
