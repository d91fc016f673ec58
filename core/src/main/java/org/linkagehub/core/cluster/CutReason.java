package org.linkagehub.core.cluster;

import java.util.Set;

/** Why a link was cut where no impossibility did it; an impossibility is named by its own name. */
public final class CutReason {
  /** The mean weight of the pairs between the two clusters is below the weight for joining. */
  public static final String WEAK = "weak on average";

  /** The same, and the link is the only one between the two clusters. */
  public static final String WEAK_BRIDGE = "weak bridge";

  /** By the guard for twins. */
  public static final String TWINS = "twins";

  /** By a raised bar. */
  public static final String BAR_RAISED = "bar raised";

  /** Within a component that was set aside; the outcome of that component, too. */
  public static final String SET_ASIDE = "set aside";

  /** All of these. */
  public static final Set<String> ALL = Set.of(WEAK, WEAK_BRIDGE, TWINS, BAR_RAISED, SET_ASIDE);

  private CutReason() {}
}
