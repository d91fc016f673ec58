package org.linkagehub.core.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.LinkType;
import org.linkagehub.core.model.Pass;
import org.linkagehub.core.spark.functions.LinkageFunctions;

class PassLinksTest {
  private static final String COLUMNS = "record_id nhs surname forename";
  private static final Dataset<Row> INDEX =
      TestRecords.identified(
          TestRecords.table(COLUMNS, "1|900|smith|ann", "2|901|jones|bob", "3||brown|cat"),
          "index",
          0);
  private static final Dataset<Row> FEED =
      TestRecords.identified(
          TestRecords.table(
              COLUMNS, "7|900|smyth|ann", "8|901|green|dan", "9||brown|cat", "7b|900|smith|ann"),
          "feed",
          1);
  private static final List<Pass> PASSES =
      List.of(
          new Pass(
              new BlockingRule(
                  "number",
                  List.of(BlockingRule.Key.of("nhs")),
                  Optional.of("levenshtein(surname_l, surname_r) <= 1")),
              40),
          new Pass(BlockingRule.on("surname", "forename"), 12.5));

  private static List<String> links(Engine engine, LinkType linkType) {
    LinkageFunctions.register(TestSession.spark());
    return PassLinks.of(engine, INDEX.union(FEED), linkType, PASSES)
        .selectExpr("concat_ws(' ', left_id, right_id, pass, match_weight)")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  @Test
  void eachPairIsALinkOfTheFirstPassThatMakesIt() {
    for (Engine engine : List.of(new SqlEngine(), new BlockEngine())) {
      assertEquals(
          List.of("1 7 number 40.0", "1 7b number 40.0", "3 9 surname + forename 12.5"),
          links(engine, LinkType.LINK_ONLY));
      assertEquals(
          List.of(
              "1 7 number 40.0",
              "1 7b number 40.0",
              "3 9 surname + forename 12.5",
              "7 7b number 40.0"),
          links(engine, LinkType.LINK_AND_DEDUPE));
    }
  }

  @Test
  void aRecordOfASettledSourceThatAPassLinkedIsComparedNoFurther() {
    Dataset<Row> records = INDEX.union(FEED);
    Dataset<Row> links = PassLinks.of(new SqlEngine(), records, LinkType.LINK_ONLY, PASSES);
    assertEquals(
        List.of("1", "2", "3", "8"), ids(PassLinks.unsettled(records, links, List.of("feed"))));
    assertEquals(
        List.of("2", "7", "7b", "8", "9"),
        ids(PassLinks.unsettled(records, links, List.of("index"))));
    assertEquals(
        List.of("2", "8"), ids(PassLinks.unsettled(records, links, List.of("index", "feed"))));
    assertEquals(7, PassLinks.unsettled(records, links, List.of()).count());
  }

  private static List<String> ids(Dataset<Row> records) {
    return records.select(Columns.RECORD_ID).as(Encoders.STRING()).collectAsList().stream()
        .sorted()
        .toList();
  }
}
