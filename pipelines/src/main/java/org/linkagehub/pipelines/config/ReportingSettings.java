package org.linkagehub.pipelines.config;

import java.util.List;
import java.util.Optional;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.qa.check.CheckRule;
import org.linkagehub.qa.disclosure.DisclosureSettings;
import org.linkagehub.qa.framework.FrameworkAnswers;
import org.linkagehub.qa.report.ReportSettings;

/**
 * What must hold of the quality of a linkage, and what is told of it.
 *
 * @param checks bounds of measures
 * @param report what the report says
 * @param disclosure how counts are treated that leave
 * @param answers to the questions of the quality assurance framework
 */
public record ReportingSettings(
    List<CheckRule> checks,
    ReportSettings report,
    DisclosureSettings disclosure,
    FrameworkAnswers answers) {
  public ReportingSettings {
    checks = List.copyOf(checks);
  }

  /** Reads the blocks {@code checks}, {@code report}, {@code disclosure} and {@code framework}. */
  public static Optional<ReportingSettings> read(ConfigReader in) {
    List<CheckRule> checks = CheckRule.readAll(in.blocks("checks"));
    Optional<ReportSettings> report = ReportSettings.read(in.block("report"));
    Optional<DisclosureSettings> disclosure = DisclosureSettings.read(in.block("disclosure"));
    Optional<FrameworkAnswers> answers = FrameworkAnswers.read(in.block("framework"));
    return report.isPresent() && disclosure.isPresent() && answers.isPresent()
        ? Optional.of(new ReportingSettings(checks, report.get(), disclosure.get(), answers.get()))
        : Optional.empty();
  }
}
