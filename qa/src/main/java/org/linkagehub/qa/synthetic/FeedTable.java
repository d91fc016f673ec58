package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.qa.synthetic.FeedEvents.FeedEvent;
import org.linkagehub.qa.synthetic.RecordWriter.Written;

/** The records of a feed, in the columns of a request to the Master Person Service. */
final class FeedTable {
  static final StructType SCHEMA =
      new StructType()
          .add("unique_reference", StringType, false)
          .add("nhs_no", StringType)
          .add("family_name", StringType)
          .add("given_name", StringType)
          .add("other_given_name", StringType)
          .add("gender", StringType)
          .add("date_of_birth", StringType)
          .add("postcode", StringType)
          .add("address_line1", StringType)
          .add("address_line2", StringType)
          .add("address_line3", StringType)
          .add("address_line4", StringType)
          .add("address_line5", StringType)
          .add("gp_practice_code", StringType)
          .add("local_patient_id", StringType)
          .add("mobile_number", StringType)
          .add("email_address", StringType)
          .add("birth_place", StringType)
          .add("ethnic_category", StringType)
          .add("provider_code", StringType, false)
          .add("event_date", DateType, false);

  private static final Set<PersonField> NAMES =
      EnumSet.of(PersonField.GIVEN_NAME, PersonField.OTHER_GIVEN_NAME, PersonField.SURNAME);
  private static final RecordWriter.Tally IGNORED = (field, kind, rate, drawn, happened) -> {};

  private final long seed;
  private final LocalDate asAt;
  private final FeedSettings feed;
  private final FeedEvents events;
  private final RecordWriter writer;
  private final GroupedRates rates;
  private final DateTimeFormatter dates;

  FeedTable(PopulationSettings settings, FeedSettings feed, NameBook book) {
    this.seed = settings.seed();
    this.asAt = settings.asAt();
    this.feed = feed;
    this.events = new FeedEvents(settings, feed);
    this.writer = new RecordWriter(seed, book, feed.fields());
    this.rates = GroupedRates.of(feed, settings.subGroups());
    this.dates = DateTimeFormatter.ofPattern(feed.dateFormat(), Locale.ROOT);
  }

  String name() {
    return feed.name();
  }

  /** A record of a feed, with what it is a record of. */
  record FeedRecord(String reference, Person person, FeedEvent event, Written written) {}

  /** The records of all members of a household. */
  List<FeedRecord> records(List<Person> household) {
    return records(household, IGNORED);
  }

  List<FeedRecord> records(List<Person> household, RecordWriter.Tally tally) {
    List<FeedRecord> records = new ArrayList<>();
    for (Person person : household) {
      HashRandom random = events.random(person);
      for (FeedEvent event : events.of(person, random)) {
        Written written =
            writer.write(
                person,
                household,
                event.date(),
                event.provider(),
                rates.of(person, event.date()),
                random,
                tally);
        String reference = RecordIds.of(seed, feed.name(), person.index(), event.number());
        records.add(new FeedRecord(reference, person, event, written));
      }
    }
    return records;
  }

  Row row(FeedRecord record) {
    Map<PersonField, String> values = asTheFeedWrites(record.written().values());
    String address = values.get(PersonField.ADDRESS);
    return RowFactory.create(
        record.reference(),
        values.get(PersonField.NHS_NUMBER),
        values.get(PersonField.SURNAME),
        values.get(PersonField.GIVEN_NAME),
        values.get(PersonField.OTHER_GIVEN_NAME),
        values.get(PersonField.SEX),
        values.get(PersonField.DATE_OF_BIRTH),
        values.get(PersonField.POSTCODE),
        null,
        Truth.line(address),
        null,
        Truth.town(address),
        null,
        values.get(PersonField.GP_PRACTICE),
        values.get(PersonField.LOCAL_PATIENT_ID),
        values.get(PersonField.MOBILE),
        values.get(PersonField.EMAIL),
        values.get(PersonField.BIRTH_PLACE),
        values.get(PersonField.ETHNIC_CATEGORY),
        record.event().provider(),
        java.sql.Date.valueOf(record.event().date()));
  }

  /** The same record among the {@linkplain LinkableTable linkable} ones. */
  Row linkable(FeedRecord record) {
    return LinkableTable.row(
        feed.name(),
        record.reference(),
        record.event().date(),
        asTheFeedWrites(record.written().values()),
        LinkableTable.Former.NONE,
        LinkableTable.OfIndex.NONE,
        record.person(),
        record.event().date(),
        record.written().errors(),
        asAt);
  }

  private Map<PersonField, String> asTheFeedWrites(Map<PersonField, String> values) {
    Map<PersonField, String> written = RecordWriter.noValues();
    written.putAll(values);
    for (PersonField name : NAMES) {
      written.computeIfPresent(name, (field, value) -> name(value));
    }
    written.computeIfPresent(PersonField.SEX, (field, code) -> sex(code));
    written.computeIfPresent(PersonField.DATE_OF_BIRTH, (field, date) -> date(date));
    return written;
  }

  private String name(String name) {
    return feed.upperCase() ? name.toUpperCase(Locale.ROOT) : name;
  }

  private String sex(String code) {
    return code.equals(Sex.FEMALE.code())
        ? feed.female()
        : code.equals(Sex.MALE.code()) ? feed.male() : feed.unknown();
  }

  /** A date in the feed's format; a year, or year and month, alone as the index writes them. */
  private String date(String date) {
    try {
      return dates.format(LocalDate.parse(date));
    } catch (DateTimeException e) {
      return date.replace("-", "");
    }
  }
}
