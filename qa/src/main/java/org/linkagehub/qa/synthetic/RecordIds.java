package org.linkagehub.qa.synthetic;

import java.util.HexFormat;

/** Ids of records that are unique within a table and tell nothing of whose records they are. */
final class RecordIds {
  /** A person has fewer records in a table. */
  static final int MOST_RECORDS = 1 << 10;

  private RecordIds() {}

  /**
   * A bijection of person and number for each table and seed, as 16 hex digits.
   *
   * @param number from 0 to {@link #MOST_RECORDS} - 1
   */
  static String of(long seed, String table, long person, int number) {
    long start = HashRandom.of(seed, HashRandom.Purpose.ID, table.hashCode()).nextLong();
    return HexFormat.of().toHexDigits(HashRandom.mix(person * MOST_RECORDS + number + start));
  }
}
