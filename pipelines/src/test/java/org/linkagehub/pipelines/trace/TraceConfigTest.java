package org.linkagehub.pipelines.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.AlgorithmicRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.NumberCheck;

class TraceConfigTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);
  private static final String TABLES =
      "index.path = index, requests.inputs = [{ name = lab, path = lab }]";

  private static TraceConfig read(String trace) {
    return TraceConfig.of(
        ConfigSource.ofText("mine.conf", "linkage.trace { " + TABLES + "\n" + trace + "\n}"),
        TODAY);
  }

  /** The same settings with the built-in names, which the records know nothing of, taken out. */
  private static TraceSettings withoutNames(TraceSettings settings) {
    AlgorithmicRules rules = settings.algorithmic();
    return settings.with(
        new AlgorithmicRules(
            rules.soundex(),
            rules.allFields(),
            rules.standTogether(),
            rules.mostCandidates(),
            rules.closeGap(),
            rules.closeGapItself(),
            rules.leastScore(),
            rules.missingInCandidate(),
            rules.keptCandidates(),
            Map.of()));
  }

  @Test
  void theDefaultsAreThoseOfTheEdition() {
    for (Edition edition : Edition.values()) {
      TraceSettings settings = read("edition = " + edition.configName()).settings();
      assertEquals(TraceSettings.of(edition, TODAY), withoutNames(settings));
    }
    Map<String, String> names = read("").settings().algorithmic().givenNames();
    assertEquals("ABIGAIL", names.get("ABBY"));
    assertEquals(null, names.get("BERT"), "of Albert or of Herbert");
    assertEquals(
        Map.of(), read("algorithmic.given-names = none").settings().algorithmic().givenNames());
  }

  @Test
  void whatIsStatedCounts() {
    TraceSettings settings =
        read("""
                edition = 2022, as-at-date = "2024-02-29"
                cleaning { nhs-number = digits }
                algorithmic { most-candidates = 7, least-score = 60 }
                """)
            .settings();
    assertEquals(LocalDate.of(2024, 2, 29), settings.asAt());
    assertEquals(NumberCheck.DIGITS, settings.request().numberCheck());
    assertEquals(7, settings.algorithmic().mostCandidates());
    assertEquals(60, settings.algorithmic().leastScore());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "edition = 2023 | is no edition of the handbook, was \"2023\"",
        "as-at-date = tomorrow | must be a day as yyyy-MM-dd, was \"tomorrow\"",
        "algorithmic.soundex = hw-skiped | did you mean hw-skipped?",
        "algorithmic.close-gap = 101 | linkage.trace.algorithmic.close-gap",
        "algorithmic.given-names = nowhere.txt | must be built-in, none, or the path",
        "cross-chek.former-names = true | cross-check",
        "requests.inputs = [] | must name at least one file or table of requests",
        "requests.inputs = [{ name = a, path = b, columns { gendr = x } }] | did you mean gender?",
        "bucket.path = bucket | must be given with a record bucket",
        "submission = 7, bucket { path = bucket, codes = [\"97\"] } | must be of answers without a person",
        "tokens { domains = [a], key-variable = null } | must say where the key is",
        "requests.on-problem = ignore | must be refuse, quarantine or blank",
        "index.path = null | must say where the table is: path, table or jdbc",
      })
  void saysWhatIsWrong(String setting, String expected) {
    ConfigException problem = assertThrows(ConfigException.class, () -> read(setting));
    assertTrue(problem.getMessage().contains(expected), problem.getMessage());
  }
}
