package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.step.People;
import org.linkagehub.pipelines.trace.step.Query;
import org.linkagehub.pipelines.trace.step.Routes;
import org.linkagehub.pipelines.trace.step.TraceSteps;

/**
 * The second part of a distributed trace: the requests that the cross-checks left open meet people
 * on their {@link Routes}, and the alphanumeric and the algorithmic trace are tried in each group.
 */
final class SearchPart {
  private static final String ROUTES = "routes";

  private static final StructType ROUTED =
      new StructType()
          .add(Traveller.KEY, LongType, false)
          .add(Traveller.SOURCE, StringType, false)
          .add(Traveller.PACKED, BinaryType, false)
          .add(Traveller.BEFORE, IntegerType, false)
          .add(ROUTES, new ArrayType(LongType, false), false);

  private final TraceSettings settings;

  SearchPart(TraceSettings settings) {
    this.settings = settings;
  }

  /**
   * The answers to requests that the cross-checks left open.
   *
   * @param unrouted these requests, as {@link CrossCheckPart} tells of them
   * @param people as {@link DistributedTrace} packs them
   */
  Dataset<Row> answered(Dataset<Row> unrouted, Dataset<Row> people) {
    Dataset<Row> open = unrouted.mapPartitions(new RouteRequests(settings), Encoders.row(ROUTED));
    Dataset<Row> lost =
        open.where(size(col(ROUTES)).equalTo(0))
            .mapPartitions(new AnswerLost(settings), Encoders.row(TraceTables.ANSWERS_SCHEMA));
    Dataset<Row> routed =
        open.where(size(col(ROUTES)).gt(0))
            .withColumn(Traveller.ROUTE, explode(col(ROUTES)))
            .mapPartitions(new SendRequests(), Encoders.row(Traveller.SCHEMA));
    // Few requests have a route that is no date of birth; people then go only where one is.
    Dataset<Row> special =
        routed
            .select(Traveller.ROUTE)
            .filter((FilterFunction<Row>) row -> !Routes.isBirthDate(row.getLong(0)))
            .distinct();
    boolean anySpecial = !special.isEmpty();
    Dataset<Row> held =
        people
            .select(Traveller.PACKED)
            .flatMap(new RoutePeople(settings, false), Encoders.row(Traveller.SCHEMA));
    if (anySpecial) {
      held =
          held.unionByName(
              people
                  .select(Traveller.PACKED)
                  .flatMap(new RoutePeople(settings, true), Encoders.row(Traveller.SCHEMA))
                  .join(special, new String[] {Traveller.ROUTE}, "left_semi"));
    }
    Dataset<Row> met = Traveller.together(held.unionByName(routed));
    Dataset<Row> answers =
        settings.edition() == Edition.E2024
            ? met.mapPartitions(
                new SearchGroups(settings), Encoders.row(TraceTables.ANSWERS_SCHEMA))
            : merged(met);
    return answers.unionByName(lost);
  }

  private record RouteRequests(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      TraceSteps steps = new TraceSteps(settings);
      return Traveller.each(
          rows,
          row -> {
            byte[] packed = (byte[]) row.get(2);
            Query query = steps.clean(Packing.request(packed));
            return RowFactory.create(
                row.getLong(0),
                row.getString(1),
                packed,
                row.getInt(3),
                steps.routes(query).toArray(Long[]::new));
          });
    }
  }

  /** A row for each route of a request. */
  private record SendRequests() implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return Traveller.each(
          rows,
          row ->
              Traveller.request(
                  row.getLong(ROUTED.length()),
                  row.getLong(0),
                  row.getString(1),
                  (byte[]) row.get(2),
                  row.getInt(3)));
    }
  }

  private record AnswerLost(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      TraceSteps steps = new TraceSteps(settings);
      People nobody = steps.people(List.of());
      return Traveller.each(
          rows,
          row -> {
            TraceRequest request = Packing.request((byte[]) row.get(2));
            TraceAnswer answer =
                steps.search(steps.clean(request), CrossCheckOutcomes.steps(row.getInt(3)), nobody);
            return AnswerRows.of(row.getLong(0), row.getString(1), request, answer);
          });
    }
  }

  /** People on their routes: those that are dates of birth, or the special ones that are not. */
  private static final class RoutePeople implements FlatMapFunction<Row, Row> {
    private static final long serialVersionUID = 1;

    private final TraceSettings settings;
    private final boolean special;
    private transient TraceSteps steps;

    RoutePeople(TraceSettings settings, boolean special) {
      this.settings = settings;
      this.special = special;
    }

    @Override
    public Iterator<Row> call(Row row) {
      steps = steps == null ? new TraceSteps(settings) : steps;
      byte[] packed = (byte[]) row.get(0);
      IndexPerson person = Packing.person(packed);
      if (!TraceSteps.isSearched(person)) {
        return Collections.emptyIterator();
      }
      List<Row> travellers = new ArrayList<>(1);
      for (long route : special ? steps.routes(person) : TraceSteps.birthRoutes(person)) {
        if (Routes.isBirthDate(route) != special) {
          // the number puts people in an order that is the same on any number of partitions
          travellers.add(Traveller.person(route, Long.parseLong(person.nhsNumber()), packed));
        }
      }
      return travellers.iterator();
    }
  }

  private record SearchGroups(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Searching(rows, new TraceSteps(settings));
    }
  }

  private static final class Searching extends RouteGroups {
    private final TraceSteps steps;
    private People people;
    private TraceAnswer answer;

    Searching(Iterator<Row> rows, TraceSteps steps) {
      super(rows);
      this.steps = steps;
    }

    @Override
    void begin(List<byte[]> packed) {
      people = steps.people(packed.stream().map(Packing::person).toList());
    }

    @Override
    void ask(byte[] packed, int before) {
      Query query = steps.clean(Packing.request(packed));
      answer = steps.search(query, CrossCheckOutcomes.steps(before), people);
    }

    @Override
    void answer(long key, String source, byte[] packed, int before, Collection<Row> into) {
      into.add(AnswerRows.of(key, source, Packing.request(packed), answer));
    }
  }

  /** The edition of 2022 has requests with two routes: those met on both are brought together. */
  private Dataset<Row> merged(Dataset<Row> met) {
    Dataset<Row> candidates =
        met.mapPartitions(new GatherGroups(settings), Encoders.row(Traveller.SCHEMA));
    return Traveller.together(candidates)
        .mapPartitions(new DecideRequests(settings), Encoders.row(TraceTables.ANSWERS_SCHEMA));
  }

  private record GatherGroups(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Gathering(rows, new TraceSteps(settings));
    }
  }

  /** For each request itself, and those whom a step would look at. */
  private static final class Gathering extends RouteGroups {
    private final TraceSteps steps;
    private People people;
    private List<IndexPerson> near = List.of();

    Gathering(Iterator<Row> rows, TraceSteps steps) {
      super(rows);
      this.steps = steps;
    }

    @Override
    void begin(List<byte[]> packed) {
      people = steps.people(packed.stream().map(Packing::person).toList());
    }

    @Override
    void ask(byte[] packed, int before) {
      near = steps.candidates(steps.clean(Packing.request(packed)), people);
    }

    @Override
    void answer(long key, String source, byte[] packed, int before, Collection<Row> into) {
      // the key of the request is the route on which it meets its candidates
      into.add(Traveller.request(key, key, source, packed, before));
      for (IndexPerson person : near) {
        into.add(Traveller.person(key, Long.parseLong(person.nhsNumber()), Packing.pack(person)));
      }
    }
  }

  private record DecideRequests(TraceSettings settings) implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new Deciding(rows, new TraceSteps(settings));
    }
  }

  /** Groups of a request, which may be there twice, and its candidates, who may, too. */
  private static final class Deciding implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final TraceSteps steps;
    private Row next;

    Deciding(Iterator<Row> rows, TraceSteps steps) {
      this.rows = rows;
      this.steps = steps;
      advance();
    }

    private void advance() {
      next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Row next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      long group = Traveller.route(next);
      Map<String, IndexPerson> candidates = new TreeMap<>();
      Row asked = null;
      while (next != null && Traveller.route(next) == group) {
        if (Traveller.isPerson(next)) {
          IndexPerson person = Packing.person(Traveller.packed(next));
          candidates.put(person.nhsNumber(), person);
        } else {
          asked = next;
        }
        advance();
      }
      TraceRequest request = Packing.request(Traveller.packed(asked));
      TraceAnswer answer =
          steps.search(
              steps.clean(request),
              CrossCheckOutcomes.steps(Traveller.before(asked)),
              steps.people(List.copyOf(candidates.values())));
      return AnswerRows.of(Traveller.key(asked), Traveller.source(asked), request, answer);
    }
  }
}
