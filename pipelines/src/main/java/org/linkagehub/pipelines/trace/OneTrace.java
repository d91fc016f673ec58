package org.linkagehub.pipelines.trace;

import static org.apache.spark.sql.functions.col;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.core.spark.CatalystRows;
import org.linkagehub.core.spark.functions.LinkageFunctions;
import org.linkagehub.pipelines.link.Sources;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.request.RequestSettings;
import org.linkagehub.pipelines.trace.request.RequestsStage;
import org.linkagehub.pipelines.trace.step.Query;
import org.linkagehub.pipelines.trace.step.SingleTrace;
import org.linkagehub.pipelines.trace.step.TraceSteps;

/**
 * Traces a single request against the index of a configuration, to be walked through: only those
 * people of the index are read whom a step could find.
 */
public final class OneTrace {
  private static final int LONGEST_CHAIN = 50;

  private final TraceConfig config;
  private final SparkSession spark;

  public OneTrace(TraceConfig config, SparkSession spark) {
    this.config = config;
    this.spark = spark;
    LinkageFunctions.register(spark);
  }

  /**
   * A request of the configuration's inputs.
   *
   * @param source the name of the input
   * @throws InputDataException if there is no such input or request, or several
   */
  public TraceRequest request(String source, String uniqueReference) {
    RequestSettings requests = config.submission().requests();
    RequestSettings.Input input =
        requests.inputs().stream()
            .filter(each -> each.table().name().equals(source))
            .findFirst()
            .orElseThrow(
                () ->
                    new InputDataException(
                        "there is no input %s; there are %s"
                            .formatted(
                                source,
                                requests.inputs().stream()
                                    .map(each -> each.table().name())
                                    .toList())));
    List<Row> found =
        new RequestsStage(requests)
            .asSent(spark, input)
            .where(col(RequestField.UNIQUE_REFERENCE.column()).equalTo(uniqueReference))
            .limit(2)
            .collectAsList();
    if (found.size() != 1) {
      throw new InputDataException(
          "input %s has %s of that reference"
              .formatted(source, found.isEmpty() ? "no request" : "several requests"));
    }
    Row row = found.get(0);
    return TraceRequest.of(field -> row.getString(row.fieldIndex(field.column())));
  }

  /** The request as the steps see it. */
  public Query clean(TraceRequest request) {
    return new TraceSteps(config.settings()).clean(request);
  }

  /** The answer to a request. */
  public TraceAnswer trace(TraceRequest request) {
    Dataset<Row> index = new Sources(spark).table(TraceStages.INDEX, config.index()).rows();
    MasterIndex reader = MasterIndex.of(index);
    TraceSettings settings = config.settings();
    Query query = clean(request);
    Set<Long> routes = new TreeSet<>(new TraceSteps(settings).routes(query));
    Map<String, IndexPerson> people = new HashMap<>();
    Near near = new Near(reader, settings, List.copyOf(routes), query.nhsNumber());
    take(
        CatalystRows.toDataset(spark, CatalystRows.of(index).filter(near), index.schema()),
        reader,
        people);
    follow(index, reader, query.nhsNumber(), people);
    TraceAnswer answer = new SingleTrace(settings, List.copyOf(people.values())).trace(request);
    if (answer.person().isEmpty() || !reader.has(MasterIndex.REPLACED_BY)) {
      return answer;
    }
    Set<String> leads = new TreeSet<>(List.of(answer.person().get().nhsNumber()));
    for (int i = 0, before = 0; i < LONGEST_CHAIN && leads.size() > before; i++) {
      before = leads.size();
      take(index.where(col(MasterIndex.REPLACED_BY).isin(leads.toArray())), reader, people);
      people.values().stream()
          .filter(person -> person.replacedBy() != null && leads.contains(person.replacedBy()))
          .map(IndexPerson::nhsNumber)
          .toList()
          .forEach(leads::add);
    }
    return new SingleTrace(settings, List.copyOf(people.values())).trace(request);
  }

  /** Whether a step could find a record of the index. */
  private record Near(
      MasterIndex reader, TraceSettings settings, List<Long> routes, String nhsNumber)
      implements Function<InternalRow, Boolean> {
    @Override
    public Boolean call(InternalRow row) {
      IndexPerson person = reader.person(row);
      return person.nhsNumber().equals(nhsNumber)
          || new TraceSteps(settings).routes(person).stream().anyMatch(routes::contains);
    }
  }

  /** Reads what superseded a number, one record after the other. */
  private static void follow(
      Dataset<Row> index, MasterIndex reader, String nhsNumber, Map<String, IndexPerson> people) {
    IndexPerson person = people.get(nhsNumber);
    for (int i = 0; i < LONGEST_CHAIN && person != null && person.replacedBy() != null; i++) {
      String next = person.replacedBy();
      if (!people.containsKey(next)) {
        take(index.where(col(MasterIndex.NHS_NUMBER).equalTo(next)), reader, people);
      }
      person = people.get(next);
    }
  }

  private static void take(Dataset<Row> rows, MasterIndex reader, Map<String, IndexPerson> people) {
    CatalystRows.of(DistributedTrace.withoutDuplicates(rows))
        .map(row -> Packing.pack(reader.person(row)))
        .collect()
        .forEach(
            packed -> {
              IndexPerson person = Packing.person(packed);
              people.put(person.nhsNumber(), person);
            });
  }
}
