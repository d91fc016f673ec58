package org.linkagehub.pipelines.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeDigestTest {
  private static final Map<String, String> CLASSES = Map.of("a/A.class", "one", "b/B.class", "two");

  @TempDir Path folder;

  @Test
  void differsWhereAClassDiffers() throws IOException {
    String before = ofFolder("before", CLASSES);
    assertEquals(before, ofFolder("again", CLASSES));
    for (Map<String, String> other :
        List.of(
            Map.of("a/A.class", "one", "b/B.class", "twp"),
            Map.of("a/A.class", "one", "b/C.class", "two"),
            Map.of("a/A.class", "one"),
            Map.of("a/A.class", "one", "b/B.class", "two", "c/C.class", ""))) {
      assertNotEquals(before, ofFolder(Integer.toString(other.hashCode()), other), other::toString);
    }
    String packed = ofJar("packed", CLASSES);
    assertNotEquals(packed, ofJar("other", Map.of("a/A.class", "one", "b/B.class", "twp")));
  }

  @Test
  void isTheSameForAnotherManifestOfTheJar() throws IOException {
    var first = new TreeMap<>(CLASSES);
    first.put("META-INF/MANIFEST.MF", "Implementation-Build: 1\n");
    var second = new TreeMap<>(CLASSES);
    second.put("META-INF/MANIFEST.MF", "Implementation-Build: 2\n");
    assertEquals(ofJar("first", first), ofJar("second", second));
  }

  private String ofFolder(String name, Map<String, String> classes) throws IOException {
    Path place = folder.resolve(name);
    for (var one : classes.entrySet()) {
      Path file = place.resolve(one.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, one.getValue());
    }
    var digest = new Digest();
    CodeDigest.addFolder(digest, place);
    return digest.hex();
  }

  private String ofJar(String name, Map<String, String> classes) throws IOException {
    Path file = folder.resolve(name + ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(file))) {
      for (var one : classes.entrySet()) {
        out.putNextEntry(new JarEntry(one.getKey()));
        out.write(one.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    var digest = new Digest();
    try (var jar = new JarFile(file.toFile())) {
      CodeDigest.addJar(digest, jar);
    }
    return digest.hex();
  }
}
