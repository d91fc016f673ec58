package org.linkagehub.pipelines.population;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.linkagehub.core.config.ConfigException;
import org.linkagehub.core.config.ConfigSource;

class PopulationConfigTest {
  private static PopulationConfig config(String text) {
    return PopulationConfig.of(ConfigSource.ofText("mine.conf", text));
  }

  @Test
  void anEmptyBlockIsTheDefaultPopulation() {
    PopulationConfig config = config("linkage {}");
    assertEquals("population", config.name());
    assertEquals(100_000, config.settings().people());
    assertEquals(6, config.settings().feeds().size());
  }

  @Test
  void theSettingsOfALinkageMayStandBeside() {
    String settings = "linkage { %s population.people = 12, population.feeds.prison = null }";
    PopulationConfig alone = config(settings.formatted(""));
    PopulationConfig beside =
        config(settings.formatted("name = both, inputs = [{ name = a }], blocking.rules = [[a]],"));
    assertEquals("both", beside.name());
    assertEquals(12, beside.settings().people());
    assertEquals(5, beside.settings().feeds().size());
    assertEquals(alone.effective(), beside.effective());
    assertNotEquals(alone.effective(), beside.withSeed(2).effective());
    assertNotEquals(alone.effective(), beside.withPeople(13).effective());
  }

  @Test
  void tellsEverySlipAtOnce() {
    var failure =
        assertThrows(
            ConfigException.class,
            () ->
                config(
                    """
                    linkage {
                      populaton.people = 5
                      population.people = 0
                      population.feeds.school.errors.surname.tpying = 0.1
                    }
                    """));
    for (String problem :
        new String[] {
          "mine.conf:2: linkage.populaton is not a known setting; did you mean population?",
          "mine.conf:3: linkage.population.people must be",
          "mine.conf:4: linkage.population.feeds.school.errors.surname.tpying is not a known"
              + " setting; did you mean typing?"
        }) {
      assertTrue(failure.getMessage().contains(problem), failure.getMessage());
    }
  }
}
