package org.linkagehub.pipelines.link;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.score.MatchWeights;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.pipelines.config.Extra;
import org.linkagehub.pipelines.config.LinkageConfig;
import org.linkagehub.pipelines.stage.Tables;
import org.linkagehub.qa.blocking.BlockingCounts;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;
import org.linkagehub.qa.profile.ColumnProfile;

/**
 * What the stages of a run counted already, as measures: completeness and cleaning of the columns,
 * pairs of the blocking rules, parameters of the model.
 */
final class RunMeasures {
  private static final OptionalDouble NO_THRESHOLD = OptionalDouble.empty();

  private final LinkageConfig config;
  private final Tables tables;

  RunMeasures(LinkageConfig config, Tables tables) {
    this.config = config;
    this.tables = tables;
  }

  /** All of them, by source where they are of records. */
  List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    if (config.does(Extra.PROFILE)) {
      profile(measures);
    }
    if (config.cleaning().keepRaw()) {
      cleaning(measures);
    }
    blocking(measures);
    if (!config.passes().alone()) {
      model(measures);
    }
    return measures;
  }

  private void profile(List<Measure> measures) {
    measures.addAll(ColumnProfile.measures(tables.table(LinkageStages.PROFILE)));
    for (Row row :
        tables
            .table(LinkageStages.FREQUENT_VALUES)
            .where(col(ColumnProfile.RANK).equalTo(1))
            .orderBy(ColumnProfile.COLUMN, Columns.SOURCE)
            .collectAsList()) {
      double records = row.<Long>getAs(ColumnProfile.VALUE_RECORDS).doubleValue();
      measures.add(
          Measure.ratio(
                  "commonest_value_share",
                  NO_THRESHOLD,
                  records,
                  (double) Math.round(records / row.<Double>getAs(ColumnProfile.SHARE)))
              .of(row.getAs(ColumnProfile.COLUMN))
              .in(source(row)));
    }
  }

  private void cleaning(List<Measure> measures) {
    for (Row row :
        tables
            .table(CleaningCounts.LOSS)
            .orderBy(
                Columns.COLUMN_NAME,
                Columns.SOURCE,
                CleaningCounts.GROUP_COLUMN,
                CleaningCounts.GROUP_VALUE)
            .collectAsList()) {
      if (row.getAs(CleaningCounts.GROUP_COLUMN) != null) {
        continue; // of a part of a source, which the table itself tells
      }
      long given = row.getAs(CleaningCounts.GIVEN);
      long usable = row.getAs(CleaningCounts.USABLE);
      measures.add(
          Measure.share("lost_in_cleaning", NO_THRESHOLD, given - usable, given)
              .of(row.getAs(Columns.COLUMN_NAME))
              .in(source(row)));
    }
  }

  private void blocking(List<Measure> measures) {
    Map<String, Row> byRule = new TreeMap<>();
    tables
        .table(LinkageStages.BLOCKS)
        .collectAsList()
        .forEach(row -> byRule.put(row.getAs(Columns.BLOCKING_RULE), row));
    long records = tables.table(RecordsStage.RECORDS).count();
    long cumulative = 0;
    for (var rule : config.candidateRules()) {
      Row row = byRule.get(rule.name());
      if (row == null) {
        continue;
      }
      measures.add(blocks("blocking_pairs_alone", row.getAs(Columns.PAIR_COUNT), rule.name()));
      if (config.does(Extra.PAIR_COUNTS)) {
        long added = row.getAs(LinkageStages.ADDED_PAIRS);
        cumulative += added;
        measures.add(blocks("blocking_pairs_added", added, rule.name()));
        measures.add(blocks("blocking_pairs_cumulative", cumulative, rule.name()));
      }
      measures.add(
          blocks("blocking_largest_block", row.getAs(BlockingCounts.LARGEST_BLOCK), rule.name()));
      measures.add(
          Measure.share(
                  "blocking_keyed_records",
                  NO_THRESHOLD,
                  row.getAs(BlockingCounts.KEYED_RECORDS),
                  records)
              .of(rule.name()));
    }
  }

  private static Measure blocks(String measure, long count, String rule) {
    return Measure.count(measure, NO_THRESHOLD, count).of(rule);
  }

  private void model(List<Measure> measures) {
    Model model = ModelTables.model(tables.table(LinkageStages.MODEL));
    measures.add(Measure.figure("prior", NO_THRESHOLD, model.prior()));
    for (Comparison comparison : model.comparisons()) {
      List<ComparisonLevel> levels = comparison.byGamma();
      for (int gamma = levels.size() - 1; gamma >= 0; gamma--) {
        String subject = comparison.name() + " = " + gamma;
        ComparisonLevel level = levels.get(gamma);
        level.m().ifPresent(m -> measures.add(figure("m", m, subject)));
        level.u().ifPresent(u -> measures.add(figure("u", u, subject)));
        if (level.m().isPresent() && level.u().isPresent()) {
          measures.add(
              figure(
                  "partial_weight",
                  MatchWeights.ofLevel(level.m().getAsDouble(), level.u().getAsDouble()),
                  subject));
        }
      }
    }
  }

  private static Measure figure(String measure, double value, String subject) {
    return Measure.figure(measure, NO_THRESHOLD, value).of(subject);
  }

  private static Group source(Row row) {
    return new Group(Columns.SOURCE, row.getAs(Columns.SOURCE));
  }
}
