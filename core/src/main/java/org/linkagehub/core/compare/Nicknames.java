package org.linkagehub.core.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A table of the given names that one person may go by: Peggy and Maggie for Margaret. Known
 * answers: {@code NicknamesTest}.
 *
 * <p>The table is a text file in UTF-8. A line is a group: the formal name, a colon, and its other
 * forms parted by commas. A name may stand in several groups: Bert is a form of Albert and of
 * Herbert. Lines with the same formal name are one group. A line that begins with # is a comment.
 * Case, accents and what is no letter do not count.
 *
 * <p>Immutable, and serialisable so that it can be sent to where the records are.
 */
public final class Nicknames implements Serializable {
  private static final long serialVersionUID = 1;
  private static final String BUILT_IN = "nicknames.txt";

  private final Map<String, List<String>> groupsOf;
  private final int groups;

  private Nicknames(Map<String, List<String>> groupsOf, int groups) {
    this.groupsOf = Map.copyOf(groupsOf);
    this.groups = groups;
  }

  /**
   * The table that comes with the library: English, Irish, Scots, Welsh, South Asian, African and
   * other European names as they are met in the United Kingdom and Ireland.
   */
  public static Nicknames builtIn() {
    return BuiltIn.TABLE;
  }

  /**
   * Reads a table from a file.
   *
   * @throws IllegalArgumentException if a line is not as described, naming file and line
   * @throws UncheckedIOException if the file cannot be read
   */
  public static Nicknames read(Path file) {
    try {
      return parse(Files.readAllLines(file, UTF_8), file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the nicknames " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * A table from its lines.
   *
   * @param origin what errors call the lines
   * @throws IllegalArgumentException if a line is not as described, naming origin and line, or if
   *     there is no group
   */
  public static Nicknames parse(List<String> lines, String origin) {
    Map<String, TreeSet<String>> groupsOf = new HashMap<>();
    TreeSet<String> formalNames = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = origin + ": " + (i + 1) + ": ";
      int colon = line.indexOf(':');
      String formal = colon < 0 ? "" : key(line.substring(0, colon));
      if (formal.isEmpty()) {
        throw new IllegalArgumentException(
            where + "a group must be a name, a colon and its other forms, parted by commas");
      }
      formalNames.add(formal);
      groupsOf.computeIfAbsent(formal, name -> new TreeSet<>()).add(formal);
      for (String form : line.substring(colon + 1).split(",", -1)) {
        String key = key(form);
        if (key.isEmpty()) {
          throw new IllegalArgumentException(
              where + "a form of " + formal + " is empty; take the comma or the line out");
        }
        groupsOf.computeIfAbsent(key, name -> new TreeSet<>()).add(formal);
      }
    }
    if (formalNames.isEmpty()) {
      throw new IllegalArgumentException(origin + ": holds no group of names");
    }
    Map<String, List<String>> table = new HashMap<>();
    groupsOf.forEach((name, of) -> table.put(name, List.copyOf(of)));
    return new Nicknames(table, formalNames.size());
  }

  /**
   * The formal names that a name may stand for, sorted: albert, gilbert, herbert and more for Bert.
   * A name that the table does not know stands for itself; what holds no letter for nothing. Two
   * names agree when they share one, so this can be a column to block on.
   */
  public List<String> groups(String name) {
    String key = key(name);
    return key.isEmpty() ? List.of() : groupsOf.getOrDefault(key, List.of(key));
  }

  /**
   * The formal name of every name that can stand for one alone: abby to abigail, but not bert, who
   * may be an albert or a herbert. Letters in lower case, without accents.
   */
  public Map<String, String> formalNames() {
    Map<String, String> formal = new TreeMap<>();
    groupsOf.forEach(
        (name, groupsOfName) -> {
          if (groupsOfName.size() == 1 && !groupsOfName.get(0).equals(name)) {
            formal.put(name, groupsOfName.get(0));
          }
        });
    return formal;
  }

  /** Whether two names are equal or forms of one name. Symmetric; not transitive. */
  public boolean agree(String left, String right) {
    List<String> l = groups(left);
    List<String> r = groups(right);
    for (String group : l) {
      if (r.contains(group)) {
        return true;
      }
    }
    return !l.isEmpty() && key(left).equals(key(right));
  }

  /** The number of groups. */
  public int size() {
    return groups;
  }

  @Override
  public String toString() {
    return "Nicknames(" + groups + " groups)";
  }

  /** Letters in lower case, without accents. */
  private static String key(String name) {
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFKD);
    StringBuilder key = new StringBuilder(decomposed.length());
    for (int i = 0; i < decomposed.length(); ) {
      int character = decomposed.codePointAt(i);
      i += Character.charCount(character);
      if (Character.isLetter(character)) {
        String latin = LatinLetters.undecomposed(Character.toUpperCase(character));
        if (latin == null) {
          key.appendCodePoint(Character.toLowerCase(character));
        } else {
          key.append(latin.toLowerCase(Locale.ROOT));
        }
      }
    }
    return key.toString();
  }

  private static final class BuiltIn {
    static final Nicknames TABLE = load();

    private static Nicknames load() {
      List<String> lines = new ArrayList<>();
      try (InputStream in = Nicknames.class.getResourceAsStream(BUILT_IN);
          BufferedReader reader = new BufferedReader(new InputStreamReader(in, UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          lines.add(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return parse(lines, BUILT_IN);
    }
  }
}
