package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;

/**
 * People whose families share names and their ways of handing them on.
 *
 * @param name of the built-in list of names, or of the user's own
 * @param share of households, in proportion to the other communities' shares
 * @param ethnic weights of the ethnic categories of 2001, A to S
 * @param deprivation how far homes lean towards deprived sectors: 0 not at all; at 1 a home is e^2
 *     times as often in decile 1 as in decile 10; below 0 the other way
 * @param bornAbroad the share of adults who came to the country
 * @param unknownBirthday the share of those born abroad whose official birthday is the first of
 *     January, because only the year is known
 * @param regions how many times as often as everybody else a home is in a region; 1 unless stated
 * @param list the path of the user's own list of names, in the place of the built-in one; empty for
 *     none
 */
public record Community(
    String name,
    double share,
    Map<String, Double> ethnic,
    double deprivation,
    double bornAbroad,
    double unknownBirthday,
    Map<String, Double> regions,
    String list)
    implements Serializable {

  public Community {
    ethnic = new TreeMap<>(ethnic);
    regions = new TreeMap<>(regions);
    if (ethnic.isEmpty()) {
      throw new IllegalArgumentException("ethnic must give at least one category, for example A");
    }
  }

  /** Reads the block {@code communities}; problems are noted by the reader. */
  static List<Community> readAll(ConfigReader in) {
    List<Community> communities = new ArrayList<>();
    in.valuesByName("communities")
        .forEach(
            (name, value) ->
                value
                    .block()
                    .ifPresentOrElse(
                        block -> read(name, block).ifPresent(communities::add),
                        () -> value.problem("must be a block, for example { share = 1 }")));
    return communities;
  }

  private static Optional<Community> read(String name, ConfigReader in) {
    double share = in.number("share", Range.NOT_NEGATIVE);
    Map<String, Double> ethnic = new LinkedHashMap<>();
    List<String> known = Arrays.stream(EthnicCategory.values()).map(Enum::name).toList();
    ConfigReader categories = in.block("ethnic");
    for (String category : known) {
      categories
          .optionalNumber(category, Range.NOT_NEGATIVE)
          .ifPresent(weight -> ethnic.put(category, weight));
    }
    categories.build(() -> ethnic);
    double deprivation = in.optionalNumber("deprivation", new Range(-3, true, 3, true)).orElse(0);
    double bornAbroad = in.optionalNumber("born-abroad", Range.SHARE).orElse(0);
    double unknownBirthday = in.optionalNumber("unknown-birthday", Range.SHARE).orElse(0);
    Map<String, Double> regions = new LinkedHashMap<>();
    ConfigReader byRegion = in.block("regions");
    for (String region : NameBook.regionKeys()) {
      byRegion
          .optionalNumber(region, Range.NOT_NEGATIVE)
          .ifPresent(factor -> regions.put(region, factor));
    }
    byRegion.build(() -> regions);
    String list = in.optionalText("names").orElse("");
    return in.build(
        () ->
            new Community(
                name, share, ethnic, deprivation, bornAbroad, unknownBirthday, regions, list));
  }
}
