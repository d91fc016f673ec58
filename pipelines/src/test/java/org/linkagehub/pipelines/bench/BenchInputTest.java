package org.linkagehub.pipelines.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.spark.TestSession;
import org.linkagehub.pipelines.config.LinkageConfig;

class BenchInputTest {
  private static BenchSettings settings(Path folder, int copies, BenchRules rules) {
    return new BenchSettings(Optional.empty(), 40, 1, copies, rules, 2, "1g", false, folder, false);
  }

  @Test
  void copiesHaveNPairsForOneAndNeverMeet(@TempDir Path folder) {
    var said = new ArrayList<String>();
    LinkageConfig one = prepared(settings(folder, 1, BenchRules.LOOSE), said);
    LinkageConfig three = prepared(settings(folder, 3, BenchRules.LOOSE), said);
    assertEquals(2, said.size(), "people are made once for each number of copies: " + said);
    prepared(settings(folder, 3, BenchRules.TIGHT), said);
    assertEquals(2, said.size(), "and not again: " + said);

    Dataset<Row> alone = people(one);
    Dataset<Row> all = people(three);
    assertEquals(3 * alone.count(), all.count());
    assertEquals(3 * alone.count(), all.select("unique_id").distinct().count());
    assertEquals(
        3 * alone.select("person").distinct().count(), all.select("person").distinct().count());
    assertEquals(
        3 * alone.select("surname").na().drop().distinct().count(),
        all.select("surname").na().drop().distinct().count());
    assertEquals(alone.select("dob").distinct().count(), all.select("dob").distinct().count());
    for (int r = 0; r < one.blocking().rules().size(); r++) {
      long pairs = pairs(alone, one.blocking().rules().get(r));
      assertTrue(pairs > 0 || r > 0);
      assertEquals(3 * pairs, pairs(all, three.blocking().rules().get(r)));
    }
    assertTrue(
        three.emRules().stream().allMatch(rule -> rule.expressions().contains("bench_copy")));
    assertTrue(
        three.training().orElseThrow().prior().toString().contains("bench_copy"),
        "the rules of the prior, too");
  }

  @Test
  void withoutCopiesOnlyTheRulesAreOthers(@TempDir Path folder) {
    LinkageConfig config = prepared(settings(folder, 1, BenchRules.COARSE), new ArrayList<>());
    assertEquals(1, config.blocking().rules().size());
    assertEquals(List.of("substr(surname, 1, 4)"), config.blocking().rules().get(0).expressions());
    assertEquals(3, config.emRules().size(), "sessions stay as they are");
    assertEquals("generated", config.name());
  }

  private static LinkageConfig prepared(BenchSettings settings, List<String> said) {
    return LinkageConfig.ofFile(new BenchInput(settings, TestSession::spark, said::add).prepare());
  }

  private static Dataset<Row> people(LinkageConfig config) {
    return TestSession.spark().read().parquet(config.inputs().get(0).location());
  }

  private static long pairs(Dataset<Row> people, BlockingRule rule) {
    List<String> same = rule.expressions().stream().map(key -> "a." + key + " = b." + key).toList();
    return people
        .as("a")
        .join(
            people.as("b"),
            org.apache.spark.sql.functions.expr(
                "a.unique_id < b.unique_id and " + String.join(" and ", same)))
        .count();
  }
}
