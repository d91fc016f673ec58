package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.linkagehub.core.spark.CatalystRows;
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
  private final TraceSettings settings;

  SearchPart(TraceSettings settings) {
    this.settings = settings;
  }

  /**
   * The answers to requests that have a route.
   *
   * @param checked as {@link CrossCheckPart#checked} tells of them
   * @param people as {@link DistributedTrace} packs them
   */
  JavaRDD<InternalRow> answered(Dataset<Row> checked, Dataset<Row> people) {
    Dataset<Row> routed = travellers(checked, CatalystRows.of(checked).flatMap(new SendRequests()));
    Dataset<Row> held =
        people
            .withColumn(Traveller.ROUTE, explode(col(DistributedTrace.BIRTHS)))
            .select(
                col(Traveller.ROUTE),
                lit(Traveller.PERSON).as(Traveller.KIND),
                // the number puts people in an order that is the same on any number of partitions
                get(col(DistributedTrace.NUMBERS), lit(0)).as(Traveller.ORDER),
                lit(0L).as(Traveller.KEY),
                lit(null).cast("string").as(Traveller.SOURCE),
                col(Traveller.PACKED),
                lit(0).as(Traveller.BEFORE));
    // Few requests have a route that is no date of birth; people then go only where one is.
    Dataset<Row> special =
        routed
            .select(Traveller.ROUTE)
            .where(col(Traveller.ROUTE).geq(Routes.AFTER_BIRTH_DATES))
            .distinct();
    if (!special.isEmpty()) {
      held =
          held.unionByName(
              travellers(
                      people,
                      CatalystRows.of(people.select(Traveller.PACKED))
                          .mapPartitions(new SendPeople(settings))
                          .flatMap(List::iterator))
                  .join(special, new String[] {Traveller.ROUTE}, "left_semi"));
    }
    JavaRDD<InternalRow> met = Traveller.together(held.unionByName(routed));
    return settings.edition() == Edition.E2024
        ? met.mapPartitions(new SearchGroups(settings))
        : merged(met, checked);
  }

  private static Dataset<Row> travellers(Dataset<Row> of, JavaRDD<InternalRow> rows) {
    return CatalystRows.toDataset(of.sparkSession(), rows, Traveller.SCHEMA);
  }

  /** A row for each route of a request. */
  private record SendRequests() implements FlatMapFunction<InternalRow, InternalRow> {
    @Override
    public Iterator<InternalRow> call(InternalRow row) {
      ArrayData routes = row.getArray(CrossCheckPart.ROUTES_INDEX);
      List<InternalRow> sent = new ArrayList<>(routes.numElements());
      for (int i = 0; i < routes.numElements(); i++) {
        sent.add(
            Traveller.request(
                routes.getLong(i),
                row.getLong(0),
                row.getUTF8String(1),
                row.getBinary(2),
                row.getInt(3)));
      }
      return sent.iterator();
    }
  }

  /** People on their routes that are no dates of birth. */
  private record SendPeople(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, List<InternalRow>> {
    @Override
    public Iterator<List<InternalRow>> call(Iterator<InternalRow> rows) {
      TraceSteps steps = new TraceSteps(settings);
      return Traveller.each(rows, row -> sent(row.getBinary(0), steps));
    }

    private static List<InternalRow> sent(byte[] packed, TraceSteps steps) {
      IndexPerson person = Packing.person(packed);
      return steps.routes(person).stream()
          .filter(route -> !Routes.isBirthDate(route))
          .map(route -> Traveller.person(route, Long.parseLong(person.nhsNumber()), packed))
          .toList();
    }
  }

  private record SearchGroups(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      return new Searching(rows, new TraceSteps(settings));
    }
  }

  private static final class Searching extends RouteGroups {
    private final TraceSteps steps;
    private People people;
    private TraceAnswer answer;

    Searching(Iterator<InternalRow> rows, TraceSteps steps) {
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
    void answer(
        long key, UTF8String source, byte[] packed, int before, Collection<InternalRow> into) {
      into.add(AnswerRows.of(key, source, Packing.request(packed), answer));
    }
  }

  /** The edition of 2022 has requests with two routes: those met on both are brought together. */
  private JavaRDD<InternalRow> merged(JavaRDD<InternalRow> met, Dataset<Row> checked) {
    Dataset<Row> candidates = travellers(checked, met.mapPartitions(new GatherGroups(settings)));
    return Traveller.together(candidates).mapPartitions(new DecideRequests(settings));
  }

  private record GatherGroups(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      return new Gathering(rows, new TraceSteps(settings));
    }
  }

  /** For each request itself, and those whom a step would look at. */
  private static final class Gathering extends RouteGroups {
    private final TraceSteps steps;
    private People people;
    private List<IndexPerson> near = List.of();

    Gathering(Iterator<InternalRow> rows, TraceSteps steps) {
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
    void answer(
        long key, UTF8String source, byte[] packed, int before, Collection<InternalRow> into) {
      // the key of the request is the route on which it meets its candidates
      into.add(Traveller.request(key, key, source, packed, before));
      for (IndexPerson person : near) {
        into.add(Traveller.person(key, Long.parseLong(person.nhsNumber()), Packing.pack(person)));
      }
    }
  }

  private record DecideRequests(TraceSettings settings)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      return new Deciding(rows, new TraceSteps(settings));
    }
  }

  /** Groups of a request, which may be there twice, and its candidates, who may, too. */
  private static final class Deciding implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final TraceSteps steps;
    private InternalRow next;

    Deciding(Iterator<InternalRow> rows, TraceSteps steps) {
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
    public InternalRow next() {
      if (next == null) {
        throw new NoSuchElementException();
      }
      long group = Traveller.route(next);
      Map<String, IndexPerson> candidates = new TreeMap<>();
      InternalRow asked = null;
      while (next != null && Traveller.route(next) == group) {
        if (Traveller.isPerson(next)) {
          IndexPerson person = Packing.person(Traveller.packed(next));
          candidates.put(person.nhsNumber(), person);
        } else {
          asked = next.copy();
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
