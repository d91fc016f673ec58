package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.standardise.Sql;
import org.linkagehub.pipelines.config.ExclusionSettings;
import org.linkagehub.pipelines.config.ExclusionSettings.How;
import org.linkagehub.pipelines.config.InputSettings;
import org.linkagehub.pipelines.config.InputTables;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.stage.Tables;

/**
 * Leaves out the records that must not be linked, before anything else looks at them. Of each no
 * more is kept than its source, id and the reason.
 */
final class Exclusions {
  /** EXCLUDED: {@code source}, {@code record_id} (null where it has none), {@code reason}. */
  static final String EXCLUDED = "excluded";

  static final String REASON = "reason";
  private static final String MARK = "linkage_excluded";
  private static final String TEST = "linkage_exclusion_";

  private static final List<String> YES = List.of("true", "t", "1", "y", "yes");
  private static final List<String> NO = List.of("false", "f", "0", "n", "no", "");

  private final List<ExclusionSettings> all;
  private final Tables tables;

  Exclusions(List<ExclusionSettings> all, Tables tables) {
    this.all = List.copyOf(all);
    this.tables = tables;
  }

  /** The name of the table of ids of an exclusion. */
  static String idsTable(ExclusionSettings exclusion) {
    return "exclusion_" + exclusion.reason().replace('-', '_');
  }

  /**
   * What was excluded of one input.
   *
   * @param kept the other records, as the input has them
   * @param excluded EXCLUDED
   * @param read how many records the input has
   * @param byReason how many of them are excluded, for each reason that is about the input
   * @param unknown records without a value in the column by which ids are looked up, by reason,
   *     which the exclusion cannot find
   */
  record Outcome(
      Dataset<Row> kept,
      Dataset<Row> excluded,
      long read,
      Map<String, Long> byReason,
      Map<String, Long> unknown) {}

  /** Whether any is about the input. */
  boolean areAbout(InputSettings input) {
    return all.stream().anyMatch(exclusion -> exclusion.inputs().contains(input.name()));
  }

  /**
   * Excludes records of an input; reads it once, to count.
   *
   * @throws InputDataException if a flag column holds what is neither yes nor no, or an exclusion
   *     excludes more than it may
   */
  Outcome of(InputSettings input, Dataset<Row> raw) {
    List<ExclusionSettings> about =
        all.stream().filter(exclusion -> exclusion.inputs().contains(input.name())).toList();
    Dataset<Row> marked = raw;
    Column reason = lit(null).cast("string");
    var measures = new ArrayList<Column>();
    for (int i = about.size() - 1; i >= 0; i--) {
      marked = marked(marked, raw, input, about.get(i), TEST + i);
      reason = when(col(TEST + i), lit(about.get(i).reason())).otherwise(reason);
    }
    marked = marked.withColumn(MARK, reason);
    for (ExclusionSettings exclusion : about) {
      measures.add(count_if(col(MARK).equalTo(exclusion.reason())));
      measures.add(count_if(doubt(raw, input, exclusion)));
    }
    Row counts = marked.agg(count(lit(1)), measures.toArray(Column[]::new)).head();
    long read = counts.getLong(0);
    var byReason = new LinkedHashMap<String, Long>();
    var unknown = new LinkedHashMap<String, Long>();
    for (int i = 0; i < about.size(); i++) {
      ExclusionSettings exclusion = about.get(i);
      long excluded = counts.getLong(2 * i + 1);
      long doubtful = counts.getLong(2 * i + 2);
      require(input, exclusion, read, excluded, doubtful);
      byReason.put(exclusion.reason(), excluded);
      if (exclusion.how() == How.IDS && doubtful > 0) {
        unknown.put(exclusion.reason(), doubtful);
      }
    }
    Column id = trim(raw.col(Sql.column(input.id())).cast("string"));
    return new Outcome(
        marked.where(col(MARK).isNull()).select(columns(raw)),
        marked
            .where(col(MARK).isNotNull())
            .select(
                lit(input.name()).as(Columns.SOURCE),
                when(id.notEqual(""), id).as(Columns.RECORD_ID),
                col(MARK).as(REASON)),
        read,
        byReason,
        unknown);
  }

  /** No records. */
  static Dataset<Row> none(SparkSession spark) {
    return spark.createDataFrame(
        List.of(),
        new StructType()
            .add(Columns.SOURCE, DataTypes.StringType, false)
            .add(Columns.RECORD_ID, DataTypes.StringType, true)
            .add(REASON, DataTypes.StringType, true));
  }

  private static Column[] columns(Dataset<Row> raw) {
    return List.of(raw.columns()).stream()
        .map(name -> col(Sql.column(name)))
        .toArray(Column[]::new);
  }

  /** The records with one more column, true of those that the exclusion finds. */
  private Dataset<Row> marked(
      Dataset<Row> marked,
      Dataset<Row> raw,
      InputSettings input,
      ExclusionSettings exclusion,
      String test) {
    return switch (exclusion.how()) {
      case FLAG -> marked.withColumn(test, text(raw, exclusion.test()).isin((Object[]) yes()));
      case WHERE -> marked.withColumn(test, coalesce(expr(exclusion.test()), lit(false)));
      case IDS, ALL_BUT -> {
        Dataset<Row> table = tables.table(idsTable(exclusion));
        Dataset<Row> ids =
            table
                .select(
                    cleaned(table, exclusion.ids().orElseThrow().id(), exclusion).as(test + "_id"))
                .where(col(test + "_id").isNotNull())
                .distinct()
                .withColumn(test + "_found", lit(true));
        Column found = coalesce(col(test + "_found"), lit(false));
        yield marked
            .join(ids, key(raw, input, exclusion).equalTo(col(test + "_id")), "left_outer")
            .withColumn(test, exclusion.how() == How.IDS ? found : found.equalTo(false))
            .drop(test + "_id", test + "_found");
      }
    };
  }

  /**
   * True of records of which the exclusion cannot tell: a flag that is neither yes nor no, no value
   * to look up.
   */
  private Column doubt(Dataset<Row> raw, InputSettings input, ExclusionSettings exclusion) {
    return switch (exclusion.how()) {
      case FLAG -> {
        Column value = text(raw, exclusion.test());
        yield value.isin((Object[]) yes()).or(value.isin((Object[]) no())).equalTo(false);
      }
      case WHERE, ALL_BUT -> lit(false);
      case IDS -> key(raw, input, exclusion).isNull();
    };
  }

  private static String[] yes() {
    return YES.toArray(String[]::new);
  }

  private static String[] no() {
    return NO.toArray(String[]::new);
  }

  private static Column text(Dataset<Row> raw, String column) {
    return lower(trim(raw.col(Sql.column(column)).cast("string")));
  }

  private static Column key(Dataset<Row> raw, InputSettings input, ExclusionSettings exclusion) {
    return cleaned(raw, exclusion.column().orElse(input.id()), exclusion);
  }

  /** The id as text: a number on one side may be text on the other. */
  private static Column cleaned(Dataset<Row> table, String column, ExclusionSettings exclusion) {
    return expr(exclusion
            .clean()
            .sql(
                Sql.column(column),
                InputTables.sourceType(
                    table.select(col(Sql.column(column))).schema().fields()[0].dataType())))
        .cast("string");
  }

  private static void require(
      InputSettings input, ExclusionSettings exclusion, long read, long excluded, long doubtful) {
    if (exclusion.how() == How.FLAG && doubtful > 0) {
      throw new InputDataException(
          "%d of the %d values of column %s in input %s are neither yes (%s) nor no (%s or empty), so exclusion %s cannot tell whom it is about; say it as a condition: where = \"…\""
              .formatted(
                  doubtful,
                  read,
                  exclusion.test(),
                  input.name(),
                  String.join(", ", YES),
                  String.join(", ", NO.subList(0, NO.size() - 1)),
                  exclusion.reason()));
    }
    if (excluded > exclusion.maxShare() * read) {
      throw new InputDataException(
          "exclusion %s excludes %d of the %d records of input %s, more than the share of %s that its max-share allows; see whether it says the contrary of what is meant, or raise max-share"
              .formatted(exclusion.reason(), excluded, read, input.name(), exclusion.maxShare()));
    }
  }
}
