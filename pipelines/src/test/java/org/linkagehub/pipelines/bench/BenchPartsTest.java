package org.linkagehub.pipelines.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Model;
import org.linkagehub.core.model.ModelFile;
import org.linkagehub.core.model.TermFrequencySource;

class BenchPartsTest {
  private static Comparison comparison(String name, String... conditions) {
    var levels = new ArrayList<ComparisonLevel>();
    levels.add(ComparisonLevel.missing("missing", name + "_l is null or " + name + "_r is null"));
    for (String condition : conditions) {
      levels.add(ComparisonLevel.when(condition, condition));
    }
    levels.add(ComparisonLevel.otherwise());
    return new Comparison(name, "", levels);
  }

  private static DuckDbSql sql(LinkType linkType, List<BlockingRule> rules, Comparison... of) {
    var model = new Model(linkType, 0.1, List.of(of));
    return new DuckDbSql(
        ModelFile.of(model, TermFrequencySource.Mode.NON_MATCHES).withBlockingRules(rules));
  }

  @Test
  void whatIsAskedOfOneRecordIsAColumnAndEarlierRulesAreLeftOut() {
    DuckDbSql sql =
        sql(
            LinkType.DEDUPE_ONLY,
            List.of(BlockingRule.on("surname"), BlockingRule.on("year(dob)", "surname")),
            comparison(
                "surname",
                "surname_l = surname_r",
                "jaro_winkler_similarity(surname_l, surname_r) >= 0.9"),
            comparison("dob", "date_edit_distance(dob_l, dob_r) <= 1"));
    assertEquals(
        "CREATE TABLE people AS SELECT record_key, source_index, \"surname\" AS c0,"
            + " year(\"dob\") AS c1, \"dob\" AS c2, strftime(\"dob\", '%Y-%m-%d') AS c3"
            + " FROM read_parquet('/run/it''s/*.parquet')",
        sql.records("/run/it's/*.parquet"));
    String levels =
        "CASE WHEN ((l.c0 IS NULL) OR (r.c0 IS NULL)) THEN -1 WHEN (l.c0 = r.c0) THEN 2"
            + " WHEN (jaro_winkler_similarity(l.c0, r.c0) >= 0.9) THEN 1 ELSE 0 END AS gamma_0,"
            + " CASE WHEN ((l.c2 IS NULL) OR (r.c2 IS NULL)) THEN -1"
            + " WHEN (damerau_levenshtein(l.c3, r.c3) <= 1) THEN 1 ELSE 0 END AS gamma_1";
    assertEquals(
        ("CREATE TABLE vectors AS SELECT *, count(*) AS pairs FROM ("
                + "SELECT %1$s FROM people l JOIN people r ON l.c0 = r.c0"
                + " WHERE l.record_key < r.record_key UNION ALL "
                + "SELECT %1$s FROM people l JOIN people r ON l.c1 = r.c1 AND l.c0 = r.c0"
                + " WHERE l.record_key < r.record_key AND NOT coalesce(l.c0 = r.c0, false)"
                + ") GROUP BY ALL")
            .formatted(levels),
        sql.vectors());
  }

  @Test
  void aLinkOfTwoSourcesComparesThemAlone() {
    DuckDbSql sql =
        sql(
            LinkType.LINK_ONLY,
            List.of(BlockingRule.on("surname")),
            comparison("surname", "surname_l = surname_r"));
    assertTrue(sql.vectors().contains("WHERE l.source_index < r.source_index"), sql.vectors());
  }

  @Test
  void whatDuckDbCannotCompareIsNamed() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    sql(
                        LinkType.DEDUPE_ONLY,
                        List.of(BlockingRule.on("name")),
                        comparison("name", "nickname_agrees(name_l, name_r)")))
            .getMessage();
    assertTrue(
        message.contains("comparison name, level 'nickname_agrees(name_l, name_r)' cannot be"),
        message);
    assertTrue(message.contains("DuckDB, which has no nickname_agrees; leave out"), message);
  }

  @Test
  void theCpuTimeOfAPartIsAStraightLineBetweenSamples() {
    Instant start = Instant.parse("2026-03-14T09:00:00Z");
    var process =
        new MeasuredProcess(
            0,
            4,
            OptionalLong.empty(),
            List.of(
                new MeasuredProcess.Sample(start, 0),
                new MeasuredProcess.Sample(start.plusSeconds(2), 3),
                new MeasuredProcess.Sample(start.plusSeconds(4), 4)));
    assertEquals(4, process.cpuSeconds());
    // half of the first three seconds, and half of the last one
    assertEquals(2, process.cpuSeconds(start.plusSeconds(1), start.plusSeconds(3)), 1e-9);
    assertEquals(1, process.cpuSeconds(start.plusSeconds(2), start.plusSeconds(9)), 1e-9);
  }

  @Test
  void aProcessIsWaitedForAndItsEndTold(@TempDir Path folder) throws IOException {
    Path output = folder.resolve("out");
    MeasuredProcess process =
        MeasuredProcess.run(List.of("sh", "-c", "echo done; exit 7"), output.toFile());
    assertEquals(7, process.exitCode());
    assertEquals("done\n", Files.readString(output));
  }

  @Test
  void theEventLogTellsWhatTheTasksOfAStageCost(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("local-1"),
        """
        {"Event":"SparkListenerLogStart","Spark Version":"4.0.1"}
        {"Event":"SparkListenerJobStart","Job ID":0,"Stage IDs":[3,4],"Properties":{"linkage.stage":"score"}}
        {"Event":"SparkListenerJobStart","Job ID":1,"Stage IDs":[5],"Properties":{}}
        {"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":4,"Accumulables":[{"Name":"internal.metrics.executorCpuTime","Value":2500000000},{"Name":"internal.metrics.shuffle.read.recordsRead","Value":12}]}}
        {"Event":"SparkListenerStageCompleted","Stage Info":{"Stage ID":5,"Accumulables":[]}}
        """);
    assertEquals(
        List.of(new SparkStage("score", 2.5, 12), new SparkStage("", 0, 0)),
        SparkStage.read(folder));
  }
}
