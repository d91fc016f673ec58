package org.linkagehub.core.spark.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.linkagehub.core.spark.Columns.CLUSTER_ID;
import static org.linkagehub.core.spark.Columns.LEFT_KEY;
import static org.linkagehub.core.spark.Columns.MATCH_WEIGHT;
import static org.linkagehub.core.spark.Columns.PAIR_COUNT;
import static org.linkagehub.core.spark.Columns.PASS;
import static org.linkagehub.core.spark.Columns.RECORD_ID;
import static org.linkagehub.core.spark.Columns.RECORD_KEY;
import static org.linkagehub.core.spark.Columns.RIGHT_KEY;
import static org.linkagehub.core.spark.Columns.SOURCE;
import static org.linkagehub.core.spark.Columns.SOURCE_INDEX;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.cluster.ComponentRefinement;
import org.linkagehub.core.cluster.PairRules;
import org.linkagehub.core.cluster.RefinementSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.Pairs;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.core.train.ComponentModel;
import org.linkagehub.core.train.PatternCounts;

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

  /** The reason of a cut where the mean weight is below the weight for joining. */
  public static final String WEAK = "weak on average";

  /** The reason of a cut by the guard for twins. */
  public static final String TWINS = "twins";

  /** The reason of a cut by a raised bar. */
  public static final String BAR_RAISED = "bar raised";

  /**
   * The reason of a cut within a component that was set aside, and the outcome of that component.
   */
  public static final String SET_ASIDE_REASON = "set aside";

  private static final int WEIGHT_ROW = 0;
  private static final int IMPOSSIBLE_ROW = 1;
  private static final int TWINS_ROW = 2;
  private static final int LINK_ROW = 3;

  private static final int MEMBER = 0;
  private static final int CUT = 1;

  private static final StructType SOLVED =
      new StructType()
          .add("kind", DataTypes.IntegerType, false)
          .add(COMPONENT_ID, DataTypes.LongType, false)
          .add("a", DataTypes.LongType, false)
          .add("b", DataTypes.LongType, false)
          .add(MATCH_WEIGHT, DataTypes.DoubleType)
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
    LineageCut cut = components.lineageCut();
    Dataset<Row> linked = links.where(col(MATCH_WEIGHT).geq(settings.candidateWeight()));
    Dataset<Row> candidates = linked.select(LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT);
    Optional<Dataset<Row>> ofPasses =
        List.of(links.columns()).contains(PASS)
            ? Optional.of(linked.where(col(PASS).isNotNull()))
            : Optional.empty();
    GiantComponents.Divided divided = GiantComponents.divide(candidates, settings, components);
    Dataset<Row> inside = inside(records, divided.members()).persist();
    ComponentModel.Fitted fitted;
    Dataset<Row> solved;
    try {
      fitted = fit(inside);
      solved =
          cut.cut("refined", solve(rows(inside, divided, candidates, ofPasses, fitted.model())));
    } finally {
      inside.unpersist();
    }
    Dataset<Row> placed =
        solved
            .where(col("kind").equalTo(MEMBER))
            .select(col("a"), col("b"), col(COMPONENT_ID), lit(false))
            .union(
                divided
                    .members()
                    .where(not(col(GiantComponents.REFINABLE)))
                    .select(
                        col(RECORD_KEY),
                        col(GiantComponents.UNREFINED_CLUSTER),
                        col(COMPONENT_ID),
                        col(SET_ASIDE)))
            .toDF("placed_key", "placed_cluster", "placed_component", "placed_aside");
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
    Dataset<Row> cuts =
        solved
            .where(col("kind").equalTo(CUT))
            .select(
                col("a").as(LEFT_KEY),
                col("b").as(RIGHT_KEY),
                col(MATCH_WEIGHT),
                col(COMPONENT_ID),
                col(MEAN_WEIGHT),
                col(REASON))
            .union(divided.cuts());
    return new Refined(clusters, cuts, divided.giants(), divided.giantRecords(), fitted);
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

  private ComponentModel.Fitted fit(Dataset<Row> inside) {
    List<Comparison> comparisons = model.comparisons();
    List<PatternCounts.Pattern> patterns = new ArrayList<>();
    for (Row row :
        engine
            .countPatterns(
                inside, model.linkType(), new Pairs.Blocked(List.of(rule())), comparisons)
            .collectAsList()) {
      List<Integer> gammas = new ArrayList<>();
      for (int c = 0; c < comparisons.size(); c++) {
        gammas.add(row.getInt(c));
      }
      patterns.add(new PatternCounts.Pattern(gammas, row.<Long>getAs(PAIR_COUNT)));
    }
    var counts = new PatternCounts(comparisons.stream().map(Comparison::name).toList(), patterns);
    return ComponentModel.fit(model, counts, settings.training());
  }

  private static BlockingRule rule() {
    return BlockingRule.on(COMPONENT_ID);
  }

  /**
   * All that is known of each component: {@code component_id}, what kind of row it is, two keys and
   * a number.
   */
  private Dataset<Row> rows(
      Dataset<Row> inside,
      GiantComponents.Divided divided,
      Dataset<Row> candidates,
      Optional<Dataset<Row>> ofPasses,
      Model fitted) {
    // Two records of one source may be one person in a component of a linkage between sources too.
    Model anyPair = new Model(LinkType.LINK_AND_DEDUPE, fitted.prior(), fitted.comparisons());
    Dataset<Row> scored =
        engine
            .score(
                inside,
                new Scoring(
                    anyPair, List.of(rule()), termFrequencies, Double.NEGATIVE_INFINITY, false))
            .select(LEFT_KEY, RIGHT_KEY, MATCH_WEIGHT);
    if (ofPasses.isPresent()) {
      scored = withWeightsOf(ofPasses.get(), scored);
    }
    Dataset<Row> refinable = refinable(divided.members());
    Dataset<Row> linked = ofComponent(candidates, refinable, LINK_ROW);
    if (divided.divided()) {
      linked =
          linked
              .join(
                  refinable.toDF("right_member", "right_component"),
                  col("b").equalTo(col("right_member")))
              .where(col(COMPONENT_ID).equalTo(col("right_component")))
              .drop("right_member", "right_component");
    }
    Dataset<Row> rows = ofComponent(scored, refinable, WEIGHT_ROW).union(linked);
    return suspects(inside).map(rows::union).orElse(rows);
  }

  /** What a deterministic pass links counts as the pass says, whatever the model makes of it. */
  private static Dataset<Row> withWeightsOf(Dataset<Row> ofPasses, Dataset<Row> scored) {
    Dataset<Row> given =
        ofPasses.select(
            col(LEFT_KEY).as("pass_left"),
            col(RIGHT_KEY).as("pass_right"),
            col(MATCH_WEIGHT).as("pass_weight"));
    return scored
        .join(
            given,
            col(LEFT_KEY).equalTo(col("pass_left")).and(col(RIGHT_KEY).equalTo(col("pass_right"))),
            "left")
        .select(
            col(LEFT_KEY),
            col(RIGHT_KEY),
            coalesce(col("pass_weight"), col(MATCH_WEIGHT)).as(MATCH_WEIGHT));
  }

  private static Dataset<Row> ofComponent(Dataset<Row> pairs, Dataset<Row> refinable, int kind) {
    return pairs
        .join(refinable, col(LEFT_KEY).equalTo(col("member_key")))
        .select(
            col(COMPONENT_ID),
            lit(kind).as("kind"),
            col(LEFT_KEY).as("a"),
            col(RIGHT_KEY).as("b"),
            col(MATCH_WEIGHT).as("number"));
  }

  /** The pairs that are impossible or look like twins; none where nothing was declared. */
  private Optional<Dataset<Row>> suspects(Dataset<Row> inside) {
    List<Impossibility> impossibilities = settings.impossibilities();
    if (impossibilities.isEmpty() && settings.twins().isEmpty()) {
      return Optional.empty();
    }
    Dataset<Row> left = suffixed(inside, "_l");
    Dataset<Row> right = suffixed(inside, "_r");
    Column ordered =
        expr(
            "%1$s_l < %1$s_r OR (%1$s_l = %1$s_r AND %2$s_l < %2$s_r)"
                .formatted(SOURCE_INDEX, RECORD_ID));
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < impossibilities.size(); i++) {
      found.add(suspect(impossibilities.get(i).condition(), IMPOSSIBLE_ROW, i));
    }
    settings.twins().ifPresent(condition -> found.add(suspect(condition, TWINS_ROW, 0)));
    Dataset<Row> pairs =
        left.join(right, col(COMPONENT_ID + "_l").equalTo(col(COMPONENT_ID + "_r")).and(ordered))
            .select(
                col(COMPONENT_ID + "_l").as(COMPONENT_ID),
                col(RECORD_KEY + "_l").as("a"),
                col(RECORD_KEY + "_r").as("b"),
                explode(array_compact(array(found.toArray(Column[]::new)))).as("suspect"));
    return Optional.of(
        pairs.select(
            col(COMPONENT_ID), col("suspect.kind"), col("a"), col("b"), col("suspect.number")));
  }

  /** Null where the condition is not true of the pair. */
  private static Column suspect(String condition, int kind, int number) {
    return when(expr(condition), struct(lit(kind).as("kind"), lit((double) number).as("number")));
  }

  private Dataset<Row> solve(Dataset<Row> rows) {
    double joinWeight = settings.joinWeight();
    String[] reasons =
        settings.impossibilities().stream().map(Impossibility::name).toArray(String[]::new);
    MapPartitionsFunction<Row, Row> solve = sorted -> new Components(sorted, joinWeight, reasons);
    return rows.repartition(col(COMPONENT_ID))
        .sortWithinPartitions(COMPONENT_ID)
        .mapPartitions(solve, Encoders.row(SOLVED));
  }

  /** Solves the components of a partition one after the other, as their rows come. */
  private static final class Components implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final double joinWeight;
    private final String[] impossibilities;
    private final ComponentRefinement component = new ComponentRefinement();
    private Iterator<Row> solved = List.<Row>of().iterator();
    private Row next;

    Components(Iterator<Row> rows, double joinWeight, String[] impossibilities) {
      this.rows = rows;
      this.joinWeight = joinWeight;
      this.impossibilities = impossibilities;
      this.next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (!solved.hasNext() && next != null) {
        solved = solveNext().iterator();
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

    private List<Row> solveNext() {
      long id = next.getLong(0);
      component.clear();
      while (next != null && next.getLong(0) == id) {
        add(next);
        next = rows.hasNext() ? rows.next() : null;
      }
      ComponentRefinement.Result result = component.solve(joinWeight);
      List<Row> out = new ArrayList<>();
      for (int i = 0; i < result.keys().length; i++) {
        out.add(
            RowFactory.create(
                MEMBER, id, result.keys()[i], result.clusters()[i], null, null, null));
      }
      for (ComponentRefinement.Cut cut : result.cuts()) {
        out.add(
            RowFactory.create(
                CUT,
                id,
                cut.left(),
                cut.right(),
                cut.matchWeight(),
                cut.meanWeight(),
                reason(cut.reason())));
      }
      return out;
    }

    private void add(Row row) {
      long a = row.getLong(2);
      long b = row.getLong(3);
      double number = row.getDouble(4);
      switch (row.getInt(1)) {
        case WEIGHT_ROW -> component.weight(a, b, number);
        case IMPOSSIBLE_ROW -> component.forbid(a, b, (int) number);
        case TWINS_ROW -> component.looksLikeTwins(a, b);
        default -> component.link(a, b, number);
      }
    }

    private String reason(int number) {
      return switch (number) {
        case PairRules.NONE -> WEAK;
        case PairRules.TWINS -> TWINS;
        default -> impossibilities[number];
      };
    }
  }

  private static Dataset<Row> suffixed(Dataset<Row> table, String suffix) {
    return table.toDF(Stream.of(table.columns()).map(name -> name + suffix).toArray(String[]::new));
  }
}
