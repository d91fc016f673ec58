package org.linkagehub.core.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.linkagehub.core.standardise.BirthDateRules;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Step;

/** Reads the steps of {@code standardise}. */
public final class StandardisationReader {
  private static final List<String> WITH_PARAMETERS =
      List.of("birth-date", "partial-birth-date", "date", "null-if", "replace", "sql");

  private StandardisationReader() {}

  /** Steps in order; problems are noted. */
  public static Standardisation read(ConfigReader.Value steps) {
    var read = new ArrayList<Step>();
    for (ConfigReader.Value value : steps.elements()) {
      Optional<Step> step =
          value.isBlock()
              ? value.block().flatMap(StandardisationReader::withParameters)
              : value.asText().flatMap(name -> plain(name, value));
      step.ifPresent(read::add);
    }
    return new Standardisation(read);
  }

  private static Optional<Step> plain(String name, ConfigReader.Value value) {
    Optional<Step> step = plainSteps().filter(known -> known.configName().equals(name)).findFirst();
    if (step.isPresent()) {
      return step;
    }
    if (WITH_PARAMETERS.contains(name)) {
      value.problem("needs a value: write { " + name + " = … }");
    } else {
      Set<String> known = known();
      value.problem(
          "is not a known step, was \""
              + name
              + "\"; did you mean "
              + Nearest.of(name, known).orElseThrow()
              + "? (known: "
              + String.join(", ", known)
              + ")");
    }
    return step;
  }

  private static Stream<Step> plainSteps() {
    return Stream.concat(
        Arrays.stream(Step.Plain.values()), Arrays.stream(Cleaning.values()).map(Step.Ruled::new));
  }

  private static Optional<Step> withParameters(ConfigReader in) {
    if (in.has("date")) {
      List<String> formats = in.texts("date");
      return in.build(() -> new Step.ToDate(formats));
    }
    if (in.has("birth-date")) {
      List<String> formats = in.texts("birth-date");
      Optional<String> asAt = in.has("as-at") ? Optional.of(in.text("as-at")) : Optional.empty();
      return in.build(() -> new Step.BirthDate(formats, asAt.map(BirthDateRules::day)));
    }
    if (in.has("partial-birth-date")) {
      List<String> formats = in.texts("partial-birth-date");
      Optional<String> asAt = in.has("as-at") ? Optional.of(in.text("as-at")) : Optional.empty();
      return in.build(() -> new Step.PartialBirthDate(formats, asAt.map(BirthDateRules::day)));
    }
    if (in.has("null-if")) {
      List<String> values = in.texts("null-if");
      return in.build(() -> new Step.NullIf(values));
    }
    if (in.has("replace")) {
      String pattern = in.text("replace");
      String with = in.has("with") ? in.value("with").orElseThrow().textOrEmpty() : "";
      return in.build(() -> new Step.Replace(pattern, with));
    }
    if (in.has("sql")) {
      String expression = in.text("sql");
      return in.build(() -> new Step.Expression(expression));
    }
    in.problem("must hold one of " + String.join(", ", WITH_PARAMETERS));
    return in.build(() -> Step.Plain.TRIM);
  }

  private static Set<String> known() {
    var names = new LinkedHashSet<String>();
    plainSteps().forEach(step -> names.add(step.configName()));
    names.addAll(WITH_PARAMETERS);
    return names;
  }
}
