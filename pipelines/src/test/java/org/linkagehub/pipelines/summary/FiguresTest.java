package org.linkagehub.pipelines.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "0.04, 0.0 s",
    "7, 7 s",
    "59.94, 59.9 s",
    "59.96, 1 min 00 s",
    "75.4, 1 min 15 s",
    "3599.4, 59 min 59 s",
    "3600, 1 h 00 min",
    "7500, 2 h 05 min"
  })
  void seconds(double seconds, String expected) {
    assertEquals(expected, Figures.seconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "950, 950", "1234, 1.23 k", "45678, 45.7 k", "1.5e6, 1.50 M", "2e12, 2000 G"})
  void rates(double rate, String expected) {
    assertEquals(expected, Figures.rate(rate));
  }

  @ParameterizedTest
  @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.00 KiB", "1.5e6, 1.43 MiB", "5e10, 46.6 GiB"})
  void sizes(double bytes, String expected) {
    assertEquals(expected, Figures.bytes(bytes));
  }

  @ParameterizedTest
  @CsvSource({"0, 4, ''", "1, 4, █", "3, 4, ███", "0.001, 4, ▏", "1.5, 4, █▌", "9, 4, ████"})
  void bars(double value, double most, String expected) {
    assertEquals(expected, Bars.of(value, most, 4));
  }

  @ParameterizedTest
  @CsvSource({"4, '    │████'", "-2, '  ██│'", "0, '    │'"})
  void barsAroundZero(double value, String expected) {
    assertEquals(expected, Bars.aroundZero(value, 4, 4));
  }
}
