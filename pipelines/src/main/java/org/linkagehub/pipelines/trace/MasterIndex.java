package org.linkagehub.pipelines.trace;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.Sensitivity;
import org.linkagehub.pipelines.trace.record.Validity;

/**
 * Reads rows of a master index: a row for each NHS number, with histories in arrays, in the columns
 * of the index that {@code linkage generate} makes.
 *
 * <p>Needed: {@code nhs_number}, {@code dob}, {@code name_history} (given_names, family_name),
 * {@code address_history} (lines, postcode), {@code gender_history} (gender). Optional: {@code
 * replaced_by}, {@code replaced_from}, {@code former_dobs}, {@code dod}, {@code death_status},
 * {@code gp_history} (gp_practice_code), {@code confidentiality}, {@code email}, {@code mobile},
 * {@code scn}. An entry of a history may have {@code valid_from}, {@code valid_to} and {@code scn}.
 * Days are dates, {@code scn} is a whole number, all else is text or an array of texts. Where a
 * superseded record does not say since when, it is the day after its histories end, if they all do,
 * and else ever since.
 */
final class MasterIndex implements Serializable {
  static final String NHS_NUMBER = "nhs_number";
  static final String REPLACED_BY = "replaced_by";
  static final String SEQUENCE = "scn";

  private static final long serialVersionUID = 1;
  private static final String NAMES = "name_history";
  private static final String ADDRESSES = "address_history";
  private static final String GENDERS = "gender_history";
  private static final String PRACTICES = "gp_history";
  private static final int ABSENT = -1;

  private final List<String> columns;
  private final int nhsNumber;
  private final int replacedBy;
  private final int replacedFrom;
  private final int birth;
  private final int formerBirths;
  private final int death;
  private final int deathStatus;
  private final int confidentiality;
  private final int email;
  private final int mobile;
  private final History names;
  private final History addresses;
  private final History genders;
  private final History practices;

  private MasterIndex(StructType schema) {
    Columns found = new Columns("", schema);
    columns = List.of(schema.fieldNames());
    nhsNumber = found.needed(NHS_NUMBER, Kind.TEXT);
    birth = found.needed("dob", Kind.TEXT);
    names = found.history(NAMES, true, new Part("given_names", Kind.TEXTS), text("family_name"));
    addresses = found.history(ADDRESSES, true, new Part("lines", Kind.TEXTS), text("postcode"));
    genders = found.history(GENDERS, true, text("gender"));
    practices = found.history(PRACTICES, false, text("gp_practice_code"));
    replacedBy = found.optional(REPLACED_BY, Kind.TEXT);
    replacedFrom = found.optional("replaced_from", Kind.DAY);
    formerBirths = found.optional("former_dobs", Kind.TEXTS);
    death = found.optional("dod", Kind.TEXT);
    deathStatus = found.optional("death_status", Kind.TEXT);
    confidentiality = found.optional("confidentiality", Kind.TEXT);
    email = found.optional("email", Kind.TEXT);
    mobile = found.optional("mobile", Kind.TEXT);
    found.optional(SEQUENCE, Kind.SEQUENCE);
  }

  /**
   * The reader of a table, and of tables that have its columns first.
   *
   * @throws InputDataException naming a column that the table lacks, or that is of another type
   */
  static MasterIndex of(Dataset<Row> table) {
    return new MasterIndex(table.schema());
  }

  /** Whether the table has a column. */
  boolean has(String column) {
    return columns.contains(column);
  }

  /** One record. */
  IndexPerson person(InternalRow row) {
    String by = text(row, replacedBy);
    List<IndexPerson.Name> nameHistory = names.read(row, MasterIndex::name);
    List<IndexPerson.Address> addressHistory =
        addresses.read(
            row,
            (entry, parts, validity) ->
                new IndexPerson.Address(
                    lines(entry, parts.get(0)), text(entry, parts.get(1)), validity));
    List<IndexPerson.Gender> genderHistory =
        genders.read(
            row,
            (entry, parts, validity) ->
                new IndexPerson.Gender(text(entry, parts.get(0)), validity));
    List<IndexPerson.Practice> practiceHistory =
        practices.read(
            row,
            (entry, parts, validity) ->
                new IndexPerson.Practice(text(entry, parts.get(0)), validity));
    LocalDate from = null;
    if (by != null) {
      from =
          replacedFrom != ABSENT
              ? day(row, replacedFrom)
              : end(
                  Stream.of(nameHistory, addressHistory, genderHistory)
                      .flatMap(List::stream)
                      .toList());
    }
    return new IndexPerson(
        row.getUTF8String(nhsNumber).toString(),
        by,
        from,
        text(row, birth),
        texts(row, formerBirths),
        text(row, death),
        text(row, deathStatus),
        nameHistory,
        addressHistory,
        genderHistory,
        practiceHistory,
        Sensitivity.of(text(row, confidentiality)),
        text(row, email),
        text(row, mobile),
        List.of());
  }

  /** The day after the last one that any entry tells of; null where one goes on, or none is. */
  private static LocalDate end(List<? extends IndexPerson.Entry> entries) {
    LocalDate last = null;
    for (IndexPerson.Entry entry : entries) {
      LocalDate to = entry.validity().to();
      if (to == null) {
        return null;
      }
      last = last == null || to.isAfter(last) ? to : last;
    }
    return last == null ? null : last.plusDays(1);
  }

  private static IndexPerson.Name name(InternalRow entry, List<Integer> parts, Validity validity) {
    List<String> given =
        texts(entry, parts.get(0)).stream().filter(text -> !text.isBlank()).toList();
    return new IndexPerson.Name(
        text(entry, parts.get(1)),
        given.isEmpty() ? null : given.get(0),
        given.size() < 2 ? null : String.join(" ", given.subList(1, given.size())),
        validity);
  }

  private static List<String> lines(InternalRow entry, int part) {
    if (entry.isNullAt(part)) {
      return List.of();
    }
    ArrayData values = entry.getArray(part);
    List<String> lines = new ArrayList<>(values.numElements());
    for (int i = 0; i < values.numElements(); i++) {
      lines.add(values.isNullAt(i) ? "" : values.getUTF8String(i).toString());
    }
    return lines;
  }

  private static String text(InternalRow row, int column) {
    if (column == ABSENT || row.isNullAt(column)) {
      return null;
    }
    String text = row.getUTF8String(column).toString();
    return text.isBlank() ? null : text;
  }

  /** Those that are there. */
  private static List<String> texts(InternalRow row, int column) {
    if (column == ABSENT || row.isNullAt(column)) {
      return List.of();
    }
    ArrayData values = row.getArray(column);
    List<String> texts = new ArrayList<>(values.numElements());
    for (int i = 0; i < values.numElements(); i++) {
      if (!values.isNullAt(i)) {
        texts.add(values.getUTF8String(i).toString());
      }
    }
    return texts;
  }

  private static LocalDate day(InternalRow row, int column) {
    return column == ABSENT || row.isNullAt(column)
        ? null
        : LocalDate.ofEpochDay(row.getInt(column));
  }

  /** Makes an entry of a history of where its parts stand, and of its days. */
  private interface EntryReader<T> {
    T read(InternalRow entry, List<Integer> parts, Validity validity);
  }

  /** Where a history stands in a row, and the parts in its entries. */
  private record History(
      int column,
      int size,
      List<Integer> parts,
      int from,
      int to,
      int sequence,
      DataType sequenceType)
      implements Serializable {

    <T> List<T> read(InternalRow row, EntryReader<T> reader) {
      if (column == ABSENT || row.isNullAt(column)) {
        return List.of();
      }
      ArrayData entries = row.getArray(column);
      List<T> history = new ArrayList<>(entries.numElements());
      for (int i = 0; i < entries.numElements(); i++) {
        if (!entries.isNullAt(i)) {
          InternalRow entry = entries.getStruct(i, size);
          history.add(reader.read(entry, parts, validity(entry)));
        }
      }
      return history;
    }

    private Validity validity(InternalRow entry) {
      return new Validity(
          day(entry, from),
          day(entry, to),
          sequence == ABSENT || entry.isNullAt(sequence)
              ? 0
              : ((Number) entry.get(sequence, sequenceType)).intValue());
    }
  }

  private static Part text(String name) {
    return new Part(name, Kind.TEXT);
  }

  /** A part that each entry of a history has. */
  private record Part(String name, Kind kind) {}

  /** What a column may hold. */
  private enum Kind {
    TEXT("no text"),
    TEXTS("no array of texts"),
    DAY("no date"),
    SEQUENCE("no whole number");

    private final String otherwise;

    Kind(String otherwise) {
      this.otherwise = otherwise;
    }

    boolean is(DataType type) {
      if (type.equals(DataTypes.NullType)) {
        return true; // a column without any value
      }
      return switch (this) {
        case TEXT -> type instanceof StringType;
        case TEXTS -> type instanceof ArrayType array && array.elementType() instanceof StringType;
        case DAY -> type.equals(DataTypes.DateType);
        case SEQUENCE -> type instanceof IntegralType;
      };
    }
  }

  /**
   * Finds columns.
   *
   * @param within what stands before their names in messages
   */
  private record Columns(String within, StructType schema) {
    int needed(String name, Kind kind) {
      int column = optional(name, kind);
      require(
          column != ABSENT, name, "is not there; there are " + Arrays.asList(schema.fieldNames()));
      return column;
    }

    int optional(String name, Kind kind) {
      int column = Arrays.asList(schema.fieldNames()).indexOf(name);
      if (column != ABSENT) {
        DataType type = schema.apply(column).dataType();
        require(kind.is(type), name, "is %s, but %s".formatted(kind.otherwise, type.sql()));
      }
      return column;
    }

    History history(String name, boolean needed, Part... parts) {
      int column = Arrays.asList(schema.fieldNames()).indexOf(name);
      if (column == ABSENT) {
        require(!needed, name, "is not there; there are " + Arrays.asList(schema.fieldNames()));
        return new History(ABSENT, 0, List.of(), ABSENT, ABSENT, ABSENT, DataTypes.NullType);
      }
      require(
          schema.apply(column).dataType() instanceof ArrayType array
              && array.elementType() instanceof StructType,
          name,
          "is no array of structs");
      StructType entry = (StructType) ((ArrayType) schema.apply(column).dataType()).elementType();
      Columns found = new Columns(name + ".", entry);
      int sequence = found.optional(SEQUENCE, Kind.SEQUENCE);
      return new History(
          column,
          entry.size(),
          Arrays.stream(parts).map(part -> found.needed(part.name(), part.kind())).toList(),
          found.optional("valid_from", Kind.DAY),
          found.optional("valid_to", Kind.DAY),
          sequence,
          sequence == ABSENT ? DataTypes.NullType : entry.apply(sequence).dataType());
    }

    private void require(boolean holds, String column, String otherwise) {
      if (!holds) {
        throw new InputDataException(
            "the index cannot be used: its column %s%s %s".formatted(within, column, otherwise));
      }
    }
  }
}
