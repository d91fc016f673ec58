package org.linkagehub.qa.framework;

import java.util.List;
import java.util.Locale;

/**
 * What triage asks before a linkage is assessed; the answers decide how much assurance it needs.
 */
public enum TriageQuestion {
  ENGAGEMENT("Where the engagement starts", "start, part-way, finished"),
  PROJECT("Kind of project", "new-asset, join-assets, audit, pseudonymised-help"),
  ALGORITHM("Algorithm", "simple-join, established, established-with-rules, third-party"),
  PURPOSE("Purpose", "direct-care, not-direct-care"),
  RISK("Risk", "high, moderate, low"),
  PROFILE("Profile", "high-profile, normal"),
  SENSITIVITY("Sensitivity", "sensitive, not-sensitive"),
  FREQUENCY("Frequency", "one-off, yearly-or-monthly, weekly-or-daily, live"),
  EXPERTISE("Expertise", "intermediate-or-more, novice");

  private final String title;

  /** With a comma between them. */
  private final String answers;

  TriageQuestion(String title, String answers) {
    this.title = title;
    this.answers = answers;
  }

  /** As it is shown. */
  public String title() {
    return title;
  }

  /** Its key in a configuration. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** An answer that it may have. */
  String answer(String text) {
    if (!List.of(answers.split(", ", -1)).contains(text)) {
      throw new IllegalArgumentException("is one of %s, found '%s'".formatted(answers, text));
    }
    return text;
  }
}
