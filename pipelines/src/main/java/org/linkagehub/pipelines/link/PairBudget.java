package org.linkagehub.pipelines.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.BlockingSettings;
import org.linkagehub.core.spark.BlockSizes;
import org.linkagehub.pipelines.stage.InputDataException;

/** Holds the pairs that blocking would make against what the configuration allows. */
final class PairBudget {
  private final BlockingSettings settings;

  PairBudget(BlockingSettings settings) {
    this.settings = settings;
  }

  /**
   * How many of its largest blocks each rule has to leave out.
   *
   * @param sizes with more of the largest blocks than can be left out
   * @throws InputDataException if there are such blocks, and the configuration does not leave them
   *     out; or so many that the rule is at fault
   */
  List<Integer> leftOut(BlockSizes sizes) {
    var leftOut = new ArrayList<Integer>();
    for (BlockSizes.OfRule rule : sizes.rules()) {
      int over = 0;
      while (over < rule.largest().size()
          && rule.largest().get(over).pairs() > settings.maxPairsPerBlock()) {
        over++;
      }
      if (over > 0 && (!settings.leaveOutLargeBlocks() || over == rule.largest().size())) {
        BlockSizes.Block largest = rule.largest().get(0);
        boolean coarse = over > 1 && over == rule.largest().size();
        throw new InputDataException(
            "blocking rule %s has %s of up to %,d records and %,d pairs, more than the %,d that linkage.blocking.max-pairs-per-block allows: %s"
                .formatted(
                    rule.rule().name(),
                    over == 1
                        ? "a block"
                        : "%s%,d blocks".formatted(coarse ? "at least " : "", over),
                    largest.records(),
                    largest.pairs(),
                    settings.maxPairsPerBlock(),
                    settings.leaveOutLargeBlocks()
                        ? "too many to leave out, so add a column to the rule"
                        : "make placeholder values missing under linkage.standardise, add a column to the rule, or set linkage.blocking.large-blocks = leave-out"));
      }
      leftOut.add(over);
    }
    return leftOut;
  }

  /**
   * Passes what does not take too long.
   *
   * @param costs of the pairs of all rules, each alone; empty where they make none
   * @throws InputDataException if it does
   */
  void requireTime(Optional<PairCosts> costs) {
    double most = settings.maxCpuHours().orElse(Double.POSITIVE_INFINITY);
    if (costs.isPresent() && costs.get().cpuHours() > most) {
      throw new InputDataException(
          "to make and compare up to %,.0f pairs would take %.3g CPU hours here, at %,.0f pairs a CPU second as measured, more than the %s that linkage.blocking.max-cpu-hours allows; make the rules stricter, or raise the bound"
              .formatted(
                  costs.get().pairs(),
                  costs.get().cpuHours(),
                  1 / costs.get().measured().secondsPerPair(),
                  most));
    }
  }

  /**
   * Passes rules within the budget.
   *
   * @throws InputDataException if a rule, or all together, make too many pairs, or none makes any
   */
  void require(List<BlockSizes.OfRule> rules) {
    long all = 0;
    for (BlockSizes.OfRule rule : rules) {
      if (rule.pairs() > settings.maxPairsPerRule()) {
        throw new InputDataException(
            "blocking rule %s makes %,d pairs, more than the %,d that linkage.blocking.max-pairs-per-rule allows; its largest block holds %,d records: add a column to the rule, or make frequent placeholder values missing under linkage.standardise"
                .formatted(
                    rule.rule().name(),
                    rule.pairs(),
                    settings.maxPairsPerRule(),
                    rule.largestBlock()));
      }
      all = Math.addExact(all, rule.pairs());
    }
    if (all > settings.maxPairs()) {
      throw new InputDataException(
          "the blocking rules make up to %,d pairs, more than the %,d that linkage.blocking.max-pairs allows; make the rules stricter, or raise the bound"
              .formatted(all, settings.maxPairs()));
    }
    if (all == 0) {
      throw new InputDataException(
          "no two records agree on the keys of any blocking rule, so there is no pair to compare; choose rules on columns in which the records of one person mostly agree");
    }
  }
}
