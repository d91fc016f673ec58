package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.spark.CatalystRows;
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
  /** Of a packed person: the numbers that lead to it, its own first. */
  static final String NUMBERS = "numbers";

  /** Of a packed person: the dates of birth by which it is searched for, as {@link Routes}. */
  static final String BIRTHS = "births";

  private static final StructType INDEXED =
      new StructType()
          .add(NUMBERS, new ArrayType(DataTypes.LongType, false), false)
          .add(BIRTHS, new ArrayType(DataTypes.LongType, false), false)
          .add(Traveller.PACKED, DataTypes.BinaryType, false);

  private final TraceSettings settings;

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
        CatalystRows.heldOnDisk(packed(duplicates ? withoutDuplicates(index) : index, superseded));
    CrossCheckPart first = new CrossCheckPart(settings);
    Dataset<Row> checked = CatalystRows.heldOnDisk(first.checked(first.packed(requests), people));
    JavaRDD<InternalRow> answers =
        first.answered(checked).union(new SearchPart(settings).answered(checked, people));
    return CatalystRows.toDataset(index.sparkSession(), answers, TraceTables.ANSWERS_SCHEMA);
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
    Dataset<Row> known = index.where("nhs_number rlike '^[0-9]{10}$'");
    Dataset<Row> former = SupersededNumbers.byNewer(superseded);
    Dataset<Row> withFormer =
        known
            .join(
                former,
                known.col(MasterIndex.NHS_NUMBER).equalTo(col(SupersededNumbers.NEWER)),
                "left")
            .select(known.col("*"), col(SupersededNumbers.FORMER));
    return CatalystRows.toDataset(
        index.sparkSession(),
        CatalystRows.of(withFormer)
            .map(new PackPerson(MasterIndex.of(known), known.columns().length)),
        INDEXED);
  }

  /**
   * Makes rows of {@link #INDEXED}.
   *
   * @param former where the numbers stand whose place the person's took
   */
  private record PackPerson(MasterIndex reader, int former)
      implements Function<InternalRow, InternalRow> {
    @Override
    public InternalRow call(InternalRow row) {
      IndexPerson person = reader.person(row);
      List<FormerNumber> numbers = formerNumbers(row);
      long[] routes = new long[numbers.size() + 1];
      routes[0] = Long.parseLong(person.nhsNumber());
      for (int i = 0; i < numbers.size(); i++) {
        routes[i + 1] = Long.parseLong(numbers.get(i).nhsNumber());
      }
      return new GenericInternalRow(
          new Object[] {
            new GenericArrayData(routes),
            new GenericArrayData(
                TraceSteps.birthRoutes(person).stream().mapToLong(Long::longValue).toArray()),
            Packing.pack(numbers.isEmpty() ? person : person.withFormerNumbers(numbers))
          });
    }

    private List<FormerNumber> formerNumbers(InternalRow row) {
      if (row.isNullAt(former)) {
        return List.of();
      }
      ArrayData each = row.getArray(former);
      List<FormerNumber> numbers = new ArrayList<>(each.numElements());
      for (int i = 0; i < each.numElements(); i++) {
        InternalRow number = each.getStruct(i, 2);
        numbers.add(
            new FormerNumber(
                number.getUTF8String(1).toString(),
                number.isNullAt(0) ? null : LocalDate.ofEpochDay(number.getInt(0))));
      }
      return numbers;
    }
  }

  /** How chains of superseded numbers are held between rounds. */
  static LineageCut chains() {
    return LineageCut.local();
  }
}
