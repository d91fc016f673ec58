package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.linkagehub.core.spark.cluster.LineageCut;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.TraceAnswer.FormerNumber;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.Routes;
import org.linkagehub.pipelines.trace.step.TraceSteps;

/**
 * Traces a table of requests against a table of the index: the plain steps of {@link TraceSteps},
 * with Spark bringing together what they need. The answers equal those of {@link
 * org.linkagehub.pipelines.trace.step.SingleTrace}.
 *
 * <p>Requests with an NHS number and a date of birth meet the records of that number, and of those
 * that superseded it. The requests that this does not answer, and all others, meet people on their
 * {@link Routes}, which for nearly all is the date of birth; nothing is joined by a condition, and
 * nobody meets everybody. In a group requests with the same demographics stand side by side, so
 * that they are asked once and answered for all.
 */
final class DistributedTrace {
  /** Of a packed person: the numbers that lead to it. */
  static final String ROUTES = "routes";

  private static final StructType INDEXED =
      new StructType()
          .add(ROUTES, new ArrayType(DataTypes.LongType, false), false)
          .add(Traveller.PACKED, DataTypes.BinaryType, false);

  private final TraceSettings settings;
  private final List<Dataset<Row>> held = new ArrayList<>();

  DistributedTrace(TraceSettings settings) {
    this.settings = settings;
  }

  /**
   * The answers, lazily but for what tells how to go on.
   *
   * @param requests the table {@value TraceTables#REQUESTS}
   * @param index in the columns of {@link MasterIndex}
   * @param superseded the pairs of {@link SupersededNumbers}
   * @param duplicates whether the index has an NHS number more than once: then the record of the
   *     highest serial change number counts
   * @return in the columns of {@link TraceTables#ANSWERS_SCHEMA}, in no order
   */
  Dataset<Row> answers(
      Dataset<Row> requests, Dataset<Row> index, Dataset<Row> superseded, boolean duplicates) {
    Dataset<Row> people =
        packed(duplicates ? withoutDuplicates(index) : index, superseded)
            .persist(StorageLevel.DISK_ONLY());
    held.add(people);
    CrossCheckPart first = new CrossCheckPart(settings);
    Dataset<Row> checked =
        first.checked(first.packed(requests), people).persist(StorageLevel.DISK_ONLY());
    held.add(checked);
    Dataset<Row> found = checked.where(col(CrossCheckPart.FOUND).isNotNull());
    Dataset<Row> open = checked.where(col(CrossCheckPart.FOUND).isNull());
    return first.answered(found).unionByName(new SearchPart(settings).answered(open, people));
  }

  /** Of the records of one NHS number that of the highest serial change number. */
  static Dataset<Row> withoutDuplicates(Dataset<Row> index) {
    Column sequence =
        MasterIndex.of(index).has(MasterIndex.SEQUENCE) ? col(MasterIndex.SEQUENCE) : lit(0);
    Column all = expr("xxhash64(*)");
    return index
        .withColumn(
            "rank",
            row_number()
                .over(
                    Window.partitionBy(MasterIndex.NHS_NUMBER)
                        .orderBy(sequence.desc_nulls_last(), all)))
        .where("rank = 1")
        .drop("rank");
  }

  /** People with the numbers that lead to theirs: their own, and those that it superseded. */
  private static Dataset<Row> packed(Dataset<Row> index, Dataset<Row> superseded) {
    MasterIndex reader = MasterIndex.of(index);
    Dataset<Row> known = index.where("nhs_number rlike '^[0-9]{10}$'");
    Dataset<Row> withFormer =
        known.join(
            SupersededNumbers.byNewer(superseded),
            known.col(MasterIndex.NHS_NUMBER).equalTo(col(SupersededNumbers.NEWER)),
            "left");
    return withFormer.map(new PackPerson(reader), Encoders.row(INDEXED));
  }

  private record PackPerson(MasterIndex reader) implements MapFunction<Row, Row> {
    @Override
    public Row call(Row row) {
      IndexPerson person = reader.person(row);
      int column = row.fieldIndex(SupersededNumbers.FORMER);
      List<Row> former = row.isNullAt(column) ? List.of() : row.getList(column);
      List<FormerNumber> numbers = new ArrayList<>(former.size());
      Long[] routes = new Long[former.size() + 1];
      routes[0] = Long.valueOf(person.nhsNumber());
      for (Row each : former) {
        Date from = each.getDate(0);
        numbers.add(new FormerNumber(each.getString(1), from == null ? null : from.toLocalDate()));
        routes[numbers.size()] = Long.valueOf(each.getString(1));
      }
      return RowFactory.create(
          routes, Packing.pack(numbers.isEmpty() ? person : person.withFormerNumbers(numbers)));
    }
  }

  /** Lets go of what was held on disk to make the answers; they can be made again. */
  void release() {
    held.forEach(Dataset::unpersist);
    held.clear();
  }

  /** How chains of superseded numbers are held between rounds. */
  static LineageCut chains() {
    return LineageCut.local();
  }
}
