package org.linkagehub.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ModelJsonTest {

  private static Model model() {
    return new Model(
        LinkType.LINK_AND_DEDUPE,
        1 / 3.0,
        List.of(
            new Comparison(
                "name",
                "a \"name\"",
                List.of(
                    ComparisonLevel.missing("missing", "name_l IS NULL"),
                    new ComparisonLevel(
                        "same",
                        ComparisonLevel.Kind.CONDITION,
                        "name_l = name_r",
                        OptionalDouble.of(0.1 + 0.2),
                        OptionalDouble.of(1e-300),
                        true,
                        false,
                        Optional.of(new TermFrequencyAdjustment("name", .5, .001))),
                    ComparisonLevel.otherwise()))));
  }

  @Test
  void readsBackWhatItWritesToTheBit() {
    assertEquals(model(), ModelJson.read(ModelJson.write(model())));
  }

  @Test
  void refusesANewerLayoutAndWhatIsNoModel() {
    String newer = ModelJson.write(model()).replace("\"format\" : 1", "\"format\" : 9");
    assertEquals(
        "the model has format 9, this version reads up to 1",
        assertThrows(IllegalArgumentException.class, () -> ModelJson.read(newer)).getMessage());
    assertEquals(
        "a model without 'format'",
        assertThrows(IllegalArgumentException.class, () -> ModelJson.read("{}")).getMessage());
  }
}
