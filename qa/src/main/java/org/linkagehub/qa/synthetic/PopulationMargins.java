package org.linkagehub.qa.synthetic;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Column;
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
    /** Of fewer a share is far from a normal distribution. */
    public static final double LEAST_EXPECTED = 5;

    /** Whether too few are to be expected to judge the share by its standard errors. */
    public boolean isOfTooFew() {
      return asked * count < LEAST_EXPECTED;
    }

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
    Map<String, Double> communities = communityShares(settings);
    double abroad = 0;
    for (Community community : settings.communities()) {
      abroad += communities.get(community.name()) * community.bornAbroad();
    }
    Map<String, Map<String, Double>> asked = new LinkedHashMap<>();
    asked.put("household kind", householdShares(settings));
    asked.put("community", communities);
    asked.put("ethnic category", mixture(settings, PopulationMargins::ethnicShares));
    asked.put("region", mixture(settings, community -> NameBook.regionShares(community.regions())));
    asked.put("deprivation decile", mixture(settings, PopulationMargins::decileShares));
    asked.put("born abroad", Map.of("yes", abroad, "no", 1 - abroad));
    Map<String, Map<String, Long>> got = firstMembers(people);
    asked.forEach(
        (measure, shares) -> add(margins, measure, shares, got.getOrDefault(measure, Map.of())));
    shares("people", people, ofPeople(settings), margins);
    shares("index record", tables.get(Population.MASTER_INDEX), ofIndex(settings), margins);
    errors(tables.get(Population.ERROR_COUNTS), margins);
    return margins;
  }

  /** How many first members of households there are of each group of each measure. */
  private static Map<String, Map<String, Long>> firstMembers(Dataset<Row> people) {
    Map<String, Map<String, Long>> counts = new HashMap<>();
    people
        .where(col("person").equalTo(col("household")))
        .selectExpr(
            "stack(6, 'household kind', household_kind, 'community', community,"
                + " 'ethnic category', ethnic_category,"
                + " 'region', coalesce(lower(replace(region, ' ', '-')), ''),"
                + " 'deprivation decile', cast(deprivation_decile as string),"
                + " 'born abroad', if(migrant, 'yes', 'no')) as (measure, group)")
        .where("group is not null")
        .groupBy("measure", "group")
        .count()
        .collectAsList()
        .forEach(
            row ->
                counts
                    .computeIfAbsent(row.getString(0), measure -> new HashMap<>())
                    .put(row.getString(1), row.getLong(2)));
    return counts;
  }

  /**
   * A share that is asked for.
   *
   * @param group what has it
   * @param share from 0 to 1
   * @param among an SQL condition: of which rows it is a share
   * @param which an SQL condition: which of these count
   */
  private record Asked(String group, double share, String among, String which) {}

  private static List<Asked> ofPeople(PopulationSettings settings) {
    IndexSettings asked = settings.index();
    String recent = "coalesce(arrival > date'%s', false)".formatted(settings.asAt().minusYears(2));
    String further = "exists(nhs_numbers, n -> n.reason = '%s')";
    return List.of(
        new Asked("absent from the index", asked.absent(), "not " + recent, "not in_index"),
        new Asked(
            "recent migrants absent from the index",
            asked.absentRecentMigrants(),
            recent,
            "not in_index"),
        new Asked(
            "with a replaced NHS number",
            asked.replaced(),
            "in_index",
            further.formatted("replaced")),
        new Asked(
            "with two NHS numbers by mistake",
            asked.duplicated(),
            "in_index",
            further.formatted("duplicate")),
        new Asked(
            "of age with a new NHS number after a change of sex",
            asked.sexChanged(),
            "in_index and months_between(date'%s', date_of_birth) > 216".formatted(settings.asAt()),
            further.formatted("sex-change")),
        new Asked(
            "children with a new NHS number after adoption",
            asked.adopted(),
            "in_index and role = 'child'",
            further.formatted("adoption")),
        new Asked("without a practice", asked.withoutPractice(), "true", "not registered"));
  }

  private static List<Asked> ofIndex(PopulationSettings settings) {
    IndexSettings asked = settings.index();
    return List.of(
        new Asked("sensitive (S)", asked.sensitive(), "true", "confidentiality <=> 'S'"),
        new Asked(
            "legacy sensitive (Y)", asked.legacySensitive(), "true", "confidentiality <=> 'Y'"),
        new Asked(
            "with a partial date of birth",
            asked.partialBirthDate(),
            "dob is not null",
            "length(dob) < 8"));
  }

  private static void shares(
      String measure, Dataset<Row> rows, List<Asked> asked, List<Margin> margins) {
    List<Column> counts = new ArrayList<>();
    for (Asked share : asked) {
      counts.add(expr("count_if(%s)".formatted(share.among())));
      counts.add(expr("count_if((%s) and %s)".formatted(share.among(), share.which())));
    }
    Row row =
        rows.agg(counts.get(0), counts.subList(1, counts.size()).toArray(Column[]::new)).head();
    for (int i = 0; i < asked.size(); i++) {
      Asked share = asked.get(i);
      margins.add(
          margin(
              measure, share.group(), share.share(), row.getLong(2 * i + 1), row.getLong(2 * i)));
    }
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
