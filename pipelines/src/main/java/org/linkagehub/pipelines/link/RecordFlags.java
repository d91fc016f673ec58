package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StringType;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.LinkageConfig;

/**
 * What is noticed of each record while it is cleaned, as columns of their own that are dropped
 * again; and why a record is set aside, as far as it can be told from the record alone.
 */
final class RecordFlags {
  static final String NO_ID = "no id";
  static final String MALFORMED = "malformed line";
  static final String NO_VALID = "no valid ";
  static final String TOO_LONG = "text too long in ";

  private static final String DATE_FORMAT = "linkage_date_format_";
  private static final String UNDECODED = "linkage_undecoded_";
  private static final String LENGTH = "linkage_length_";
  private static final String MALFORMED_LINE = "linkage_malformed";

  private final LinkageConfig config;
  private final Map<String, String> dateFormat = new LinkedHashMap<>();
  private final Map<String, String> undecoded = new LinkedHashMap<>();
  private final Map<String, String> length = new LinkedHashMap<>();
  private boolean malformed;

  RecordFlags(LinkageConfig config) {
    this.config = config;
  }

  /** A column of the number of the format by which a date was read. */
  Column dateFormat(String column, Column number) {
    dateFormat.put(column, DATE_FORMAT + column);
    return number.as(DATE_FORMAT + column);
  }

  /**
   * Whether the linkage uses a column, as far as the settings name it: a table may have thousands
   * that it does not.
   */
  boolean isUsed(String column) {
    return config.standardise().containsKey(column)
        || config.quarantine().mandatory().contains(column)
        || config.comparisons().stream().anyMatch(c -> c.columns().contains(column))
        || config.derived().values().stream().anyMatch(sql -> sql.contains(column));
  }

  /** A column that is true where a text has characters that its file's encoding could not read. */
  Column undecoded(String column, Column raw) {
    undecoded.put(column, UNDECODED + column);
    return raw.contains("\uFFFD").as(UNDECODED + column);
  }

  /**
   * A column of the number of characters of a text as it came: cleaning may make a long text short,
   * or missing, and telling its length then would take cleaning it.
   */
  Column length(String column, Column raw) {
    length.put(column, LENGTH + column);
    return functions.length(raw).as(LENGTH + column);
  }

  /** A column that is true where a line did not have the fields of the file. */
  Column malformed(Column line) {
    malformed = true;
    return line.isNotNull().as(MALFORMED_LINE);
  }

  /** For each column that is read as a date, that of the format. */
  Map<String, String> dateFormat() {
    return dateFormat;
  }

  /** The flag column of each text of a file. */
  Map<String, String> undecoded() {
    return undecoded;
  }

  /** The reasons that there may be, in the order in which they count. */
  List<String> reasons(Dataset<Row> all) {
    var reasons = new ArrayList<String>();
    if (malformed) {
      reasons.add(MALFORMED);
    }
    reasons.add(NO_ID);
    config.quarantine().mandatory().forEach(column -> reasons.add(NO_VALID + column));
    comparedTexts(all).forEach(column -> reasons.add(TOO_LONG + column));
    return reasons;
  }

  /** Why a record is set aside: null where it is not. */
  Column reason(Dataset<Row> all) {
    List<String> texts = List.copyOf(comparedTexts(all));
    Column reason = lit(null).cast("string");
    for (int i = texts.size() - 1; i >= 0; i--) {
      reason =
          when(
                  lengthOf(texts.get(i)).gt(config.quarantine().maxLength()),
                  lit(TOO_LONG + texts.get(i)))
              .otherwise(reason);
    }
    List<String> mandatory = config.quarantine().mandatory();
    for (int i = mandatory.size() - 1; i >= 0; i--) {
      reason =
          when(col(mandatory.get(i)).isNull(), lit(NO_VALID + mandatory.get(i))).otherwise(reason);
    }
    reason = when(col(Columns.RECORD_ID).isNull(), lit(NO_ID)).otherwise(reason);
    return malformed ? when(col(MALFORMED_LINE), lit(MALFORMED)).otherwise(reason) : reason;
  }

  /** Of a column that SQL derives from others, the length of what it derives. */
  private Column lengthOf(String column) {
    return length.containsKey(column) ? col(length.get(column)) : functions.length(col(column));
  }

  /** The records without these columns. */
  Dataset<Row> dropped(Dataset<Row> all) {
    var flags = new ArrayList<String>(dateFormat.values());
    flags.addAll(undecoded.values());
    flags.addAll(length.values());
    flags.add(MALFORMED_LINE);
    return all.drop(flags.toArray(String[]::new));
  }

  private Set<String> comparedTexts(Dataset<Row> all) {
    Set<String> texts = compared(config, all);
    texts.removeIf(column -> !(all.schema().apply(column).dataType() instanceof StringType));
    return texts;
  }

  /** The columns that are compared. */
  static Set<String> compared(LinkageConfig config, Dataset<Row> all) {
    Set<String> compared = new LinkedHashSet<>();
    for (ComparisonSettings comparison : config.comparisons()) {
      compared.addAll(comparison.columns());
    }
    compared.retainAll(List.of(all.columns()));
    return compared;
  }
}
