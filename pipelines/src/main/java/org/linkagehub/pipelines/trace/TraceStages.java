package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.TraceSettings;

/**
 * The stages between the requests and the response.
 *
 * <ul>
 *   <li>{@code index}: counts the records of the index, and follows its superseded numbers
 *   <li>{@code trace}: makes the table {@value TraceTables#ANSWERS}, a row for each request
 *   <li>{@code steps}: counts what each step did
 * </ul>
 */
public final class TraceStages {
  /** What a run calls the master index. */
  public static final String INDEX = "index";

  /** A row of counts of the index. */
  public static final String INDEX_COUNTS = "index_counts";

  /** Pairs of a superseded number and one that it leads to, with the day from which it did. */
  public static final String SUPERSEDED_NUMBERS = "superseded_numbers";

  /** How many requests each step was tried on, by source and outcome. */
  public static final String STEP_COUNTS = "step_counts";

  /** How many requests ended how, by source: match step, last step, code. */
  public static final String OUTCOME_COUNTS = "outcome_counts";

  /** Numbers that the index has more than once: a column of its counts. */
  static final String DUPLICATES = "duplicate_numbers";

  /** A longer chain is followed so far and no further. */
  private static final int LONGEST_CHAIN = 50;

  private static final StructType LINK =
      new StructType()
          .add(SupersededNumbers.OLD, DataTypes.StringType, false)
          .add(SupersededNumbers.NEWER, DataTypes.StringType, false)
          .add(SupersededNumbers.REPLACED_FROM, DataTypes.DateType);

  private final TraceSettings settings;

  public TraceStages(TraceSettings settings) {
    this.settings = settings;
  }

  /** The stages, in their order. */
  public List<Stage> all() {
    return List.of(
        Stage.of(
                "index",
                List.of(INDEX),
                List.of(Output.small(INDEX_COUNTS), Output.of(SUPERSEDED_NUMBERS)),
                TraceStages::index)
            .dependingOn(LONGEST_CHAIN),
        Stage.of(
                "trace",
                List.of(TraceTables.REQUESTS, INDEX, SUPERSEDED_NUMBERS, INDEX_COUNTS),
                Output.of(TraceTables.ANSWERS),
                this::answers)
            .dependingOn(settings),
        Stage.of(
                "steps",
                List.of(TraceTables.ANSWERS),
                List.of(Output.small(STEP_COUNTS), Output.small(OUTCOME_COUNTS)),
                TraceStages::counts)
            .dependingOn());
  }

  private static Map<String, Dataset<Row>> index(Tables tables) {
    Dataset<Row> index = tables.table(INDEX);
    MasterIndex reader = MasterIndex.of(index);
    String number = MasterIndex.NHS_NUMBER;
    String flag = reader.has("confidentiality") ? "confidentiality" : "cast(null as string)";
    String by =
        reader.has(MasterIndex.REPLACED_BY) ? MasterIndex.REPLACED_BY : "cast(null as string)";
    Dataset<Row> counts =
        index
            .groupBy(number)
            .agg(
                count(lit(1)).as("records"),
                expr("count_if(%s is not null)".formatted(by)).as("superseded"),
                expr("count_if(%s in ('S', 'Y'))".formatted(flag)).as("sensitive"),
                expr("count_if(%s = 'I')".formatted(flag)).as("invalid"),
                expr("count_if(dob is null)").as("without_birth_date"),
                expr("count_if(not coalesce(%s rlike '^[0-9]{10}$', false))".formatted(number))
                    .as("unusable"))
            .agg(
                expr("coalesce(sum(records), 0)").as("records"),
                expr("coalesce(sum(superseded), 0)").as("superseded"),
                expr("coalesce(sum(sensitive), 0)").as("sensitive"),
                expr("coalesce(sum(invalid), 0)").as("invalid"),
                expr("coalesce(sum(without_birth_date), 0)").as("without_birth_date"),
                expr("coalesce(sum(unusable), 0)").as("unusable"),
                expr("count_if(records > 1 and unusable = 0)").as(DUPLICATES));
    Row counted = counts.head();
    Dataset<Row> once =
        counted.<Long>getAs(DUPLICATES) > 0 ? DistributedTrace.withoutDuplicates(index) : index;
    return Map.of(
        INDEX_COUNTS,
        index.sparkSession().createDataFrame(List.of(counted), counts.schema()),
        SUPERSEDED_NUMBERS,
        SupersededNumbers.pairs(links(once), LONGEST_CHAIN, DistributedTrace.chains()));
  }

  /** Of each superseded record, the number that took its place, and since when. */
  static Dataset<Row> links(Dataset<Row> index) {
    MasterIndex reader = MasterIndex.of(index);
    Dataset<Row> superseded =
        reader.has(MasterIndex.REPLACED_BY)
            ? index.where(col(MasterIndex.REPLACED_BY).isNotNull())
            : index.where(lit(false));
    return CatalystRows.toDataset(
            index.sparkSession(),
            CatalystRows.of(superseded).map(row -> link(reader.person(row))),
            LINK)
        .where("nhs_number rlike '^[0-9]{10}$'");
  }

  private static InternalRow link(IndexPerson person) {
    LocalDate from = person.replacedFrom();
    return new GenericInternalRow(
        new Object[] {
          UTF8String.fromString(person.nhsNumber()),
          UTF8String.fromString(person.replacedBy()),
          from == null ? null : (int) from.toEpochDay()
        });
  }

  private Dataset<Row> answers(Tables tables) {
    long duplicates = tables.table(INDEX_COUNTS).select(DUPLICATES).head().getLong(0);
    return new DistributedTrace(settings)
        .answers(
            tables.table(TraceTables.REQUESTS),
            tables.table(INDEX),
            tables.table(SUPERSEDED_NUMBERS),
            duplicates > 0);
  }

  private static Map<String, Dataset<Row>> counts(Tables tables) {
    Dataset<Row> answers = tables.table(TraceTables.ANSWERS);
    return Map.of(
        STEP_COUNTS,
        answers
            .select(col(TraceTables.SOURCE), expr("explode(steps) as tried"))
            .select(TraceTables.SOURCE, "tried.step", "tried.outcome")
            .groupBy(TraceTables.SOURCE, "step", "outcome")
            .agg(count(lit(1)).as("requests")),
        OUTCOME_COUNTS,
        answers
            .groupBy(
                TraceTables.SOURCE, TraceTables.MATCH_STEP, TraceTables.LAST_STEP, TraceTables.CODE)
            .agg(count(lit(1)).as("requests")));
  }
}
