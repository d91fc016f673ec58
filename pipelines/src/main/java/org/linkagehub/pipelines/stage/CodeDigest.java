package org.linkagehub.pipelines.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.linkagehub.core.spark.Columns;
import org.linkagehub.qa.measure.Measure;

/**
 * Which code makes the tables of a run. A version number does not tell two builds of changed
 * sources apart; what the classes hold does, and builds of the same sources hold the same.
 */
final class CodeDigest {
  /** One class of each module, whether they are packed into one jar or not. */
  private static final List<Class<?>> MODULES =
      List.of(Columns.class, Measure.class, CodeDigest.class);

  private CodeDigest() {}

  static String of() {
    return Holder.DIGEST;
  }

  private static final class Holder {
    static final String DIGEST = digest();
  }

  private static String digest() {
    try {
      var places = new TreeSet<String>();
      var digest = new Digest();
      for (Class<?> module : MODULES) {
        String file = "/" + module.getName().replace('.', '/') + ".class";
        URL url = module.getResource(file);
        if (url == null) {
          throw new IllegalStateException("cannot find the class file of " + module.getName());
        }
        String address = url.toString();
        String place = address.substring(0, address.length() - file.length());
        if (!places.add(place)) {
          continue;
        }
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
          addJar(digest, jar.getJarFile());
        } else {
          addFolder(digest, Path.of(URI.create(place)));
        }
      }
      return digest.hex();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes of Linkage Hub", e);
    }
  }

  /** All that is packed into a jar, but for what tells of the packing. */
  static void addJar(Digest digest, JarFile jar) throws IOException {
    for (JarEntry entry : Collections.list(jar.entries()).stream().sorted(BY_NAME).toList()) {
      // The manifest names the commit, which changes with every document.
      if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
        try (InputStream in = jar.getInputStream(entry)) {
          digest.add(entry.getName()).add(in.readAllBytes());
        }
      }
    }
  }

  private static final Comparator<JarEntry> BY_NAME = Comparator.comparing(JarEntry::getName);

  /** All files of a folder, with their names. */
  static void addFolder(Digest digest, Path folder) throws IOException {
    var files = new TreeMap<String, Path>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(folder.relativize(file).toString(), file));
    }
    for (var file : files.entrySet()) {
      digest.add(file.getKey()).add(Files.readAllBytes(file.getValue()));
    }
  }
}
