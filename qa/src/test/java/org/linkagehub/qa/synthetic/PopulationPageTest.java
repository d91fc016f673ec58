package org.linkagehub.qa.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.linkagehub.qa.page.Block;
import org.linkagehub.qa.page.Page;
import org.linkagehub.qa.page.PageHtml;
import org.linkagehub.qa.page.Tone;
import org.linkagehub.qa.synthetic.PopulationMargins.Margin;
import org.linkagehub.qa.synthetic.PopulationValidator.Check;

class PopulationPageTest {
  private static final List<Margin> NEAR =
      List.of(
          new Margin("region", "london", 0.15, 0.151, 10_000),
          new Margin("region", "north-east", 0.05, 0.049, 10_000),
          new Margin("ethnic category", "K", 0.01, 0.0105, 10_000),
          new Margin("errors of prison", "surname: typing", 0.0001, 0.002, 1_000));
  private static final List<Check> HOLD = List.of(new Check("people", "person is unique", 0));

  private static Page page(List<Margin> margins, List<Check> checks) {
    return PopulationPage.of(
        "20260101-000000-0000",
        PopulationSettings.defaults(),
        margins,
        checks,
        Map.of(Population.MASTER_INDEX, 100_873L),
        Map.of("streets.txt", "0123abcd"));
  }

  private static List<Tone> verdict(Page page) {
    Block.Verdict verdict = (Block.Verdict) page.sections().get(0).blocks().get(0);
    return verdict.statements().stream().map(Block.Statement::tone).toList();
  }

  @Test
  void showsEveryShareBesideWhatWasAskedFor() {
    Page page = page(NEAR, HOLD);
    assertEquals(List.of(Tone.GOOD, Tone.GOOD), verdict(page));
    Block.Table regions =
        page.tables().stream()
            .filter(table -> table.id().equals("share-region-table"))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of("north east", "5.00 %", "4.90 %", "10,000", "-0.5"),
        regions.rows().get(1).stream().map(value -> value.text()).toList());
    String html = PageHtml.of(page);
    for (String shown :
        List.of("K Bangladeshi", "Errors of prison", "100,873", "0123abcd", "Region")) {
      assertTrue(html.contains(shown), shown);
    }
  }

  @Test
  void saysWhatIsFarOffAndWhatDoesNotHold() {
    Page page =
        page(
            List.of(new Margin("region", "london", 0.15, 0.25, 10_000)),
            List.of(new Check("people", "person is unique", 3)));
    assertEquals(List.of(Tone.BAD, Tone.CAUTION), verdict(page));
    String html = PageHtml.of(page);
    assertTrue(html.contains("people: person is unique: 3 rows"), "the broken rule");
    assertTrue(html.contains("region, london: 15.00 % asked, 25.00 % came"), "the share far off");
  }

  /** Two came where a tenth of one was to be expected: no reason to worry. */
  @Test
  void judgesNoShareOfTooFew() {
    assertEquals(List.of(Tone.GOOD, Tone.GOOD), verdict(page(NEAR.subList(3, 4), HOLD)));
  }
}
