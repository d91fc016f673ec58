package org.linkagehub.qa.synthetic;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.linkagehub.qa.synthetic.FeedEvents.FeedEvent;
import org.linkagehub.qa.synthetic.RecordWriter.Written;

/** The records of a feed. */
final class FeedTable {
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

  /** A record as a row of {@link LinkableTable}. */
  InternalRow row(FeedRecord record) {
    return LinkableTable.row(
        record.reference(),
        asTheFeedWrites(record.written().values()),
        LinkableTable.Former.NONE,
        LinkableTable.OfIndex.NONE,
        new LinkableTable.OfFeed(feed.name(), record.event().provider(), record.event().date()),
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
