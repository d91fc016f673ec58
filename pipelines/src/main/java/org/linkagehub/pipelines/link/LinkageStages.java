package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.linkagehub.core.engine.Tiles;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.Pass;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.PassLinks;
import org.linkagehub.core.spark.ScoredPairs;
import org.linkagehub.core.spark.Scoring;
import org.linkagehub.core.spark.TermFrequencies;
import org.linkagehub.pipelines.config.Extra;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Stage;
import org.linkagehub.pipelines.stage.Stage.Output;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.blocking.BlockingCounts;
import org.linkagehub.qa.measure.MeasureTable;
import org.linkagehub.qa.profile.ColumnProfile;

/** The stages of a linkage, each a pure function of the tables before it. */
final class LinkageStages {
  static final String PROFILE = "profile";
  static final String FREQUENT_VALUES = "frequent_values";
  static final String ADDED_PAIRS = "added_pair_count";
  static final String BLOCKS = "block_counts";
  static final String LARGE_BLOCKS = "large_blocks";
  static final String MODEL = "model";
  static final String PARAMETERS = "parameters";
  static final String TERM_FREQUENCIES = "term_frequencies";
  static final String PASS_LINKS = "pass_links";
  static final String LINKS = "links";
  static final String PATTERNS = "patterns";
  static final String REJECTED_PAIRS = "rejected_pairs";

  private static final int MOST_FREQUENT = 10;

  /** So many of its largest blocks are looked at of each rule. */
  private static final int LARGEST_BLOCKS = 1000;

  /** So many of them are listed, even if they are small. */
  private static final int LISTED_BLOCKS = 10;

  private static final Set<String> NOT_PROFILED =
      Set.of(
          Columns.RECORD_KEY,
          Columns.SOURCE,
          Columns.SOURCE_INDEX,
          Columns.RECORD_ID,
          Columns.TRUE_PERSON);

  private final LinkageConfig config;
  private final Engine engine;
  private final OrderStage order;

  LinkageStages(LinkageConfig config, Engine engine) {
    this.config = config;
    this.engine = engine;
    this.order = new OrderStage(config);
  }

  /** In the order in which they run. */
  List<Stage> all() {
    List<String> records = List.of(RecordsStage.RECORDS);
    var stages = new ArrayList<Stage>();
    stages.add(new RecordsStage(config));
    order.stage().ifPresent(stages::add);
    if (config.does(Extra.PROFILE)) {
      stages.add(
          Stage.of(
                  "profile",
                  records,
                  List.of(Output.small(PROFILE), Output.small(FREQUENT_VALUES)),
                  this::profile)
              .dependingOn(config.profile()));
    }
    if (config.cleaning().keepRaw()) {
      stages.add(
          Stage.of(
                  "cleaning",
                  records,
                  List.of(Output.small(CleaningCounts.RULES), Output.small(CleaningCounts.LOSS)),
                  this::cleaning)
              .dependingOn(config.standardise(), config.cleaning()));
    }
    stages.add(
        Stage.of(
                "block",
                order.inputs(),
                List.of(Output.small(BLOCKS), Output.small(LARGE_BLOCKS)),
                this::block)
            .dependingOn(
                config.linkType(),
                config.candidateRules(),
                config.blocking(),
                config.profile().showValues(),
                config.does(Extra.PAIR_COUNTS),
                config.nicknames()));
    if (!config.passes().passes().isEmpty()) {
      stages.add(
          Stage.of(
                  "pass",
                  order.inputs(LARGE_BLOCKS),
                  Output.of(config.passes().alone() ? LINKS : PASS_LINKS),
                  this::pass)
              .dependingOn(config.linkType(), config.passes().passes(), config.nicknames()));
    }
    if (!config.passes().alone()) {
      stages.add(new ModelStages(config, engine).stage());
      var read = new ArrayList<>(order.inputs(LARGE_BLOCKS, MODEL, TERM_FREQUENCIES));
      if (!config.passes().passes().isEmpty()) {
        read.add(PASS_LINKS);
      }
      stages.add(
          Stage.of(
                  "score",
                  read,
                  config.scoring().earlyRejection()
                      ? List.of(Output.of(LINKS))
                      : List.of(
                          Output.of(LINKS), Output.small(PATTERNS), Output.small(REJECTED_PAIRS)),
                  this::score)
              .dependingOn(
                  config.linkType(),
                  config.candidateRules(),
                  config.passes().settled(),
                  config.scoring(),
                  config.nicknames()));
    }
    stages.addAll(new ClusterStages(config, engine).stages());
    if (config.does(Extra.QUALITY)) {
      stages.add(new QualityStage(config).stage());
      stages.add(DriftStage.stage());
    }
    if (!config.reporting().checks().isEmpty()) {
      stages.add(
          BoundsStage.of(
              config.reporting().checks(), List.of(MeasureTable.NAME, DriftStage.TABLE)));
    }
    return stages;
  }

  private Map<String, Dataset<Row>> profile(Tables tables) {
    Dataset<Row> records = tables.table(RecordsStage.RECORDS);
    List<String> columns = profiled(config, records);
    ColumnProfile profile = ColumnProfile.of(records, columns, MOST_FREQUENT);
    return Map.of(
        PROFILE,
        profile.completeness(),
        FREQUENT_VALUES,
        profile.mostFrequentValues(config.profile().showValues()));
  }

  /** The columns of the records of which is told what they hold. */
  static List<String> profiled(LinkageConfig config, Dataset<Row> records) {
    return Arrays.stream(records.columns())
        .filter(column -> !NOT_PROFILED.contains(column) && !config.isRaw(column))
        .toList();
  }

  private Map<String, Dataset<Row>> cleaning(Tables tables) {
    var counts = new CleaningCounts(config, tables.table(RecordsStage.RECORDS));
    return Map.of(CleaningCounts.RULES, counts.rules(), CleaningCounts.LOSS, counts.loss());
  }

  /**
   * The pairs of each rule alone, from the sizes of its blocks, and those that it adds to the rules
   * before it.
   *
   * @throws InputDataException if a block, a rule or all rules make more pairs than the budget
   *     allows: before any is made
   */
  private Map<String, Dataset<Row>> block(Tables tables) {
    Dataset<Row> records = order.records(tables);
    var budget = new PairBudget(config.blocking());
    BlockSizes sizes =
        BlockSizes.of(records, config.linkType(), config.candidateRules(), LARGEST_BLOCKS);
    List<Integer> leftOut = budget.leftOut(sizes);
    var kept = new ArrayList<BlockSizes.OfRule>();
    for (int r = 0; r < leftOut.size(); r++) {
      kept.add(sizes.rules().get(r).withoutLargest(leftOut.get(r)));
    }
    budget.require(kept);
    Dataset<Row> large = largeBlocks(records, sizes, leftOut);
    var candidates = CandidateRules.of(config.candidateRules(), large);
    if (config.blocking().maxCpuHours().isPresent()) {
      budget.requireTime(costs(records, kept, candidates.rules()));
    }
    Dataset<Row> blocks = BlockingCounts.counts(records.sparkSession(), new BlockSizes(kept));
    if (!config.does(Extra.PAIR_COUNTS)) {
      Column unknown = lit(null).cast(DataTypes.LongType);
      return Map.of(BLOCKS, blocks.withColumn(ADDED_PAIRS, unknown), LARGE_BLOCKS, large);
    }
    Dataset<Row> added =
        engine
            .dividing(candidates.large())
            .countPairs(records, config.linkType(), candidates.rules())
            .withColumnRenamed(Columns.PAIR_COUNT, ADDED_PAIRS);
    Dataset<Row> counted =
        blocks
            .join(
                added.withColumnRenamed(Columns.BLOCKING_RULE, "added_by"),
                col(Columns.BLOCKING_RULE).equalTo(col("added_by")),
                "left")
            .drop("added_by")
            .withColumn(ADDED_PAIRS, coalesce(col(ADDED_PAIRS), lit(0L)));
    return Map.of(BLOCKS, counted, LARGE_BLOCKS, large);
  }

  /**
   * What the pairs of all rules, each alone, cost.
   *
   * @param rules without the blocks that are left out, as {@code kept} has them
   */
  private Optional<PairCosts> costs(
      Dataset<Row> records, List<BlockSizes.OfRule> kept, List<BlockingRule> rules) {
    var sizes = new ArrayList<BlockSizes.OfRule>();
    double all = 0;
    for (int r = 0; r < kept.size(); r++) {
      sizes.add(kept.get(r).withRule(rules.get(r)));
      all += kept.get(r).pairs();
    }
    return PairCosts.measure(config, engine, records, new BlockSizes(sizes), all);
  }

  /** The few largest of each rule, and whatever is left out or divided. */
  private Dataset<Row> largeBlocks(Dataset<Row> records, BlockSizes sizes, List<Integer> leftOut) {
    Column isLeftOut = lit(false);
    for (int r = 0; r < leftOut.size(); r++) {
      Column rule = col(Columns.BLOCKING_RULE).equalTo(sizes.rules().get(r).rule().name());
      isLeftOut = isLeftOut.or(rule.and(col(BlockingCounts.RANK).leq(leftOut.get(r))));
    }
    return BlockingCounts.largestBlocks(
            records, sizes, LARGEST_BLOCKS, config.profile().showValues())
        .withColumn(CandidateRules.LEFT_OUT, isLeftOut)
        .where(
            col(CandidateRules.LEFT_OUT)
                .or(col(BlockingCounts.RANK).leq(LISTED_BLOCKS))
                .or(col(BlockingCounts.BLOCK_RECORDS).gt(Tiles.WHOLE_RECORDS)));
  }

  /** The rules, given what the stage {@code block} found of them. */
  private static CandidateRules candidates(Tables tables, List<BlockingRule> rules) {
    return CandidateRules.of(rules, tables.table(LARGE_BLOCKS));
  }

  private Dataset<Row> pass(Tables tables) {
    CandidateRules candidates = candidates(tables, config.passes().rules());
    var passes = new ArrayList<Pass>();
    for (int p = 0; p < candidates.rules().size(); p++) {
      passes.add(
          new Pass(candidates.rules().get(p), config.passes().passes().get(p).matchWeight()));
    }
    return PassLinks.of(
        engine.dividing(candidates.large()), order.records(tables), config.linkType(), passes);
  }

  /**
   * The pairs that the model links, and those that a pass has linked; the patterns of all that the
   * model compared, and a sample of what it rejected.
   */
  private Map<String, Dataset<Row>> score(Tables tables) {
    Model model = ModelTables.model(tables.table(MODEL));
    Dataset<Row> records = order.records(tables);
    boolean passes = !config.passes().passes().isEmpty();
    CandidateRules candidates = candidates(tables, config.candidateRules());
    ScoredPairs scored =
        engine
            .dividing(candidates.large())
            .scoreAll(
                passes
                    ? PassLinks.unsettled(
                        records, tables.table(PASS_LINKS), config.passes().settled())
                    : records,
                new Scoring(
                    model,
                    candidates.rules(),
                    termFrequencies(tables, model),
                    config.scoring().threshold().bits(),
                    config.scoring().partialWeights(),
                    config.passes().rules().stream()
                        .map(BlockingRule::name)
                        .collect(Collectors.toSet()),
                    config.scoring().earlyRejection()),
                config.scoring().rejectedSample());
    if (config.scoring().earlyRejection()) {
      return Map.of(LINKS, withPasses(tables, scored.links()));
    }
    ScoredPairs held = scored.heldOnDisk();
    return Map.of(
        LINKS,
        withPasses(tables, held.links()),
        PATTERNS,
        held.patterns(),
        REJECTED_PAIRS,
        held.rejected());
  }

  private Dataset<Row> withPasses(Tables tables, Dataset<Row> scored) {
    return config.passes().passes().isEmpty()
        ? scored
        : tables.table(PASS_LINKS).unionByName(scored, true);
  }

  static TermFrequencies termFrequencies(Tables tables, Model model) {
    return TermFrequencies.ofTable(
        tables.table(TERM_FREQUENCIES), TermFrequencies.columns(model.comparisons()));
  }
}
