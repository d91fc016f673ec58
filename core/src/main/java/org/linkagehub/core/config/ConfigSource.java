package org.linkagehub.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration file over the defaults of {@code reference.conf}, substitutions resolved, which
 * still knows the file and line of every setting.
 */
public final class ConfigSource {
  /** The key that everything stands under. */
  public static final String ROOT = "linkage";

  private static final String REFERENCE = "reference.conf";
  private static final String TEMPLATES = ROOT + ".templates";
  private static final String COMPARISON_DEFAULTS = ROOT + ".comparison-defaults";
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|secret|token|credential|accesskey).*");
  private static final Pattern URL_SECRET = Pattern.compile("(?i)(password|pwd|token)=[^;&]*");

  private final String name;
  private final Config resolved;
  private final List<String> keys;
  private final Map<String, Origin> origins = new TreeMap<>();

  private ConfigSource(String name, Config resolved, Config defaults) {
    this.name = name;
    this.resolved = resolved;
    this.keys = defaults.getObject(ROOT).keySet().stream().sorted().toList();
    locate(ROOT, resolved.getValue(ROOT));
  }

  /**
   * Reads a file; its name in messages is the path as given.
   *
   * @throws ConfigException if the file is missing, is no HOCON, or refers to what is not defined
   */
  public static ConfigSource ofFile(Path file) {
    String name = file.toString();
    if (!Files.isRegularFile(file)) {
      throw failure(name, 0, "there is no such file; give the path of a configuration file");
    }
    return parse(name, options -> ConfigFactory.parseFile(file.toFile(), options));
  }

  /**
   * Reads text.
   *
   * @param name what messages call it
   * @throws ConfigException if the text is no HOCON, or refers to what is not defined
   */
  public static ConfigSource ofText(String name, String text) {
    return parse(name, options -> ConfigFactory.parseString(text, options));
  }

  private static ConfigSource parse(String name, Function<ConfigParseOptions, Config> parser) {
    Config user;
    Config resolved;
    Config defaults;
    try {
      user =
          parser.apply(
              ConfigParseOptions.defaults()
                  .setSyntax(ConfigSyntax.CONF)
                  .setOriginDescription(name)
                  .setAllowMissing(false));
      defaults =
          ConfigFactory.parseResources(
              ConfigSource.class,
              REFERENCE,
              ConfigParseOptions.defaults().setOriginDescription(REFERENCE).setAllowMissing(false));
      resolved = user.withFallback(defaults).resolve();
    } catch (com.typesafe.config.ConfigException e) {
      throw notReadable(name, e);
    }
    var problems = new ArrayList<Problem>();
    for (Map.Entry<String, ConfigValue> entry : user.root().entrySet()) {
      if (!entry.getKey().equals(ROOT)) {
        Origin at = Origin.of(entry.getValue(), name);
        problems.add(
            new Problem(
                at.file(),
                at.line(),
                entry.getKey(),
                "is not known here: everything stands under the one key " + ROOT));
      }
    }
    if (problems.isEmpty() && !(resolved.getValue(ROOT) instanceof ConfigObject)) {
      problems.add(new Problem(name, 0, ROOT, "must be a block of settings"));
    }
    if (problems.isEmpty() && user.hasPath(TEMPLATES)) {
      requireTemplates(user.getValue(TEMPLATES), defaults, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new ConfigSource(name, resolved, defaults);
  }

  /** A template may be changed or added, of the settings that templates have. */
  private static void requireTemplates(
      ConfigValue templates, Config defaults, List<Problem> problems) {
    if (!(templates instanceof ConfigObject byName)) {
      problems.add(problem(templates, TEMPLATES, "must be a block of templates in braces"));
      return;
    }
    var settings = new TreeSet<>(defaults.getObject(COMPARISON_DEFAULTS).keySet());
    settings.add("levels");
    ConfigObject known = defaults.getObject(TEMPLATES);
    byName.forEach(
        (name, template) -> {
          String key = TEMPLATES + "." + name;
          if (!(template instanceof ConfigObject block)) {
            problems.add(problem(template, key, "must be a block of settings in braces"));
            return;
          }
          block.forEach(
              (setting, value) -> {
                if (!settings.contains(setting)) {
                  problems.add(
                      problem(
                          value,
                          key + "." + setting,
                          "is not a known setting"
                              + Nearest.suggestion(setting, settings)
                              + " (known here: "
                              + String.join(", ", settings)
                              + ")"));
                }
              });
          if (!known.containsKey(name) && !block.containsKey("levels")) {
            problems.add(
                problem(
                    template,
                    key,
                    "needs levels, for it is a template of your own"
                        + Nearest.suggestion(name, known.keySet())));
          }
        });
  }

  private static Problem problem(ConfigValue at, String key, String message) {
    Origin origin = Origin.of(at, key);
    return new Problem(origin.file(), origin.line(), key, message);
  }

  private static ConfigException notReadable(
      String name, com.typesafe.config.ConfigException cause) {
    Origin at =
        Optional.ofNullable(cause.origin())
            .map(origin -> Origin.parse(origin.description()))
            .orElse(new Origin(name, 0));
    String what = cause.getMessage();
    if (cause.origin() != null) {
      what = what.replace(cause.origin().description() + ": ", "");
      what = what.replace("Could not resolve substitution to a value: ", "");
    }
    String hint =
        cause instanceof com.typesafe.config.ConfigException.UnresolvedSubstitution
            ? "refers to something that is not defined: "
            : "is not valid HOCON: ";
    var exception =
        new ConfigException(List.of(new Problem(at.file(), at.line(), "", hint + what)));
    exception.initCause(cause);
    return exception;
  }

  private static ConfigException failure(String file, int line, String message) {
    return new ConfigException(List.of(new Problem(file, line, "", message)));
  }

  /**
   * Reads the settings.
   *
   * @param reading makes the value from a reader of the whole {@code linkage} block; empty where a
   *     problem kept it from being made
   * @throws ConfigException with every problem that the reading found
   */
  public <T> T read(Function<ConfigReader, Optional<T>> reading) {
    var problems = new ArrayList<Problem>();
    ConfigReader root =
        new ConfigReader(resolved.getObject(ROOT), ROOT, problems, Optional.empty(), placeOf(ROOT));
    Optional<T> value = reading.apply(root);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return value.orElseThrow(
        () -> new IllegalStateException("no value and no problem from reading " + name));
  }

  /**
   * A problem with a setting that was read well but does not fit the data.
   *
   * @param key for example {@code linkage.comparisons[0].column}; where the file does not state it,
   *     the nearest enclosing block is the place
   */
  public Problem problem(String key, String message) {
    Origin at = placeOf(key);
    return new Problem(at.file(), at.line(), key, message);
  }

  /** Whether the file, or the defaults, have a value for a key. */
  public boolean states(String key) {
    return origins.containsKey(key);
  }

  /**
   * The settings of the first level that the defaults have: a command that reads some of them takes
   * the others as known, so that one file may serve several commands.
   */
  public List<String> keys() {
    return keys;
  }

  /** What messages call the file. */
  public String name() {
    return name;
  }

  /**
   * All settings, defaults included, as JSON with sorted keys; values of keys that sound like a
   * secret (password, token …) are replaced by stars.
   */
  public String toJson() {
    return toJsonWithout(List.of());
  }

  /**
   * All settings as JSON, as {@link #toJson()} has them, but for some.
   *
   * @param keys those to leave out, of the first level: {@code output}
   */
  public String toJsonWithout(List<String> keys) {
    ConfigObject settings = resolved.getObject(ROOT);
    for (String key : keys) {
      settings = settings.withoutKey(key);
    }
    return redacted(settings).render(ConfigRenderOptions.concise().setFormatted(true));
  }

  private static ConfigValue redacted(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ConfigObject clean = object;
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        clean =
            clean.withValue(
                entry.getKey(),
                SECRET.matcher(entry.getKey().toLowerCase(Locale.ROOT)).matches()
                    ? ConfigValueFactory.fromAnyRef("***")
                    : redacted(entry.getValue()));
      }
      return clean;
    }
    if (value instanceof ConfigList list) {
      return ConfigValueFactory.fromIterable(
          list.stream().map(element -> redacted(element).unwrapped()).toList());
    }
    if (value.unwrapped() instanceof String text && URL_SECRET.matcher(text).find()) {
      return ConfigValueFactory.fromAnyRef(URL_SECRET.matcher(text).replaceAll("$1=***"));
    }
    return value;
  }

  private void locate(String key, ConfigValue value) {
    origins.put(key, Origin.of(value, name));
    if (value instanceof ConfigObject object) {
      object.forEach((child, childValue) -> locate(key + "." + child, childValue));
    } else if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        locate(key + "[" + i + "]", list.get(i));
      }
    }
  }

  private Origin placeOf(String key) {
    for (String at = key; !at.isEmpty(); at = parent(at)) {
      Origin origin = origins.get(at);
      if (origin != null && !origin.file().equals(REFERENCE)) {
        return origin;
      }
    }
    return new Origin(name, 0);
  }

  private static String parent(String key) {
    int end = Math.max(key.lastIndexOf('.'), key.lastIndexOf('['));
    return end < 0 ? "" : key.substring(0, end);
  }

  /** Where a value stands: a file as the user named it, and a line from 1 (0: unknown). */
  record Origin(String file, int line) {
    private static final Pattern PLACE = Pattern.compile("(.*?): (\\d+)(-\\d+)?");
    private static final String MERGE = "merge of ";

    /** Where it stands; of a default, the place in the user's file that could state it. */
    static Origin ofUser(ConfigValue value, Origin enclosing) {
      Origin at = of(value, enclosing.file());
      return at.file().equals(REFERENCE) ? enclosing : at;
    }

    static Origin of(ConfigValue value, String otherwise) {
      String description = value.origin().description();
      return description == null ? new Origin(otherwise, 0) : parse(description);
    }

    /** A block that merges the user's and the default one stands where the user's stands. */
    static Origin parse(String description) {
      String first = description;
      if (first.startsWith(MERGE)) {
        first = first.substring(MERGE.length()).split(",", 2)[0];
      }
      Matcher place = PLACE.matcher(first);
      return place.matches()
          ? new Origin(place.group(1), Integer.parseInt(place.group(2)))
          : new Origin(first, 0);
    }
  }
}
