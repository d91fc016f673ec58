package org.linkagehub.core.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "a_l = a_r;(`a_l` = `a_r`)",
        "l.a = r.a AND l.`b c` <> r.`b c`;((`a_l` = `a_r`) AND (`b c_l` <> `b c_r`))",
        "a or b and not c;(`a` OR (`b` AND (NOT `c`)))",
        "a - b - c;((`a` - `b`) - `c`)",
        "a + b * c;(`a` + (`b` * `c`))",
        "jaro_winkler_similarity(a_l, a_r) >= 0.92;(jaro_winkler_similarity(`a_l`, `a_r`) >= 0.92D)",
        "a is not null;(NOT (`a` IS NULL))",
        "a not in ('x', 'it''s');(NOT (`a` IN ('x', 'it\\'s')))",
        "a between 1 and 2;((`a` >= 1) AND (`a` <= 2))",
        "abs(datediff(a_l, a_r)) <= 30.4375;(abs(datediff(`a_l`, `a_r`)) <= 30.4375D)",
        "a like 'x%' and a not rlike '^y';(like(`a`, 'x%') AND (NOT rlike(`a`, '^y')))",
        "try_cast(a as date);try_cast(`a` as date)",
        "a::date;cast(`a` as date)",
        "case when a = 1 then 'x' end;CASE WHEN (`a` = 1) THEN 'x' ELSE NULL END",
        "-1.5e3;-1500.0D",
      })
  void rendersWhatItMeansWithEveryOperationInBrackets(String sql, String rendered) {
    assertEquals(rendered, ExpressionParser.parse(sql).toSparkSql());
    assertEquals(
        rendered,
        ExpressionParser.parse(rendered).toSparkSql(),
        "what is written is read back the same");
  }

  @Test
  void takesDoubleQuotesForNamesInStandardSqlAndForTextsInSpark() {
    assertEquals("`a b`", ExpressionParser.parseStandardSql("\"a b\"").toSparkSql());
    assertEquals("'a b'", ExpressionParser.parse("\"a b\"").toSparkSql());
  }

  @Test
  void namesTheColumnsThatAreRead() {
    assertEquals(
        Set.of("a_l", "b_r"), ExpressionParser.parse("f(a_l, 'c') = b_r AND a_l > 2").columns());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a like 'x%' escape '!'",
        "filter(a, x -> x > 1)",
        "a[0]",
        "t.a = 1",
        "a = ",
        "(a",
        "'open",
        "1x"
      })
  void leavesToSparkWhatIsBeyondTheGrammar(String sql) {
    assertTrue(ExpressionParser.tryParse(sql).isEmpty(), sql);
  }

  @Test
  void saysWhereATextCannotBeRead() {
    var refused =
        assertThrows(ExpressionSyntaxException.class, () -> ExpressionParser.parse("a = = b"));
    assertEquals("unexpected '=' at character 5 of: a = = b", refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "ABS(EPOCH(try_strptime(\"d_l\", '%Y-%m-%d'))) <= 2629800.0;(abs((cast(unix_date(cast(try_to_timestamp(`d_l`, 'yyyy-MM-dd') as date)) as bigint) * 86400)) <= 2629800.0D)",
        "NULLIF(regexp_extract(\"e_l\", '^[^@]+'), '') = 'x';(nullif(regexp_extract(`e_l`, '^[^@]+', 0), '') = 'x')",
        "damerau_levenshtein(\"a_l\", \"a_r\") <= 1;(damerau_levenshtein(`a_l`, `a_r`) <= 1)",
      })
  void readsTheFunctionsOfSplinksSettings(String splink, String spark) {
    assertEquals(spark, SplinkDialect.DUCKDB.toSparkSql(splink));
  }
}
