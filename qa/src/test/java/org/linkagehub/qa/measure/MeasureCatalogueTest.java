package org.linkagehub.qa.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasureCatalogueTest {
  @Test
  void theReadmeListsEveryMeasureAndNoOther() throws IOException {
    List<String> listed =
        Files.readAllLines(Path.of("README.md")).stream()
            .dropWhile(line -> !line.equals("<!-- measures -->"))
            .takeWhile(line -> !line.equals("<!-- end of measures -->"))
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertEquals(
        MeasureCatalogue.all().stream()
            .map(
                d ->
                    "| `%s` | %s; %s | %s | %s |"
                        .formatted(d.name(), d.unitName(), d.countsName(), d.formula(), d.source()))
            .toList(),
        listed);
  }

  @Test
  void findsADefinitionByName() {
    assertEquals("pair_recall", MeasureCatalogue.find("pair_recall").orElseThrow().name());
    assertTrue(MeasureCatalogue.find("recall").isEmpty());
  }
}
