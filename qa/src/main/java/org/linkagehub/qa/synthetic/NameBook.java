package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All lists that people are made from: the names of each community and where it lives, nicknames,
 * spellings of one name, towns and streets.
 */
final class NameBook implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int DECILES = 10;
  private static final Pattern DISTRICTS = Pattern.compile("(\\d+)-(\\d+)(?:/([A-Z]+))?");

  /** What a community draws from. */
  private record Entry(
      Community community,
      NameList names,
      WeightedChoice<EthnicCategory> ethnic,
      WeightedChoice<Place> places,
      WeightedChoice<Integer> deciles)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** A town with its weight. */
  private record WeightedPlace(Place place, double weight) {}

  private final Map<String, Entry> communities = new HashMap<>();
  private final WeightedChoice<String> shares;
  private final WeightedChoice<Place> places;
  private final NameList streets;
  private final Map<String, List<String>> nicknames = new HashMap<>();
  private final Map<String, List<String>> spellings = new HashMap<>();
  private final Map<String, String> sources = new TreeMap<>();

  private NameBook(List<Community> given) {
    List<Community> sorted = given.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    List<WeightedPlace> towns = readPlaces(lines(ListFile.builtIn("places.txt")));
    for (Community community : sorted) {
      ListFile file =
          community.list().isEmpty()
              ? ListFile.builtIn("names/" + community.name() + ".txt")
              : ListFile.ofUser(community.list());
      NameList names = NameList.parse(file.name(), lines(file), NameList.OF_PEOPLE);
      communities.put(community.name(), entry(community, names, towns));
    }
    this.shares =
        new WeightedChoice<>(
            sorted.stream().map(Community::name).toList(),
            sorted.stream().mapToDouble(Community::share).toArray());
    this.places = choice(towns, Map.of());
    this.streets =
        NameList.parse("streets.txt", lines(ListFile.builtIn("streets.txt")), Set.of("street"));
    readNicknames(lines(ListFile.builtIn("nicknames.txt")));
    readSpellings(lines(ListFile.builtIn("spellings.txt")));
  }

  /**
   * Reads the lists.
   *
   * @throws IllegalArgumentException naming the list, and the line, that cannot be read
   */
  static NameBook of(List<Community> communities) {
    return new NameBook(communities);
  }

  /** The regions as configurations name them. */
  static Set<String> regionKeys() {
    Set<String> keys = new TreeSet<>();
    for (WeightedPlace town : readPlaces(ListFile.builtIn("places.txt").lines())) {
      keys.add(Place.regionKey(town.place().region()));
    }
    return keys;
  }

  /** Every list that was read, with the SHA-256 of its bytes. */
  Map<String, String> sources() {
    return sources;
  }

  String community(HashRandom random) {
    return shares.draw(random);
  }

  Community settings(String community) {
    return communities.get(community).community();
  }

  NameList names(String community) {
    return communities.get(community).names();
  }

  EthnicCategory ethnic(String community, HashRandom random) {
    return communities.get(community).ethnic().draw(random);
  }

  /** What bearers of a given name are also called; empty where the list knows none. */
  List<String> nicknames(String given) {
    return nicknames.getOrDefault(given, List.of());
  }

  /** Other spellings of a name; empty where the list knows none. */
  List<String> spellings(String name) {
    return spellings.getOrDefault(name, List.of());
  }

  /** Any town, as towns are large. */
  Place place(HashRandom random) {
    return places.draw(random);
  }

  /** A town where the community lives. */
  Place place(String community, HashRandom random) {
    return communities.get(community).places().draw(random);
  }

  /** A home in a town, in a sector as deprived as the community's homes are. */
  Address home(String community, Place place, HashRandom random) {
    int decile = communities.get(community).deciles().draw(random);
    String postcode = place.postcode(decile, random);
    String line = random.between(1, 140) + " " + streets.from("street", random).orElseThrow();
    return new Address(line, place.town(), place.region(), postcode, decile);
  }

  private static Entry entry(Community community, NameList names, List<WeightedPlace> towns) {
    List<EthnicCategory> categories =
        community.ethnic().keySet().stream().map(EthnicCategory::valueOf).toList();
    double[] weights = community.ethnic().values().stream().mapToDouble(d -> d).toArray();
    List<Integer> deciles = new ArrayList<>();
    for (int decile = 1; decile <= DECILES; decile++) {
      deciles.add(decile);
    }
    return new Entry(
        community,
        names,
        new WeightedChoice<>(categories, weights),
        choice(towns, community.regions()),
        new WeightedChoice<>(deciles, decileShares(community.deprivation())));
  }

  /** The shares of homes in deciles 1 to 10 of a community that leans towards deprived sectors. */
  static double[] decileShares(double deprivation) {
    double[] shares = new double[DECILES];
    double sum = 0;
    for (int i = 0; i < DECILES; i++) {
      shares[i] = StrictMath.exp(deprivation * (4.5 - i) / 4.5);
      sum += shares[i];
    }
    for (int i = 0; i < DECILES; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** The shares of homes in each region, by key. */
  static Map<String, Double> regionShares(Map<String, Double> factors) {
    Map<String, Double> shares = new TreeMap<>();
    double sum = 0;
    for (WeightedPlace town : readPlaces(ListFile.builtIn("places.txt").lines())) {
      double weight = weight(town, factors);
      shares.merge(Place.regionKey(town.place().region()), weight, Double::sum);
      sum += weight;
    }
    double all = sum;
    shares.replaceAll((region, weight) -> weight / all);
    return shares;
  }

  private static WeightedChoice<Place> choice(
      List<WeightedPlace> towns, Map<String, Double> factors) {
    return new WeightedChoice<>(
        towns.stream().map(WeightedPlace::place).toList(),
        towns.stream().mapToDouble(town -> weight(town, factors)).toArray());
  }

  private static double weight(WeightedPlace town, Map<String, Double> factors) {
    return town.weight() * factors.getOrDefault(Place.regionKey(town.place().region()), 1.0);
  }

  private List<String> lines(ListFile file) {
    sources.put(file.name(), file.sha256());
    return file.lines();
  }

  private void readNicknames(List<String> lines) {
    for (String line : content(lines)) {
      String[] parts = line.split(":", 2);
      nicknames.put(parts[0].strip(), parts(parts[1], ","));
    }
  }

  private void readSpellings(List<String> lines) {
    for (String line : content(lines)) {
      List<String> group = parts(line, ",");
      for (String name : group) {
        List<String> others = new ArrayList<>(spellings(name));
        group.stream()
            .filter(other -> !other.equals(name) && !others.contains(other))
            .forEach(others::add);
        spellings.put(name, List.copyOf(others));
      }
    }
  }

  private static List<WeightedPlace> readPlaces(List<String> lines) {
    List<WeightedPlace> towns = new ArrayList<>();
    for (String line : content(lines)) {
      List<String> parts = parts(line, ";");
      Matcher districts = DISTRICTS.matcher(parts.get(3));
      if (parts.size() != 5 || !districts.matches()) {
        throw new IllegalArgumentException(
            "places.txt: cannot read '%s', wanted town; region; area; 1-9; weight".formatted(line));
      }
      towns.add(
          new WeightedPlace(
              new Place(
                  parts.get(0),
                  parts.get(1),
                  parts.get(2),
                  Integer.parseInt(districts.group(1)),
                  Integer.parseInt(districts.group(2)),
                  districts.group(3) == null ? "" : districts.group(3)),
              Double.parseDouble(parts.get(4))));
    }
    return towns;
  }

  private static List<String> content(List<String> lines) {
    return lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  private static List<String> parts(String text, String separator) {
    return Arrays.stream(text.split(separator, -1)).map(String::strip).toList();
  }
}
