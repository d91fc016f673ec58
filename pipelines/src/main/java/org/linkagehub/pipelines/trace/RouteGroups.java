package org.linkagehub.pipelines.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Walks through groups of people and requests of one route, and makes rows of them. What a request
 * asks is worked out once for all requests of the same demographics.
 */
abstract class RouteGroups implements Iterator<InternalRow> {
  private final Iterator<InternalRow> travellers;
  private final ArrayDeque<InternalRow> ready = new ArrayDeque<>();
  private long route = Long.MIN_VALUE;
  private List<byte[]> packedPeople = new ArrayList<>();
  private byte[] lastRequest;

  RouteGroups(Iterator<InternalRow> travellers) {
    this.travellers = travellers;
  }

  /** A new group of which there is a request. */
  abstract void begin(List<byte[]> people);

  /** A request with other demographics than the one before it. */
  abstract void ask(byte[] packed, int before);

  /** Rows for a request whose demographics were just asked. */
  abstract void answer(
      long key, UTF8String source, byte[] packed, int before, Collection<InternalRow> into);

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && travellers.hasNext()) {
      take(travellers.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void take(InternalRow row) {
    if (Traveller.route(row) != route) {
      route = Traveller.route(row);
      packedPeople = new ArrayList<>();
      lastRequest = null;
    }
    byte[] packed = Traveller.packed(row);
    if (Traveller.isPerson(row)) {
      packedPeople.add(packed);
      return;
    }
    if (lastRequest == null) {
      begin(packedPeople);
      packedPeople = List.of();
    }
    if (lastRequest == null || !Packing.sameDemographics(lastRequest, packed)) {
      ask(packed, Traveller.before(row));
    }
    lastRequest = packed;
    answer(Traveller.key(row), Traveller.source(row), packed, Traveller.before(row), ready);
  }
}
