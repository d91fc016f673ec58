package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Proves that a generated population is consistent: each record is one person's, households add up,
 * histories do not overlap, and the truth tells of every error. It reads the tables alone, so it
 * runs on any output, however old.
 */
public final class PopulationValidator {
  private static final String CHECKSUM = checksum("nhs_number");

  private PopulationValidator() {}

  /**
   * One thing that must hold.
   *
   * @param table which table it is about
   * @param rule what must hold
   * @param violations how many rows break it
   */
  public record Check(String table, String rule, long violations) {
    public boolean holds() {
      return violations == 0;
    }
  }

  /**
   * Checks the tables.
   *
   * @param tables as {@link Population#tables()}, best read back from where they were written: each
   *     is read several times
   * @throws IllegalArgumentException if a table is missing
   */
  public static List<Check> check(Map<String, Dataset<Row>> tables) {
    List<Check> checks = new ArrayList<>();
    Dataset<Row> people = table(tables, Population.PEOPLE);
    Dataset<Row> index = table(tables, Population.MASTER_INDEX);
    Dataset<Row> indexTruth = table(tables, Population.INDEX_TRUTH);
    Dataset<Row> truth = table(tables, Population.TRUTH);
    people(people, checks);
    households(people, checks);
    families(people, checks);
    index(index, checks);
    indexAgainstPeople(people, index, indexTruth, checks);
    truth(people, indexTruth, truth, checks);
    feeds(tables, truth, people, checks);
    return checks;
  }

  private static Dataset<Row> table(Map<String, Dataset<Row>> tables, String name) {
    if (!tables.containsKey(name)) {
      throw new IllegalArgumentException(
          "a population has a table %s; given were %s".formatted(name, tables.keySet()));
    }
    return tables.get(name);
  }

  /**
   * Rows that others are joined to by a hash table of each partition: they are as evenly spread as
   * the people are, and to sort both sides costs more than all that is asked of them.
   */
  private static Dataset<Row> hashed(Dataset<Row> rows) {
    return rows.hint("shuffle_hash");
  }

  private static void people(Dataset<Row> people, List<Check> checks) {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("nobody dies before birth", "date_of_death < date_of_birth");
    rules.put(
        "nobody comes to the country before birth or after death",
        "arrival < date_of_birth or arrival > date_of_death");
    rules.put("the first name begins at birth", "get(names.valid_from, 0) <> date_of_birth");
    rules.put("the first home begins at birth", "get(homes.valid_from, 0) <> date_of_birth");
    rules.put("names follow each other in time", disorder("names"));
    rules.put("homes follow each other in time", disorder("homes"));
    rules.put("NHS numbers follow each other in time", disorder("nhs_numbers"));
    rules.put(
        "nothing happens after death",
        "array_max(names.valid_from) > date_of_death"
            + " or array_max(homes.valid_from) > date_of_death"
            + " or array_max(nhs_numbers.valid_from) > date_of_death");
    rules.put(
        "everybody always has a name",
        "exists(arrays_zip(names.given_name, names.family_name),"
            + " n -> n.given_name is null and n.family_name is null)");
    rules.put(
        "who is in the index has a number from the start",
        "in_index <> (size(nhs_numbers) > 0)"
            + " or get(nhs_numbers.valid_from, 0) <> coalesce(arrival, date_of_birth)");
    rules.put(
        "who was born abroad lived there until arrival",
        "migrant <> (arrival is not null) or (migrant and get(homes.postcode, 0) is not null)");
    violations(Population.PEOPLE, people, rules, checks);
    checks.add(unique(Population.PEOPLE, people, "person"));
  }

  private static void households(Dataset<Row> people, List<Check> checks) {
    Dataset<Row> households =
        people
            .groupBy("household")
            .agg(
                count(lit(1)).as("members"),
                expr("min(household_size)").as("least"),
                expr("max(household_size)").as("most"),
                expr("min(person)").as("first"),
                differ("xxhash64(household_kind)").as("of_several_kinds"),
                differ("if(date_of_death is null, xxhash64(coalesce(postcode, '')), null)")
                    .as("apart"));
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("a household has as many members as it says", "members <> least or members <> most");
    rules.put("a household is named after its first member", "first <> household");
    rules.put("a household is of one kind", "of_several_kinds");
    rules.put("the living of a household live together", "apart");
    violations("households", households, rules, checks);
  }

  /** Whether a group has several values; of numbers, which are aggregated without being sorted. */
  private static Column differ(String value) {
    return expr("min(%1$s) <> max(%1$s)".formatted(value));
  }

  private static void families(Dataset<Row> people, List<Check> checks) {
    Dataset<Row> parents =
        people.selectExpr(
            "person as parent",
            "household as parents_household",
            "sex_at_birth as parents_sex",
            "date_of_birth as parents_birth",
            "date_of_death as parents_death");
    Dataset<Row> children =
        people
            .selectExpr(
                "household",
                "date_of_birth",
                "stack(2, 'mother', mother, 'father', father) as (relation, of)")
            .where("of is not null")
            .join(hashed(parents), col("of").equalTo(col("parent")), "left");
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put(
        "a mother is one of the household",
        "relation = 'mother' and not (parents_household <=> household)");
    rules.put("a mother was born a girl", "relation = 'mother' and not (parents_sex <=> 'F')");
    rules.put(
        "a mother is 15 to 50 years older",
        "relation = 'mother' and months_between(date_of_birth, parents_birth) not between 180 and"
            + " 600");
    rules.put(
        "a mother is alive at the birth", "relation = 'mother' and parents_death < date_of_birth");
    rules.put(
        "a father is one of the household",
        "relation = 'father' and not (parents_household <=> household)");
    rules.put("a father was born a boy", "relation = 'father' and not (parents_sex <=> 'M')");
    rules.put(
        "a father is at least 15 years older",
        "relation = 'father' and months_between(date_of_birth, parents_birth) < 180");
    violations("parents", children, rules, checks);
    Dataset<Row> births =
        people
            .where("mother is not null")
            .groupBy("mother")
            .agg(expr("array_sort(collect_list(date_of_birth))").as("births"));
    rules.clear();
    rules.put(
        "births of a mother are of one day, or 240 days apart",
        "size(births) > 1 and exists(sequence(1, size(births) - 1), i -> "
            + "datediff(births[i], births[i - 1]) between 1 and 239)");
    violations("mothers", births, rules, checks);
  }

  private static void index(Dataset<Row> index, List<Check> checks) {
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("an NHS number passes modulus 11", CHECKSUM);
    rules.put(
        "an NHS number is of those kept for made-up people",
        "nhs_number not between '9000000000' and '9999999999'");
    rules.put("a record does not replace itself", "replaced_by = nhs_number");
    rules.put(
        "a record has a name and a sex",
        "size(name_history.valid_from) = 0 or size(gender_history.valid_from) = 0");
    for (String history : List.of("name", "address", "gender", "gp")) {
      rules.put("the " + history + " history does not overlap", overlap(history + "_history"));
    }
    rules.put(
        "a replaced record tells of nothing current",
        "replaced_by is not null and exists(name_history.valid_to, d -> d is null)");
    rules.put("a date of death has a status", "(dod is null) <> (death_status is null)");
    violations(Population.MASTER_INDEX, index, rules, checks);
    checks.add(unique(Population.MASTER_INDEX, index, "nhs_number"));
  }

  private static void indexAgainstPeople(
      Dataset<Row> people, Dataset<Row> index, Dataset<Row> indexTruth, List<Check> checks) {
    Dataset<Row> numbers =
        people.selectExpr(
            "person",
            "posexplode(transform(nhs_numbers, (n, i) -> struct(n.nhs_number as own,"
                + " n.reason as own_reason, n.valid_from as own_from,"
                + " try_element_at(nhs_numbers, i + 2).nhs_number as next,"
                + " try_element_at(nhs_numbers, i + 2).reason as next_reason)))"
                + " as (place, n)");
    Dataset<Row> given = numbers.select(col("person"), expr("n.*"));
    Dataset<Row> joined =
        given
            .join(
                hashed(
                    index.selectExpr(
                        "nhs_number",
                        "replaced_by",
                        "confidentiality",
                        "get(name_history.valid_from, 0) as first_name",
                        "get(address_history.valid_from, 0) as first_home",
                        "try_element_at(name_history.valid_to, -1) is null as is_open")),
                col("own").equalTo(col("nhs_number")),
                "full")
            .join(
                hashed(
                    indexTruth.selectExpr(
                        "nhs_number as truth_number", "natural_person", "reason", "is_current")),
                expr("truth_number = coalesce(own, nhs_number)"),
                "full");
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put(
        "the index has the people's NHS numbers and no others",
        "own is null or nhs_number is null");
    rules.put(
        "the truth of the index tells of each record",
        "truth_number is null or natural_person <> person or reason <> own_reason");
    rules.put(
        "a record points to the number that replaced it, and to none else",
        "not (replaced_by <=> if(next_reason = 'replaced', next, null))"
            + " or is_current <> (replaced_by is null)");
    rules.put(
        "a record that a deliberate break left behind is invalid and ends",
        "next_reason in ('adoption', 'sex-change')"
            + " and (not (confidentiality <=> 'I') or is_open)");
    rules.put(
        "a record after a deliberate break tells of nothing before it",
        "own_reason in ('adoption', 'sex-change')"
            + " and (first_name < own_from or first_home < own_from)");
    violations(Population.MASTER_INDEX, joined, rules, checks);
  }

  private static void truth(
      Dataset<Row> people, Dataset<Row> indexTruth, Dataset<Row> truth, List<Check> checks) {
    Dataset<Row> whose =
        people.selectExpr(
            "person as known_person",
            "in_index as known_in_index",
            "coalesce(arrival, date_of_birth) as first_day",
            "date_of_death as last_day");
    Dataset<Row> numbers =
        indexTruth.selectExpr(
            "nhs_number as index_number",
            "person as index_person",
            "natural_person as index_natural_person");
    Dataset<Row> joined =
        truth
            .join(hashed(whose), col("natural_person").equalTo(col("known_person")), "left")
            .join(hashed(numbers), col("nhs_number").equalTo(col("index_number")), "left");
    Map<String, String> rules = new LinkedHashMap<>();
    rules.put("a record is somebody's", "known_person is null");
    rules.put("the truth knows who is in the index", "not (in_index <=> known_in_index)");
    rules.put(
        "a record is of a day in the person's life here",
        "event_date < first_day or event_date > last_day");
    rules.put(
        "the right NHS number is the person's in the index",
        "nhs_number is not null and (not (index_natural_person <=> natural_person)"
            + " or not (index_person <=> person))");
    violations(Population.TRUTH, joined, rules, checks);
  }

  /** A rule of feeds, and the column without which it says nothing of a feed. */
  private record FeedRule(String rule, Optional<String> column, String violated) {}

  private static final List<FeedRule> FEED_RULES =
      List.of(
          new FeedRule(
              "each record has its truth, and each truth its record",
              Optional.empty(),
              "feed_date is null or event_date is null"),
          new FeedRule(
              "truth and record tell of one day", Optional.empty(), "feed_date <> event_date"),
          new FeedRule(
              "a given name is right or the truth tells why",
              Optional.of("given_name"),
              wrong("given-name", "upper(given_name)", "upper(true_name.given_name)")),
          new FeedRule(
              "a surname is right or the truth tells why",
              Optional.of("family_name"),
              wrong("surname", "upper(family_name)", "upper(true_name.family_name)")),
          new FeedRule(
              "a date of birth is right or the truth tells why",
              Optional.of("written_birth"),
              unlisted("date-of-birth")
                  + " and not coalesce(instr(written_birth, substr(birth, 1, 4)) > 0"
                  + " and instr(written_birth, substr(birth, 6, 2)) > 0"
                  + " and instr(written_birth, substr(birth, 9, 2)) > 0, false)"),
          new FeedRule(
              "a postcode is right or the truth tells why",
              Optional.of("postcode"),
              wrong("postcode", "postcode", "true_home.postcode")),
          new FeedRule(
              "a postcode said to be wrong is wrong",
              Optional.of("postcode"),
              listed("postcode") + " and postcode <=> true_home.postcode"),
          new FeedRule(
              "an NHS number is right or the truth tells why",
              Optional.of("nhs_no"),
              wrong("nhs-number", "nhs_no", "nhs_number")),
          new FeedRule(
              "an NHS number said to be wrong is wrong",
              Optional.of("nhs_no"),
              listed("nhs-number") + " and nhs_no <=> nhs_number"));

  /** All feeds in one pass, for the people with their histories are heavy to move. */
  private static void feeds(
      Map<String, Dataset<Row>> tables,
      Dataset<Row> truth,
      Dataset<Row> people,
      List<Check> checks) {
    Map<String, Dataset<Row>> feeds = new LinkedHashMap<>();
    tables.forEach(
        (name, feed) -> {
          if (!Population.feedOf(name).isEmpty()) {
            feeds.put(
                Population.feedOf(name),
                feed.select(
                    lit(Population.feedOf(name)).as("source"),
                    col("unique_reference"),
                    col("event_date").as("feed_date"),
                    col("given_name"),
                    col("family_name"),
                    col("date_of_birth").as("written_birth"),
                    col("postcode"),
                    col("nhs_no")));
          }
        });
    if (feeds.isEmpty()) {
      return;
    }
    Dataset<Row> records = feeds.values().stream().reduce(Dataset::union).orElseThrow();
    List<Column> sums = new ArrayList<>();
    for (FeedRule rule : FEED_RULES) {
      sums.add(count(rule.column().map(functions::col).orElse(lit(1))));
      sums.add(sum(expr("if(" + rule.violated() + ", 1L, 0L)")));
    }
    Dataset<Row> joined =
        records
            .join(
                hashed(
                    truth.select(
                        "source",
                        "unique_reference",
                        "natural_person",
                        "event_date",
                        "nhs_number",
                        "errors")),
                new String[] {"source", "unique_reference"},
                "full")
            .join(
                hashed(
                    people.selectExpr(
                        "person",
                        "arrays_zip(names.valid_from, names.given_name, names.family_name) as"
                            + " names",
                        "arrays_zip(homes.valid_from, homes.postcode) as homes",
                        "cast(date_of_birth as string) as birth")),
                col("natural_person").equalTo(col("person")),
                "left")
            .withColumn("true_name", last("names"))
            .withColumn("true_home", last("homes"))
            .groupBy("source")
            .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new));
    Map<String, Row> found = bySource(joined);
    Map<String, Row> references =
        bySource(records.groupBy("source").agg(count(lit(1)), countDistinct("unique_reference")));
    Set<String> sources = new LinkedHashSet<>(feeds.keySet());
    sources.addAll(new TreeSet<>(found.keySet())); // the truth may tell of a feed that is not there
    for (String source : sources) {
      String table = Population.feedTable(source);
      Row unique = references.get(source);
      checks.add(
          new Check(
              table,
              "unique_reference is unique",
              unique == null ? 0 : unique.getLong(1) - unique.getLong(2)));
      Row counts = found.get(source);
      for (int i = 0; i < FEED_RULES.size(); i++) {
        if (counts != null && counts.getLong(1 + 2 * i) > 0) {
          checks.add(new Check(table, FEED_RULES.get(i).rule(), counts.getLong(2 + 2 * i)));
        }
      }
    }
  }

  private static Map<String, Row> bySource(Dataset<Row> rows) {
    Map<String, Row> bySource = new TreeMap<>();
    rows.collectAsList().forEach(row -> bySource.put(row.getString(0), row));
    return bySource;
  }

  private static Column last(String spells) {
    return expr("try_element_at(filter(" + spells + ", s -> s.valid_from <= event_date), -1)");
  }

  private static String wrong(String field, String value, String truth) {
    return unlisted(field) + " and not (" + value + " <=> " + truth + ")";
  }

  private static String unlisted(String field) {
    return "not (" + listed(field) + ")";
  }

  private static String listed(String field) {
    return "array_contains(errors.field, '" + field + "')";
  }

  /**
   * True where an array of spells is not in the strict order of its beginnings. The beginnings
   * alone are named, for then nothing else of the spells is read.
   */
  private static String disorder(String spells) {
    return "size(%1$s.valid_from) > 1 and %1$s.valid_from <> sort_array(array_distinct(%1$s.valid_from))"
        .formatted(spells);
  }

  /**
   * True where a history has an entry that ends before it begins, or one that does not begin on the
   * day after the last ended.
   */
  private static String overlap(String history) {
    return ("try_element_at(%1$s.valid_to, -1) < try_element_at(%1$s.valid_from, -1) or"
            + " (size(%1$s.valid_from) > 1 and (%2$s or slice(%1$s.valid_from, 2,"
            + " size(%1$s.valid_from) - 1) <> transform(slice(%1$s.valid_to, 1,"
            + " size(%1$s.valid_to) - 1), d -> date_add(d, 1))))")
        .formatted(history, disorder(history));
  }

  /** True where ten digits do not pass modulus 11. */
  private static String checksum(String column) {
    StringBuilder terms = new StringBuilder();
    for (int i = 1; i <= 9; i++) {
      terms.append(i == 1 ? "" : " + ").append(11 - i).append(" * int(substr(").append(column);
      terms.append(", ").append(i).append(", 1))");
    }
    return "not coalesce(length(%1$s) = 10 and (11 - (%2$s) %% 11) %% 11 = int(substr(%1$s, 10, 1)), false)"
        .formatted(column, terms);
  }

  private static Check unique(String table, Dataset<Row> rows, String key) {
    Row counts = rows.agg(count(lit(1)), countDistinct(key)).head();
    return new Check(table, key + " is unique", counts.getLong(0) - counts.getLong(1));
  }

  /** One pass over the rows for all rules; a condition that is null is no violation. */
  private static void violations(
      String table, Dataset<Row> rows, Map<String, String> rules, List<Check> checks) {
    List<Column> sums = new ArrayList<>();
    rules
        .values()
        .forEach(rule -> sums.add(sum(expr("if(" + rule + ", 1L, 0L)")).as("r" + sums.size())));
    Row counts = rows.agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new)).head();
    int i = 0;
    for (String rule : rules.keySet()) {
      checks.add(new Check(table, rule, counts.isNullAt(i) ? 0 : counts.getLong(i)));
      i++;
    }
  }
}
