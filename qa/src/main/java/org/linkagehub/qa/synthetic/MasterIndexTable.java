package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.synthetic.Person.HomeSpell;
import org.linkagehub.qa.synthetic.Person.NameSpell;
import org.linkagehub.qa.synthetic.Person.NumberReason;
import org.linkagehub.qa.synthetic.Person.NumberSpell;
import org.linkagehub.qa.synthetic.RecordWriter.Written;

/**
 * The master index, shaped like the Personal Demographics Service: a record for each NHS number,
 * with the histories of name, address, sex and practice. A history's last day is included; the
 * present entry has none.
 */
final class MasterIndexTable {
  static final StructType SCHEMA =
      new StructType()
          .add("nhs_number", StringType, false)
          .add("replaced_by", StringType)
          .add("dob", StringType)
          .add("dod", StringType)
          .add("death_status", StringType)
          .add(
              "name_history",
              history("prefix", StringType, "given_names", list(StringType), "family_name"),
              false)
          .add("address_history", history("lines", list(StringType), "postcode"), false)
          .add("gender_history", history("gender"), false)
          .add("gp_history", history("gp_practice_code"), false)
          .add("confidentiality", StringType)
          .add("email", StringType)
          .add("mobile", StringType)
          .add("migrant_data", new StructType().add("arrived", DateType))
          .add("scn", IntegerType, false);

  private static final Set<PersonField> FIELDS =
      EnumSet.of(
          PersonField.GIVEN_NAME,
          PersonField.OTHER_GIVEN_NAME,
          PersonField.SURNAME,
          PersonField.DATE_OF_BIRTH,
          PersonField.SEX);
  private static final String FORMAL_DEATH = "2";
  private static final String INFORMAL_DEATH = "1";
  private static final double DEATHS_INFORMAL = 0.03;
  private static final int STALE_YEARS = 5;
  private static final RecordWriter.Tally IGNORED = (field, kind, rate, drawn, happened) -> {};

  private final long seed;
  private final LocalDate asAt;
  private final IndexSettings index;
  private final RecordWriter writer;
  private final Rates rates;

  MasterIndexTable(PopulationSettings settings, NameBook book) {
    this.seed = settings.seed();
    this.asAt = settings.asAt();
    this.index = settings.index();
    this.writer = new RecordWriter(seed, book, FIELDS);
    this.rates = Rates.of(index.errors());
  }

  /**
   * One record of the index.
   *
   * @param from the first day that the record tells of
   * @param to the first day that it does not tell of any more
   */
  private record Entry(
      Person person, int number, LocalDate from, LocalDate to, Written written, HashRandom random) {
    NumberSpell spell() {
      return person.numbers().get(number);
    }
  }

  List<InternalRow> rows(Person person, List<Person> household) {
    return entries(person, household).stream().map(entry -> row(entry, told(entry))).toList();
  }

  /** The same records among the {@linkplain LinkableTable linkable} ones. */
  List<InternalRow> linkable(Person person, List<Person> household) {
    return entries(person, household).stream().map(entry -> linkable(entry, told(entry))).toList();
  }

  private List<Entry> entries(Person person, List<Person> household) {
    List<Entry> entries = new ArrayList<>(person.numbers().size());
    for (int i = 0; i < person.numbers().size(); i++) {
      HashRandom random = HashRandom.of(seed, HashRandom.Purpose.INDEX, person.index(), i);
      LocalDate from = person.start();
      for (NumberSpell earlier : person.numbers().subList(0, i + 1)) {
        from = earlier.reason().isDeliberateBreak() ? earlier.from() : from;
      }
      LocalDate to = asAt.plusDays(1);
      if (i + 1 < person.numbers().size()
          && person.numbers().get(i + 1).reason() != NumberReason.DUPLICATE) {
        to = person.numbers().get(i + 1).from();
      }
      LocalDate last = Family.earlierOf(to.minusDays(1), person.death().orElse(asAt));
      Written written = writer.write(person, household, last, "", rates, random, IGNORED);
      entries.add(new Entry(person, i, from, to, written, random));
    }
    return entries;
  }

  /** What a record of the index tells, beside what was written; the last of each is current. */
  private record Told(
      String birth,
      String death,
      String deathStatus,
      String confidentiality,
      List<HomeSpell> homes) {}

  private Told told(Entry entry) {
    Person person = entry.person();
    HashRandom random = entry.random();
    boolean left = entry.to().isBefore(asAt.plusDays(1)) && replacedBy(entry) == null;
    String confidentiality = left ? "I" : confidentiality(random);
    String birth = compact(entry.written().values().get(PersonField.DATE_OF_BIRTH));
    if (birth != null && random.chance(index.partialBirthDate())) {
      birth = birth.substring(0, random.chance(0.5) ? 4 : 6);
    }
    boolean dead = person.death().isPresent() && !person.death().get().isAfter(entry.to());
    String death = dead ? compact(person.death().get().toString()) : null;
    String informal = random.chance(DEATHS_INFORMAL) ? INFORMAL_DEATH : FORMAL_DEATH;
    return new Told(birth, death, dead ? informal : null, confidentiality, knownHomes(entry));
  }

  private InternalRow row(Entry entry, Told told) {
    Person person = entry.person();
    InternalRow[] names =
        names(entry).stream().map(name -> name.row(person)).toArray(InternalRow[]::new);
    InternalRow[] homes = homes(entry, told.homes());
    return SparkRows.of(
        entry.spell().number(),
        replacedBy(entry),
        told.birth(),
        told.death(),
        told.deathStatus(),
        names,
        homes,
        sexes(entry),
        practices(entry, told.homes()),
        told.confidentiality(),
        person.email().isEmpty() ? null : person.email(),
        person.mobile().isEmpty() ? null : person.mobile(),
        person.arrival().isEmpty() ? null : SparkRows.of(person.arrival().get()),
        names.length + homes.length + (told.death() == null ? 0 : 1));
  }

  private InternalRow linkable(Entry entry, Told told) {
    Person person = entry.person();
    List<Name> names = names(entry);
    List<HomeSpell> homes =
        spans(told.homes().stream().map(HomeSpell::from).toList(), entry).stream()
            .map(span -> told.homes().get(span.spell()))
            .toList();
    Map<PersonField, String> values = RecordWriter.noValues();
    values.put(PersonField.NHS_NUMBER, entry.spell().number());
    values.put(PersonField.DATE_OF_BIRTH, told.birth());
    values.put(PersonField.SEX, gender(entry.written().values().get(PersonField.SEX)));
    values.put(PersonField.EMAIL, text(person.email()));
    values.put(PersonField.MOBILE, text(person.mobile()));
    if (!names.isEmpty()) {
      Name name = names.get(names.size() - 1);
      values.put(PersonField.GIVEN_NAME, name.given());
      values.put(PersonField.OTHER_GIVEN_NAME, name.other());
      values.put(PersonField.SURNAME, name.surname());
    }
    if (!homes.isEmpty()) {
      Address home = homes.get(homes.size() - 1).address();
      values.put(PersonField.ADDRESS, Truth.address(home));
      values.put(PersonField.POSTCODE, home.postcode());
      if (person.registered()) {
        values.put(PersonField.GP_PRACTICE, Truth.practice(person, home));
      }
    }
    return LinkableTable.row(
        entry.spell().number(),
        values,
        new LinkableTable.Former(
            replaced(entry),
            former(names.stream().map(Name::given)),
            former(names.stream().map(Name::surname)),
            former(homes.stream().map(home -> home.address().postcode()))),
        new LinkableTable.OfIndex(
            told.death(),
            replacedBy(entry),
            told.confidentiality(),
            PeopleTable.reason(entry.spell())),
        LinkableTable.OfFeed.NONE,
        person,
        entry.to().minusDays(1),
        entry.written().errors(),
        asAt);
  }

  /** The values of a history that are not the last, each once, in the order of the history. */
  private static List<String> former(Stream<String> history) {
    List<String> values = history.toList();
    String current = values.isEmpty() ? null : values.get(values.size() - 1);
    List<String> former = new ArrayList<>();
    for (String value : values) {
      if (value != null && !value.equals(current) && !former.contains(value)) {
        former.add(value);
      }
    }
    return former;
  }

  /** The number that took this one's place; a deliberate break and a mistake leave none. */
  private static String replacedBy(Entry entry) {
    List<NumberSpell> numbers = entry.person().numbers();
    int next = entry.number() + 1;
    return next < numbers.size() && numbers.get(next).reason() == NumberReason.REPLACED
        ? numbers.get(next).number()
        : null;
  }

  /** The numbers that lead to this one, the oldest first. */
  private static List<String> replaced(Entry entry) {
    List<NumberSpell> numbers = entry.person().numbers();
    int first = entry.number();
    while (numbers.get(first).reason() == NumberReason.REPLACED) {
      first--;
    }
    return numbers.subList(first, entry.number()).stream().map(NumberSpell::number).toList();
  }

  private String confidentiality(HashRandom random) {
    double u = random.nextDouble();
    if (u < index.sensitive()) {
      return "S";
    }
    if (u < index.sensitive() + index.legacySensitive()) {
      return "Y";
    }
    return u < index.sensitive() + index.legacySensitive() + index.invalid() ? "I" : null;
  }

  /** A name of a history; other given names are split by spaces. */
  private record Name(Span span, String given, String other, String surname) {
    InternalRow row(Person person) {
      List<String> givens = new ArrayList<>();
      if (given != null) {
        givens.add(given);
      }
      if (other != null) {
        givens.addAll(Arrays.asList(other.split(" ", -1)));
      }
      return span.row(prefix(person, span.from()), givens.toArray(String[]::new), surname);
    }
  }

  /** The names over time; of the last, what was written, errors and all. */
  private static List<Name> names(Entry entry) {
    List<NameSpell> spells = entry.person().names();
    List<LocalDate> starts = spells.stream().map(NameSpell::from).toList();
    List<Name> names = new ArrayList<>();
    for (Span span : spans(starts, entry)) {
      NameSpell name = spells.get(span.spell());
      Map<PersonField, String> values = entry.written().values();
      boolean last = span.last();
      names.add(
          new Name(
              span,
              last ? values.get(PersonField.GIVEN_NAME) : text(name.given()),
              last ? values.get(PersonField.OTHER_GIVEN_NAME) : text(name.otherGiven()),
              last ? values.get(PersonField.SURNAME) : text(name.surname())));
    }
    return names;
  }

  private static String prefix(Person person, LocalDate date) {
    boolean child = person.ageAt(date) < 16;
    boolean renamed = person.names().size() > 1;
    return person.sexAt(date) == Sex.MALE
        ? child ? "Master" : "Mr"
        : child ? "Miss" : renamed ? "Mrs" : "Ms";
  }

  /** The homes that the index has heard of: none abroad, and of some people not the last move. */
  private List<HomeSpell> knownHomes(Entry entry) {
    List<HomeSpell> homes =
        entry.person().homes().stream().filter(home -> !home.address().isAbroad()).toList();
    boolean stale = entry.random().chance(index.staleHome());
    boolean recent =
        homes.size() > 1
            && homes.get(homes.size() - 1).from().isAfter(asAt.minusYears(STALE_YEARS))
            && homes.get(homes.size() - 1).from().isAfter(entry.from());
    return stale && recent ? homes.subList(0, homes.size() - 1) : homes;
  }

  private static InternalRow[] homes(Entry entry, List<HomeSpell> homes) {
    List<InternalRow> rows = new ArrayList<>();
    for (Span span : spans(homes.stream().map(HomeSpell::from).toList(), entry)) {
      Address home = homes.get(span.spell()).address();
      String[] lines = {null, home.line(), null, home.town(), null};
      rows.add(span.row(lines, home.postcode()));
    }
    return rows.toArray(InternalRow[]::new);
  }

  private static InternalRow[] practices(Entry entry, List<HomeSpell> homes) {
    if (!entry.person().registered()) {
      return new InternalRow[0];
    }
    List<InternalRow> rows = new ArrayList<>();
    for (Span span : spans(homes.stream().map(HomeSpell::from).toList(), entry)) {
      Address home = homes.get(span.spell()).address();
      rows.add(span.row(Truth.practice(entry.person(), home)));
    }
    return rows.toArray(InternalRow[]::new);
  }

  private static InternalRow[] sexes(Entry entry) {
    String code = entry.written().values().get(PersonField.SEX);
    Span span = new Span(0, entry.from(), last(entry), true);
    return new InternalRow[] {span.row(gender(code))};
  }

  /** The code of the NHS Data Model: 1 male, 2 female, 0 not known. */
  private static String gender(String code) {
    return Sex.MALE.code().equals(code) ? "1" : Sex.FEMALE.code().equals(code) ? "2" : "0";
  }

  /** A spell cut to the days that a record of the index tells of; {@code to} null for now. */
  private record Span(int spell, LocalDate from, LocalDate to, boolean last) {
    InternalRow row(Object... values) {
      List<Object> all = new ArrayList<>(Arrays.asList(values));
      all.add(from);
      all.add(to);
      all.add(spell + 1);
      return SparkRows.of(all.toArray());
    }
  }

  private static List<Span> spans(List<LocalDate> starts, Entry entry) {
    List<Span> spans = new ArrayList<>(starts.size());
    for (int i = 0; i < starts.size(); i++) {
      LocalDate end = i + 1 < starts.size() ? starts.get(i + 1) : entry.to();
      LocalDate from = Family.laterOf(starts.get(i), entry.from());
      LocalDate to = Family.earlierOf(end, entry.to());
      if (from.isBefore(to)) {
        boolean last = !to.isBefore(entry.to()) || i + 1 == starts.size();
        spans.add(new Span(i, from, last ? last(entry) : to.minusDays(1), last));
      }
    }
    return spans;
  }

  /** The last day that the record tells of; null while it is current. */
  private static LocalDate last(Entry entry) {
    return replacedBy(entry) == null && !isLeft(entry) ? null : entry.to().minusDays(1);
  }

  private static boolean isLeft(Entry entry) {
    int next = entry.number() + 1;
    List<NumberSpell> numbers = entry.person().numbers();
    return next < numbers.size() && numbers.get(next).reason().isDeliberateBreak();
  }

  private static String text(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String compact(String date) {
    return date == null ? null : date.replace("-", "");
  }

  private static ArrayType list(DataType type) {
    return new ArrayType(type, true);
  }

  /**
   * A history of the columns given, with days and a sequence number; texts unless a type follows.
   */
  private static ArrayType history(Object... columns) {
    StructType entry = new StructType();
    for (int i = 0; i < columns.length; i++) {
      boolean typed = i + 1 < columns.length && columns[i + 1] instanceof DataType;
      DataType type = typed ? (DataType) columns[i + 1] : StringType;
      entry = entry.add((String) columns[i], type);
      i += typed ? 1 : 0;
    }
    return new ArrayType(
        entry
            .add("valid_from", DateType, false)
            .add("valid_to", DateType)
            .add("scn", IntegerType, false),
        false);
  }
}
