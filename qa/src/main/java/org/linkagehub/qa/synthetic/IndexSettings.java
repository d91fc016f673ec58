package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;

/**
 * How the master index differs from the people: shares of people, each from 0 to 1.
 *
 * @param absent people who are not in the index at all
 * @param absentRecentMigrants as absent, of those who came within the last two years
 * @param replaced people with a number that was replaced by another, which it points to
 * @param replacedAgain of those, people whose second number was replaced too
 * @param duplicated people with two numbers that nothing joins, by mistake
 * @param adopted children with a new number since their adoption, which nothing may join to the
 *     old; as a share of all people's children
 * @param sexChanged people with a new number since their change of sex, likewise
 * @param sensitive records marked S
 * @param legacySensitive records marked Y
 * @param invalid records marked I, beside those that a deliberate break leaves behind
 * @param partialBirthDate records with a year, or a year and month, of birth alone
 * @param staleHome people whose last move the index has not heard of
 * @param withoutPractice people without a general practice
 * @param errors what is wrong in the index itself
 */
public record IndexSettings(
    double absent,
    double absentRecentMigrants,
    double replaced,
    double replacedAgain,
    double duplicated,
    double adopted,
    double sexChanged,
    double sensitive,
    double legacySensitive,
    double invalid,
    double partialBirthDate,
    double staleHome,
    double withoutPractice,
    ErrorRates errors)
    implements Serializable {

  private static final double MOST_WITH_MANY_NUMBERS = 1.0 / Lives.PEOPLE_WITH_ONE_OF_MANY_NUMBERS;

  public IndexSettings {
    if (replaced + duplicated > MOST_WITH_MANY_NUMBERS
        || adopted > MOST_WITH_MANY_NUMBERS
        || sexChanged > MOST_WITH_MANY_NUMBERS) {
      throw new IllegalArgumentException(
          "adopted, sex-changed, and replaced and duplicated together, must be at most "
              + MOST_WITH_MANY_NUMBERS
              + ": no more people can have several NHS numbers");
    }
    if (sensitive + legacySensitive + invalid > 1) {
      throw new IllegalArgumentException(
          "sensitive, legacy-sensitive and invalid must be at most 1 in sum");
    }
  }

  /** An index that has everybody once, with nothing wrong. */
  public static IndexSettings perfect() {
    return new IndexSettings(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ErrorRates.none());
  }

  static Optional<IndexSettings> read(ConfigReader in) {
    double absent = in.number("absent", Range.SHARE);
    double absentRecentMigrants = in.number("absent-recent-migrants", Range.SHARE);
    double replaced = in.number("replaced", Range.SHARE);
    double replacedAgain = in.number("replaced-again", Range.SHARE);
    double duplicated = in.number("duplicated", Range.SHARE);
    double adopted = in.number("adopted", Range.SHARE);
    double sexChanged = in.number("sex-changed", Range.SHARE);
    double sensitive = in.number("sensitive", Range.SHARE);
    double legacySensitive = in.number("legacy-sensitive", Range.SHARE);
    double invalid = in.number("invalid", Range.SHARE);
    double partialBirthDate = in.number("partial-birth-date", Range.SHARE);
    double staleHome = in.number("stale-home", Range.SHARE);
    double withoutPractice = in.number("without-practice", Range.SHARE);
    ErrorRates errors = ErrorRates.read(in.block("errors"));
    return in.build(
        () ->
            new IndexSettings(
                absent,
                absentRecentMigrants,
                replaced,
                replacedAgain,
                duplicated,
                adopted,
                sexChanged,
                sensitive,
                legacySensitive,
                invalid,
                partialBirthDate,
                staleHome,
                withoutPractice,
                errors));
  }
}
