package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.PASS;
import static org.linkagehub.core.spark.Columns.RECORD_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.ComponentRefinement;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.cluster.PairRules;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.GroupSolver;
import org.linkagehub.core.spark.GroupedRecords;
import org.linkagehub.core.spark.Groups;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.train.ComponentModel;

/**
 * Divides connected components into people.
 *
 * <p>A component joins whoever a path of links joins: a household, twins, two namesakes of whom one
 * was mistyped. So all its pairs are scored, those that no blocking rule made too, by a model whose
 * u was estimated on just such pairs ({@link ComponentModel}), and clusters are joined as long as
 * the pairs between them say on average that they are one person ({@link ComponentRefinement}).
 * Impossibilities and a guard for twins keep records apart. A component that is too large to
 * compare all its pairs has its bar raised until its parts are not ({@link GiantComponents}).
 *
 * <p>The work is spread over the executors by component; a component is solved in one task.
 */
public final class ClusterRefinement {
  /**
   * The component that a record is in: what its links at the candidate weight or a raised bar join.
   */
  public static final String COMPONENT_ID = "component_id";

  /** Whether a record was set aside: its component was too large and not clear. */
  public static final String SET_ASIDE = "set_aside";

  /** Why a link was cut. */
  public static final String REASON = "reason";

  /** The mean weight, in bits, of the pairs between the two clusters that a cut link joined. */
  public static final String MEAN_WEIGHT = "mean_weight";

  private static final String IMPOSSIBLE_PAIR = "impossible_pair";
  private static final String TWIN_PAIR = "twin_pair";

  private static final int MEMBER = 0;
  private static final int APART = 1;

  private static final StructType SOLVED =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add(COMPONENT_ID, DataTypes.LongType, false)
          .add("a", DataTypes.LongType, false)
          .add("b", DataTypes.LongType, false)
          .add("divided", DataTypes.BooleanType, false)
          .add(MEAN_WEIGHT, DataTypes.DoubleType)
          .add(REASON, DataTypes.StringType);

  private final Engine engine;
  private final Model model;
  private final TermFrequencies termFrequencies;
  private final RefinementSettings settings;
  private final ConnectedComponents.Settings components;

  /**
   * Refines with the engine and model that made the links.
   *
   * @param termFrequencies how common the values of the adjusted columns are
   * @param components how connected components are found and tables are held
   */
  public ClusterRefinement(
      Engine engine,
      Model model,
      TermFrequencies termFrequencies,
      RefinementSettings settings,
      ConnectedComponents.Settings components) {
    this.engine = engine;
    this.model = model;
    this.termFrequencies = termFrequencies;
    this.settings = settings;
    this.components = components;
  }

  /**
   * What came of it.
   *
   * @param clusters {@code record_key}, {@code source}, {@code record_id}, {@code cluster_id},
   *     {@code component_id}, {@code set_aside}: a row for each record; a cluster, and a component,
   *     is named by its smallest record key
   * @param cuts {@code left_key}, {@code right_key}, {@code match_weight}, {@code component_id},
   *     {@code mean_weight}, {@code reason}: the links at or above the candidate weight whose
   *     records are in different clusters; the mean weight is null, and the component the left
   *     record's, where a raised bar cut
   * @param giants {@code component_id}, {@code records}, {@code bar}, {@code density}, {@code
   *     outcome}: a row for each component that was too large at a bar: {@code bar raised}, {@code
   *     kept} as one cluster or, at the highest bar, {@code set aside}
   * @param giantRecords {@code record_key}, {@code component_id} of the components that were too
   *     large at the candidate weight
   * @param model by which pairs inside components were scored
   */
  public record Refined(
      Dataset<Row> clusters,
      Dataset<Row> cuts,
      Dataset<Row> giants,
      Dataset<Row> giantRecords,
      ComponentModel.Fitted model) {}

  /**
   * Refines the components that the links make.
   *
   * <p>In: RECORDS with the columns of the comparisons and of the impossibilities; LINKS of which
   * {@code left_key}, {@code right_key}, {@code match_weight} are read, and {@code pass} where they
   * have it: the links of a deterministic pass keep their weight. Both are read several times: give
   * written or cached tables. Runs jobs; to the driver come counts and the counts of comparison
   * vectors.
   */
  public Refined refine(Dataset<Row> records, Dataset<Row> links) {
    Dataset<Row> linked = links.where(col(MATCH_WEIGHT).geq(settings.candidateWeight()));
    Dataset<Row> candidates = linked.select(LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT);
    Optional<Dataset<Row>> ofPasses =
        List.of(links.columns()).contains(PASS)
            ? Optional.of(
                linked.where(col(PASS).isNotNull()).select(LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT))
            : Optional.empty();
    GiantComponents.Divided divided =
        GiantComponents.divide(records, candidates, settings, components);
    Dataset<Row> inside = inside(records, divided.members());
    GroupedRecords grouped =
        engine.group(
            inside,
            new Groups(COMPONENT_ID, model, conditions(settings), termFrequencies, ofPasses));
    ComponentModel.Fitted fitted =
        ComponentModel.fit(model, grouped.countPatterns(model.linkType()), settings.training());
    Dataset<Row> solved =
        components.lineageCut().cut("refined", grouped.solve(fitted.model(), new Solver(settings)));
    Dataset<Row> placed = placed(solved, divided.members());
    Dataset<Row> clusters =
        records
            .select(RECORD_KEY, SOURCE, RECORD_ID)
            .join(placed, col(RECORD_KEY).equalTo(col("placed_key")), "left")
            .select(
                col(RECORD_KEY),
                col(SOURCE),
                col(RECORD_ID),
                coalesce(col("placed_cluster"), col(RECORD_KEY)).as(CLUSTER_ID),
                coalesce(col("placed_component"), col(RECORD_KEY)).as(COMPONENT_ID),
                coalesce(col("placed_aside"), lit(false)).as(SET_ASIDE));
    // Where no bar was raised, only components that were divided have lost links: few of them.
    Dataset<Row> apart = divided.anyGiant() ? placed : placed.where(col("divided"));
    return new Refined(
        clusters,
        cuts(candidates, apart, solved),
        divided.giants(),
        divided.giantRecords(),
        fitted);
  }

  /**
   * The impossibilities and the guard for twins as comparisons, which an engine must be able to
   * make.
   */
  public static List<Comparison> conditions(RefinementSettings settings) {
    List<Comparison> conditions = new ArrayList<>();
    if (!settings.impossibilities().isEmpty()) {
      List<ComparisonLevel> levels = new ArrayList<>();
      for (Impossibility impossibility : settings.impossibilities()) {
        levels.add(ComparisonLevel.when(impossibility.name(), impossibility.condition()));
      }
      conditions.add(condition(IMPOSSIBLE_PAIR, levels));
    }
    settings
        .twins()
        .ifPresent(
            twins ->
                conditions.add(
                    condition(TWIN_PAIR, List.of(ComparisonLevel.when(CutReason.TWINS, twins)))));
    return conditions;
  }

  private static Comparison condition(String name, List<ComparisonLevel> levels) {
    List<ComparisonLevel> all = new ArrayList<>(levels);
    all.add(ComparisonLevel.otherwise());
    return new Comparison(name, name, all);
  }

  /** The cluster of each linked record; whether links of it may have been cut. */
  private static Dataset<Row> placed(Dataset<Row> solved, Dataset<Row> members) {
    return solved
        .where(col("kind").equalTo(MEMBER))
        .select(col("a"), col("b"), col(COMPONENT_ID), lit(false), col("divided"))
        .union(
            members
                .where(not(col(GiantComponents.REFINABLE)))
                .select(
                    col(RECORD_KEY),
                    col(GiantComponents.UNREFINED_CLUSTER),
                    col(COMPONENT_ID),
                    col(SET_ASIDE),
                    lit(true)))
        .toDF("placed_key", "placed_cluster", "placed_component", "placed_aside", "divided");
  }

  /** The links between clusters: inside a component, or where a raised bar left components. */
  private static Dataset<Row> cuts(
      Dataset<Row> candidates, Dataset<Row> placed, Dataset<Row> solved) {
    Dataset<Row> left = placed.toDF("l_key", "l_cluster", "l_component", "l_aside", "l_divided");
    Dataset<Row> right = placed.toDF("r_key", "r_cluster", "r_component", "r_aside", "r_divided");
    Dataset<Row> apart =
        solved
            .where(col("kind").equalTo(APART))
            .select(
                col("a").as("apart_one"),
                col("b").as("apart_other"),
                col(MEAN_WEIGHT),
                col(REASON));
    Column alone =
        count(lit(1)).over(Window.partitionBy("one_cluster", "other_cluster")).equalTo(1);
    return candidates
        .join(left, col(LEFT_KEY).equalTo(col("l_key")))
        .join(right, col(RIGHT_KEY).equalTo(col("r_key")))
        .where(col("l_cluster").notEqual(col("r_cluster")))
        .withColumn("one_cluster", least(col("l_cluster"), col("r_cluster")))
        .withColumn("other_cluster", greatest(col("l_cluster"), col("r_cluster")))
        .join(
            apart,
            col("one_cluster")
                .equalTo(col("apart_one"))
                .and(col("other_cluster").equalTo(col("apart_other"))),
            "left")
        .withColumn("alone", alone)
        .select(
            col(LEFT_KEY),
            col(RIGHT_KEY),
            col(MATCH_WEIGHT),
            col("l_component").as(COMPONENT_ID),
            col(MEAN_WEIGHT),
            when(col(REASON).equalTo(CutReason.WEAK).and(col("alone")), lit(CutReason.WEAK_BRIDGE))
                .when(col(REASON).isNotNull(), col(REASON))
                .when(col("l_component").equalTo(col("r_component")), lit(CutReason.SET_ASIDE))
                .otherwise(lit(CutReason.BAR_RAISED))
                .as(REASON));
  }

  /**
   * What glues the components together that were too large: for each column the value on which most
   * of a component's links agree, for example the address of a clinic or a placeholder for a date.
   *
   * <p>Out: {@code component_id}, {@code column_name}, {@code example_key}, {@code links} and their
   * {@code share} of the component's links. The value itself is people's data and not told; the
   * record of that key has it. Lazy.
   *
   * @param columns of the records, those that are compared
   */
  public Dataset<Row> glue(
      Dataset<Row> records, Dataset<Row> links, Refined refined, List<String> columns) {
    return GiantComponents.glue(
        records,
        links.where(col(MATCH_WEIGHT).geq(settings.candidateWeight())),
        refined.giantRecords(),
        columns);
  }

  /** The records of components of two or more that are small enough, with their component. */
  private static Dataset<Row> inside(Dataset<Row> records, Dataset<Row> members) {
    return records
        .join(refinable(members), col(RECORD_KEY).equalTo(col("member_key")))
        .drop("member_key");
  }

  private static Dataset<Row> refinable(Dataset<Row> members) {
    return members
        .where(col(GiantComponents.REFINABLE))
        .select(col(RECORD_KEY).as("member_key"), col(COMPONENT_ID));
  }

  /** Divides one component after another. */
  private static final class Solver implements GroupSolver {
    private static final long serialVersionUID = 1;

    private final double joinWeight;
    private final String[] impossibilities;
    private final boolean twins;

    Solver(RefinementSettings settings) {
      this.joinWeight = settings.joinWeight();
      this.impossibilities =
          settings.impossibilities().stream().map(Impossibility::name).toArray(String[]::new);
      this.twins = settings.twins().isPresent();
    }

    @Override
    public StructType schema() {
      return SOLVED;
    }

    @Override
    public Worker worker() {
      var component = new ComponentRefinement();
      return new Worker() {
        @Override
        public void pair(long left, long right, double matchWeight, int[] gammas) {
          component.weight(left, right, matchWeight);
          int condition = 0;
          if (impossibilities.length > 0) {
            int gamma = gammas[condition++];
            if (gamma > 0) {
              component.forbid(left, right, impossibilities.length - gamma);
            }
          }
          if (twins && gammas[condition] > 0) {
            component.looksLikeTwins(left, right);
          }
        }

        @Override
        public List<Row> end(long group) {
          ComponentRefinement.Result result = component.solve(joinWeight);
          component.clear();
          return rows(group, result);
        }
      };
    }

    private List<Row> rows(long component, ComponentRefinement.Result result) {
      List<Row> rows = new ArrayList<>();
      boolean divided = !result.apart().isEmpty();
      long[] keys = result.keys();
      for (int i = 0; i < keys.length; i++) {
        rows.add(
            RowFactory.create(
                MEMBER, component, keys[i], result.clusters()[i], divided, null, null));
      }
      for (ComponentRefinement.Apart apart : result.apart()) {
        rows.add(
            RowFactory.create(
                APART,
                component,
                apart.one(),
                apart.other(),
                true,
                apart.meanWeight(),
                reason(apart.reason())));
      }
      return rows;
    }

    private String reason(int number) {
      return switch (number) {
        case PairRules.NONE -> CutReason.WEAK;
        case PairRules.TWINS -> CutReason.TWINS;
        default -> impossibilities[number];
      };
    }
  }
}
