package org.linkagehub.core.spark.functions;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.standardise.AccentFolding;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Hits;
import org.linkagehub.core.standardise.IsoDate;
import org.linkagehub.core.standardise.Rule;
import org.linkagehub.core.standardise.WhiteSpace;

/**
 * What generated code calls for the rules of health records. Arguments are never null; the answer
 * is null where the value is no evidence.
 */
public final class CleaningFunctions {
  private static final Map<UTF8String, Cleaning> CLEANINGS = new ConcurrentHashMap<>();

  private static volatile BirthDates lastBirthDates =
      new BirthDates(
          UTF8String.EMPTY_UTF8, UTF8String.EMPTY_UTF8, BirthDateRules.of("yyyy-MM-dd", ""));

  private CleaningFunctions() {}

  public static UTF8String clean(UTF8String kind, UTF8String value) {
    return UTF8String.fromString(cleaning(kind).clean(value.toString(), new Hits()));
  }

  public static ArrayData rules(UTF8String kind, UTF8String value) {
    var hits = new Hits();
    cleaning(kind).clean(value.toString(), hits);
    return keys(hits);
  }

  public static UTF8String trimSpace(UTF8String value) {
    int length = value.numBytes();
    if (length == 0 || (isPlain(value, 0) && isPlain(value, length - 1))) {
      return value;
    }
    return UTF8String.fromString(WhiteSpace.trimmed(value.toString()));
  }

  public static UTF8String nullIfBlank(UTF8String value) {
    for (int i = 0; i < value.numBytes(); i++) {
      byte character = byteAt(value, i);
      if (character < 0) {
        return UTF8String.fromString(WhiteSpace.nullIfBlank(value.toString()));
      }
      if (!WhiteSpace.isAsciiSpace(character)) {
        return value;
      }
    }
    return null;
  }

  public static UTF8String foldAccents(UTF8String value) {
    for (int i = 0; i < value.numBytes(); i++) {
      if (byteAt(value, i) < 0) {
        return UTF8String.fromString(AccentFolding.folded(value.toString()));
      }
    }
    return value;
  }

  /** Whether there is a character of ASCII that is no white space. */
  private static boolean isPlain(UTF8String value, int at) {
    byte character = byteAt(value, at);
    return character >= 0 && !WhiteSpace.isAsciiSpace(character);
  }

  private static byte byteAt(UTF8String value, int at) {
    return Platform.getByte(value.getBaseObject(), value.getBaseOffset() + at);
  }

  public static Integer isoDate(UTF8String value) {
    LocalDate date =
        value.numBytes() == IsoDate.LENGTH ? IsoDate.ofCalendarInUse(value.toString()) : null;
    return date == null ? null : (Integer) (int) date.toEpochDay();
  }

  public static Integer birthDate(UTF8String value, UTF8String formats, UTF8String asAt) {
    Optional<LocalDate> date = birthDates(formats, asAt).date(value.toString(), new Hits());
    return date.isPresent() ? (Integer) (int) date.get().toEpochDay() : null;
  }

  public static UTF8String partialBirthDate(UTF8String value, UTF8String formats, UTF8String asAt) {
    return UTF8String.fromString(birthDates(formats, asAt).clean(value.toString(), new Hits()));
  }

  public static ArrayData birthDateRules(UTF8String value, UTF8String formats, UTF8String asAt) {
    var hits = new Hits();
    birthDates(formats, asAt).date(value.toString(), hits);
    return keys(hits);
  }

  private static BirthDateRules birthDates(UTF8String formats, UTF8String asAt) {
    BirthDates made = lastBirthDates;
    if (!made.formats.equals(formats) || !made.asAt.equals(asAt)) {
      made =
          new BirthDates(
              formats.clone(),
              asAt.clone(),
              BirthDateRules.of(formats.toString(), asAt.toString()));
      lastBirthDates = made;
    }
    return made.rules;
  }

  /** Rules, and what they were made of; those of the last value are nearly always the next's. */
  private record BirthDates(UTF8String formats, UTF8String asAt, BirthDateRules rules) {}

  private static Cleaning cleaning(UTF8String kind) {
    Cleaning known = CLEANINGS.get(kind);
    if (known == null) {
      known = Cleaning.of(kind.toString());
      CLEANINGS.put(kind.clone(), known);
    }
    return known;
  }

  private static ArrayData keys(Hits hits) {
    return new GenericArrayData(
        hits.rules().stream().map(Rule::key).map(UTF8String::fromString).toArray());
  }
}
