package org.linkagehub.pipelines.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/**
 * What the one application jar holds: our classes, picocli, Typesafe Config, FreeMarker and
 * Chart.js, and nothing else.
 */
class ApplicationJarIT {
  private static final List<String> EXPECTED =
      List.of("org/linkagehub/", "picocli/", "com/typesafe/config/", "freemarker/", "META-INF/");

  private final Path file =
      Path.of(System.getProperty("linkage.root"), "pipelines/target/linkage-hub.jar");

  @Test
  void holdsNothingOfSparkScalaOrJackson() throws IOException {
    try (var jar = new JarFile(file.toFile())) {
      List<String> foreign =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(ZipEntry::getName)
              .filter(name -> EXPECTED.stream().noneMatch(name::startsWith))
              .toList();
      assertEquals(List.of(), foreign);
    }
    assertTrue(Files.size(file) < 6_000_000, Files.size(file) + " bytes");
  }

  @Test
  void holdsEveryModuleAndTheDefaults() throws IOException {
    try (var jar = new JarFile(file.toFile())) {
      assertNotNull(jar.getEntry("org/linkagehub/core/model/Comparison.class"));
      assertNotNull(jar.getEntry("org/linkagehub/qa/synthetic/SyntheticPeople.class"));
      assertNotNull(jar.getEntry("org/linkagehub/core/config/reference.conf"));
      assertNotNull(jar.getEntry("org/linkagehub/pipelines/link/generated.conf"));
    }
  }

  @Test
  void namesItsMainClassAndVersion() throws IOException {
    try (var jar = new JarFile(file.toFile())) {
      var attributes = jar.getManifest().getMainAttributes();
      assertEquals(Main.class.getName(), attributes.getValue("Main-Class"));
      assertNotNull(attributes.getValue("Implementation-Version"));
      assertNotNull(attributes.getValue("Implementation-Build"));
    }
  }
}
