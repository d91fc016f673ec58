package org.linkagehub.core.spark.functions;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Hits;
import org.linkagehub.core.standardise.Rule;

/**
 * What generated code calls for the rules of health records. Arguments are never null; the answer
 * is null where the value is no evidence.
 */
public final class CleaningFunctions {
  private static final Map<UTF8String, Cleaning> CLEANINGS = new ConcurrentHashMap<>();

  private CleaningFunctions() {}

  public static UTF8String clean(UTF8String kind, UTF8String value) {
    return UTF8String.fromString(cleaning(kind).clean(value.toString(), new Hits()));
  }

  public static ArrayData rules(UTF8String kind, UTF8String value) {
    var hits = new Hits();
    cleaning(kind).clean(value.toString(), hits);
    return keys(hits);
  }

  public static Integer birthDate(UTF8String value, UTF8String formats, UTF8String asAt) {
    Optional<LocalDate> date =
        BirthDateRules.of(formats.toString(), asAt.toString()).date(value.toString(), new Hits());
    return date.isPresent() ? (Integer) (int) date.get().toEpochDay() : null;
  }

  public static ArrayData birthDateRules(UTF8String value, UTF8String formats, UTF8String asAt) {
    var hits = new Hits();
    BirthDateRules.of(formats.toString(), asAt.toString()).date(value.toString(), hits);
    return keys(hits);
  }

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
