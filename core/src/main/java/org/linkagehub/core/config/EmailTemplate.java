package org.linkagehub.core.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.standardise.Sql;

/** An email address: whole, the part before the at sign, and each of them nearly. */
final class EmailTemplate {
  private EmailTemplate() {}

  static Optional<ComparisonSettings> read(ConfigReader in) {
    String column = LevelBuilder.column(in, "column");
    String username = column + "_username";
    List<Double> bounds = in.numbers("at-least", ConfigReader.Range.POSITIVE_SHARE);
    TextTemplates.requireOrder(in, "at-least", bounds, false);

    var levels = new LevelBuilder(in);
    levels.standardise(column);
    levels.derive(username, "nullif(regexp_extract(" + column + ", '^[^@]+', 0), '')");
    levels.missing(column);
    levels.exactLevel("exact match on " + column, TextTemplates.equal(column), column);
    levels.level("same user name of " + column, TextTemplates.equal(username));
    for (double bound : bounds) {
      levels.level(label(column, bound), alike(column, bound));
      levels.level(label("user name of " + column, bound), alike(username, bound));
    }
    return levels.build(column, column + ": whole or user name, equal or Jaro-Winkler");
  }

  private static String label(String of, double bound) {
    return "Jaro-Winkler of " + of + " >= " + Sql.number(bound);
  }

  private static String alike(String column, double bound) {
    return TextTemplates.call("jaro_winkler_similarity", column) + " >= " + Sql.number(bound);
  }
}
