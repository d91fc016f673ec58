package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What was asked of a population beside what came. Shares of homes, communities and ethnic
 * categories are counted over the first members of households, who are drawn without regard to each
 * other.
 */
public final class PopulationMargins {
  private static final double BILLION = 1e9;
  private static final int DECILES = 10;

  private PopulationMargins() {}

  /**
   * One share.
   *
   * @param measure what is shared out, for example {@code region}
   * @param group the part, for example {@code london}
   * @param asked the share that the settings ask for, from 0 to 1
   * @param got the share that came, from 0 to 1
   * @param count of how many things it is a share
   */
  public record Margin(String measure, String group, double asked, double got, long count) {
    /**
     * How far the share that came lies from the one that was asked for, in standard errors of a
     * binomial count; 0 where nothing can vary.
     */
    public double deviation() {
      double error = Math.sqrt(asked * (1 - asked) / count);
      return error == 0 ? 0 : (got - asked) / error;
    }
  }

  /**
   * The margins of a population.
   *
   * @param tables as {@link Population#tables()}, best read back from where they were written
   */
  public static List<Margin> of(PopulationSettings settings, Map<String, Dataset<Row>> tables) {
    List<Margin> margins = new ArrayList<>();
    Dataset<Row> people = tables.get(Population.PEOPLE);
    Dataset<Row> first = people.where(col("person").equalTo(col("household")));
    Map<String, Double> communities = communityShares(settings);
    add(margins, "household kind", householdShares(settings), counts(first, "household_kind"));
    add(margins, "community", communities, counts(first, "community"));
    add(
        margins,
        "ethnic category",
        mixture(settings, PopulationMargins::ethnicShares),
        counts(first, "ethnic_category"));
    add(
        margins,
        "region",
        mixture(settings, community -> NameBook.regionShares(community.regions())),
        counts(first, "lower(replace(region, ' ', '-'))"));
    add(
        margins,
        "deprivation decile",
        mixture(settings, PopulationMargins::decileShares),
        counts(first.where("deprivation_decile is not null"), "deprivation_decile"));
    double abroad = 0;
    for (Community community : settings.communities()) {
      abroad += communities.get(community.name()) * community.bornAbroad();
    }
    add(
        margins,
        "born abroad",
        Map.of("yes", abroad, "no", 1 - abroad),
        counts(first, "if(migrant, 'yes', 'no')"));
    index(settings, people, tables.get(Population.MASTER_INDEX), margins);
    errors(tables.get(Population.ERROR_COUNTS), margins);
    return margins;
  }

  private static void index(
      PopulationSettings settings, Dataset<Row> people, Dataset<Row> index, List<Margin> margins) {
    IndexSettings asked = settings.index();
    String recent = "coalesce(arrival > date'%s', false)".formatted(settings.asAt().minusYears(2));
    share(
        margins,
        "people",
        "absent from the index",
        asked.absent(),
        people,
        "not " + recent,
        "not in_index");
    share(
        margins,
        "people",
        "recent migrants absent from the index",
        asked.absentRecentMigrants(),
        people,
        recent,
        "not in_index");
    String further = "exists(nhs_numbers, n -> n.reason = '%s')";
    share(
        margins,
        "people",
        "with a replaced NHS number",
        asked.replaced(),
        people,
        "in_index",
        further.formatted("replaced"));
    share(
        margins,
        "people",
        "with two NHS numbers by mistake",
        asked.duplicated(),
        people,
        "in_index",
        further.formatted("duplicate"));
    share(
        margins,
        "people",
        "of age with a new NHS number after a change of sex",
        asked.sexChanged(),
        people,
        "in_index and months_between(date'%s', date_of_birth) > 216".formatted(settings.asAt()),
        further.formatted("sex-change"));
    share(
        margins,
        "people",
        "children with a new NHS number after adoption",
        asked.adopted(),
        people,
        "in_index and role = 'child'",
        further.formatted("adoption"));
    share(
        margins,
        "people",
        "without a practice",
        asked.withoutPractice(),
        people,
        "true",
        "not registered");
    share(
        margins,
        "index record",
        "sensitive (S)",
        asked.sensitive(),
        index,
        "true",
        "confidentiality <=> 'S'");
    share(
        margins,
        "index record",
        "legacy sensitive (Y)",
        asked.legacySensitive(),
        index,
        "true",
        "confidentiality <=> 'Y'");
    share(
        margins,
        "index record",
        "with a partial date of birth",
        asked.partialBirthDate(),
        index,
        "dob is not null",
        "length(dob) < 8");
  }

  private static void share(
      List<Margin> margins,
      String measure,
      String group,
      double asked,
      Dataset<Row> rows,
      String among,
      String which) {
    Row counts =
        rows.where(among)
            .agg(expr("count(*)").as("n"), expr("count_if(" + which + ")").as("k"))
            .head();
    margins.add(margin(measure, group, asked, counts.getLong(1), counts.getLong(0)));
  }

  private static void errors(Dataset<Row> counts, List<Margin> margins) {
    List<Row> rows =
        counts
            .select("source", "field", "kind", "tried", "expected_billionths", "drawn")
            .orderBy("source", "field", "kind")
            .collectAsList();
    for (Row row : rows) {
      long tried = row.getLong(3);
      margins.add(
          margin(
              "errors of " + row.getString(0),
              row.getString(1) + ": " + row.getString(2),
              row.getLong(4) / BILLION / tried,
              row.getLong(5),
              tried));
    }
  }

  private static void add(
      List<Margin> margins, String measure, Map<String, Double> asked, Map<String, Long> got) {
    long all = got.values().stream().mapToLong(n -> n).sum();
    new TreeMap<>(asked)
        .forEach(
            (group, share) ->
                margins.add(margin(measure, group, share, got.getOrDefault(group, 0L), all)));
  }

  private static Margin margin(String measure, String group, double asked, long got, long all) {
    return new Margin(measure, group, asked, all == 0 ? 0 : (double) got / all, all);
  }

  private static Map<String, Long> counts(Dataset<Row> rows, String group) {
    Map<String, Long> counts = new HashMap<>();
    for (Row row : rows.groupBy(expr(group).cast("string")).count().collectAsList()) {
      counts.put(row.isNullAt(0) ? "" : row.getString(0), row.getLong(1));
    }
    return counts;
  }

  private static Map<String, Double> householdShares(PopulationSettings settings) {
    double sum = settings.households().values().stream().mapToDouble(d -> d).sum();
    Map<String, Double> shares = new TreeMap<>();
    settings.households().forEach((kind, share) -> shares.put(kind.key(), share / sum));
    return shares;
  }

  private static Map<String, Double> communityShares(PopulationSettings settings) {
    double sum = settings.communities().stream().mapToDouble(Community::share).sum();
    Map<String, Double> shares = new TreeMap<>();
    settings.communities().forEach(c -> shares.put(c.name(), c.share() / sum));
    return shares;
  }

  private static Map<String, Double> ethnicShares(Community community) {
    double sum = community.ethnic().values().stream().mapToDouble(d -> d).sum();
    Map<String, Double> shares = new TreeMap<>(community.ethnic());
    shares.replaceAll((category, weight) -> weight / sum);
    return shares;
  }

  private static Map<String, Double> decileShares(Community community) {
    double[] shares = NameBook.decileShares(community.deprivation());
    Map<String, Double> byDecile = new TreeMap<>();
    for (int decile = 1; decile <= DECILES; decile++) {
      byDecile.put(Integer.toString(decile), shares[decile - 1]);
    }
    return byDecile;
  }

  /** The shares that follow from each community's, weighted by its share of households. */
  private static Map<String, Double> mixture(
      PopulationSettings settings, Function<Community, Map<String, Double>> ofCommunity) {
    Map<String, Double> communities = communityShares(settings);
    Map<String, Double> shares = new TreeMap<>();
    for (Community community : settings.communities()) {
      double weight = communities.get(community.name());
      ofCommunity
          .apply(community)
          .forEach((group, share) -> shares.merge(group, weight * share, Double::sum));
    }
    return shares;
  }
}
