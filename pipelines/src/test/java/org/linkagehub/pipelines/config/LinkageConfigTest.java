package org.linkagehub.pipelines.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.config.ConstraintSettings;
import org.linkagehub.core.config.Problem;
import org.linkagehub.core.config.TrainingSettings;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.Impossibility;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.SortedNeighbourhood;
import org.linkagehub.core.standardise.Cleaning;
import org.linkagehub.core.standardise.Standardisation;
import org.linkagehub.core.standardise.Step;

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
    assertEquals(0.7, config.training().orElseThrow().prior().recall());
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
            { template = name, column = surname, levels = [exact, "jaro_winkler >= 1.9"] }
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
        mean name? (known: address_line, array, cosine, custom, damerau_levenshtein, date_of_birth, \
        distance, email, exact, forename, forename_surname, jaccard, jaro, jaro_winkler, \
        levenshtein, name, nhs_number, numeric, optimal_string_alignment, partial_date_of_birth, \
        phone, phonetic, postcode, postcode_distance, qgram, sex, surname, time)
          mine.conf:9: linkage.comparisons[1].levels[1] must ask a similarity to be >= a number \
        above 0 and at most 1, was "jaro_winkler >= 1.9"
          mine.conf:11: linkage.blocking.max-pair is not a known setting; did you mean max-pairs? \
        (known here: large-blocks, max-cpu-hours, max-pairs, max-pairs-per-block, max-pairs-per-rule, rules)
          mine.conf:12: linkage.training.prior.fixed must be a number above 0 and below 1, was 1.5
          mine.conf:13: linkage.scoring.threshold must be strictly between 0 and 1 when it is a \
        match probability, was 1.5; for a match weight write "1.5 bits"
          mine.conf:14: linkage.seed must be a whole number, was "x\"""",
        e.getMessage());
  }

  @Test
  void aRunMayLeaveOutWhatItDoesBesideLinking() {
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText(
                "lean.conf",
                MINIMAL
                    + "linkage { leave-out = [pair-counts, quality], checks = [], report.write = false }"));
    assertFalse(config.does(Extra.PAIR_COUNTS));
    assertFalse(config.does(Extra.QUALITY));
    assertTrue(config.does(Extra.PROFILE));
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () ->
                LinkageConfig.of(
                    ConfigSource.ofText(
                        "lean.conf",
                        MINIMAL
                            + """
                            linkage {
                              leave-out = [
                                profiles
                                quality
                              ]
                            }
                            """)));
    int line = (int) MINIMAL.lines().count() + 2;
    assertEquals(
        """
        3 problems in the configuration:
          lean.conf:%d: linkage.leave-out must not have quality where there are checks, which are \
        of its measures; set checks = [] as well
          lean.conf:%d: linkage.leave-out must not have quality where a report is written, which \
        tells its measures; set report.write = false as well
          lean.conf:%d: linkage.leave-out[0] must be of profile, pair-counts, check, quality, was \
        "profiles"; did you mean profile?"""
            .formatted(line, line, line + 1),
        e.getMessage());
  }

  @Test
  void refusesToSampleWhatIsRejectedEarly() {
    String early = "\nlinkage.scoring { early-rejection = true, rejected-sample = %d }";
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> LinkageConfig.of(ConfigSource.ofText("mine.conf", MINIMAL + early.formatted(5))));
    assertTrue(
        e.getMessage()
            .endsWith(
                "linkage.scoring.early-rejection leaves pairs before all of them is compared, so none"
                    + " below the threshold can be drawn and there is no table of patterns: set"
                    + " scoring.rejected-sample = 0 with it, or leave it false"),
        e.getMessage());
    assertTrue(
        LinkageConfig.of(ConfigSource.ofText("mine.conf", MINIMAL + early.formatted(0)))
            .scoring()
            .earlyRejection());
  }

  @Test
  void derivedColumnsStandAfterThoseTheyUse() {
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText(
                "mine.conf",
                MINIMAL
                    + """
                    linkage.derive {
                      area_and_name = "concat(postcode_area, 'b', initial)"
                      initial = "substr(first_name, 1, 1)"
                      b = "trim(surname)"
                    }
                    """));
    List<String> order = List.copyOf(config.derived().keySet());
    assertTrue(order.indexOf("initial") < order.indexOf("area_and_name"), order.toString());
    assertTrue(order.indexOf("postcode_area") < order.indexOf("area_and_name"), order.toString());
    assertEquals(
        Set.of(
            "area_and_name",
            "initial",
            "b",
            "first_name_surname",
            "postcode_sector",
            "postcode_district",
            "postcode_area"),
        Set.copyOf(order));
  }

  @Test
  void derivedColumnsMustNotNeedEachOther() {
    assertProblem(
        MINIMAL + "linkage.derive { a = \"lower(b)\", b = \"upper(a)\" }",
        "mine.conf:22: linkage.derive cannot be ordered: derived columns need each other: a, b");
  }

  @Test
  void aColumnIsCleanedAsItsTemplateSaysUnlessTheUserSaysOtherwise() {
    LinkageConfig config =
        LinkageConfig.of(
            ConfigSource.ofText(
                "mine.conf", MINIMAL + "linkage.standardise { surname = [upper] }"));
    assertEquals(List.of(Step.Plain.UPPER), config.standardisation("surname").steps());
    assertEquals(
        List.of(new Step.Ruled(Cleaning.NAME)), config.standardisation("first_name").steps());
    assertEquals(true, config.standardisation("dob").makesDate());
    assertEquals(Standardisation.DEFAULT, config.standardisation("anything_else"));
  }

  @Test
  void twoTemplatesMustNotDisagreeOnCleaning() {
    assertProblem(
        MINIMAL + "linkage.comparisons += { template = phone, column = surname, name = p }",
        "mine.conf:1: linkage.standardise must say how surname is cleaned: the comparisons that"
            + " use it have different defaults; write for example surname = [trim, lower,"
            + " null-if-blank]");
  }

  @Test
  void inputsAreOneOfThreeKinds() {
    String inputs =
        MINIMAL
            + """
            linkage.inputs = [
              { name = a, path = "a.tsv", id = i, format = CSV }
              { name = b, table = "c.s.t", id = i }
              { name = c, id = i, jdbc { url = "jdbc:x", table = t, user = u, password = secret } }
              { name = d, path = "folder", id = i }
            ]
            """;
    LinkageConfig config = LinkageConfig.of(ConfigSource.ofText("mine.conf", inputs));
    assertEquals(
        List.of("csv", "delta", "jdbc", "delta"),
        config.inputs().stream().map(input -> input.format().configName()).toList());
    assertEquals(
        Map.of("url", "jdbc:x", "dbtable", "t", "user", "u", "password", "secret"),
        config.inputs().get(2).options());
    assertFalse(config.toString().contains("secret"), "a password must not be shown");
    assertProblem(
        MINIMAL
            + """
            linkage.inputs = [
              { name = a, id = i }
              { name = a, path = "x", table = "y", id = i }
              { name = c, path = "x", id = i, format = parket }
              { name = d, table = "x", id = i, format = csv }
              { name = e, jdbc { url = "jdbc:x" }, id = i }
            ]
            """,
        "mine.conf:23: linkage.inputs[0] must say where the table is: path, table or jdbc",
        "mine.conf:24: linkage.inputs[1] must have only one of path, table and jdbc, had path and"
            + " table",
        "mine.conf:25: linkage.inputs[2].format is not a known format, was \"parket\"; did you mean"
            + " parquet? (known: delta, parquet, csv, jdbc)",
        "mine.conf:26: linkage.inputs[3].format must not be given with table: the catalog knows it",
        "mine.conf:27: linkage.inputs[4].jdbc must have either table or query");
  }

  @Test
  void tellsWhatIsMissing() {
    assertProblem(
        "linkage { link-type = link_only }",
        "mine.conf:1: linkage.name is missing: it must be a text",
        "mine.conf:1: linkage.inputs needs at least one input, for example { name = patients, path"
            + " = \"patients.csv\", id = patient_id }",
        "mine.conf:1: linkage.comparisons needs at least one comparison, for example { template ="
            + " name, column = surname }",
        "mine.conf:1: linkage.blocking.rules needs at least one blocking rule, for example"
            + " [\"surname\", \"dob\"]",
        "mine.conf:1: linkage.training.prior cannot be used: give deterministic-rules, for example"
            + " [[first_name, surname, dob]], or a fixed prior, or method = em to estimate it in the"
            + " sessions");
  }

  @Test
  void rulesFindPairsInSeveralWays() {
    List<BlockingRule> rules =
        with("""
            {
              blocking.rules = [
                [postcode, { any-of = aliases }]
                { columns = [{ any-of = a }, dob, { any-of { left = b, right = c } }], name = two }
                { similar = surname, columns = ["year(dob)"] }
                { similar = first_name, q = 3, bands = 8, rows = 4, seed = 5, where = "x_l < x_r" }
                { sorted-by = [surname, dob], window = 7 }
                { sorted-by = surname, columns = [postcode] }
              ]
              training.em.rules = [[dob]]
            }
            """)
            .blocking()
            .rules();
    assertEquals(
        List.of(
            "postcode + any of aliases",
            "two",
            "year(dob) + similar surname",
            "similar first_name where x_l < x_r",
            "sorted by surname, dob",
            "sorted by surname within postcode"),
        rules.stream().map(BlockingRule::name).toList());
    assertEquals(BlockingRule.Key.anyOf("aliases"), rules.get(0).array().orElseThrow());
    assertEquals(
        List.of(
            BlockingRule.Key.of("dob"),
            BlockingRule.Key.anyOfEach(
                BlockingRule.Key.anyOf("a"), new BlockingRule.Key("b", "c", true))),
        rules.get(1).keys());
    assertEquals("minhash_bands(surname, 2, 20, 2, 1L)", rules.get(2).array().get().left());
    assertEquals("minhash_bands(first_name, 3, 8, 4, 5L)", rules.get(3).array().get().left());
    assertEquals(
        new SortedNeighbourhood(List.of(), List.of("surname", "dob"), 7),
        rules.get(4).sorted().orElseThrow());
    assertEquals(
        new SortedNeighbourhood(List.of("postcode"), List.of("surname"), 10),
        rules.get(5).sorted().orElseThrow());
  }

  @Test
  void refusesWaysToFindPairsThatCannotBe() {
    String blocking = MINIMAL + "linkage { blocking.rules = [\n%s\n] }";
    assertProblem(
        blocking.formatted(
            """
            { columns = [surname], window = 3 }
            { sorted-by = surname, columns = [{ any-of = aliases }] }
            { sorted-by = surname, window = 1 }
            { similar = surname, q = 4 }\
            """),
        "mine.conf:23: linkage.blocking.rules[0].window is not a known setting; did you mean name?"
            + " (known here: columns, name, similar, sorted-by, where)",
        "mine.conf:24: linkage.blocking.rules[1].columns of a rule with sorted-by must be columns or"
            + " expressions of which both records have the same, without any-of, left and right",
        "mine.conf:25: linkage.blocking.rules[2].window must be a whole number from 2 to 10000, was"
            + " 1",
        "mine.conf:26: linkage.blocking.rules[3].q must be a whole number from 1 to 3, was 4");
    assertProblem(
        MINIMAL + "linkage { training.em.rules = [{ sorted-by = surname }] }",
        "mine.conf:22: linkage.training.em.rules cannot have sorted-by: who are neighbours depends on"
            + " all records, so their pairs are no sample of any population; use columns");
  }

  private static LinkageConfig with(String more) {
    return LinkageConfig.of(ConfigSource.ofText("mine.conf", MINIMAL + "linkage " + more));
  }

  @Test
  void thePriorIsByOneMethod() {
    TrainingSettings.Prior em =
        with("{ training.prior { method = em, deterministic-rules = null } }")
            .training()
            .orElseThrow()
            .prior();
    assertEquals(TrainingSettings.Prior.ofSessions().method(), em.method());
    assertEquals(
        TrainingSettings.Prior.fixed(.01).fixed(),
        with("{ training.prior.fixed = 0.01 }").training().orElseThrow().prior().fixed());
    assertProblem(
        MINIMAL + "linkage.training.prior { method = em, fixed = 0.01 }",
        "mine.conf:16: linkage.training.prior cannot be used: fixed is given, but method is em;"
            + " leave one of them out");
    assertProblem(
        MINIMAL + "linkage.training.prior.method = fixed",
        "mine.conf:16: linkage.training.prior cannot be used: method is fixed, but fixed is not"
            + " given: it must be the prior itself");
    assertProblem(
        MINIMAL + "linkage.training.prior.method = guess",
        "mine.conf:22: linkage.training.prior.method must be rules, em or fixed, was \"guess\"");
  }

  @Test
  void labelsTakeThePlaceOfTheBlockingRulesInTraining() {
    LinkageConfig labelled = with("{ training.labels.column = person }");
    assertEquals(Optional.of("person"), labelled.labels().column());
    assertEquals(List.of(), labelled.emRules());
    LinkageConfig both = with("{ training { labels.column = person, em.rules = [[dob]] } }");
    assertEquals(List.of("dob"), both.emRules().stream().map(BlockingRule::name).toList());
    LabelSettings.Pairs pairs =
        with("{ training.labels.pairs { path = \"l.csv\", left-id = a, right-id = b } }")
            .labels()
            .pairs()
            .orElseThrow();
    assertEquals(both.inputs().get(0).name(), pairs.leftSource().name());
    assertProblem(
        MINIMAL + "linkage.training { labels.column = person, prior.method = em }",
        "mine.conf:16: linkage.training.em needs rules: training.prior.method = em takes the prior"
            + " from sessions, and beside labels only those of em.rules are held");
    assertProblem(
        MINIMAL
            + "linkage.training.labels.pairs { path = \"l.csv\", left-id = a, left-source = s }",
        "mine.conf:22: linkage.training.labels.pairs.right-id is missing: it must be a text",
        "mine.conf:22: linkage.training.labels.pairs must have both left-source and right-source, or"
            + " neither");
    assertProblem(
        MINIMAL
            + "linkage.inputs += { name = other, path = \"o.csv\", id = x }\n"
            + "linkage.training.labels.pairs { path = \"l.csv\", left-id = a, right-id = b }",
        "mine.conf:23: linkage.training.labels.pairs must have left-source and right-source, the"
            + " columns that name the input of each record, for there are several inputs: patients,"
            + " other");
  }

  @Test
  void termFrequenciesAreOfColumnsThatHaveThem() {
    FrequencySettings surname =
        with("{ term-frequencies.surname { path = \"s.csv\", value = name, count = n, unseen ="
                + " 1e-6 } }")
            .termFrequencies()
            .get("surname");
    assertEquals("s.csv", surname.from());
    assertTrue(surname.counts());
    assertEquals(
        "column first_name_tf",
        with("{ term-frequencies.first_name { column = first_name_tf } }")
            .termFrequencies()
            .get("first_name")
            .from());
    assertProblem(
        MINIMAL + "linkage.term-frequencies { surnam { column = x }, surname = 3 }",
        "mine.conf:22: linkage.term-frequencies.surnam is for no column by whose frequencies a level"
            + " is adjusted; did you mean surname? (there are: first_name, first_name_surname, surname)",
        "mine.conf:22: linkage.term-frequencies.surname must be a block, for example { path ="
            + " \"names.csv\", value = name, count = bearers } or { column = surname_tf }, was 3");
    assertProblem(
        MINIMAL + "linkage.term-frequencies.surname { path = \"s.csv\", value = name }",
        "mine.conf:22: linkage.term-frequencies.surname must have either count, the column of how"
            + " many have the value, or share, the column of what share of all have it (0 to 1)");
  }

  @Test
  void settingsMustGoTogether() {
    assertProblem(
        MINIMAL + "linkage { scoring.threshold = 0.9, clustering.thresholds = [0.5, 0.95] }",
        "mine.conf:22: linkage.clustering thresholds must not be below scoring.threshold (0.9),"
            + " was 0.5: pairs below that are not written");
    assertProblem(
        MINIMAL + "linkage.clustering.thresholds = [0.95, 1 bits]",
        "mine.conf:22: linkage.clustering cannot be used: thresholds must ascend, but 1 bits"
            + " follows 0.95");
    assertProblem(
        MINIMAL + "linkage.link-type = link_only",
        "mine.conf:3: linkage.inputs needs at least two inputs for link_only, had 1");
  }

  @Test
  void constraintsMustGoTogetherWithTheMethod() {
    assertProblem(
        MINIMAL + "linkage.clustering { method = components, constraints.one-value = [dob] }",
        "mine.conf:22: linkage.clustering.constraints are not kept by method = components, which"
            + " takes links as they are; use method = refined, or declare none");
    assertProblem(
        MINIMAL + "linkage.clustering { method = best-links }",
        "mine.conf:22: linkage.clustering.method best-links needs"
            + " clustering.constraints.duplicate-free: the sources that have at most one record of"
            + " a person; without one there is nothing to choose, and refined or components"
            + " serve");
    assertProblem(
        MINIMAL
            + "linkage.clustering { method = best-links, constraints { duplicate-free = [patients],"
            + " one-value = [dob] } }",
        "mine.conf:22: linkage.clustering.constraints other than duplicate-free are kept by method"
            + " = refined alone; leave them out for method = best-links");
    assertProblem(
        MINIMAL + "linkage.clustering.constraints.duplicate-free = [patient]",
        "mine.conf:22: linkage.clustering constraints.duplicate-free names patient, which is no"
            + " input; did you mean patients? (there are: patients)");
    assertProblem(
        MINIMAL
            + "linkage.clustering.constraints.impossible = [{ name = twins, sql = \"dob_l <> dob_r\" }]",
        "mine.conf:22: linkage.clustering.constraints cannot be used: a name stands for one"
            + " reason, so that the table of cuts can tell them apart; \"twins\" is taken");
    assertProblem(
        MINIMAL
            + "linkage.clustering.constraints.twins { forename = first_name, surname = surname, birth-date = dob }",
        "mine.conf:22: linkage.clustering.constraints.twins cannot be used: name at least one"
            + " column of the address, for example address = [postcode]");
    assertProblem(
        MINIMAL + "linkage.clustering.best-links { choice = greedy, ties = first }",
        "mine.conf:22: linkage.clustering.best-links.choice must be assignment or mutual, was"
            + " \"greedy\"",
        "mine.conf:22: linkage.clustering.best-links.ties must be declare, drop or lowest-key, was"
            + " \"first\"");
    ConstraintSettings read =
        LinkageConfig.of(
                ConfigSource.ofText(
                    "mine.conf",
                    MINIMAL
                        + """
                        linkage.clustering.constraints {
                          duplicate-free = [patients], one-value = [nhs, died]
                          impossible = [{ name = "two sexes", sql = "sex_l <> sex_r" }]
                          twins { forename = f, surname = s, birth-date = dob, address = [a, b] }
                        }
                        """))
            .clustering()
            .constraints();
    assertEquals(
        List.of(
            "two records of patients",
            "two values of nhs",
            "two values of died",
            "two sexes",
            "twins"),
        read.impossibilities().stream().map(Impossibility::name).toList());
    assertEquals(List.of("nhs", "died", "f", "s", "dob", "a", "b"), read.columns());
  }

  private static void assertProblem(String text, String... expected) {
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> LinkageConfig.of(ConfigSource.ofText("mine.conf", text)));
    assertEquals(
        String.join("\n", expected),
        String.join("\n", e.problems().stream().map(Problem::toString).toList()));
  }
}
