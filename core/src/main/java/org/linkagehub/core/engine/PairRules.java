package org.linkagehub.core.engine;

import java.util.ArrayList;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.Expression.Binary;
import org.linkagehub.core.expression.Expression.Operator;

/**
 * The blocking rules: which of the pairs that met under a rule it makes, no earlier one doing so.
 */
final class PairRules {
  /** For each rule, whether it makes a pair: its keys agree and its further condition holds. */
  private final Condition[] makes;

  /** For each rule its further condition, or null. */
  private final Condition[] where;

  private final boolean anyWhere;
  private final int[] open = new int[PairBatch.CAPACITY];
  private final int[] found = new int[PairBatch.CAPACITY];
  private final boolean[] dropped = new boolean[PairBatch.CAPACITY];

  PairRules(Records records, PairPlan.PairSet set) throws NotCompiledException {
    var compiler = new ConditionCompiler(records);
    int n = set.rules().size();
    makes = new Condition[n];
    where = new Condition[n];
    boolean any = false;
    for (int r = 0; r < n; r++) {
      PairPlan.Rule rule = set.rules().get(r);
      var terms = new ArrayList<Condition>();
      for (int k = 0; k < rule.leftKeys().size(); k++) {
        terms.add(
            compiler.condition(
                new Binary(
                    Operator.EQUAL,
                    FieldFinder.column(new Side(rule.leftKeys().get(k), true)),
                    FieldFinder.column(new Side(rule.rightKeys().get(k), false)))));
      }
      if (rule.hasList()) {
        terms.add(
            new Conditions.SharedElement(
                new Side(rule.leftList(), true), new Side(rule.rightList(), false)));
      }
      if (rule.where().isPresent()) {
        any = true;
        where[r] = compile(compiler, rule.name(), rule.where().get());
        terms.add(where[r]);
      }
      makes[r] = Conditions.all(terms);
    }
    anyWhere = any;
  }

  private static Condition compile(ConditionCompiler compiler, String rule, Expression where)
      throws NotCompiledException {
    try {
      return compiler.condition(where);
    } catch (NotCompiledException e) {
      throw new NotCompiledException("blocking rule " + rule + ": " + e.getMessage());
    }
  }

  /** Leaves in a batch of pairs whose keys agree those that count under the rule they met under. */
  void keepFirst(PairBatch pairs) {
    int size = pairs.size;
    boolean any = false;
    for (int r = 0; r < makes.length - 1; r++) {
      int later = 0;
      for (int i = 0; i < size; i++) {
        if (pairs.rule[i] > r) {
          open[later++] = i;
        }
      }
      int hits = later == 0 ? 0 : makes[r].holds(pairs, open, later, found);
      for (int k = 0; k < hits; k++) {
        dropped[found[k]] = true;
      }
      any |= hits > 0;
    }
    for (int r = 0; anyWhere && r < where.length; r++) {
      if (where[r] == null) {
        continue;
      }
      int met = 0;
      for (int i = 0; i < size; i++) {
        if (pairs.rule[i] == r) {
          open[met++] = i;
        }
      }
      System.arraycopy(open, 0, found, 0, met);
      int kept = where[r].holds(pairs, open, met, open);
      int lost = Positions.without(found, met, open, kept);
      for (int k = 0; k < lost; k++) {
        dropped[found[k]] = true;
      }
      any |= lost > 0;
    }
    if (any) {
      removeDropped(pairs);
    }
  }

  private void removeDropped(PairBatch pairs) {
    int kept = 0;
    for (int i = 0; i < pairs.size; i++) {
      if (dropped[i]) {
        dropped[i] = false;
      } else {
        pairs.left[kept] = pairs.left[i];
        pairs.right[kept] = pairs.right[i];
        pairs.rule[kept] = pairs.rule[i];
        kept++;
      }
    }
    pairs.size = kept;
    pairs.number++; // positions have moved: nothing computed for them holds any more
  }
}
