package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;

/**
 * A source of records that ask to be linked to the index.
 *
 * @param name of the feed, and of its table
 * @param years how far back its records go
 * @param women the share of eligible women and girls who have any record
 * @param men the share of eligible men and boys who have any record
 * @param eventsPerPerson the mean number of records of those who have any; at least 1; geometric
 * @param youngest least age in years on the day of a record
 * @param oldest greatest age in years on the day of a record
 * @param migrants only those who came to the country
 * @param births the share of births of the feed's years that have a record on the day of birth
 * @param arrivals the share of arrivals of the feed's years that have a record on that day
 * @param fields what the records say; the columns of other fields are null
 * @param dateFormat how dates are written, a pattern of java.time
 * @param female the code for women; so male, and unknown for neither
 * @param upperCase whether names are in capitals
 * @param errors how often each error befalls each field
 */
public record FeedSettings(
    String name,
    int years,
    double women,
    double men,
    double eventsPerPerson,
    int youngest,
    int oldest,
    boolean migrants,
    double births,
    double arrivals,
    Set<PersonField> fields,
    String dateFormat,
    String female,
    String male,
    String unknown,
    boolean upperCase,
    ErrorRates errors)
    implements Serializable {

  public FeedSettings {
    fields = Set.copyOf(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("fields must name at least one field");
    }
    if (youngest > oldest) {
      throw new IllegalArgumentException(
          "youngest (%d) must be at most oldest (%d)".formatted(youngest, oldest));
    }
    if (DateTimeFormatter.ofPattern(dateFormat).format(LocalDate.EPOCH).isBlank()) {
      throw new IllegalArgumentException("date-format must show a date, was " + dateFormat);
    }
  }

  /** Reads the block {@code feeds}; problems are noted by the reader. */
  static List<FeedSettings> readAll(ConfigReader in) {
    List<FeedSettings> feeds = new ArrayList<>();
    Map<String, ConfigReader.Value> byName = new TreeMap<>(in.valuesByName("feeds"));
    byName.forEach(
        (name, value) ->
            value
                .block()
                .ifPresentOrElse(
                    block -> read(name, block).ifPresent(feeds::add),
                    () -> value.problem("must be a block of settings in braces")));
    return feeds;
  }

  private static Optional<FeedSettings> read(String name, ConfigReader in) {
    int years = (int) in.whole("years", 1, 100);
    double women = in.number("women", Range.SHARE);
    double men = in.number("men", Range.SHARE);
    double events = in.number("events-per-person", new Range(1, true, 1000, true));
    int youngest = in.has("youngest") ? (int) in.whole("youngest", 0, 200) : 0;
    int oldest = in.has("oldest") ? (int) in.whole("oldest", 0, 200) : 200;
    boolean migrants = in.has("migrants") && in.flag("migrants");
    double births = in.optionalNumber("births", Range.SHARE).orElse(0);
    double arrivals = in.optionalNumber("arrivals", Range.SHARE).orElse(0);
    Set<PersonField> fields = EnumSet.noneOf(PersonField.class);
    for (String field : in.texts("fields")) {
      PersonField.of(field)
          .ifPresentOrElse(
              fields::add,
              () ->
                  in.problem(
                      "fields",
                      "must be of "
                          + EnumSet.allOf(PersonField.class).stream().map(PersonField::key).toList()
                          + ", was "
                          + field));
    }
    String dateFormat = in.text("date-format");
    List<String> sexCodes = in.texts("sex-codes");
    if (sexCodes.size() != 3) {
      in.problem("sex-codes", "must be three: for female, male and not known");
    }
    boolean upperCase = in.has("upper-case") && in.flag("upper-case");
    ErrorRates errors = ErrorRates.read(in.block("errors"));
    return in.build(
        () ->
            new FeedSettings(
                name,
                years,
                women,
                men,
                events,
                youngest,
                oldest,
                migrants,
                births,
                arrivals,
                fields,
                dateFormat,
                sexCodes.get(0),
                sexCodes.get(1),
                sexCodes.get(2),
                upperCase,
                errors));
  }
}
