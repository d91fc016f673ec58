package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.linkagehub.core.config.ClusteringSettings;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.EngineSetting;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.SortedNeighbourhood;
import org.linkagehub.core.spark.BlockEngine;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.core.spark.Engine;
import org.linkagehub.core.spark.PassLinks;
import org.linkagehub.core.spark.SqlEngine;
import org.linkagehub.core.spark.cluster.ClusterRefinement;
import org.linkagehub.pipelines.config.LinkageConfig;

/**
 * The engine of a run.
 *
 * @param engine makes and compares the pairs
 * @param description its name, and where the fast one was left out, why
 */
record EngineChoice(Engine engine, String description) {

  /**
   * Chooses as the configuration says.
   *
   * @param columns of the standardised records
   * @throws ConfigException if it asks for the fast engine, and that cannot compile it
   */
  static EngineChoice of(SparkSession spark, LinkageConfig config, StructType columns) {
    if (config.engine() == EngineSetting.SQL) {
      requireNoTimeBudget(config, "engine = sql");
      return new EngineChoice(new SqlEngine(), new SqlEngine().name());
    }
    Optional<String> refusal = refusal(spark, config, columns);
    if (refusal.isEmpty()) {
      return new EngineChoice(new BlockEngine(), new BlockEngine().name());
    }
    if (config.engine() == EngineSetting.BLOCK) {
      throw new ConfigException(
          List.of(
              config
                  .source()
                  .problem(
                      "linkage.engine",
                      "cannot be block: "
                          + refusal.get()
                          + "; write the condition with the functions that core/README.md lists, or"
                          + " set engine = auto to have it done in SQL")));
    }
    requireNoTimeBudget(config, refusal.get());
    return new EngineChoice(new SqlEngine(), "sql (" + refusal.get() + ")");
  }

  /** A budget that nobody holds would be worse than none. */
  private static void requireNoTimeBudget(LinkageConfig config, String why) {
    if (config.blocking().maxCpuHours().isPresent()) {
      throw new ConfigException(
          List.of(
              config
                  .source()
                  .problem(
                      "linkage.blocking.max-cpu-hours",
                      "cannot be held by the engine in SQL, whose cost is not measured ("
                          + why
                          + "); leave it out, and use max-pairs")));
    }
  }

  private static Optional<String> refusal(
      SparkSession spark, LinkageConfig config, StructType columns) {
    StructType withPlaces = columns;
    for (SortedNeighbourhood order : OrderStage.orders(config.candidateRules())) {
      withPlaces = withPlaces.add(order.positionColumn(), DataTypes.LongType);
    }
    Dataset<Row> empty =
        spark.createDataFrame(
            List.<Row>of(),
            withPlaces
                .add(Columns.RECORD_KEY, DataTypes.LongType)
                .add(Columns.SOURCE, DataTypes.StringType)
                .add(Columns.SOURCE_INDEX, DataTypes.IntegerType)
                .add(Columns.RECORD_ID, DataTypes.StringType));
    var rules = new ArrayList<BlockingRule>(config.candidateRules());
    config.training().ifPresent(training -> rules.addAll(training.prior().deterministicRules()));
    rules.addAll(config.emRules());
    config.labels().column().ifPresent(column -> rules.add(BlockingRule.on(column)));
    var compared =
        new ArrayList<Comparison>(
            config.passes().alone() ? List.of(PassLinks.NOTHING) : config.modelComparisons());
    if (config.clustering().method() == ClusteringSettings.Method.REFINED) {
      compared.addAll(
          ClusterRefinement.conditions(
              config.clustering().refinement(config.scoring().threshold())));
    }
    return BlockEngine.refusal(empty, config.linkType(), rules, compared);
  }
}
