package org.linkagehub.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonSettingsTest {
  /** A stage that depends on them would else be run again by each process that resumes. */
  @Test
  void columnsStayInTheirOrder() {
    List<String> columns = List.of("surname", "dob", "given", "postcode", "sex", "email", "phone");
    var settings =
        new ComparisonSettings(
            null, new LinkedHashSet<>(columns), Map.of(), Map.of(), "linkage.comparisons[0]");
    assertEquals(columns, List.copyOf(settings.columns()));
  }
}
