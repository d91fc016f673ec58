package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.linkagehub.core.config.ConfigReader;
import org.linkagehub.core.config.ConfigReader.Range;

/**
 * People whose records are wrong more often, or less. Every condition that is stated must hold.
 *
 * @param name what tables call the group
 * @param ethnic groups of ethnic categories; empty for any
 * @param communities names of communities; empty for any
 * @param mostDeprived up to this decile of deprivation, 1 the most deprived; 10 for any home
 * @param migrants only those who came to the country
 * @param homeless only those of no fixed abode
 * @param youngest least age in years on the day of the record
 * @param oldest greatest age in years on the day of the record
 * @param feeds names of feeds; empty for any
 * @param factors by what the error rates of each field are multiplied
 */
public record SubGroup(
    String name,
    Set<EthnicGroup> ethnic,
    Set<String> communities,
    int mostDeprived,
    boolean migrants,
    boolean homeless,
    int youngest,
    int oldest,
    Set<String> feeds,
    Map<PersonField, Double> factors)
    implements Serializable {

  private static final Range FACTOR = new Range(0, true, 1000, true);

  public SubGroup {
    ethnic = Set.copyOf(ethnic);
    communities = Set.copyOf(communities);
    feeds = Set.copyOf(feeds);
    factors = Map.copyOf(factors);
    if (factors.isEmpty()) {
      throw new IllegalArgumentException(
          "multiply must name a field, or all, for example { all = 1.5 }");
    }
  }

  /** Reads the block {@code sub-groups}; problems are noted by the reader. */
  static List<SubGroup> readAll(ConfigReader in) {
    return in.valuesByName("sub-groups").entrySet().stream()
        .flatMap(
            entry -> {
              Optional<ConfigReader> block = entry.getValue().block();
              if (block.isEmpty()) {
                entry.getValue().problem("must be a block, for example { multiply { all = 2 } }");
              }
              return block.flatMap(b -> read(entry.getKey(), b)).stream();
            })
        .toList();
  }

  private static Optional<SubGroup> read(String name, ConfigReader in) {
    Set<EthnicGroup> ethnic = EnumSet.noneOf(EthnicGroup.class);
    for (String group : in.texts("ethnic")) {
      EthnicGroup.of(group)
          .ifPresentOrElse(
              ethnic::add,
              () ->
                  in.problem(
                      "ethnic",
                      "must be of "
                          + Arrays.stream(EthnicGroup.values()).map(EthnicGroup::key).toList()
                          + ", was "
                          + group));
    }
    Set<String> communities = Set.copyOf(in.texts("communities"));
    int mostDeprived = in.has("most-deprived") ? (int) in.whole("most-deprived", 1, 10) : 10;
    boolean migrants = in.has("migrants") && in.flag("migrants");
    boolean homeless = in.has("no-fixed-abode") && in.flag("no-fixed-abode");
    int youngest = in.has("youngest") ? (int) in.whole("youngest", 0, 200) : 0;
    int oldest = in.has("oldest") ? (int) in.whole("oldest", 0, 200) : 200;
    Set<String> feeds = Set.copyOf(in.texts("feeds"));
    Map<PersonField, Double> factors = new EnumMap<>(PersonField.class);
    ConfigReader multiply = in.block("multiply");
    multiply
        .optionalNumber("all", FACTOR)
        .ifPresent(
            factor -> Arrays.stream(PersonField.values()).forEach(f -> factors.put(f, factor)));
    for (PersonField field : PersonField.values()) {
      multiply.optionalNumber(field.key(), FACTOR).ifPresent(factor -> factors.put(field, factor));
    }
    multiply.build(() -> factors);
    return in.build(
        () ->
            new SubGroup(
                name,
                ethnic,
                communities,
                mostDeprived,
                migrants,
                homeless,
                youngest,
                oldest,
                feeds,
                factors));
  }

  boolean holds(Person person, Address home, int age) {
    return age >= youngest
        && age <= oldest
        && (!migrants || person.arrival().isPresent())
        && (!homeless || home.isNoFixedAbode())
        && (mostDeprived == 10 || (home.decile() > 0 && home.decile() <= mostDeprived))
        && (ethnic.isEmpty() || ethnic.contains(person.ethnic().group()))
        && (communities.isEmpty() || communities.contains(person.community()));
  }
}
