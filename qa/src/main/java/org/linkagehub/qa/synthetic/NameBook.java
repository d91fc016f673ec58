package org.linkagehub.qa.synthetic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All lists that people are made from: names of each community, nicknames and towns. */
final class NameBook implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, NameList> communities;
  private final WeightedChoice<String> shares;
  private final Map<String, List<String>> nicknames;
  private final WeightedChoice<Place> places;

  private NameBook(
      Map<String, NameList> communities,
      WeightedChoice<String> shares,
      Map<String, List<String>> nicknames,
      WeightedChoice<Place> places) {
    this.communities = communities;
    this.shares = shares;
    this.nicknames = nicknames;
    this.places = places;
  }

  /**
   * The lists that come with this module.
   *
   * @param shares each community's share of households, by the name of its list
   */
  static NameBook builtIn(Map<String, Double> shares) {
    Map<String, NameList> communities = new HashMap<>();
    List<String> names = shares.keySet().stream().sorted().toList();
    for (String name : names) {
      String file = "names/" + name + ".txt";
      communities.put(name, NameList.parse(file, lines(file)));
    }
    double[] weights = names.stream().mapToDouble(shares::get).toArray();
    return new NameBook(
        communities, new WeightedChoice<>(names, weights), readNicknames(), readPlaces());
  }

  String community(HashRandom random) {
    return shares.draw(random);
  }

  NameList names(String community) {
    return communities.get(community);
  }

  /** What bearers of a given name are also called; empty where the list knows none. */
  List<String> nicknames(String given) {
    return nicknames.getOrDefault(given, List.of());
  }

  Place place(HashRandom random) {
    return places.draw(random);
  }

  private static Map<String, List<String>> readNicknames() {
    Map<String, List<String>> nicknames = new HashMap<>();
    for (String line : lines("nicknames.txt")) {
      String[] parts = line.split(":", 2);
      if (parts.length == 2 && !line.startsWith("#")) {
        nicknames.put(
            parts[0].strip(), Arrays.stream(parts[1].split(",", -1)).map(String::strip).toList());
      }
    }
    return nicknames;
  }

  private static WeightedChoice<Place> readPlaces() {
    List<Place> places = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (String line : lines("places.txt")) {
      String[] parts = line.split(";", -1);
      if (parts.length == 5 && !line.startsWith("#")) {
        String[] districts = parts[3].strip().split("-", 2);
        places.add(
            new Place(
                parts[0].strip(),
                parts[1].strip(),
                parts[2].strip(),
                Integer.parseInt(districts[0]),
                Integer.parseInt(districts[1])));
        weights.add(Double.valueOf(parts[4].strip()));
      }
    }
    return new WeightedChoice<>(places, weights.stream().mapToDouble(d -> d).toArray());
  }

  private static List<String> lines(String resource) {
    try (InputStream in = NameBook.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no list " + resource);
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return reader.lines().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the list " + resource, e);
    }
  }
}
