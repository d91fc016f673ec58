package org.linkagehub.core.standardise;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The rules that a value met. */
public final class Hits {
  private final Set<Rule> rules = EnumSet.noneOf(Rule.class);

  void add(Rule rule) {
    rules.add(rule);
  }

  /** Whether a rule was met. */
  public boolean has(Rule rule) {
    return rules.contains(rule);
  }

  /** Whether no rule was met. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rules that were met, in their order. */
  public List<Rule> rules() {
    return List.copyOf(rules);
  }
}
