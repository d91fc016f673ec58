package org.linkagehub.pipelines.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.LinkType;

class LinkageConfigTest {
  static final String MINIMAL =
      """
      linkage {
        name = my_linkage
        inputs = [
          { name = patients, path = "patients.csv", id = patient_id }
        ]
        comparisons = [
          { template = forename_surname, forename = first_name, surname = surname }
          { template = date_of_birth, column = dob }
          { template = postcode, column = postcode }
        ]
        blocking.rules = [
          [surname, dob]
          [first_name, dob]
          [postcode, "substr(first_name, 1, 1)"]
        ]
        training.prior.deterministic-rules = [
          [first_name, surname, dob]
          [surname, dob, postcode]
        ]
        output.folder = "out"
      }
      """;

  @Test
  void aMinimalConfigurationIsComplete() {
    LinkageConfig config = LinkageConfig.of(ConfigSource.ofText("mine.conf", MINIMAL));
    assertEquals("my_linkage", config.name());
    assertEquals(LinkType.DEDUPE_ONLY, config.linkType());
    assertEquals(InputSettings.Format.CSV, config.inputs().get(0).format());
    assertEquals(
        List.of("first_name_surname", "dob", "postcode"),
        config.modelComparisons().stream().map(Comparison::name).toList());
    assertEquals(
        List.of("surname + dob", "first_name + dob", "postcode + substr(first_name, 1, 1)"),
        config.blocking().rules().stream().map(BlockingRule::name).toList());
    assertEquals(config.blocking().rules(), config.emRules());
    assertEquals(0.7, config.training().prior().recall());
    assertEquals("0.95", config.clustering().thresholds().get(0).text());
  }

  @Test
  void reportsEveryProblemWithFileLineAndKey() {
    String text =
        """
        linkage {
          name = "a b"
          inputs = [
            { name = x, path = "x.csv", idd = y }
          ]
          link-type = dedupe
          comparisons = [
            { template = nam, column = surname }
            { template = name, column = surname, at-least = [0.9, 1.9] }
          ]
          blocking { rules = [[surname]], max-pair = 3 }
          training.prior.fixed = 1.5
          scoring.threshold = 1.5
          seed = x
        }
        """;
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> LinkageConfig.of(ConfigSource.ofText("mine.conf", text)));
    assertEquals(
        """
        10 problems in the configuration:
          mine.conf:2: linkage.name must be letters, digits, - and _, was "a b"
          mine.conf:4: linkage.inputs[0].id is missing: it must be a text
          mine.conf:4: linkage.inputs[0].idd is not a known setting; did you mean id? (known here: \
        columns, format, id, jdbc, name, options, path, table, where)
          mine.conf:6: linkage.link-type must be dedupe_only, link_only or link_and_dedupe, was "dedupe"
          mine.conf:8: linkage.comparisons[0].template is not a known template, was "nam"; did you \
        mean name? (known: custom, damerau_levenshtein, date_of_birth, email, exact, \
        forename_surname, jaro, jaro_winkler, levenshtein, name, postcode)
          mine.conf:9: linkage.comparisons[1].at-least[1] must be a number above 0 and at most 1, \
        was 1.9
          mine.conf:11: linkage.blocking.max-pair is not a known setting; did you mean max-pairs? \
        (known here: max-pairs, max-pairs-per-rule, rules)
          mine.conf:12: linkage.training.prior.fixed must be a number above 0 and below 1, was 1.5
          mine.conf:13: linkage.scoring.threshold must be strictly between 0 and 1 when it is a \
        match probability, was 1.5; for a match weight write "1.5 bits"
          mine.conf:14: linkage.seed must be a whole number, was "x\"""",
        e.getMessage());
  }
}
