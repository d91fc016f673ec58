package org.linkagehub.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.linkagehub.core.config.ComparisonSettings;
import org.linkagehub.core.config.ConfigSource;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.expression.SplinkDialect;
import org.linkagehub.core.spark.TestSession;

/** Settings of Splink, read and written. */
class SplinkSettingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"fake_1000", "febrl3", "febrl4"})
  void readsBackWhatItWritesOfTheReferenceModels(String set) throws Exception {
    Path folder = TestSession.shared("reference/splink/" + set);
    SplinkSettings read = SplinkSettings.read(Files.readString(folder.resolve("model.json")));
    for (SplinkDialect dialect : SplinkDialect.values()) {
      SplinkSettings.Written written = read.write(dialect);
      assertEquals(List.of(), written.warnings());
      SplinkSettings again = SplinkSettings.read(written.json());
      assertEquals(read.model(), again.model(), dialect.name());
      assertEquals(read.rules(), again.rules(), dialect.name());
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsBackWhatItWritesOfEveryTemplate(SplinkDialect dialect) {
    var text = new StringBuilder("linkage.comparisons = [\n");
    for (String template :
        List.of(
            "exact",
            "levenshtein",
            "damerau_levenshtein",
            "optimal_string_alignment",
            "jaro",
            "jaro_winkler",
            "jaccard",
            "qgram",
            "name",
            "forename",
            "surname",
            "phonetic",
            "sex",
            "date_of_birth",
            "postcode",
            "address_line",
            "email",
            "phone",
            "nhs_number",
            "numeric",
            "time",
            "array",
            "cosine")) {
      text.append("{ template = %1$s, column = c, name = %1$s }\n".formatted(template));
    }
    text.append("{ template = forename_surname, forename = f, surname = s }\n");
    text.append("{ template = distance, latitude = a, longitude = o } ]");
    List<Comparison> comparisons =
        ConfigSource.ofText("t", text.toString())
            .read(in -> Optional.of(ComparisonSettings.readAll(in)))
            .stream()
            .map(ComparisonSettings::comparison)
            .toList();
    Model model = TestModels.withRandomParameters(new Random(5), comparisons);
    SplinkSettings.Written written =
        new SplinkSettings(model, List.of(BlockingRule.on("a", "substr(f, 1, 1)"))).write(dialect);
    SplinkSettings again = SplinkSettings.read(written.json());
    assertEquals(inOneForm(model), inOneForm(again.model()));
    assertEquals("a + substr(f, 1, 1)", again.rules().get(0).name());
    assertEquals(written.json(), again.write(dialect).json());
    assertTrue(
        written
            .warnings()
            .contains(
                "comparison surname, level 'same words on c' uses tokens_same, which Splink's"
                    + " engine does not have: define it there, or change the condition"),
        written.warnings().toString());
  }

  /** Conditions as the parser writes them. */
  private static Model inOneForm(Model model) {
    var all = new ArrayList<Comparison>();
    for (Comparison comparison : model.comparisons()) {
      var levels = new ArrayList<ComparisonLevel>();
      for (ComparisonLevel level : comparison.levels()) {
        levels.add(
            level.kind() == ComparisonLevel.Kind.ELSE
                ? level
                : new ComparisonLevel(
                    level.label(),
                    level.kind(),
                    ExpressionParser.parse(level.condition()).toSparkSql(),
                    level.m(),
                    level.u(),
                    level.fixedM(),
                    level.fixedU(),
                    level.termFrequency()));
      }
      all.add(comparison.withLevels(levels));
    }
    return model.withComparisons(all);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "array_length(list_intersect(\"n_l\", \"n_r\")) >= 1;(array_intersection_size(`n_l`, `n_r`) >= 1)",
        "abs(date_diff('day', \"d_l\", \"d_r\")) <= 30;(date_difference_days(`d_l`, `d_r`) <= 30)",
        "\"a_l\" IS NOT DISTINCT FROM \"a_r\";(`a_l` <=> `a_r`)",
        "regexp_matches(\"a_l\", '^x');rlike(`a_l`, '^x')",
        "list_cosine_similarity(\"v_l\", \"v_r\") >= 0.9;(array_cosine_similarity(`v_l`, `v_r`) >= 0.9D)",
        "epoch(try_strptime(\"t_l\", '%Y-%m-%d %H:%M:%S'));unix_seconds(try_to_timestamp(`t_l`, 'yyyy-MM-dd HH:mm:ss'))",
        "epoch(\"t_l\");unix_seconds(cast(`t_l` as timestamp))",
        "cast(\"a_l\" as varchar) = 'x';(cast(`a_l` as string) = 'x')",
        "list_max(list_transform(flatten(list_transform(\"n_l\", x -> list_transform(\"n_r\", y -> [x,y]))), pair -> jaro_winkler_similarity(pair[1], pair[2]))) >= 0.9;(array_best_similarity(`n_l`, `n_r`, 'jaro_winkler_similarity') >= 0.9D)",
        "cast( acos( case when ( sin( radians(\"a_l\") ) * sin( radians(\"a_r\") ) + cos( radians(\"a_l\") ) * cos( radians(\"a_r\") ) * cos( radians(\"o_r\" - \"o_l\") ) ) > 1 then 1 when ( sin( radians(\"a_l\") ) * sin( radians(\"a_r\") ) + cos( radians(\"a_l\") ) * cos( radians(\"a_r\") ) * cos( radians(\"o_r\" - \"o_l\") ) ) < -1 then -1 else ( sin( radians(\"a_l\") ) * sin( radians(\"a_r\") ) + cos( radians(\"a_l\") ) * cos( radians(\"a_r\") ) * cos( radians(\"o_r\" - \"o_l\") ) ) end ) * 6371 as float ) <= 10;(distance_km(`a_l`, `o_l`, `a_r`, `o_r`) <= 10)",
      })
  void readsDuckDbsFunctionsAsOurs(String duckdb, String ours) {
    assertEquals(ours, SplinkDialect.DUCKDB.toSparkSql(duckdb));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "jaro_winkler(`a_l`, `a_r`) >= 0.9;(jaro_winkler_similarity(`a_l`, `a_r`) >= 0.9D)",
        "size(array_intersect(`n_l`, `n_r`)) >= 2;(array_intersection_size(`n_l`, `n_r`) >= 2)",
        "abs(unix_timestamp(to_date(`d_l`, 'yyyy-MM-dd')) - unix_timestamp(to_date(`d_r`, 'yyyy-MM-dd'))) <= 86400;(abs(((cast(unix_date(cast(try_to_timestamp(`d_l`, 'yyyy-MM-dd') as date)) as bigint) * 86400) - (cast(unix_date(cast(try_to_timestamp(`d_r`, 'yyyy-MM-dd') as date)) as bigint) * 86400))) <= 86400)",
        "array_max(transform(flatten(transform(`n_l`, x -> transform(`n_r`, y -> array(x,y)))), pair -> levenshtein(pair[0], pair[1]))) <= 1;(array_best_similarity(`n_l`, `n_r`, 'levenshtein') <= 1)",
      })
  void readsSparksFunctionsAsOurs(String spark, String ours) {
    assertEquals(ours, SplinkDialect.SPARK.toSparkSql(spark));
  }

  private static String settings(String level, String rules) {
    return """
        { "link_type": "dedupe_only", "sql_dialect": "duckdb",
          "blocking_rules_to_generate_predictions": [ %s ],
          "comparisons": [ { "output_column_name": "n", "comparison_levels": [
            { "sql_condition": "\\"n_l\\" IS NULL OR \\"n_r\\" IS NULL", "is_null_level": true },
            { "sql_condition": "\\"n_l\\" = \\"n_r\\"" }, %s
            { "sql_condition": "ELSE" } ] } ] }
        """
        .formatted(rules, level);
  }

  // Splink's defaults of untrained levels: m .95 and the rest shared; weights 10, then 3 down to
  // -5.
  @Test
  void givesUntrainedLevelsSplinksDefaults() {
    Model model =
        SplinkSettings.read(settings("{ \"sql_condition\": \"levenshtein(n_l, n_r) <= 1\" },", ""))
            .model();
    List<ComparisonLevel> levels = model.comparisons().get(0).byGamma();
    double[] m = {.025, .025, .95};
    double[] bits = {-5, 3, 10};
    for (int gamma = 0; gamma < 3; gamma++) {
      assertEquals(m[gamma], levels.get(gamma).m().orElseThrow(), 1e-12);
      assertEquals(m[gamma] / Math.pow(2, bits[gamma]), levels.get(gamma).u().orElseThrow(), 1e-12);
    }
    assertEquals(.0001, model.prior());
    ComparisonLevel other =
        SplinkSettings.read(settings("", "")).model().comparisons().get(0).byGamma().get(0);
    assertEquals(
        Math.pow(2, -5), other.m().orElseThrow() / other.u().orElseThrow(), 1e-12, "u of .05 2^5");
  }

  @Test
  void keepsWhichUAnAdjustmentTakesThePlaceOf() {
    String fuzzy =
        "{ \"sql_condition\": \"levenshtein(n_l, n_r) <= 1\", \"tf_adjustment_column\": \"%s\","
            + " \"disable_tf_exact_match_detection\": true },";
    SplinkSettings beside = SplinkSettings.read(settings(fuzzy.formatted("n"), ""));
    assertEquals(
        Optional.of(new TermFrequencyAdjustment("n", 1, 0, true)),
        beside.model().comparisons().get(0).levels().get(2).termFrequency());
    assertEquals(
        beside.model(), SplinkSettings.read(beside.write(SplinkDialect.DUCKDB).json()).model());
    SplinkSettings alone = SplinkSettings.read(settings(fuzzy.formatted("other"), ""));
    assertEquals(
        Optional.of(TermFrequencyAdjustment.of("other")),
        alone.model().comparisons().get(0).levels().get(2).termFrequency());
  }

  @Test
  void namesRulesByTheirColumns() {
    SplinkSettings read =
        SplinkSettings.read(
            settings(
                "",
                """
                "l.\\"a\\" = r.\\"a\\" and l.\\"b\\" = r.\\"c\\"",
                { "blocking_rule": "l.a = r.a and levenshtein(l.b, r.b) < 2" },
                "1=1"
                """));
    assertEquals(
        List.of("a + b = c", "a where (levenshtein(`b_l`, `b_r`) < 2)", "1=1"),
        read.rules().stream().map(BlockingRule::name).toList());
    assertEquals(List.of(BlockingRule.Key.of("1")), read.rules().get(2).keys());
  }

  @Test
  void rulesOfExplodedArraysAskForAnElementInCommon() {
    SplinkSettings read =
        SplinkSettings.read(
            settings(
                "",
                """
                { "blocking_rule": "l.\\"n\\" = r.\\"n\\" and l.a = r.a", "arrays_to_explode": ["n"] },
                { "blocking_rule": "l.n = r.n", "arrays_to_explode": ["n"] }
                """));
    BlockingRule first = read.rules().get(0);
    assertEquals("a + any of n", first.name());
    assertEquals(Optional.empty(), first.where());
    assertEquals(List.of(BlockingRule.Key.of("`a`"), BlockingRule.Key.anyOf("`n`")), first.keys());
    assertEquals(List.of(BlockingRule.Key.anyOf("`n`")), read.rules().get(1).keys());
    SplinkSettings again = SplinkSettings.read(read.write(SplinkDialect.DUCKDB).json());
    assertEquals(read.rules(), again.rules());
  }

  @Test
  void saysWhichRulesOnArraysItCannotWrite() {
    SplinkSettings read =
        SplinkSettings.read(
            settings(
                "",
                """
                { "blocking_rule": "l.n = r.n and l.k = r.k", "arrays_to_explode": ["n", "k"] }
                """));
    assertEquals("any of n + any of k", read.rules().get(0).name());
    assertEquals(1, read.rules().get(0).keys().size());
    SplinkSettings.Written written = read.write(SplinkDialect.SPARK);
    assertEquals(List.of(), SplinkSettings.read(written.json()).rules());
    assertTrue(
        written
            .warnings()
            .get(0)
            .startsWith("blocking rule any of n + any of k is left out: Splink cannot be asked"),
        written.warnings().toString());
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertEquals(
        "the SQL dialect must be duckdb or spark, was postgres",
        refusal(settings("", "").replace("duckdb", "postgres")));
    assertEquals("Splink settings without 'comparisons'", refusal("{}"));
  }

  private static String refusal(String json) {
    return assertThrows(IllegalArgumentException.class, () -> SplinkSettings.read(json))
        .getMessage();
  }

  @Test
  void leavesUntrainedLevelsUntrained() {
    var untrained =
        new Comparison(
            "n",
            "n",
            List.of(
                ComparisonLevel.when("same", "n_l = n_r")
                    .with(OptionalDouble.of(.9), OptionalDouble.empty()),
                ComparisonLevel.otherwise()));
    String json =
        new SplinkSettings(new Model(LinkType.DEDUPE_ONLY, .1, List.of(untrained)), List.of())
            .write(SplinkDialect.DUCKDB)
            .json();
    assertTrue(json.contains("\"m_probability\" : 0.9") && !json.contains("\"u_probability"), json);
  }
}
