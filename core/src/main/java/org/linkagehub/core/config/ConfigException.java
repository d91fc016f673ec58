package org.linkagehub.core.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** With at least one problem. */
  public ConfigException(List<Problem> problems) {
    super(describe(problems));
    this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
  }

  /** What is wrong, in the order of file and line. */
  public List<Problem> problems() {
    return problems;
  }

  private static String describe(List<Problem> problems) {
    String lines =
        problems.stream()
            .sorted(Problem.BY_PLACE)
            .map(Problem::toString)
            .collect(Collectors.joining("\n  ", "\n  ", ""));
    return (problems.size() == 1
            ? "1 problem in the configuration:"
            : problems.size() + " problems in the configuration:")
        + lines;
  }
}
