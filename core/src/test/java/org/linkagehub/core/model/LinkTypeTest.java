package org.linkagehub.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LinkTypeTest {

  // Splink's public test of totals.
  @Test
  void countsThePairsThatMayBeCompared() {
    assertEquals(10, LinkType.DEDUPE_ONLY.totalPairs(5));
    assertEquals(28, LinkType.DEDUPE_ONLY.totalPairs(8));
    assertEquals(31, LinkType.LINK_ONLY.totalPairs(2, 3, 5));
    assertEquals(150, LinkType.LINK_ONLY.totalPairs(5, 5, 5, 5));
    assertEquals(153, LinkType.LINK_AND_DEDUPE.totalPairs(7, 11));
  }

  @Test
  void namesTheLinkTypesThereAre() {
    assertEquals(LinkType.LINK_ONLY, LinkType.of("link_only"));
    var refused = assertThrows(IllegalArgumentException.class, () -> LinkType.of("linkage"));
    assertEquals(
        "link type must be dedupe_only, link_only or link_and_dedupe, was linkage",
        refused.getMessage());
  }
}
