package org.linkagehub.core.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.standardise.Sql;

/**
 * Forename and surname together: both equal, the two swapped, both alike, one of them equal.
 *
 * <p>It is missing only where neither name can be compared. The frequencies of whole names are
 * those of a derived column that joins the two.
 */
final class ForenameSurnameTemplate {
  private ForenameSurnameTemplate() {}

  static Optional<ComparisonSettings> read(ConfigReader in) {
    String forename = LevelBuilder.column(in, "forename");
    String surname = LevelBuilder.column(in, "surname");
    List<Double> bounds = in.numbers("at-least", ConfigReader.Range.POSITIVE_SHARE);
    TextTemplates.requireOrder(in, "at-least", bounds, false);
    String both = forename + "_" + surname;

    var levels = new LevelBuilder(in);
    levels.standardise(forename);
    levels.standardise(surname);
    levels.derive(both, "concat(" + forename + ", ' ', " + surname + ")");
    levels.missing(forename + " and " + surname, missing(forename) + " and " + missing(surname));
    levels.exactLevel(
        "exact match on " + forename + " and " + surname,
        TextTemplates.equal(forename) + " and " + TextTemplates.equal(surname),
        both);
    levels.level(
        forename + " and " + surname + " swapped",
        forename + "_l = " + surname + "_r and " + surname + "_l = " + forename + "_r");
    for (double bound : bounds) {
      levels.level(
          "Jaro-Winkler of " + forename + " and of " + surname + " >= " + Sql.number(bound),
          alike(forename, bound) + " and " + alike(surname, bound));
    }
    levels.exactLevel("exact match on " + surname, TextTemplates.equal(surname), surname);
    levels.exactLevel("exact match on " + forename, TextTemplates.equal(forename), forename);
    return levels.build(both, forename + " with " + surname + ": equal, swapped, alike, one equal");
  }

  private static String missing(String column) {
    return "(" + column + "_l is null or " + column + "_r is null)";
  }

  private static String alike(String column, double bound) {
    return TextTemplates.call("jaro_winkler_similarity", column) + " >= " + Sql.number(bound);
  }
}
