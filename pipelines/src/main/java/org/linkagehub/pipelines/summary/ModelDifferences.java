package org.linkagehub.pipelines.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.score.MatchWeights;

/** What two models do differently, largest changes of weight first within each comparison. */
public final class ModelDifferences {
  private final List<Difference> differences = new ArrayList<>();

  private ModelDifferences() {}

  /**
   * One difference.
   *
   * @param what it is about, for example {@code surname: exact match on surname: m}
   * @param first what the first model has; empty where it has none
   * @param second what the second has
   * @param bits by how much more the second weighs it; absent where it is no weight
   */
  public record Difference(
      String what, Optional<String> first, Optional<String> second, OptionalDouble bits) {}

  /** All differences of two models, in the order of the first. */
  public static List<Difference> of(ModelFile first, ModelFile second) {
    var all = new ModelDifferences();
    all.compare(first, second);
    return List.copyOf(all.differences);
  }

  /** The differences as text, a line each, ending with a line feed. */
  public static String text(List<Difference> differences) {
    if (differences.isEmpty()) {
      return "The models are the same.\n";
    }
    var text = new StringBuilder();
    for (Difference difference : differences) {
      text.append(difference.what())
          .append(": ")
          .append(difference.first().orElse("none"))
          .append(" -> ")
          .append(difference.second().orElse("none"));
      difference
          .bits()
          .ifPresent(bits -> text.append(String.format(Locale.ROOT, " (%+.2f bits)", bits)));
      text.append('\n');
    }
    return text.toString();
  }

  private void compare(ModelFile first, ModelFile second) {
    note(
        "link type", first.model().linkType().configName(), second.model().linkType().configName());
    number(
        "prior",
        OptionalDouble.of(first.model().prior()),
        OptionalDouble.of(second.model().prior()),
        OptionalDouble.of(
            MatchWeights.ofProbability(second.model().prior())
                - MatchWeights.ofProbability(first.model().prior())));
    note(
        "comparisons",
        first.model().comparisons().stream().map(Comparison::name).toList().toString(),
        second.model().comparisons().stream().map(Comparison::name).toList().toString());
    for (Comparison comparison : first.model().comparisons()) {
      second.model().comparisons().stream()
          .filter(other -> other.name().equals(comparison.name()))
          .findFirst()
          .ifPresent(other -> compare(comparison, other));
    }
    note(
        "term frequencies",
        first.termFrequencies().mode().name().toLowerCase(Locale.ROOT),
        second.termFrequencies().mode().name().toLowerCase(Locale.ROOT));
    texts("derived column ", first.derived(), second.derived());
    note(
        "blocking rules",
        first.blockingRules().stream().map(BlockingRule::name).toList().toString(),
        second.blockingRules().stream().map(BlockingRule::name).toList().toString());
    note(
        "data",
        first.data().map(Objects::toString).orElse(null),
        second.data().map(Objects::toString).orElse(null));
    note("code version", first.codeVersion(), second.codeVersion());
    texts("metadata ", first.metadata(), second.metadata());
  }

  private void compare(Comparison first, Comparison second) {
    List<ComparisonLevel> a = first.levels();
    List<ComparisonLevel> b = second.levels();
    if (a.size() != b.size()) {
      note(
          first.name() + ": levels",
          a.stream().map(ComparisonLevel::label).toList().toString(),
          b.stream().map(ComparisonLevel::label).toList().toString());
      return;
    }
    for (int i = 0; i < a.size(); i++) {
      String name = first.name() + ": " + a.get(i).label();
      note(name + ": label", a.get(i).label(), b.get(i).label());
      note(name + ": condition", a.get(i).condition(), b.get(i).condition());
      note(
          name + ": term frequency",
          a.get(i).termFrequency().map(Objects::toString).orElse(null),
          b.get(i).termFrequency().map(Objects::toString).orElse(null));
      OptionalDouble before = ModelText.weight(a.get(i));
      OptionalDouble after = ModelText.weight(b.get(i));
      OptionalDouble bits =
          before.isPresent() && after.isPresent()
              ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
              : OptionalDouble.empty();
      boolean both = !a.get(i).m().equals(b.get(i).m()) && !a.get(i).u().equals(b.get(i).u());
      number(name + ": m", a.get(i).m(), b.get(i).m(), both ? OptionalDouble.empty() : bits);
      number(name + ": u", a.get(i).u(), b.get(i).u(), bits);
    }
  }

  private void texts(String what, Map<String, String> first, Map<String, String> second) {
    var names = new TreeSet<>(first.keySet());
    names.addAll(second.keySet());
    names.forEach(name -> note(what + name, first.get(name), second.get(name)));
  }

  private void number(
      String what, OptionalDouble first, OptionalDouble second, OptionalDouble bits) {
    if (!first.equals(second)) {
      differences.add(new Difference(what, text(first), text(second), bits));
    }
  }

  private static Optional<String> text(OptionalDouble value) {
    return value.isPresent()
        ? Optional.of(String.format(Locale.ROOT, "%.6g", value.getAsDouble()))
        : Optional.empty();
  }

  private void note(String what, String first, String second) {
    if (!Objects.equals(first, second)) {
      differences.add(
          new Difference(
              what,
              Optional.ofNullable(first),
              Optional.ofNullable(second),
              OptionalDouble.empty()));
    }
  }
}
