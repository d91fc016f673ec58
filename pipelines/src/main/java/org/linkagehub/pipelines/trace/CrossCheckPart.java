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
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.Query;
import org.linkagehub.pipelines.trace.step.TraceSteps;

/**
 * The first part of a distributed trace: requests meet the records of their NHS number, and those
 * that superseded it.
 */
final class CrossCheckPart {
  /** The person found, packed; null where the search must go on. */
  static final String FOUND = "found";

  private static final long NO_ROUTE = -1;

  /** A request after the cross-checks: what they did, and whom they found. */
  static final StructType CHECKED =
      new StructType()
          .add(Traveller.KEY, LongType, false)
          .add(Traveller.SOURCE, StringType, false)
          .add(Traveller.PACKED, BinaryType, false)
          .add(Traveller.BEFORE, IntegerType, false)
          .add(FOUND, BinaryType);

  private final TraceSettings settings;

  CrossCheckPart(TraceSettings settings) {
    this.settings = settings;
  }

  /**
   * All requests with what the cross-checks did to them.
   *
   * @param people with the routes of their numbers, as {@link DistributedTrace} packs them
   */
  Dataset<Row> checked(Dataset<Row> requests, Dataset<Row> people) {
    Dataset<Row> held =
        people.select(
            expr("explode(" + DistributedTrace.ROUTES + ")").as(Traveller.ROUTE),
            lit(Traveller.PERSON).as(Traveller.KIND),
            lit(0L).as(Traveller.ORDER),
            lit(0L).as(Traveller.KEY),
            lit(null).cast("string").as(Traveller.SOURCE),
            col(Traveller.PACKED),
            lit(0).as(Traveller.BEFORE));
    Dataset<Row> checkable =
        Traveller.together(held.unionByName(requests.where(col(Traveller.ROUTE).geq(0))))
            .mapPartitions(new CheckGroups(settings), Encoders.row(CHECKED));
    Dataset<Row> others =
        requests
            .where(col(Traveller.ROUTE).lt(0))
            .select(
                col(Traveller.KEY),
                col(Traveller.SOURCE),
                col(Traveller.PACKED),
                col(Traveller.BEFORE),
                lit(null).cast("binary").as(FOUND));
    return checkable.unionByName(others);
  }

  /** Requests, on the route of their NHS number if the cross-checks can be tried, else on none. */
  Dataset<Row> packed(Dataset<Row> requests) {
    List<String> fields = new ArrayList<>(List.of(Traveller.KEY, Traveller.SOURCE));
    for (RequestField field : RequestField.values()) {
      fields.add(field.column());
    }
    return requests
        .select(fields.stream().map(name -> col(name)).toArray(Column[]::new))
        .mapPartitions(new PackRequests(settings), Encoders.row(Traveller.SCHEMA));
  }

  private record PackRequests(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    private static final RequestField[] FIELDS = RequestField.values();

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      TraceSteps steps = new TraceSteps(settings);
      return Traveller.each(rows, row -> packed(row, steps));
    }

    private static Row packed(Row row, TraceSteps steps) {
      Map<RequestField, String> values = new EnumMap<>(RequestField.class);
      for (int i = 0; i < FIELDS.length; i++) {
        values.put(FIELDS[i], row.getString(i + 2));
      }
      TraceRequest request = TraceRequest.of(values);
      Query query = steps.clean(request);
      byte[] packed = Packing.pack(request);
      boolean checkable = TraceSteps.canCrossCheck(query);
      return Traveller.request(
          checkable ? Long.parseLong(query.nhsNumber()) : NO_ROUTE,
          row.getLong(0),
          row.getString(1),
          packed,
          checkable ? 0 : CrossCheckOutcomes.of(steps.crossCheck(query, number -> null).steps()));
    }
  }

  private record CheckGroups(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Checking(rows, new TraceSteps(settings));
    }
  }

  private static final class Checking extends RouteGroups {
    private final TraceSteps steps;
    private final Map<String, IndexPerson> people = new HashMap<>();
    private int before;
    private byte[] found;

    Checking(Iterator<Row> rows, TraceSteps steps) {
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
    }

    @Override
    void answer(long key, String source, byte[] packed, int unused, Collection<Row> into) {
      into.add(RowFactory.create(key, source, packed, before, found));
    }
  }

  /** The answers to requests whose person the cross-checks found. */
  Dataset<Row> answered(Dataset<Row> found) {
    return found.mapPartitions(new AnswerFound(settings), Encoders.row(TraceTables.ANSWERS_SCHEMA));
  }

  private record AnswerFound(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      TraceSteps steps = new TraceSteps(settings);
      return Traveller.each(
          rows,
          row -> {
            TraceRequest request = Packing.request((byte[]) row.get(2));
            TraceAnswer answer =
                steps.answer(
                    steps.clean(request),
                    CrossCheckOutcomes.steps(row.getInt(3)),
                    Packing.person((byte[]) row.get(4)));
            return AnswerRows.of(row.getLong(0), row.getString(1), request, answer);
          });
    }
  }
}
