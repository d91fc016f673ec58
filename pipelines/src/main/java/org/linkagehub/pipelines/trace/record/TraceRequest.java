package org.linkagehub.pipelines.trace.record;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a data set asks about one record: the 23 fields of the request file, as they were sent.
 *
 * <p>Any value may be absent; an empty or blank one is absent, too. Dates are yyyyMMdd, or yyyyMM
 * or yyyy where no more is known.
 */
public final class TraceRequest {
  private final Map<RequestField, String> values;

  private TraceRequest(EnumMap<RequestField, String> values) {
    this.values = values;
  }

  /**
   * The request that has these values.
   *
   * @param valueOf null where a field has none
   */
  public static TraceRequest of(Function<RequestField, String> valueOf) {
    var values = new EnumMap<RequestField, String>(RequestField.class);
    for (RequestField field : RequestField.values()) {
      String value = valueOf.apply(field);
      if (value != null && !value.isBlank()) {
        values.put(field, value);
      }
    }
    return new TraceRequest(values);
  }

  /** The request that has these values, and no others. */
  public static TraceRequest of(Map<RequestField, String> values) {
    return of(values::get);
  }

  /** The value as it was sent, or null. */
  public String value(RequestField field) {
    return values.get(field);
  }

  /** Whether the field has a value. */
  public boolean has(RequestField field) {
    return values.containsKey(field);
  }

  /** The same request with another value, or null for none. */
  public TraceRequest with(RequestField field, String value) {
    return of(other -> other == field ? value : value(other));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TraceRequest request && values.equals(request.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Names the fields that have a value, and no value: it may come into a log. */
  @Override
  public String toString() {
    return "TraceRequest" + values.keySet();
  }
}
