package org.linkagehub.pipelines.trace.bucket;

import java.util.EnumSet;
import java.util.Set;

/**
 * When a request and a record of the bucket are taken for one person, in plain Java: what the joins
 * of {@link BucketMatching} are tested against. Nothing agrees with a missing value.
 *
 * <p>Source: Person_ID Handbook, web edition of February 2024, and version 1.0.0, section 3.6.
 */
public final class BucketRules {
  /** The rules; the first five are tried first, and only with one and the same local patient id. */
  public enum Rule {
    /** Family name, date of birth and postcode; and given name or gender. */
    LOCAL_FAMILY_BIRTH_POSTCODE,
    /** Given name, date of birth and postcode. */
    LOCAL_GIVEN_BIRTH_POSTCODE,
    /** Given name, family name, gender and postcode. */
    LOCAL_NAMES_GENDER_POSTCODE,
    /** Given name, family name and date of birth. */
    LOCAL_NAMES_BIRTH,
    /** Date of birth alone, where the request lacks the given or the family name. */
    LOCAL_BIRTH,
    /** Date of birth, postcode and both names. */
    BIRTH_POSTCODE_NAMES,
    /** Date of birth, postcode and gender, where the request lacks a name. */
    BIRTH_POSTCODE_GENDER;

    /** Whether the local patient id must be the same. */
    public boolean needsLocalId() {
      return compareTo(LOCAL_BIRTH) <= 0;
    }
  }

  private BucketRules() {}

  /**
   * The rules by which a record fits, whichever are tried.
   *
   * @param query what the request says
   * @param record what the bucket knows
   */
  public static Set<Rule> fitting(BucketKeys query, BucketKeys record) {
    boolean local = same(query.localPatientId(), record.localPatientId());
    boolean family = same(query.familyName(), record.familyName());
    boolean given = same(query.givenName(), record.givenName());
    boolean birth = same(query.birthDate(), record.birthDate());
    boolean gender = same(query.gender(), record.gender());
    boolean postcode = same(query.postcode(), record.postcode());
    boolean aNameMissing = query.familyName() == null || query.givenName() == null;
    Set<Rule> rules = EnumSet.noneOf(Rule.class);
    add(
        rules,
        Rule.LOCAL_FAMILY_BIRTH_POSTCODE,
        local && family && birth && postcode && (given || gender));
    add(rules, Rule.LOCAL_GIVEN_BIRTH_POSTCODE, local && given && birth && postcode);
    add(rules, Rule.LOCAL_NAMES_GENDER_POSTCODE, local && given && family && gender && postcode);
    add(rules, Rule.LOCAL_NAMES_BIRTH, local && given && family && birth);
    add(rules, Rule.LOCAL_BIRTH, local && birth && aNameMissing);
    add(rules, Rule.BIRTH_POSTCODE_NAMES, birth && postcode && given && family);
    add(rules, Rule.BIRTH_POSTCODE_GENDER, birth && postcode && gender && aNameMissing);
    return rules;
  }

  /**
   * Whether a request may be put into the bucket.
   *
   * @param validPostcode whether its postcode has the shape of one
   */
  public static boolean mayEnter(BucketKeys query, boolean validPostcode) {
    return query.birthDate() != null && (query.localPatientId() != null || validPostcode);
  }

  private static void add(Set<Rule> rules, Rule rule, boolean holds) {
    if (holds) {
      rules.add(rule);
    }
  }

  private static boolean same(String query, String record) {
    return query != null && query.equals(record);
  }
}
