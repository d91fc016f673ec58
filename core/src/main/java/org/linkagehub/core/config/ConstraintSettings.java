package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.cluster.CutReason;
import org.linkagehub.core.cluster.TwinGuard;
import org.linkagehub.core.model.Impossibility;

/**
 * What keeps records apart, whatever the weight of the links between them.
 *
 * @param duplicateFree sources that have at most one record of a person
 * @param oneValue columns of which a person has one value at most
 * @param impossible further conditions of a pair that cannot be one person
 * @param twins how twins and siblings are told; empty for no guard
 */
public record ConstraintSettings(
    List<String> duplicateFree,
    List<String> oneValue,
    List<Impossibility> impossible,
    Optional<TwinGuard> twins) {
  public ConstraintSettings {
    duplicateFree = List.copyOf(duplicateFree);
    oneValue = List.copyOf(oneValue);
    impossible = List.copyOf(impossible);
    Objects.requireNonNull(twins, "twins");
  }

  /**
   * All that is impossible, in the order in which reasons are given: sources, values, others, and
   * twins where no record may be a person under another name.
   */
  public List<Impossibility> impossibilities() {
    List<Impossibility> all = declared();
    twins
        .filter(guard -> !guard.otherName())
        .ifPresent(guard -> all.add(Impossibility.of(CutReason.TWINS, guard.condition())));
    return all;
  }

  /** SQL on a pair that looks like twins, but may be one person under two names. */
  public Optional<String> doubtfulTwins() {
    return twins.filter(TwinGuard::otherName).map(TwinGuard::condition);
  }

  private List<Impossibility> declared() {
    var all = new ArrayList<Impossibility>();
    duplicateFree.forEach(source -> all.add(Impossibility.sameSource(source)));
    oneValue.forEach(column -> all.add(Impossibility.differentValues(column)));
    all.addAll(impossible);
    return all;
  }

  /** Whether nothing was declared. */
  public boolean isEmpty() {
    return declared().isEmpty() && twins.isEmpty();
  }

  /** Whether anything but sources free of duplicates was declared. */
  boolean beyondSources() {
    return !oneValue.isEmpty() || !impossible.isEmpty() || twins.isPresent();
  }

  /** The records' columns that are named; those in SQL conditions are not among them. */
  public List<String> columns() {
    Set<String> columns = new LinkedHashSet<>(oneValue);
    twins.ifPresent(guard -> columns.addAll(guard.columns()));
    return List.copyOf(columns);
  }

  static Optional<ConstraintSettings> read(ConfigReader in) {
    List<String> duplicateFree = distinct(in, "duplicate-free");
    List<String> oneValue = distinct(in, "one-value");
    List<Impossibility> impossible = new ArrayList<>();
    for (ConfigReader block : in.blocks("impossible")) {
      String name = block.text("name");
      String sql = block.text("sql");
      block.build(() -> Impossibility.of(name, sql)).ifPresent(impossible::add);
    }
    Optional<TwinGuard> twins = in.has("twins") ? readTwins(in.block("twins")) : Optional.empty();
    return in.build(
        () -> {
          var settings = new ConstraintSettings(duplicateFree, oneValue, impossible, twins);
          requireDifferentNames(settings.declared());
          return settings;
        });
  }

  private static Optional<TwinGuard> readTwins(ConfigReader in) {
    String forename = in.text("forename");
    String surname = in.text("surname");
    String birthDate = in.text("birth-date");
    List<String> address = in.texts("address");
    boolean otherName = in.has("other-name") && in.flag("other-name");
    return in.build(() -> new TwinGuard(forename, surname, birthDate, address, otherName));
  }

  private static List<String> distinct(ConfigReader in, String name) {
    List<String> texts = in.texts(name);
    if (new HashSet<>(texts).size() < texts.size()) {
      in.problem(name, "names something twice");
    }
    return texts;
  }

  private static void requireDifferentNames(List<Impossibility> all) {
    Set<String> names = new HashSet<>(CutReason.ALL);
    for (Impossibility one : all) {
      if (!names.add(one.name())) {
        throw new IllegalArgumentException(
            "a name stands for one reason, so that the table of cuts can tell them apart; \""
                + one.name()
                + "\" is taken");
      }
    }
  }
}
