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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.linkagehub.qa.synthetic.RowRules.Counts;
import org.linkagehub.qa.synthetic.RowRules.Rule;

/**
 * Proves that a generated population is consistent: each record is one person's, households add up,
 * histories do not overlap, and the truth tells of every error. It reads the tables alone, so it
 * runs on any output, however old.
 */
public final class PopulationValidator {
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
    add(Population.PEOPLE, people.selectExpr(PersonRules.COLUMNS), PersonRules.RULES, checks);
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
    add(Population.MASTER_INDEX, index.selectExpr(IndexRules.COLUMNS), IndexRules.RULES, checks);
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
    Dataset<Row> joined =
        records
            .join(
                hashed(
                    truth.selectExpr(
                        "source",
                        "unique_reference",
                        "natural_person",
                        "event_date",
                        "nhs_number",
                        "errors.field as errors")),
                new String[] {"source", "unique_reference"},
                "full")
            .join(
                hashed(
                    people.selectExpr(
                        "person",
                        "names.valid_from as name_days",
                        "names.given_name as given_names",
                        "names.family_name as family_names",
                        "homes.valid_from as home_days",
                        "homes.postcode as postcodes",
                        "date_of_birth as birth")),
                col("natural_person").equalTo(col("person")),
                "left")
            .selectExpr(FeedRules.COLUMNS);
    Map<String, Counts> found = RowRules.countBy(FeedRules.SOURCE, joined, FeedRules.RULES);
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
      Counts counts = found.get(source);
      for (int i = 0; i < FeedRules.RULES.size(); i++) {
        if (counts != null && counts.asked(i) > 0) {
          checks.add(new Check(table, FeedRules.RULES.get(i).text(), counts.violations(i)));
        }
      }
    }
  }

  private static Map<String, Row> bySource(Dataset<Row> rows) {
    Map<String, Row> bySource = new TreeMap<>();
    rows.collectAsList().forEach(row -> bySource.put(row.getString(0), row));
    return bySource;
  }

  private static void add(String table, Dataset<Row> rows, List<Rule> rules, List<Check> checks) {
    Counts counts = RowRules.count(rows, rules);
    for (int i = 0; i < rules.size(); i++) {
      checks.add(new Check(table, rules.get(i).text(), counts.violations(i)));
    }
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
