package org.linkagehub.qa.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.qa.group.Grouping;
import org.linkagehub.qa.measure.Measure;

class ValueMeasuresTest {
  private static final List<String> COLUMNS = List.of("sex", "surname", "dob", "area");

  /** A record; the dates are texts here. */
  private record Person(String source, String sex, String surname, String dob, String area) {}

  private static List<Person> people(int n, long seed) {
    var random = new Random(seed);
    var people = new ArrayList<Person>();
    for (int i = 0; i < n; i++) {
      boolean register = random.nextInt(3) > 0;
      String sex = List.of("1", "2", "0", register ? "9" : "X").get(random.nextInt(4));
      people.add(
          new Person(
              register ? "register" : "clinic",
              random.nextInt(10) == 0 ? (random.nextBoolean() ? null : "  ") : sex,
              random.nextInt(5) == 0 ? null : "é".repeat(1 + random.nextInt(24)) + i % 300,
              random.nextInt(5) == 0
                  ? null
                  : "%d-0%d-01".formatted(1905 + random.nextInt(110), 1 + random.nextInt(3)),
              // The sexes live apart, somewhat.
              random.nextInt(4) == 0 ? "north" : "area " + sex));
    }
    return people;
  }

  private static Dataset<Row> table(List<Person> people, int partitions) {
    StructType schema =
        new StructType()
            .add("source", DataTypes.StringType)
            .add("sex", DataTypes.StringType)
            .add("surname", DataTypes.StringType)
            .add("dob", DataTypes.DateType)
            .add("area", DataTypes.StringType);
    List<Row> rows =
        people.stream()
            .map(
                p ->
                    RowFactory.create(
                        p.source,
                        p.sex,
                        p.surname,
                        p.dob == null ? null : Date.valueOf(p.dob),
                        p.area))
            .toList();
    return TestSession.spark().createDataFrame(rows, schema).repartition(partitions);
  }

  private static List<Measure> measure(Dataset<Row> records) {
    return ValueMeasures.measure(
        records,
        COLUMNS,
        List.of(new Grouping("sex", "sex"), new Grouping("old", "year(dob) < 1950")),
        List.of("sex"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equalsPlainCountsOnAnyPartitions(long seed) {
    List<Person> people = people(1500, seed);
    List<Measure> measures = measure(table(people, 1));
    assertEquals(measures, measure(table(people, 5)));
    Map<String, Measure> byName = new TreeMap<>();
    measures.forEach(
        m ->
            byName.put(
                m.measure()
                    + "|"
                    + m.subject()
                    + "|"
                    + m.group().grouping()
                    + "="
                    + m.group().value(),
                m));
    assertEquals(measures.size(), byName.size());

    shares(
        byName,
        "value_share|surname|surname by length=",
        people,
        Person::surname,
        s ->
            s.codePointCount(0, s.length()) > 20
                ? "21 or more"
                : s.codePointCount(0, s.length()) + "");
    shares(
        byName,
        "value_share|dob|dob by decade=",
        people,
        Person::dob,
        d -> d.substring(0, 3) + "0s");
    Measure first = byName.get("first_of_january|dob|all=all");
    assertEquals(
        (double) people.stream().filter(p -> p.dob != null && p.dob.endsWith("-01-01")).count(),
        first.numerator().orElseThrow());

    for (String source : List.of("clinic", "register")) {
      List<Person> of = people.stream().filter(p -> p.source.equals(source)).toList();
      var here = codes(of);
      var elsewhere = codes(people.stream().filter(p -> !p.source.equals(source)).toList());
      var only = new TreeSet<>(here);
      only.removeAll(elsewhere);
      var lacking = new TreeSet<>(elsewhere);
      lacking.removeAll(here);
      String group = "|sex|source=" + source;
      assertEquals(here.size(), byName.get("codes" + group).value().orElseThrow());
      assertEquals(only.size(), byName.get("codes_only_here" + group).value().orElseThrow());
      assertEquals(
          lacking.size(), byName.get("codes_only_elsewhere" + group).value().orElseThrow());
      assertEquals(
          (double) of.stream().filter(p -> "1".equals(p.sex)).count(),
          byName.get("code_share|sex = 1|source=" + source).numerator().orElseThrow());
    }
    assertEquals(
        CramersV.of(crossed(people, Person::sex, Person::area)).orElseThrow(),
        byName.get("value_correlation|sex ~ area|all=all").value().orElseThrow(),
        1e-12);
    assertEquals(
        CramersV.of(crossed(people, Person::source, Person::sex)).orElseThrow(),
        byName.get("value_correlation|source ~ sex|all=all").value().orElseThrow(),
        1e-12);
    assertTrue(byName.containsKey("value_correlation|area ~ old|all=all"));
    assertEquals(
        phi(people, p -> filled(p.surname), p -> filled(p.dob)),
        byName.get("missing_correlation|surname ~ dob|all=all").value().orElseThrow(),
        1e-12);
  }

  /** Values of columns that are not declared to be codes are nowhere; nor are names ever codes. */
  @Test
  void tellsNoValueOfAColumnThatIsNotDeclared() {
    List<Measure> measures = measure(table(people(600, 3), 2));
    assertTrue(measures.stream().noneMatch(m -> m.toString().contains("north")));
    assertTrue(measures.stream().noneMatch(m -> m.toString().contains("é")));
    assertTrue(measures.stream().anyMatch(m -> m.subject().equals("sex = 9")));
    assertTrue(
        measures.stream()
            .noneMatch(m -> m.measure().equals("codes") && m.subject().equals("surname")));
  }

  @Test
  void ofNoRecordsThereIsNothingToTell() {
    assertEquals(
        List.of(),
        measure(table(List.of(), 1)).stream().filter(m -> m.value().isPresent()).toList());
  }

  /** Of fifty values all are told, of fifty-one none, wherever the one more is. */
  @Test
  void aVariableOfTooManyValuesIsForgottenInAnyOrderOfMerging() {
    for (int more : new int[] {0, 1}) {
      var left = new ValueTally(new boolean[2]);
      var right = new ValueTally(new boolean[2]);
      for (int i = 0; i < 30; i++) {
        left.add(texts("code " + i, "x"));
        right.add(texts("code " + (20 + more + i), "y"));
      }
      right.add(texts("code 0", "y"));
      ValueTally both = new ValueTally(new boolean[2]).merge(right).merge(left);
      assertEquals(more == 0, both.isTold(0));
      assertTrue(both.isTold(1));
      assertEquals(61, both.present(0));
      if (more == 0) {
        long[][] table = both.table(1, 0, List.of("x", "y"), List.of("code 0", "code 25"));
        assertEquals(
            List.of(1L, 1L, 1L, 1L), List.of(table[0][0], table[0][1], table[1][0], table[1][1]));
      }
    }
  }

  private static UTF8String[] texts(String one, String other) {
    return new UTF8String[] {UTF8String.fromString(one), UTF8String.fromString(other)};
  }

  private static boolean filled(String text) {
    return text != null && !text.isBlank();
  }

  private static Set<String> codes(List<Person> people) {
    var codes = new TreeSet<String>();
    people.stream().map(Person::sex).filter(ValueMeasuresTest::filled).forEach(codes::add);
    return codes;
  }

  private static void shares(
      Map<String, Measure> measures,
      String prefix,
      List<Person> people,
      Function<Person, String> value,
      Function<String, String> bin) {
    var expected = new TreeMap<String, Double>();
    people.stream()
        .map(value)
        .filter(Objects::nonNull)
        .forEach(v -> expected.merge(prefix + bin.apply(v), 1.0, Double::sum));
    var found = new TreeMap<String, Double>();
    measures.forEach(
        (name, m) -> {
          if (name.startsWith(prefix)) {
            found.put(name, m.numerator().orElseThrow());
          }
        });
    assertEquals(expected, found);
  }

  private static long[][] crossed(
      List<Person> people, Function<Person, String> one, Function<Person, String> other) {
    List<Person> both =
        people.stream().filter(p -> filled(one.apply(p)) && filled(other.apply(p))).toList();
    List<String> rows = both.stream().map(one).distinct().toList();
    List<String> columns = both.stream().map(other).distinct().toList();
    long[][] counts = new long[rows.size()][columns.size()];
    both.forEach(p -> counts[rows.indexOf(one.apply(p))][columns.indexOf(other.apply(p))]++);
    return counts;
  }

  /** The correlation of two indicators, by its definition. */
  private static double phi(List<Person> people, Predicate<Person> one, Predicate<Person> other) {
    double n = people.size();
    double a = (double) people.stream().filter(one).count() / n;
    double b = (double) people.stream().filter(other).count() / n;
    double sum = 0;
    double spreadOne = 0;
    double spreadOther = 0;
    for (Person p : people) {
      double x = (one.test(p) ? 1 : 0) - a;
      double y = (other.test(p) ? 1 : 0) - b;
      sum += x * y;
      spreadOne += x * x;
      spreadOther += y * y;
    }
    return sum / Math.sqrt(spreadOne * spreadOther);
  }
}
