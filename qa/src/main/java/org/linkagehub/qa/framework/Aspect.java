package org.linkagehub.qa.framework;

import java.util.Locale;

/** What the framework asks about: three aspects of each of three stages, and what spans all. */
public enum Aspect {
  PROFILING(
      Stage.PREPARATION,
      "Profiling",
      "What do the fields hold: completeness, distinct values, validity, distributions?"),
  ASSESSMENT(
      Stage.PREPARATION,
      "Assessment",
      "Are the data fit to be linked: which fields block, which depend on each other, which differ between sources?"),
  ENRICHMENT(
      Stage.PREPARATION,
      "Enrichment",
      "What was changed, cleaned and excluded before linkage, and is that in the code?"),
  TECHNIQUES(
      Stage.IMPLEMENTATION,
      "Techniques and tools",
      "Which method and parameters, why these, and in which versions?"),
  VERIFICATION(
      Stage.IMPLEMENTATION,
      "Verification",
      "Does the linkage do what was specified: tests, review, deviations?"),
  VALIDATION(
      Stage.IMPLEMENTATION,
      "Validation",
      "Does it do what users need: sense checks against what is known to be true?"),
  QUALITY(
      Stage.EVALUATION,
      "Quality",
      "How many links are wrong, how many are missing, for whom, and do users know?"),
  SPEED(Stage.EVALUATION, "Speed", "How long does it take, and where is the time spent?"),
  RESOURCES(
      Stage.EVALUATION,
      "Computational resources",
      "What does it need of processors, memory and disk?"),
  UNCERTAINTY(
      Stage.OVERALL,
      "Uncertainty management",
      "Are risks, assumptions and dependencies known, followed and told?"),
  CHANGES(
      Stage.OVERALL, "Communication of changes", "Do those concerned hear of changes beforehand?"),
  SAFETY(
      Stage.OVERALL,
      "Safety",
      "Law, data protection impact assessment, data sharing agreement, minimisation"),
  FAIRNESS(
      Stage.OVERALL,
      "Ethics and fairness",
      "Are errors uneven between groups, and who answers for that?"),
  GOVERNANCE(
      Stage.OVERALL,
      "Information governance",
      "Who owns the information and the linkage, and when is that reviewed?"),
  COMMUNITY(Stage.OVERALL, "Community engagement", "Is code and experience shared?"),
  KNOWLEDGE(
      Stage.OVERALL, "Knowledge management", "Are decisions written down where others find them?"),
  IMPROVEMENT(
      Stage.OVERALL,
      "Continuous improvement",
      "When is it looked at again, and what is to be better then?");

  private final Stage stage;
  private final String title;
  private final String question;

  Aspect(Stage stage, String title, String question) {
    this.stage = stage;
    this.title = title;
    this.question = question;
  }

  /** Where an aspect belongs. */
  public enum Stage {
    PREPARATION("Preparation"),
    IMPLEMENTATION("Implementation"),
    EVALUATION("Evaluation"),
    OVERALL("Overall considerations");

    private final String title;

    Stage(String title) {
      this.title = title;
    }

    /** As it is shown. */
    public String title() {
      return title;
    }
  }

  public Stage stage() {
    return stage;
  }

  /** As it is shown. */
  public String title() {
    return title;
  }

  /** What it asks, in our words. */
  public String question() {
    return question;
  }

  /** Its key in a configuration. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
