package org.linkagehub.qa.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.linkagehub.qa.measure.Group;
import org.linkagehub.qa.measure.Measure;

/**
 * What is known best of the links that users get: precision and recall of the published clusters
 * against the truth, else of links against the truth, labels or a hidden identifier, else what the
 * model expects.
 *
 * @param precision the measure; empty if nothing is known
 * @param recall the measure
 * @param prefix of the measures' names, for example {@code cluster_pair}; empty if the model's
 * @param from what it is known from, in words; empty if nothing
 * @param isWithheld whether nothing can be told, though it was measured
 */
record Quality(
    Optional<Measure> precision,
    Optional<Measure> recall,
    String prefix,
    String from,
    boolean isWithheld) {
  static final String MODEL = "the model";

  private static final List<String> PREFIXES =
      List.of("cluster_pair", "pair", "labelled", "hidden");

  private static final double SIGNIFICANT = 0.05;

  static Quality of(Shown shown, Evidence evidence) {
    for (String prefix : PREFIXES) {
      Optional<Measure> precision = at(shown, prefix + "_precision", evidence.threshold());
      Optional<Measure> recall = at(shown, prefix + "_recall", evidence.threshold());
      if (precision.isPresent() && recall.isPresent()) {
        String from =
            switch (prefix) {
              case "labelled" -> "reviewed pairs";
              case "hidden" -> "a hidden identifier";
              default ->
                  evidence.subject().truth().isEmpty()
                      ? "the truth"
                      : "the truth in " + evidence.subject().truth();
            };
        return new Quality(precision, recall, prefix, from, false);
      }
    }
    Optional<Measure> falseRate = at(shown, "expected_false_match_rate", evidence.threshold());
    Optional<Measure> missedRate = at(shown, "expected_missed_match_rate", evidence.threshold());
    if (falseRate.isPresent() && missedRate.isPresent()) {
      return new Quality(
          falseRate.map(Quality::complement),
          missedRate.map(Quality::complement),
          "",
          MODEL,
          false);
    }
    boolean measured = PREFIXES.stream().anyMatch(prefix -> shown.has(prefix + "_precision"));
    return new Quality(Optional.empty(), Optional.empty(), "", "", measured);
  }

  private static Optional<Measure> at(Shown shown, String name, double threshold) {
    return shown
        .find(name, Measure.WHOLE, Group.ALL, OptionalDouble.empty())
        .or(() -> shown.near(name, Group.ALL, threshold))
        .filter(m -> m.value().isPresent());
  }

  private static Measure complement(Measure rate) {
    return new Measure(
        rate.measure(),
        rate.subject(),
        rate.group(),
        rate.threshold(),
        OptionalDouble.of(1 - rate.value().getAsDouble()),
        rate.interval().complement(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        rate.method(),
        rate.suppressed());
  }

  boolean isKnown() {
    return precision.isPresent() && recall.isPresent();
  }

  boolean isExpectedOnly() {
    return from.equals(MODEL);
  }

  boolean hasInterval() {
    return precision.filter(m -> m.interval().lower().isPresent()).isPresent()
        && recall.filter(m -> m.interval().lower().isPresent()).isPresent();
  }

  /** In a sentence, with the intervals where there are any. */
  String words() {
    if (!isKnown()) {
      return "";
    }
    return "%s of links are right (precision%s); %s of matches are found (recall%s)."
        .formatted(
            Shown.share(precision).text(),
            interval(precision),
            Shown.share(recall).text(),
            interval(recall));
  }

  private static String interval(Optional<Measure> measure) {
    String interval = Shown.interval(measure);
    return interval.isEmpty() ? "" : ", 95 % interval " + interval;
  }

  /**
   * A group for which links are clearly worse.
   *
   * @param group which
   * @param words by how much, in words
   */
  record Worse(Group group, String words) {}

  /**
   * The groups whose precision or recall is below the whole by at least a difference, and by more
   * than chance explains.
   */
  static List<Worse> worse(Shown shown, Quality quality, Evidence evidence, double difference) {
    var worse = new ArrayList<Worse>();
    List<String> names =
        quality.prefix().isEmpty()
            ? List.of("linked_records")
            : List.of(quality.prefix() + "_precision", quality.prefix() + "_recall");
    for (String grouping : shown.groupings()) {
      for (Group group : shown.groups(grouping)) {
        for (String name : names) {
          groupWorse(shown, name, group, evidence.threshold(), difference)
              .ifPresent(words -> worse.add(new Worse(group, words)));
        }
      }
    }
    return List.copyOf(worse);
  }

  private static Optional<String> groupWorse(
      Shown shown, String name, Group group, double threshold, double difference) {
    Optional<Measure> below = of(shown, name + "_difference", group, threshold);
    Optional<Measure> chance = of(shown, name + "_difference_p", group, threshold);
    if (below.isEmpty() || chance.isEmpty()) {
      return Optional.empty();
    }
    double by = below.get().value().orElse(0);
    if (by > -difference || chance.get().value().orElse(1) > SIGNIFICANT) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s %.1f points below the whole",
            name.endsWith("_precision")
                ? "precision"
                : name.endsWith("_recall") ? "recall" : "share of linked records",
            -100 * by));
  }

  static Optional<Measure> of(Shown shown, String name, Group group, double threshold) {
    return shown
        .find(name, Measure.WHOLE, group, OptionalDouble.empty())
        .or(() -> shown.near(name, group, threshold))
        .filter(m -> m.value().isPresent());
  }
}
