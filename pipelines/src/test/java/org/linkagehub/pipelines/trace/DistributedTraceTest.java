package org.linkagehub.pipelines.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.stage.InputDataException;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.IndexPerson;
import org.linkagehub.pipelines.trace.record.RequestField;
import org.linkagehub.pipelines.trace.record.TraceAnswer;
import org.linkagehub.pipelines.trace.record.TraceRequest;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.Validity;
import org.linkagehub.pipelines.trace.step.SingleTrace;

class DistributedTraceTest {
  private static final StructType INDEX =
      StructType.fromDDL(
          "nhs_number string, replaced_by string, dob string, former_dobs array<string>, dod string,"
              + " death_status string, name_history array<struct<given_names: array<string>,"
              + " family_name: string, valid_from: date, valid_to: date, scn: int>>, address_history"
              + " array<struct<lines: array<string>, postcode: string, valid_from: date, valid_to:"
              + " date, scn: int>>, gender_history array<struct<gender: string, valid_from: date,"
              + " valid_to: date, scn: int>>, gp_history array<struct<gp_practice_code: string,"
              + " valid_from: date, valid_to: date, scn: int>>, confidentiality string, email string,"
              + " mobile string, scn int");
  private static final StructType REQUESTS = requestsSchema();

  private final SparkSession spark = TestSession.spark();

  private static StructType requestsSchema() {
    StructType schema =
        new StructType().add(TraceTables.REQUEST_KEY, "long").add(TraceTables.SOURCE, "string");
    for (RequestField field : RequestField.values()) {
      schema = schema.add(field.column(), "string");
    }
    return schema;
  }

  private static Row row(IndexPerson person, int scn) {
    return RowFactory.create(
        person.nhsNumber(),
        person.replacedBy(),
        person.birthDate(),
        person.formerBirthDates().toArray(String[]::new),
        person.deathDate(),
        person.deathStatus(),
        person.names().stream()
            .map(name -> entry(name.validity(), givens(name), name.family()))
            .toArray(Row[]::new),
        person.addresses().stream()
            .map(
                home ->
                    entry(home.validity(), home.lines().toArray(String[]::new), home.postcode()))
            .toArray(Row[]::new),
        person.genders().stream()
            .map(gender -> entry(gender.validity(), gender.code()))
            .toArray(Row[]::new),
        person.practices().stream()
            .map(practice -> entry(practice.validity(), practice.code()))
            .toArray(Row[]::new),
        person.sensitivity().flag(),
        person.email(),
        person.mobile(),
        scn);
  }

  private static String[] givens(IndexPerson.Name name) {
    List<String> givens = new ArrayList<>();
    if (name.given() != null) {
      givens.add(name.given());
    }
    if (name.otherGiven() != null) {
      givens.add(name.otherGiven());
    }
    return givens.toArray(String[]::new);
  }

  private static Row entry(Validity validity, Object... values) {
    List<Object> all = new ArrayList<>(java.util.Arrays.asList(values));
    all.add(validity.from() == null ? null : Date.valueOf(validity.from()));
    all.add(validity.to() == null ? null : Date.valueOf(validity.to()));
    all.add(validity.sequence());
    return RowFactory.create(all.toArray());
  }

  private static Row row(long key, TraceRequest request) {
    List<Object> values = new ArrayList<>(List.of(key, "feed"));
    for (RequestField field : RequestField.values()) {
      values.add(request.value(field));
    }
    return RowFactory.create(values.toArray());
  }

  /** A person whose only given name stands second has it as the first in the index's list. */
  private static IndexPerson asRead(IndexPerson person) {
    List<IndexPerson.Name> names =
        person.names().stream()
            .map(
                name ->
                    name.given() == null
                        ? new IndexPerson.Name(
                            name.family(), name.otherGiven(), null, name.validity())
                        : name)
            .toList();
    return new IndexPerson(
        person.nhsNumber(),
        person.replacedBy(),
        person.replacedFrom(),
        person.birthDate(),
        person.formerBirthDates(),
        person.deathDate(),
        person.deathStatus(),
        names,
        person.addresses(),
        person.genders(),
        person.practices(),
        person.sensitivity(),
        person.email(),
        person.mobile(),
        List.of());
  }

  @ParameterizedTest
  @EnumSource
  void answersAsTheSingleTraceDoes(Edition edition) {
    TraceSettings settings = TraceSettings.of(edition, LocalDate.of(2025, 6, 30));
    RandomIndex random = new RandomIndex(17, 400);
    List<IndexPerson> people = random.people();
    List<Row> index = new ArrayList<>();
    people.forEach(person -> index.add(row(person, 5)));
    RandomIndex outdated = new RandomIndex(18, 30); // of lower serial change numbers: they lose
    outdated.people().forEach(person -> index.add(row(person, 4)));
    List<TraceRequest> requests = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      TraceRequest request =
          i > 0 && i % 7 == 0 // the same demographics with another reference
              ? requests.get(i - 3).with(RequestField.UNIQUE_REFERENCE, "r" + i)
              : random.request(i);
      requests.add(request);
      rows.add(row(i, request));
    }
    Map<Long, Row> got = new HashMap<>();
    trace(settings, index, rows).forEach(row -> got.put(row.getLong(0), row));
    assertEquals(requests.size(), got.size());
    SingleTrace single =
        new SingleTrace(settings, people.stream().map(DistributedTraceTest::asRead).toList());
    Map<String, Integer> ends = new TreeMap<>();
    for (int i = 0; i < requests.size(); i++) {
      TraceAnswer answer = single.trace(requests.get(i));
      Object expected =
          CatalystTypeConverters.convertToScala(
              AnswerRows.of(i, UTF8String.fromString("feed"), requests.get(i), answer),
              TraceTables.ANSWERS_SCHEMA);
      assertEquals(text(expected), text(got.get((long) i)), "request " + i);
      ends.merge(answer.code() + " " + answer.matchStep(), 1, Integer::sum);
      answer
          .steps()
          .forEach(step -> ends.merge(step.step() + " " + step.outcome(), 1, Integer::sum));
    }
    for (String end :
        List.of(
            "SUCCESS DPS_CROSS_CHECK",
            "SUCCESS SPINE_CROSS_CHECK",
            "SUCCESS ALPHANUMERIC",
            "SUCCESS ALGORITHMIC",
            "SUPERSEDED SPINE_CROSS_CHECK",
            "SENSITIVE DPS_CROSS_CHECK",
            "INVALID NONE",
            "MULTIPLE_CLOSE_MATCHES NONE",
            "NOT_FOUND NONE",
            "NOT_ENOUGH_DATA NONE",
            "SPINE_CROSS_CHECK BROKEN_CHAIN",
            "ALPHANUMERIC SEVERAL")) {
      assertTrue(ends.getOrDefault(end, 0) > 4, end + " is too rare among " + ends);
    }
  }

  private List<Row> trace(TraceSettings settings, List<Row> index, List<Row> requests) {
    Dataset<Row> people = spark.createDataFrame(index, INDEX);
    Dataset<Row> pairs =
        SupersededNumbers.pairs(
            TraceStages.links(people.where("scn = 5")), 20, DistributedTrace.chains());
    return new DistributedTrace(settings)
        .answers(spark.createDataFrame(requests, REQUESTS), people, pairs, true)
        .collectAsList();
  }

  /** Arrays read from Spark and arrays made here tell their values differently. */
  private static String text(Object value) {
    if (value instanceof Row row) {
      StringBuilder text = new StringBuilder("(");
      for (int i = 0; i < row.size(); i++) {
        text.append(text(row.get(i))).append(", ");
      }
      return text + ")";
    }
    if (value instanceof Object[] values) {
      return text(RowFactory.create(values));
    }
    if (value instanceof scala.collection.Seq<?> values) {
      Object[] all = new Object[values.length()];
      java.util.Arrays.setAll(all, values::apply);
      return text(all);
    }
    return String.valueOf(value);
  }

  @Test
  void saysWhatTheIndexLacks() {
    Dataset<Row> people = spark.createDataFrame(List.<Row>of(), INDEX);
    assertEquals(
        "the index cannot be used: its column address_history is not there; there are [dob]",
        message(people.select("dob"))
            .replace("its column nhs_number", "its column address_history"));
    assertEquals(
        "the index cannot be used: its column gender_history is no array of structs",
        message(people.withColumn("gender_history", org.apache.spark.sql.functions.lit("1"))));
    assertEquals(
        "the index cannot be used: its column name_history.family_name is not there; there are"
            + " [given_names]",
        message(
            people.withColumn(
                "name_history",
                org.apache.spark.sql.functions.expr(
                    "transform(name_history, n -> struct(n.given_names as given_names))"))));
  }

  private static String message(Dataset<Row> index) {
    return assertThrows(InputDataException.class, () -> MasterIndex.of(index)).getMessage();
  }
}
