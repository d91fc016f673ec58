package org.linkagehub.core.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has Spark compile no query, and plan none anew, while the tests of a class run: on a few rows
 * both take longer than the query. The results are the same; that they are is tested where queries
 * are compiled, as they are by default.
 */
public final class Uncompiled implements BeforeAllCallback, AfterAllCallback {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          "spark.sql.adaptive.enabled", "false");

  private final Map<String, String> before = new HashMap<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    SparkSession spark = TestSession.spark();
    SETTINGS.forEach(
        (setting, value) -> {
          before.put(setting, spark.conf().get(setting));
          spark.conf().set(setting, value);
        });
  }

  @Override
  public void afterAll(ExtensionContext context) {
    before.forEach((setting, value) -> TestSession.spark().conf().set(setting, value));
  }
}
