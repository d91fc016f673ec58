package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.rank;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.LEFT_SOURCE;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.RECORD_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_ID;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_SOURCE;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.AssignedLinks;
import org.linkagehub.core.cluster.CandidateLinks;
import org.linkagehub.core.cluster.ChosenLinks;
import org.linkagehub.core.cluster.MutualBestLinks;
import org.linkagehub.core.cluster.MutualBestLinks.Ties;

/**
 * Chooses among the links where a source has at most one record of a person: one-to-one where all
 * sources are so, one-to-many where some are.
 *
 * <p>Each connected component of the links at or above the threshold is solved in one task: by the
 * best assignment as a whole ({@link AssignedLinks}) where it has two sources, both free of
 * duplicates, and is not too large; otherwise by mutual best choices ({@link MutualBestLinks}).
 */
public final class BestLinks {
  /** What became of a record. */
  public static final String OUTCOME = "outcome";

  /** It is linked. */
  public static final String LINKED = "linked";

  /** Two choices were too close to tell apart, and none was made. */
  public static final String AMBIGUOUS = "ambiguous";

  /** Its candidates at or above the threshold are linked to others, which fit them better. */
  public static final String OUTCOMPETED = "outcompeted";

  /** It has candidates, all below the threshold. */
  public static final String BELOW_THRESHOLD = "below threshold";

  /** No record was compared with it that came out above the output threshold. */
  public static final String NO_CANDIDATE = "no candidate";

  /** The outcome's reason, in words. */
  public static final String REASON = "reason";

  /**
   * By how many bits a record's choice is better than the next best; null where there is no other.
   */
  public static final String MARGIN = "margin";

  /** Whether a link was chosen. */
  public static final String CHOSEN = "chosen";

  /** The number of a record's candidates, whatever their weight. */
  public static final String CANDIDATES = "candidates";

  /** The match weight of a record's best candidate, in bits. */
  public static final String BEST_WEIGHT = "best_weight";

  private static final String COMPONENT = "component";
  private static final int RECORD = 0;
  private static final int LINK = 1;

  private static final StructType SOLVED =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add("a", DataTypes.LongType, false)
          .add("b", DataTypes.LongType, false)
          .add("flag", DataTypes.BooleanType, false)
          .add(MARGIN, DataTypes.DoubleType);

  private BestLinks() {}

  /**
   * How links are chosen.
   *
   * @param threshold in bits, from which a link may be chosen
   * @param duplicateFree the sources that have at most one record of a person
   * @param assign whether the best assignment as a whole is sought where that is possible, rather
   *     than mutual best choices everywhere
   * @param maxAssigned a component of more records is solved by mutual best choices
   * @param ties what happens to equally good candidates; the assignment always declares them
   * @param margin by how many bits a choice must be better than the next best
   */
  public record Settings(
      double threshold,
      Set<String> duplicateFree,
      boolean assign,
      int maxAssigned,
      Ties ties,
      double margin)
      implements java.io.Serializable {
    public Settings {
      duplicateFree = Set.copyOf(duplicateFree);
      Objects.requireNonNull(ties, "ties");
      if (Double.isNaN(threshold)) {
        throw new IllegalArgumentException("the threshold must be a number of bits");
      }
      if (!(margin >= 0)) {
        throw new IllegalArgumentException("the margin must be at least 0 bits, was " + margin);
      }
      if (duplicateFree.isEmpty()) {
        throw new IllegalArgumentException(
            "name at least one source that is free of duplicates; without one there is nothing to"
                + " choose, and connected components serve");
      }
    }

    /** By assignment in components of up to 100 records; ties declared, no further margin. */
    public static Settings of(double threshold, Set<String> duplicateFree) {
      return new Settings(threshold, duplicateFree, true, 100, Ties.DECLARE, 0);
    }
  }

  /**
   * What was chosen.
   *
   * @param clusters {@code record_key}, {@code cluster_id}: a row for each record
   * @param outcomes {@code record_key}, the outcome, its {@code reason} in words, {@code margin},
   *     {@code candidates}, {@code best_weight}: a row for each record
   * @param links the links at or above the threshold with {@code chosen}: {@code left_key}, {@code
   *     right_key}, {@code chosen}
   */
  public record Chosen(Dataset<Row> clusters, Dataset<Row> outcomes, Dataset<Row> links) {}

  /**
   * Chooses among the links.
   *
   * <p>In: records with {@code record_key}; LINKS, of which keys, sources and {@code match_weight}
   * are read, those below the threshold too. Both are read several times: give written or cached
   * tables.
   */
  public static Chosen choose(
      Dataset<Row> records,
      Dataset<Row> links,
      Settings settings,
      ConnectedComponents.Settings components) {
    Dataset<Row> keys = records.select(RECORD_KEY);
    Dataset<Row> above =
        links
            .where(col(MATCH_WEIGHT).geq(settings.threshold()))
            .select(LEFT_KEY, RIGHT_KEY, LEFT_SOURCE, RIGHT_SOURCE, MATCH_WEIGHT);
    Dataset<Row> component =
        ConnectedComponents.joined(above, components)
            .select(col(RECORD_KEY).as("member"), col(CLUSTER_ID).as(COMPONENT));
    Dataset<Row> rows =
        above
            .join(component, col(LEFT_KEY).equalTo(col("member")))
            .select(
                col(COMPONENT),
                col(LEFT_KEY),
                col(RIGHT_KEY),
                col(LEFT_SOURCE),
                col(RIGHT_SOURCE),
                col(MATCH_WEIGHT));
    MapPartitionsFunction<Row, Row> solve = sorted -> new Components(sorted, settings);
    Dataset<Row> solved =
        components
            .lineageCut()
            .cut(
                "best-links",
                rows.repartition(col(COMPONENT))
                    .sortWithinPartitions(COMPONENT)
                    .mapPartitions(solve, Encoders.row(SOLVED)));
    Dataset<Row> placed =
        solved
            .where(col("kind").equalTo(RECORD))
            .select(
                col("a").as("placed_key"),
                col("b").as("placed_cluster"),
                col("flag").as("is_ambiguous"),
                col(MARGIN));
    Dataset<Row> chosen =
        solved
            .where(col("kind").equalTo(LINK))
            .select(col("a").as(LEFT_KEY), col("b").as(RIGHT_KEY), col("flag").as(CHOSEN));
    Dataset<Row> clusters =
        keys.join(placed, col(RECORD_KEY).equalTo(col("placed_key")), "left")
            .select(
                col(RECORD_KEY), coalesce(col("placed_cluster"), col(RECORD_KEY)).as(CLUSTER_ID));
    return new Chosen(clusters, outcomes(keys, links, placed, chosen, settings), chosen);
  }

  private static Dataset<Row> outcomes(
      Dataset<Row> keys,
      Dataset<Row> links,
      Dataset<Row> placed,
      Dataset<Row> chosen,
      Settings settings) {
    Dataset<Row> linked =
        chosen
            .where(CHOSEN)
            .select(explode(array(col(LEFT_KEY), col(RIGHT_KEY))).as("linked_key"))
            .distinct();
    Dataset<Row> candidates =
        links
            .select(
                explode(array(col(LEFT_KEY), col(RIGHT_KEY))).as("candidate_key"),
                col(MATCH_WEIGHT))
            .groupBy("candidate_key")
            .agg(count(lit(1)).as(CANDIDATES), max(MATCH_WEIGHT).as(BEST_WEIGHT));
    return keys.join(placed, col(RECORD_KEY).equalTo(col("placed_key")), "left")
        .join(linked, col(RECORD_KEY).equalTo(col("linked_key")), "left")
        .join(candidates, col(RECORD_KEY).equalTo(col("candidate_key")), "left")
        .select(
            col(RECORD_KEY),
            when(col("linked_key").isNotNull(), lit(LINKED))
                .when(col("is_ambiguous"), lit(AMBIGUOUS))
                .when(col("placed_key").isNotNull(), lit(OUTCOMPETED))
                .when(col("candidate_key").isNotNull(), lit(BELOW_THRESHOLD))
                .otherwise(lit(NO_CANDIDATE))
                .as(OUTCOME),
            col(MARGIN),
            coalesce(col(CANDIDATES), lit(0L)).as(CANDIDATES),
            col(BEST_WEIGHT))
        .withColumn(REASON, reason(settings))
        .select(RECORD_KEY, OUTCOME, REASON, MARGIN, CANDIDATES, BEST_WEIGHT);
  }

  private static Column reason(Settings settings) {
    Column outcome = col(OUTCOME);
    Column margin = col(MARGIN);
    return when(outcome.equalTo(LINKED).and(margin.isNull()), lit("nothing competes with its link"))
        .when(
            outcome.equalTo(LINKED),
            format_string("%.2f bits ahead of the next best choice", margin))
        .when(
            outcome.equalTo(AMBIGUOUS).and(margin.equalTo(0)), lit("two choices are equally good"))
        .when(
            outcome.equalTo(AMBIGUOUS),
            format_string(
                "the best two choices are %.2f bits apart, %.2f are asked for",
                margin, lit(settings.margin())))
        .when(outcome.equalTo(OUTCOMPETED), lit("its candidates fit other records better"))
        .when(
            outcome.equalTo(BELOW_THRESHOLD),
            format_string(
                "its best candidate has %.2f bits, %.2f are asked for",
                col(BEST_WEIGHT), lit(settings.threshold())))
        .otherwise(lit("no pair of it has a weight that is written"));
  }

  /**
   * All candidates of every record, the best first.
   *
   * <p>In: LINKS with keys, sources, ids and {@code match_weight}; what was chosen among them. Out:
   * {@code record_key}, {@code source}, {@code record_id}, {@code candidate_key}, {@code
   * candidate_source}, {@code candidate_id}, {@code match_weight}, {@code rank} (from 1 within the
   * candidate's source, ties share one), {@code behind} (bits below the best there), {@code
   * chosen}: each link twice, once from either end. Lazy.
   */
  public static Dataset<Row> candidates(Dataset<Row> links, Chosen chosen) {
    Dataset<Row> flags =
        chosen
            .links()
            .select(col(LEFT_KEY).as("l"), col(RIGHT_KEY).as("r"), col(CHOSEN).as("is_chosen"));
    Dataset<Row> judged =
        links.join(
            flags, col(LEFT_KEY).equalTo(col("l")).and(col(RIGHT_KEY).equalTo(col("r"))), "left");
    var within = Window.partitionBy(RECORD_KEY, "candidate_source");
    return ends(judged, LEFT_KEY, LEFT_SOURCE, LEFT_ID, RIGHT_KEY, RIGHT_SOURCE, RIGHT_ID)
        .union(ends(judged, RIGHT_KEY, RIGHT_SOURCE, RIGHT_ID, LEFT_KEY, LEFT_SOURCE, LEFT_ID))
        .withColumn("rank", rank().over(within.orderBy(col(MATCH_WEIGHT).desc())))
        .withColumn("behind", max(MATCH_WEIGHT).over(within).minus(col(MATCH_WEIGHT)))
        .select(
            RECORD_KEY,
            SOURCE,
            RECORD_ID,
            "candidate_key",
            "candidate_source",
            "candidate_id",
            MATCH_WEIGHT,
            "rank",
            "behind",
            CHOSEN);
  }

  private static Dataset<Row> ends(
      Dataset<Row> judged,
      String key,
      String source,
      String id,
      String otherKey,
      String otherSource,
      String otherId) {
    return judged.select(
        col(key).as(RECORD_KEY),
        col(source).as(SOURCE),
        col(id).as(RECORD_ID),
        col(otherKey).as("candidate_key"),
        col(otherSource).as("candidate_source"),
        col(otherId).as("candidate_id"),
        col(MATCH_WEIGHT),
        coalesce(col("is_chosen"), lit(false)).as(CHOSEN));
  }

  /** Solves the components of a partition one after the other, as their rows come. */
  private static final class Components implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final Settings settings;
    private Iterator<Row> solved = List.<Row>of().iterator();
    private Row next;

    Components(Iterator<Row> rows, Settings settings) {
      this.rows = rows;
      this.settings = settings;
      this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!solved.hasNext() && next != null) {
        long id = next.getLong(0);
        List<Row> component = new ArrayList<>();
        while (next != null && next.getLong(0) == id) {
          component.add(next);
          next = rows.hasNext() ? rows.next() : null;
        }
        solved = solve(component).iterator();
      }
      return solved.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return solved.next();
    }

    private List<Row> solve(List<Row> links) {
      // Rows come in any order; the choice must not depend on it.
      links.sort(
          (a, b) ->
              a.getLong(1) != b.getLong(1)
                  ? Long.compare(a.getLong(1), b.getLong(1))
                  : Long.compare(a.getLong(2), b.getLong(2)));
      long[] keys =
          links.stream()
              .flatMapToLong(link -> LongStream.of(link.getLong(1), link.getLong(2)))
              .sorted()
              .distinct()
              .toArray();
      int[] lefts = new int[links.size()];
      int[] rights = new int[links.size()];
      double[] weights = new double[links.size()];
      int[] sources = new int[keys.length];
      Map<String, Integer> numbers = new HashMap<>();
      for (int link = 0; link < lefts.length; link++) {
        Row row = links.get(link);
        lefts[link] = Arrays.binarySearch(keys, row.getLong(1));
        rights[link] = Arrays.binarySearch(keys, row.getLong(2));
        weights[link] = row.getDouble(5);
        sources[lefts[link]] = number(numbers, row.getString(3));
        sources[rights[link]] = number(numbers, row.getString(4));
      }
      boolean[] free = new boolean[numbers.size()];
      numbers.forEach((name, number) -> free[number] = settings.duplicateFree().contains(name));
      var candidates = new CandidateLinks(sources, free, lefts, rights, weights);
      return rows(keys, candidates, choose(candidates, numbers.size()));
    }

    private static int number(Map<String, Integer> numbers, String source) {
      return numbers.computeIfAbsent(source, name -> numbers.size());
    }

    private ChosenLinks choose(CandidateLinks candidates, int sources) {
      boolean assignable =
          settings.assign()
              && candidates.records() <= settings.maxAssigned()
              && sources == 2
              && candidates.duplicateFree()[0]
              && candidates.duplicateFree()[1];
      return assignable
          ? AssignedLinks.choose(candidates, settings.threshold(), settings.margin())
          : MutualBestLinks.choose(candidates, settings.ties(), settings.margin());
    }

    private static List<Row> rows(long[] keys, CandidateLinks candidates, ChosenLinks chosen) {
      List<Row> out = new ArrayList<>();
      for (int record = 0; record < keys.length; record++) {
        double margin = chosen.margins()[record];
        out.add(
            RowFactory.create(
                RECORD,
                keys[record],
                keys[chosen.clusters()[record]],
                chosen.ambiguous()[record],
                Double.isInfinite(margin) ? null : margin));
      }
      for (int link = 0; link < candidates.links(); link++) {
        out.add(
            RowFactory.create(
                LINK,
                keys[candidates.lefts()[link]],
                keys[candidates.rights()[link]],
                chosen.accepted()[link],
                null));
      }
      return out;
    }
  }
}
