package org.linkagehub.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.linkagehub.core.config.ConfigReader.Range;

class ConfigReaderTest {
  /** Reads a block of the user's own, {@code linkage.variables}, with a reading of the test's. */
  private static <T> T read(String settings, Function<ConfigReader, T> reading) {
    return ConfigSource.ofText("c", "linkage.variables {\n" + settings + "\n}")
        .read(
            in -> {
              ConfigReader block = in.block("variables");
              T value = reading.apply(block);
              return block.build(() -> value);
            });
  }

  private static List<String> problems(String settings, Function<ConfigReader, ?> reading) {
    return assertThrows(ConfigException.class, () -> read(settings, reading)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void readsValuesByType() {
    assertEquals("x y", read("a = x y", in -> in.text("a")));
    assertEquals("007", read("a = \"007\"", in -> in.text("a")));
    assertEquals(1.5, read("a = 1.5", in -> in.number("a", Range.ANY)));
    assertEquals(1.5, read("a = \"1.5\"", in -> in.number("a", Range.ANY)), "as from a variable");
    assertEquals((Long) 12L, read("a = 12", in -> in.whole("a", 0, 20)));
    assertEquals((Long) 1_000_000L, read("a = 1e6", in -> in.whole("a", 0, Long.MAX_VALUE)));
    assertEquals(true, read("a = true", in -> in.flag("a")));
    assertEquals(false, read("a = \"false\"", in -> in.flag("a")));
    assertEquals(List.of("x", "y"), read("a = [x, y]", in -> in.texts("a")));
    assertEquals(List.of("x"), read("a = x", in -> in.texts("a")), "one is a list of one");
    assertEquals(List.of(), read("", in -> in.texts("a")));
    assertEquals(List.of(1.0, 2.0), read("a = [1, 2]", in -> in.numbers("a", Range.ANY)));
    assertEquals(Optional.empty(), read("a = null", in -> in.optionalText("a")), "null is absent");
  }

  @Test
  void keepsNamedValuesInTheOrderOfTheFile() {
    assertEquals(
        List.of("z=1", "m=2", "a=3"),
        read(
            "b {\n z = 1\n m = 2\n a = 3 }",
            in ->
                in.textsByName("b").entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList()));
  }

  @Test
  void saysWhatAWrongValueShouldBe() {
    assertEquals(
        List.of("c:2: linkage.variables.a must be a text, was a list"),
        problems("a = [1]", in -> in.text("a")));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a text, was \" \""),
        problems("a = \" \"", in -> in.text("a")));
    assertEquals(
        List.of("c:2: linkage.variables.a must be true or false, was \"yes\""),
        problems("a = yes", in -> in.flag("a")));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a number, was a block with x, y"),
        problems("a { y = 1, x = 2 }", in -> in.number("a", Range.ANY)));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a block of settings in braces, was 3"),
        problems("a = 3", in -> in.block("a")));
    assertEquals(
        List.of("c:2: linkage.variables.a[1] must be a block of settings in braces, was \"x\""),
        problems("a = [{}, x]", in -> in.blocks("a")));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a whole number from 1 to 9, was 2.5"),
        problems("a = 2.5", in -> in.whole("a", 1, 9)));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a whole number of at least 1, was 0"),
        problems("a = 0", in -> in.whole("a", 1, Long.MAX_VALUE)));
    assertEquals(
        List.of("c:1: linkage.variables.a is missing: it must be a number above 0"),
        problems("", in -> in.number("a", Range.POSITIVE)));
  }

  @Test
  void rangesHoldTheirBoundsAsTheySay() {
    String place = "c:2: linkage.variables.a must be a number ";
    assertEquals(0.0, read("a = 0", in -> in.number("a", Range.SHARE)));
    assertEquals(1.0, read("a = 1", in -> in.number("a", Range.SHARE)));
    assertEquals(
        List.of(place + "of at least 0 and at most 1, was 1.01"),
        problems("a = 1.01", in -> in.number("a", Range.SHARE)));
    assertEquals(
        List.of(place + "above 0 and at most 1, was 0"),
        problems("a = 0", in -> in.number("a", Range.POSITIVE_SHARE)));
    assertEquals(
        List.of(place + "above 0 and below 1, was 1"),
        problems("a = 1", in -> in.number("a", Range.INSIDE_UNIT)));
    assertEquals(
        List.of(place + "of at least 0, was -1"),
        problems("a = -1", in -> in.number("a", Range.NOT_NEGATIVE)));
    assertEquals(
        List.of("c:2: linkage.variables.a must be a number, was \"NaN\""),
        problems("a = NaN", in -> in.number("a", Range.ANY)));
  }

  @Test
  void makesNoRecordOfABlockWithAProblem() {
    var made = new boolean[1];
    assertThrows(
        ConfigException.class,
        () ->
            ConfigSource.ofText("c", "linkage.seed = x")
                .read(
                    in -> {
                      in.whole("seed", 0, 1);
                      return in.build(() -> made[0] = true);
                    }));
    assertFalse(made[0]);
  }

  @Test
  void tellsWhatARecordRefuses() {
    assertEquals(
        List.of("c:1: linkage.variables cannot be used: too much"),
        assertThrows(
                ConfigException.class,
                () ->
                    ConfigSource.ofText("c", "linkage.variables {}")
                        .read(
                            in ->
                                in.block("variables")
                                    .build(
                                        () -> {
                                          throw new IllegalArgumentException("too much");
                                        })))
            .problems()
            .stream()
            .map(Problem::toString)
            .toList());
  }

  @Test
  void namesTheNearestKnownKey() {
    assertEquals(
        List.of(
            "c:3: linkage.variables.treshold is not a known setting; did you mean threshold?"
                + " (known here: seed, threshold)"),
        problems(
            "seed = 1\ntreshold = 2",
            in -> {
              in.has("threshold");
              return in.has("seed");
            }));
  }

  @Test
  void tellsTheFileOfAnIncludedSetting(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("shared.conf"), "\n\nlinkage.seed = x\n");
    Path main = folder.resolve("main.conf");
    Files.writeString(main, "include \"shared.conf\"\nlinkage.name = n\n");
    Problem problem =
        assertThrows(
                ConfigException.class,
                () ->
                    ConfigSource.ofFile(main)
                        .read(in -> Optional.of(in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE))))
            .problems()
            .get(0);
    assertTrue(problem.file().endsWith("shared.conf"), problem.file());
    assertEquals(3, problem.line());
    assertEquals("must be a whole number, was \"x\"", problem.message());
  }

  @Test
  void refusesAFileThatIsNotThereOrNotHocon(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("no.conf");
    assertEquals(
        "1 problem in the configuration:\n  "
            + missing
            + ": there is no such file; give the path of a configuration file",
        assertThrows(ConfigException.class, () -> ConfigSource.ofFile(missing)).getMessage());
    String broken =
        assertThrows(
                ConfigException.class, () -> ConfigSource.ofText("c", "linkage {\n name = [1\n}\n"))
            .getMessage();
    assertTrue(
        broken.startsWith("1 problem in the configuration:\n  c:3: is not valid HOCON: "), broken);
    String undefined =
        assertThrows(
                ConfigException.class,
                () -> ConfigSource.ofText("c", "linkage {\n name = ${no.such}\n}\n"))
            .getMessage();
    assertEquals(
        "1 problem in the configuration:\n  c:2: refers to something that is not defined:"
            + " ${no.such}",
        undefined);
  }

  @Test
  void everythingStandsUnderOneKey() {
    assertEquals(
        """
        2 problems in the configuration:
          c:1: linkag is not known here: everything stands under the one key linkage
          c:2: name is not known here: everything stands under the one key linkage""",
        assertThrows(
                ConfigException.class,
                () -> ConfigSource.ofText("c", "linkag { seed = 1 }\nname = x"))
            .getMessage());
    assertEquals(
        "1 problem in the configuration:\n  c: linkage must be a block of settings",
        assertThrows(ConfigException.class, () -> ConfigSource.ofText("c", "linkage = 3"))
            .getMessage());
  }

  @Test
  void showsNoSecretInTheResolvedSettings() {
    String json =
        ConfigSource.ofText(
                "c",
                """
                linkage.inputs = [{
                  jdbc { url = "jdbc:x://h/d?user=u&password=p1;pwd=p2", password = p3 }
                  options { accessToken = p4 }
                }]
                """)
            .toJson();
    assertTrue(json.contains("\"jdbc:x://h/d?user=u&password=***;pwd=***\""), json);
    for (String secret : List.of("p1", "p2", "p3", "p4")) {
      assertFalse(json.contains(secret), secret);
    }
    assertTrue(json.contains("\"recall\" : 0.7"), "defaults are shown too");
  }

  @Test
  void knowsTheSharedFolderFromTheEnvironmentOrByDefault() {
    String shared =
        ConfigSource.ofText("c", "linkage {}").read(in -> Optional.of(in.text("shared")));
    String set = System.getenv("LINKAGE_SHARED");
    assertEquals(set == null ? "../shared" : set, shared);
  }
}
