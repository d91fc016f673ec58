package org.linkagehub.core.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads one block of a configuration, key by key and typed, and notes every problem instead of
 * stopping at the first.
 *
 * <p>A key that was never asked for is unknown: {@link #build} reports it with the nearest one that
 * was. Where a value is missing or wrong, the problem is noted and the reading method returns a
 * placeholder (empty text, 0, NaN, an empty list); {@link #build} then makes no record, so that a
 * placeholder is never seen.
 */
public final class ConfigReader {
  private final ConfigObject block;
  private final String key;
  private final List<Problem> problems;
  private final int problemsBefore;
  private final Optional<ConfigReader> defaults;
  private final ConfigSource.Origin place;
  private final Set<String> asked = new TreeSet<>();

  ConfigReader(
      ConfigObject block,
      String key,
      List<Problem> problems,
      Optional<ConfigReader> defaults,
      ConfigSource.Origin place) {
    this.block = block;
    this.key = key;
    this.problems = problems;
    this.problemsBefore = problems.size();
    this.defaults = defaults;
    this.place = place;
  }

  /** The key of this block, for example {@code linkage.comparisons[0]}. */
  public String key() {
    return key;
  }

  /** The same block, with another one to look in for what this one does not state. */
  public ConfigReader withDefaults(ConfigReader others) {
    return new ConfigReader(block, key, problems, Optional.of(others), place);
  }

  /** Whether the key has a value; null is none. */
  public boolean has(String name) {
    return find(name).isPresent();
  }

  /**
   * A text that must be there and not be blank. A number, true and false are taken as their text.
   */
  public String text(String name) {
    return has(name) ? optionalText(name).orElse("") : missing(name, "a text", "");
  }

  /** A text that may be absent, but not blank. */
  public Optional<String> optionalText(String name) {
    return find(name)
        .flatMap(
            value -> {
              String text = value.text();
              if (text == null || text.isBlank()) {
                value.problem("must be a text, was " + value.shown());
                return Optional.empty();
              }
              return Optional.of(text);
            });
  }

  /**
   * A text of a kind of its own.
   *
   * @param parse makes the value, or throws an {@link IllegalArgumentException} whose message says
   *     what is wanted and found
   */
  public <T> Optional<T> parsed(String name, Function<String, T> parse) {
    Optional<String> text = optionalText(name);
    if (text.isEmpty() && !has(name)) {
      missing(name, "a text", "");
    }
    return text.flatMap(
        value -> {
          try {
            return Optional.of(parse.apply(value));
          } catch (IllegalArgumentException e) {
            find(name).orElseThrow().problem(e.getMessage());
            return Optional.empty();
          }
        });
  }

  /** True or false. */
  public boolean flag(String name) {
    Optional<Value> found = find(name);
    if (found.isEmpty()) {
      return missing(name, "true or false", false);
    }
    Object value = found.get().value.unwrapped();
    if (value instanceof Boolean flag) {
      return flag;
    }
    if ("true".equals(value) || "false".equals(value)) { // an environment variable is text
      return "true".equals(value);
    }
    found.get().problem("must be true or false, was " + found.get().shown());
    return false;
  }

  /** A number within a range, which must be there. */
  public double number(String name, Range range) {
    if (!has(name)) {
      return missing(name, range.wanted(), Double.NaN);
    }
    return optionalNumber(name, range).orElse(Double.NaN);
  }

  /** A number within a range, which may be absent. */
  public OptionalDouble optionalNumber(String name, Range range) {
    return find(name).map(value -> value.number(range)).orElse(OptionalDouble.empty());
  }

  /** A whole number from {@code least} to {@code most}, which must be there. */
  public long whole(String name, long least, long most) {
    String wanted = "a whole number from " + least + " to " + most;
    if (most == Long.MAX_VALUE || most == Integer.MAX_VALUE) {
      wanted = "a whole number of at least " + least;
    }
    if (least == Long.MIN_VALUE) {
      wanted = "a whole number";
    }
    Optional<Value> found = find(name);
    if (found.isEmpty()) {
      return missing(name, wanted, 0L);
    }
    try {
      long whole = new BigDecimal(String.valueOf(found.get().text())).longValueExact();
      if (whole >= least && whole <= most) {
        return whole;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // reported below, as a number out of range is
    }
    found.get().problem("must be " + wanted + ", was " + found.get().shown());
    return 0;
  }

  /** A list of numbers within a range; absent is empty. */
  public List<Double> numbers(String name, Range range) {
    return values(name).stream().flatMap(value -> value.number(range).stream().boxed()).toList();
  }

  /** A list of texts, none blank; absent is empty. */
  public List<String> texts(String name) {
    return values(name).stream().flatMap(value -> value.asText().stream()).toList();
  }

  /** A list of anything, or one thing in the place of a list of one; absent is empty. */
  public List<Value> values(String name) {
    Optional<Value> found = find(name);
    if (found.isEmpty()) {
      return List.of();
    }
    return found.get().elements();
  }

  /** A value of any shape, if it is there. */
  public Optional<Value> value(String name) {
    return find(name);
  }

  /** A block; absent is empty. */
  public ConfigReader block(String name) {
    asked.add(name);
    Optional<Value> found = find(name);
    if (found.isPresent()) {
      Optional<ConfigReader> reader = found.get().block();
      if (reader.isPresent()) {
        return reader.get();
      }
      found.get().problem("must be a block of settings in braces, was " + found.get().shown());
    }
    return new ConfigReader(
        com.typesafe.config.ConfigFactory.empty().root(),
        child(name),
        problems,
        Optional.empty(),
        place);
  }

  /** A list of blocks; absent is empty. */
  public List<ConfigReader> blocks(String name) {
    var readers = new ArrayList<ConfigReader>();
    for (Value value : values(name)) {
      Optional<ConfigReader> reader = value.block();
      if (reader.isEmpty()) {
        value.problem("must be a block of settings in braces, was " + value.shown());
      }
      reader.ifPresent(readers::add);
    }
    return readers;
  }

  /** A block of texts under names of the user's choice, in the order of the file. */
  public Map<String, String> textsByName(String name) {
    var texts = new LinkedHashMap<String, String>();
    valuesByName(name)
        .forEach((child, value) -> value.asText().ifPresent(text -> texts.put(child, text)));
    return texts;
  }

  /** A block of values under names of the user's choice, in the order of the file. */
  public Map<String, Value> valuesByName(String name) {
    return block(name).valuesByName();
  }

  /** All values of this block, by name, in the order of the file. */
  public Map<String, Value> valuesByName() {
    var byPlace = new ArrayList<>(block.entrySet());
    byPlace.sort(
        Comparator.<Map.Entry<String, ConfigValue>>comparingInt(
                entry -> ConfigSource.Origin.of(entry.getValue(), "").line())
            .thenComparing(Map.Entry::getKey));
    var values = new LinkedHashMap<String, Value>();
    for (Map.Entry<String, ConfigValue> entry : byPlace) {
      if (entry.getValue().valueType() != ConfigValueType.NULL) {
        asked.add(entry.getKey());
        values.put(entry.getKey(), new Value(entry.getValue(), child(entry.getKey())));
      }
    }
    return values;
  }

  /** Notes a problem with a key of this block, which need not be there. */
  public void problem(String name, String message) {
    asked.add(name);
    Optional<Value> found = find(name);
    if (found.isPresent()) {
      found.get().problem(message);
    } else {
      problems.add(new Problem(place.file(), place.line(), child(name), message));
    }
  }

  /** Notes a problem with the block as a whole. */
  public void problem(String message) {
    problems.add(new Problem(place.file(), place.line(), key, message));
  }

  /**
   * Ends the reading of this block: reports the keys that were never asked for, and makes the
   * record if the block has no problem.
   *
   * @param record may throw an {@link IllegalArgumentException} about settings that do not go
   *     together, which becomes a problem of the block
   */
  public <T> Optional<T> build(Supplier<T> record) {
    reportUnknown();
    if (problems.size() > problemsBefore) {
      return Optional.empty();
    }
    try {
      return Optional.of(record.get());
    } catch (IllegalArgumentException e) {
      problem("cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void reportUnknown() {
    for (Map.Entry<String, ConfigValue> entry : block.entrySet()) {
      if (!asked.contains(entry.getKey())) {
        String nearest =
            Nearest.of(entry.getKey(), asked)
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
        ConfigSource.Origin at = ConfigSource.Origin.of(entry.getValue(), place.file());
        problems.add(
            new Problem(
                at.file(),
                at.line(),
                child(entry.getKey()),
                "is not a known setting"
                    + nearest
                    + " (known here: "
                    + String.join(", ", asked)
                    + ")"));
      }
    }
  }

  private Optional<Value> find(String name) {
    asked.add(name);
    ConfigValue value = block.get(name);
    if (value != null && value.valueType() != ConfigValueType.NULL) {
      return Optional.of(new Value(value, child(name)));
    }
    return defaults.flatMap(others -> others.find(name));
  }

  private String child(String name) {
    return key + "." + name;
  }

  private <T> T missing(String name, String wanted, T placeholder) {
    problems.add(
        new Problem(place.file(), place.line(), child(name), "is missing: it must be " + wanted));
    return placeholder;
  }

  /** A value of any shape, which knows its place. */
  public final class Value {
    private final ConfigValue value;
    private final String valueKey;

    private Value(ConfigValue value, String valueKey) {
      this.value = value;
      this.valueKey = valueKey;
    }

    /** The key of this value, for example {@code linkage.blocking.rules[2]}. */
    public String key() {
      return valueKey;
    }

    public boolean isList() {
      return value instanceof ConfigList;
    }

    public boolean isBlock() {
      return value instanceof ConfigObject;
    }

    /** The text, with a problem noted if it is none or blank. */
    public Optional<String> asText() {
      String text = text();
      if (text == null || text.isBlank()) {
        problem("must be a text, was " + shown());
        return Optional.empty();
      }
      return Optional.of(text);
    }

    /** The text, which may be blank, with a problem noted if it is none. */
    public String textOrEmpty() {
      String text = text();
      if (text == null) {
        problem("must be a text, was " + shown());
        return "";
      }
      return text;
    }

    /** The reader of a block; empty if it is none. */
    public Optional<ConfigReader> block() {
      return value instanceof ConfigObject object
          ? Optional.of(
              new ConfigReader(
                  object,
                  valueKey,
                  problems,
                  Optional.empty(),
                  ConfigSource.Origin.ofUser(value, place)))
          : Optional.empty();
    }

    /** The elements of a list; what is no list is a list of itself. */
    public List<Value> elements() {
      if (!(value instanceof ConfigList list)) {
        return List.of(this);
      }
      var elements = new ArrayList<Value>();
      for (int i = 0; i < list.size(); i++) {
        elements.add(new Value(list.get(i), valueKey + "[" + i + "]"));
      }
      return elements;
    }

    /** Notes a problem with this value. */
    public void problem(String message) {
      ConfigSource.Origin at = ConfigSource.Origin.ofUser(value, place);
      problems.add(new Problem(at.file(), at.line(), valueKey, message));
    }

    /** The value as messages show it. */
    public String shown() {
      return switch (value.valueType()) {
        case OBJECT ->
            "a block with "
                + ((ConfigObject) value)
                    .keySet().stream().sorted().collect(Collectors.joining(", "));
        case LIST -> "a list";
        case STRING -> "\"" + value.unwrapped() + "\"";
        case NUMBER, BOOLEAN, NULL -> String.valueOf(value.unwrapped());
      };
    }

    private String text() {
      return switch (value.valueType()) {
        case STRING, NUMBER, BOOLEAN -> String.valueOf(value.unwrapped());
        case OBJECT, LIST, NULL -> null;
      };
    }

    private OptionalDouble number(Range range) {
      try {
        double number = Double.parseDouble(String.valueOf(text()));
        if (range.holds(number)) {
          return OptionalDouble.of(number);
        }
      } catch (NumberFormatException e) {
        // reported below, as a number out of range is
      }
      problem("must be " + range.wanted() + ", was " + shown());
      return OptionalDouble.empty();
    }
  }

  /**
   * The numbers that a setting may have.
   *
   * @param least the lower bound
   * @param leastIncluded whether the bound itself is allowed
   * @param most the upper bound; may be infinite
   * @param mostIncluded whether the bound itself is allowed
   */
  public record Range(double least, boolean leastIncluded, double most, boolean mostIncluded) {
    /** Any finite number. */
    public static final Range ANY =
        new Range(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

    /** From 0 to 1, both included. */
    public static final Range SHARE = new Range(0, true, 1, true);

    /** Above 0 and at most 1: a probability of something possible, or a recall. */
    public static final Range POSITIVE_SHARE = new Range(0, false, 1, true);

    /** Strictly between 0 and 1. */
    public static final Range INSIDE_UNIT = new Range(0, false, 1, false);

    /** 0 or more. */
    public static final Range NOT_NEGATIVE = new Range(0, true, Double.POSITIVE_INFINITY, false);

    /** More than 0. */
    public static final Range POSITIVE = new Range(0, false, Double.POSITIVE_INFINITY, false);

    boolean holds(double value) {
      return (leastIncluded ? value >= least : value > least)
          && (mostIncluded ? value <= most : value < most);
    }

    String wanted() {
      if (Double.isInfinite(least)) {
        return "a number";
      }
      String from = leastIncluded ? "of at least " + plain(least) : "above " + plain(least);
      if (Double.isInfinite(most)) {
        return "a number " + from;
      }
      return "a number " + from + " and " + (mostIncluded ? "at most " : "below ") + plain(most);
    }

    private static String plain(double number) {
      return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
  }
}
