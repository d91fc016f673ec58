package org.linkagehub.qa.measure;

import java.util.Locale;

/**
 * What a measure is.
 *
 * @param name in the table of measures
 * @param topic which part of the quality it belongs to
 * @param unit of its value
 * @param counts what its numerator and denominator count
 * @param formula how it is computed, in words; the numerator first, then the denominator
 * @param source where the method comes from; empty for a plain count or share
 */
public record Definition(
    String name, Topic topic, Unit unit, Counts counts, String formula, String source) {

  /** The parts of the quality of a linkage, in the order in which they are read. */
  public enum Topic {
    /** The records, before they are linked. */
    DATA,
    /** Which pairs are compared. */
    BLOCKING,
    /** The statistical model. */
    MODEL,
    /** Pairs against the truth or labels. */
    PAIRS,
    /** Clusters against the truth. */
    CLUSTERS,
    /** What can be told of errors where nothing is known to be true. */
    WITHOUT_TRUTH,
    /** Groups of records beside the whole. */
    GROUPS,
    /** What changed since another run. */
    DRIFT
  }

  /** Units of values. */
  public enum Unit {
    /** From 0 to 1. */
    SHARE,
    /** A whole number of what {@link Definition#counts()} says. */
    COUNT,
    /** Logarithms to the base of 2. */
    BITS,
    /** A difference of two values of another measure, in its unit. */
    DIFFERENCE,
    /** Any other number without a unit. */
    NUMBER
  }

  /** What numerators and denominators count, which decides whether they may tell of somebody. */
  public enum Counts {
    RECORDS,
    PEOPLE,
    PAIRS,
    CLUSTERS,
    /** Nothing of people: rules, codes, parameters, statistics without counts. */
    NOTHING;

    /** Whether a small count may tell of somebody. */
    public boolean ofPeople() {
      return this != NOTHING;
    }
  }

  /** The unit as texts show it. */
  public String unitName() {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  /** What is counted, as texts show it. */
  public String countsName() {
    return counts.name().toLowerCase(Locale.ROOT);
  }
}
