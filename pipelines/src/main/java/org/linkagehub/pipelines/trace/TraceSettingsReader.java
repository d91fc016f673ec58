package org.linkagehub.pipelines.trace;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.linkagehub.core.compare.Nicknames;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;
import org.linkagehub.core.config.Nearest;
import org.linkagehub.pipelines.trace.record.Edition;
import org.linkagehub.pipelines.trace.record.TraceSettings;
import org.linkagehub.pipelines.trace.record.TraceSettings.AlgorithmicRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.CrossCheckRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.MissingInCandidate;
import org.linkagehub.pipelines.trace.record.TraceSettings.NumberCheck;
import org.linkagehub.pipelines.trace.record.TraceSettings.RequestRules;
import org.linkagehub.pipelines.trace.record.TraceSettings.SoundexVariant;

/** Reads how a trace is made from the block {@code trace} of a configuration. */
final class TraceSettingsReader {
  private static final long MOST = 1_000_000;
  private static final Range POINTS = new Range(0, true, 100, true);
  private static final String BUILT_IN = "built-in";
  private static final String NONE = "none";

  private TraceSettingsReader() {}

  /**
   * Reads the settings; empty if there is a problem, which the reader notes.
   *
   * @param in the block, of which other keys have been or will be read elsewhere
   * @param today the day asked for where nothing says otherwise
   */
  static Optional<TraceSettings> read(ConfigReader in, LocalDate today) {
    Edition edition = in.parsed("edition", Edition::of).orElse(Edition.E2024);
    LocalDate asAt =
        in.has("as-at-date")
            ? in.parsed("as-at-date", TraceSettingsReader::day).orElse(today)
            : today;
    boolean redact = in.flag("redact-sensitive");
    Optional<RequestRules> request = request(in.block("cleaning"));
    Optional<CrossCheckRules> crossCheck = crossCheck(in.block("cross-check"));
    ConfigReader alphanumeric = in.block("alphanumeric");
    boolean address = alphanumeric.flag("address");
    Optional<Boolean> fields = alphanumeric.build(() -> address);
    Optional<AlgorithmicRules> algorithmic =
        algorithmic(in.block("algorithmic"), AlgorithmicRules.of(edition));
    if (request.isEmpty() || crossCheck.isEmpty() || fields.isEmpty() || algorithmic.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TraceSettings(
            edition, asAt, request.get(), crossCheck.get(), address, algorithmic.get(), redact));
  }

  private static Optional<RequestRules> request(ConfigReader in) {
    Optional<NumberCheck> check =
        in.parsed("nhs-number", text -> oneOf(text, NumberCheck.values()));
    Optional<LocalDate> earliest = in.parsed("earliest-birth", TraceSettingsReader::day);
    Optional<LocalDate> latest = in.parsed("latest-birth", TraceSettingsReader::day);
    boolean blank = in.flag("blank-bad-postcodes");
    boolean mend = in.flag("mend-postcode-space");
    boolean upper = in.flag("upper-case-names");
    return in.build(
        () ->
            new RequestRules(
                check.orElseThrow(),
                earliest.orElseThrow(),
                latest.orElseThrow(),
                blank,
                mend,
                upper));
  }

  private static Optional<CrossCheckRules> crossCheck(ConfigReader in) {
    boolean outcode = in.flag("outcode-when-names-differ");
    boolean former = in.flag("former-names");
    boolean follow = in.flag("follow-at-day");
    return in.build(() -> new CrossCheckRules(outcode, former, follow));
  }

  private static Optional<AlgorithmicRules> algorithmic(ConfigReader in, AlgorithmicRules usual) {
    Optional<SoundexVariant> soundex =
        in.parsed("soundex", text -> oneOf(text, SoundexVariant.values()));
    boolean allFields = in.flag("all-fields");
    boolean together = in.flag("stand-together");
    int most =
        in.has("most-candidates")
            ? (int) in.whole("most-candidates", 0, MOST)
            : usual.mostCandidates();
    double gap = in.number("close-gap", POINTS);
    boolean gapItself = in.flag("close-gap-itself");
    double least = in.optionalNumber("least-score", POINTS).orElse(usual.leastScore());
    Optional<MissingInCandidate> missing =
        in.parsed("missing-in-candidate", text -> oneOf(text, MissingInCandidate.values()));
    int kept = (int) in.whole("kept-candidates", 0, MOST);
    Map<String, String> names =
        in.parsed("given-names", TraceSettingsReader::givenNames).orElse(Map.of());
    return in.build(
        () ->
            new AlgorithmicRules(
                soundex.orElseThrow(),
                allFields,
                together,
                most,
                gap,
                gapItself,
                least,
                missing.orElseThrow(),
                kept,
                names));
  }

  private static Map<String, String> givenNames(String text) {
    if (text.equals(NONE)) {
      return Map.of();
    }
    Nicknames table;
    try {
      table = text.equals(BUILT_IN) ? Nicknames.builtIn() : Nicknames.read(Path.of(text));
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "must be built-in, none, or the path of a list of names: " + e.getMessage(), e);
    }
    Map<String, String> upper = new TreeMap<>();
    table
        .formalNames()
        .forEach(
            (name, formal) ->
                upper.put(name.toUpperCase(Locale.ROOT), formal.toUpperCase(Locale.ROOT)));
    return upper;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("must be a day as yyyy-MM-dd, was \"" + text + "\"", e);
    }
  }

  private static <T extends Enum<T>> T oneOf(String text, T[] values) {
    List<String> known = Arrays.stream(values).map(TraceSettingsReader::configName).toList();
    int index = known.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException(
          "must be one of %s, was \"%s\"%s"
              .formatted(String.join(", ", known), text, Nearest.suggestion(text, known)));
    }
    return values[index];
  }

  private static String configName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
