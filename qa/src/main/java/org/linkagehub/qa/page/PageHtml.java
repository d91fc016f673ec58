package org.linkagehub.qa.page;

import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleScalar;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateScalarModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * A page as one HTML file. Styles, scripts and Chart.js are within it, and its content security
 * policy lets the browser run and load nothing else: no value that is shown can become a script, a
 * style or a request.
 *
 * <p>The template is of FreeMarker's HTML output format, which escapes every value.
 */
public final class PageHtml {
  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

  private static final Configuration TEMPLATES = templates();

  private PageHtml() {}

  /** The page as HTML. The same page gives the same text. */
  public static String of(Page page) {
    String styles = resource("page.css");
    String charts = resource(CHARTS).replaceFirst("(?m)^//# sourceMappingURL=.*$", "");
    String script = resource("page.js");
    var html = new StringWriter();
    try {
      Template template = TEMPLATES.getTemplate("page.ftlh");
      template.process(
          Map.of(
              "page",
              page,
              "styles",
              new SimpleScalar(styles),
              "stylesHash",
              hash(styles),
              "charts",
              new SimpleScalar(charts),
              "chartsHash",
              hash(charts),
              "script",
              new SimpleScalar(script),
              "scriptHash",
              hash(script),
              "json",
              (JsonOfChart) chart -> new SimpleScalar(ChartJson.of(chart))),
          html);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the template of a page", e);
    } catch (TemplateException e) {
      throw new IllegalStateException("the template of a page is wrong", e);
    }
    return html.toString();
  }

  /** A chart as JSON, for the template. */
  public interface JsonOfChart {
    /** The JSON, as it is to stand in the page. */
    TemplateScalarModel of(Chart chart);
  }

  private static Configuration templates() {
    var configuration = new Configuration(Configuration.VERSION_2_3_34);
    configuration.setClassForTemplateLoading(PageHtml.class, "");
    configuration.setDefaultEncoding(StandardCharsets.UTF_8.name());
    configuration.setLocale(Locale.ROOT);
    configuration.setObjectWrapper(new VisibleValues());
    configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
    configuration.setLogTemplateExceptions(false);
    configuration.setWrapUncheckedExceptions(true);
    configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
    return configuration;
  }

  /** What a content security policy names an element within the page by. */
  private static String hash(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = PageHtml.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the application jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " of the application jar", e);
    }
  }
}
