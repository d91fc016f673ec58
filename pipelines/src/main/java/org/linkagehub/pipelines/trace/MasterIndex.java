package org.linkagehub.pipelines.trace;

import java.io.Serializable;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
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
 * Where a superseded record does not say since when, it is the day after its histories end, if they
 * all do, and else ever since.
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
  private static final String FROM = "valid_from";
  private static final String TO = "valid_to";

  private final StructType schema;

  private MasterIndex(StructType schema) {
    this.schema = schema;
  }

  /**
   * The reader of a table.
   *
   * @throws InputDataException naming a column that the table lacks
   */
  static MasterIndex of(Dataset<Row> table) {
    var needed = new LinkedHashMap<String, List<String>>();
    needed.put(NHS_NUMBER, List.of());
    needed.put("dob", List.of());
    needed.put(NAMES, List.of("given_names", "family_name"));
    needed.put(ADDRESSES, List.of("lines", "postcode"));
    needed.put(GENDERS, List.of("gender"));
    StructType schema = table.schema();
    List<String> columns = Arrays.asList(schema.fieldNames());
    for (Map.Entry<String, List<String>> column : needed.entrySet()) {
      require(columns.contains(column.getKey()), column.getKey(), "is not there", columns);
      requireParts(schema, column.getKey(), column.getValue());
    }
    if (columns.contains(PRACTICES)) {
      requireParts(schema, PRACTICES, List.of("gp_practice_code"));
    }
    return new MasterIndex(schema);
  }

  private static void requireParts(StructType schema, String column, List<String> parts) {
    if (parts.isEmpty()) {
      return;
    }
    boolean structs =
        schema.apply(column).dataType() instanceof ArrayType array
            && array.elementType() instanceof StructType;
    require(structs, column, "is no array of structs", List.of());
    StructType entry = (StructType) ((ArrayType) schema.apply(column).dataType()).elementType();
    List<String> there = Arrays.asList(entry.fieldNames());
    parts.forEach(
        part -> require(there.contains(part), column + "." + part, "is not there", there));
  }

  private static void require(
      boolean holds, String column, String otherwise, List<String> thereAre) {
    if (!holds) {
      throw new InputDataException(
          "the index cannot be used: its column %s %s%s"
              .formatted(column, otherwise, thereAre.isEmpty() ? "" : "; there are " + thereAre));
    }
  }

  /** Whether the table has a column. */
  boolean has(String column) {
    return Arrays.asList(schema.fieldNames()).contains(column);
  }

  /** One record. */
  IndexPerson person(Row row) {
    String replacedBy = text(row, REPLACED_BY);
    List<IndexPerson.Name> names = history(row, NAMES, (entry, validity) -> name(entry, validity));
    List<IndexPerson.Address> addresses =
        history(
            row,
            ADDRESSES,
            (entry, validity) ->
                new IndexPerson.Address(lines(entry), text(entry, "postcode"), validity));
    List<IndexPerson.Gender> genders =
        history(
            row,
            GENDERS,
            (entry, validity) -> new IndexPerson.Gender(text(entry, "gender"), validity));
    List<IndexPerson.Practice> practices =
        history(
            row,
            PRACTICES,
            (entry, validity) ->
                new IndexPerson.Practice(text(entry, "gp_practice_code"), validity));
    LocalDate replacedFrom =
        replacedBy == null
            ? null
            : has("replaced_from")
                ? day(row, "replaced_from")
                : end(Stream.of(names, addresses, genders).flatMap(List::stream).toList());
    return new IndexPerson(
        row.getString(row.fieldIndex(NHS_NUMBER)),
        replacedBy,
        replacedFrom,
        text(row, "dob"),
        texts(row, "former_dobs").stream().filter(Objects::nonNull).toList(),
        text(row, "dod"),
        text(row, "death_status"),
        names,
        addresses,
        genders,
        practices,
        Sensitivity.of(text(row, "confidentiality")),
        text(row, "email"),
        text(row, "mobile"),
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

  private static IndexPerson.Name name(Row entry, Validity validity) {
    List<String> given =
        texts(entry, "given_names").stream()
            .filter(text -> text != null && !text.isBlank())
            .toList();
    return new IndexPerson.Name(
        text(entry, "family_name"),
        given.isEmpty() ? null : given.get(0),
        given.size() < 2 ? null : String.join(" ", given.subList(1, given.size())),
        validity);
  }

  private static List<String> lines(Row entry) {
    return texts(entry, "lines").stream().map(line -> line == null ? "" : line).toList();
  }

  private static <T> List<T> history(Row row, String column, BiFunction<Row, Validity, T> entryOf) {
    int index = index(row, column);
    if (index < 0 || row.isNullAt(index)) {
      return List.of();
    }
    List<Row> entries = row.getList(index);
    var history = new ArrayList<T>(entries.size());
    for (Row entry : entries) {
      if (entry != null) {
        int sequence = index(entry, SEQUENCE);
        history.add(
            entryOf.apply(
                entry,
                new Validity(
                    day(entry, FROM),
                    day(entry, TO),
                    sequence < 0 || entry.isNullAt(sequence)
                        ? 0
                        : ((Number) entry.get(sequence)).intValue())));
      }
    }
    return history;
  }

  private static int index(Row row, String column) {
    return row.schema().getFieldIndex(column).isDefined() ? row.fieldIndex(column) : -1;
  }

  private static String text(Row row, String column) {
    int index = index(row, column);
    if (index < 0 || row.isNullAt(index)) {
      return null;
    }
    String text = row.getString(index);
    return text.isBlank() ? null : text;
  }

  private static List<String> texts(Row row, String column) {
    int index = index(row, column);
    return index < 0 || row.isNullAt(index) ? List.of() : row.getList(index);
  }

  private static LocalDate day(Row row, String column) {
    int index = index(row, column);
    if (index < 0 || row.isNullAt(index)) {
      return null;
    }
    Object day = row.get(index);
    return day instanceof LocalDate date ? date : ((Date) day).toLocalDate();
  }
}
