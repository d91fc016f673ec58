package org.linkagehub.pipelines.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.apache.spark.sql.SparkSession;

/** Which versions of what made a run. */
public final class Versions {
  private static final String UNPACKAGED = "unpackaged";

  private Versions() {}

  /** The version of Linkage Hub and the commit it was built from, as the application jar says. */
  public static String linkageHub() {
    Attributes attributes = attributesOfJar();
    String version = attributes.getValue("Implementation-Version");
    String build = attributes.getValue("Implementation-Build");
    if (version == null) {
      return UNPACKAGED; // classes from a folder, as in tests
    }
    return build == null || build.isEmpty() ? version : version + " (" + build + ")";
  }

  /** The version of Spark that the application jar was built for; empty for classes in a folder. */
  public static String builtForSpark() {
    String version = attributesOfJar().getValue("Implementation-Spark");
    return version == null ? "" : version;
  }

  /** The digest of the classes: the same for two builds of the same sources. */
  public static String codeSha256() {
    return CodeDigest.of();
  }

  static Map<String, String> all(SparkSession spark) {
    var versions = new LinkedHashMap<String, String>();
    versions.put("linkage_hub", linkageHub());
    versions.put("spark", spark.version());
    versions.put("scala", scala.util.Properties$.MODULE$.versionNumberString());
    versions.put("delta", io.delta.package$.MODULE$.VERSION());
    versions.put("java", Runtime.version().toString());
    return versions;
  }

  private static Attributes attributesOfJar() {
    URL self = Versions.class.getResource("Versions.class");
    if (self == null || !"jar".equals(self.getProtocol())) {
      return new Attributes();
    }
    String address = self.toString();
    String jar = address.substring(0, address.indexOf("!/") + 2);
    try (InputStream in = new URL(jar + "META-INF/MANIFEST.MF").openStream()) {
      return new Manifest(in).getMainAttributes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the manifest of the application jar", e);
    }
  }
}
