package org.linkagehub.core.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The comparison templates, by name. */
final class Templates {
  private static final Map<String, Template> BY_NAME = byName();

  private Templates() {}

  /**
   * Reads a comparison by the template that it names.
   *
   * @param block one element of {@code comparisons}
   * @param defaults the block {@code templates}
   */
  static Optional<ComparisonSettings> read(ConfigReader block, ConfigReader defaults) {
    Optional<String> name = block.optionalText("template");
    if (name.isEmpty()) {
      block.problem(
          "template", "is missing: it must be one of " + String.join(", ", BY_NAME.keySet()));
      return Optional.empty();
    }
    Template template = BY_NAME.get(name.get());
    if (template == null) {
      block.problem(
          "template",
          "is not a known template, was \""
              + name.get()
              + "\"; did you mean "
              + Nearest.of(name.get(), BY_NAME.keySet()).orElseThrow()
              + "? (known: "
              + String.join(", ", BY_NAME.keySet())
              + ")");
      return Optional.empty();
    }
    ConfigReader in = block.withDefaults(defaults.block(name.get()));
    in.has("template");
    return template.read(in);
  }

  private static Map<String, Template> byName() {
    var templates = new TreeMap<String, Template>();
    templates.put("exact", TextTemplates::exact);
    templates.put("levenshtein", in -> TextTemplates.distance(in, "levenshtein", "Levenshtein"));
    templates.put(
        "damerau_levenshtein",
        in -> TextTemplates.distance(in, "damerau_levenshtein", "Damerau-Levenshtein"));
    templates.put("jaro", in -> TextTemplates.similarity(in, "jaro_similarity", "Jaro"));
    templates.put(
        "jaro_winkler",
        in -> TextTemplates.similarity(in, "jaro_winkler_similarity", "Jaro-Winkler"));
    templates.put(
        "name", in -> TextTemplates.similarity(in, "jaro_winkler_similarity", "Jaro-Winkler"));
    templates.put("forename_surname", ForenameSurnameTemplate::read);
    templates.put("date_of_birth", DateOfBirthTemplate::read);
    templates.put("postcode", PostcodeTemplate::read);
    templates.put("email", EmailTemplate::read);
    templates.put("custom", CustomTemplate::read);
    return templates;
  }
}
