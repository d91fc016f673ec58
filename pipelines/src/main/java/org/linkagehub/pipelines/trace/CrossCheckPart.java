package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.StepResult;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.People;
import org.linkagehub.pipelines.trace.step.Query;
import org.linkagehub.pipelines.trace.step.TraceSteps;

/**
 * The first part of a distributed trace: requests meet the records of their NHS number, and those
 * that superseded it.
 */
final class CrossCheckPart {
  /** Where the search goes on stands here: nowhere if somebody was found, or no step can search. */
  static final int ROUTES_INDEX = 5;

  /** A request after the cross-checks: what they did, whom they found, and where to go on. */
  private static final StructType CHECKED =
      new StructType()
          .add(Traveller.KEY, LongType, false)
          .add(Traveller.SOURCE, StringType, false)
          .add(Traveller.PACKED, BinaryType, false)
          .add(Traveller.BEFORE, IntegerType, false)
          .add("found", BinaryType)
          .add("routes", new ArrayType(LongType, false), false);

  private static final int FOUND_INDEX = 4;

  private final TraceSettings settings;

  CrossCheckPart(TraceSettings settings) {
    this.settings = settings;
  }

  /**
   * All requests with what the cross-checks did to them.
   *
   * @param requests as {@link #packed} makes them
   * @param people with their numbers, as {@link DistributedTrace} packs them
   */
  Dataset<Row> checked(Dataset<Row> requests, Dataset<Row> people) {
    Dataset<Row> held =
        people.select(
            expr("explode(" + DistributedTrace.NUMBERS + ")").as(Traveller.ROUTE),
            lit(Traveller.PERSON).as(Traveller.KIND),
            lit(0L).as(Traveller.ORDER),
            lit(0L).as(Traveller.KEY),
            lit(null).cast("string").as(Traveller.SOURCE),
            col(Traveller.PACKED),
            lit(0).as(Traveller.BEFORE));
    return CatalystRows.toDataset(
        requests.sparkSession(),
        Traveller.together(held.unionByName(requests)).mapPartitions(new CheckGroups(settings)),
        CHECKED);
  }

  /** Requests on the route of their NHS number, or where nobody is if they cannot be checked. */
  Dataset<Row> packed(Dataset<Row> requests) {
    List<String> fields = new ArrayList<>(List.of(Traveller.KEY, Traveller.SOURCE));
    for (RequestField field : RequestField.values()) {
      fields.add(field.column());
    }
    return CatalystRows.toDataset(
        requests.sparkSession(),
        CatalystRows.of(
                requests.select(fields.stream().map(name -> col(name)).toArray(Column[]::new)))
            .mapPartitions(new PackRequests(settings)),
        Traveller.SCHEMA);
  }

  private record PackRequests(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    private static final RequestField[] FIELDS = RequestField.values();

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      TraceSteps steps = new TraceSteps(settings);
      return Traveller.each(rows, row -> packed(row, steps));
    }

    private static InternalRow packed(InternalRow row, TraceSteps steps) {
      Map<RequestField, String> values = new EnumMap<>(RequestField.class);
      for (int i = 0; i < FIELDS.length; i++) {
        if (!row.isNullAt(i + 2)) {
          values.put(FIELDS[i], row.getUTF8String(i + 2).toString());
        }
      }
      TraceRequest request = TraceRequest.of(values);
      byte[] packed = Packing.pack(request);
      Query query = steps.clean(request);
      return Traveller.request(
          TraceSteps.canCrossCheck(query) ? Long.parseLong(query.nhsNumber()) : nowhere(packed),
          row.getLong(0),
          row.getUTF8String(1),
          packed,
          0);
    }

    /** The routes of people are positive. */
    private static long nowhere(byte[] packed) {
      return Packing.demographicsHash(packed) | Long.MIN_VALUE;
    }
  }

  private record CheckGroups(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      return new Checking(rows, new TraceSteps(settings));
    }
  }

  private static final class Checking extends RouteGroups {
    private static final long[] NOWHERE = {};

    private final TraceSteps steps;
    private final Map<String, IndexPerson> people = new HashMap<>();
    private int before;
    private byte[] found;
    private GenericArrayData routes;

    Checking(Iterator<InternalRow> rows, TraceSteps steps) {
      super(rows);
      this.steps = steps;
    }

    @Override
    void begin(List<byte[]> packed) {
      people.clear();
      for (byte[] each : packed) {
        IndexPerson person = Packing.person(each);
        people.put(person.nhsNumber(), person);
      }
    }

    @Override
    void ask(byte[] packed, int unused) {
      Query query = steps.clean(Packing.request(packed));
      TraceSteps.CrossChecked checked = steps.crossCheck(query, people::get);
      before = CrossCheckOutcomes.of(checked.steps());
      found = checked.person().map(Packing::pack).orElse(null);
      routes =
          new GenericArrayData(
              found == null
                  ? steps.routes(query).stream().mapToLong(Long::longValue).toArray()
                  : NOWHERE);
    }

    @Override
    void answer(
        long key, UTF8String source, byte[] packed, int unused, Collection<InternalRow> into) {
      into.add(new GenericInternalRow(new Object[] {key, source, packed, before, found, routes}));
    }
  }

  /**
   * The answers to requests that go nowhere any more: somebody was found, or no step could search.
   *
   * @param checked as {@link #checked} tells of them
   */
  JavaRDD<InternalRow> answered(Dataset<Row> checked) {
    return CatalystRows.of(checked)
        .filter(row -> row.getArray(ROUTES_INDEX).numElements() == 0)
        .mapPartitions(new AnswerAtOnce(settings));
  }

  private record AnswerAtOnce(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      TraceSteps steps = new TraceSteps(settings);
      People nobody = steps.people(List.of());
      return Traveller.each(rows, row -> answer(row, steps, nobody));
    }

    private static InternalRow answer(InternalRow row, TraceSteps steps, People nobody) {
      TraceRequest request = Packing.request(row.getBinary(2));
      Query query = steps.clean(request);
      List<StepResult> before = CrossCheckOutcomes.steps(row.getInt(3));
      TraceAnswer answer =
          row.isNullAt(FOUND_INDEX)
              ? steps.search(query, before, nobody)
              : steps.answer(query, before, Packing.person(row.getBinary(FOUND_INDEX)));
      return AnswerRows.of(row.getLong(0), row.getUTF8String(1), request, answer);
    }
  }
}
