package org.linkagehub.qa.synthetic;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The weighted names of one community, read from plain text.
 *
 * <p>A line {@code [surname]}, {@code [female]}, {@code [male]} or {@code [female born 1955-1984]}
 * opens a section; the lines below it hold entries {@code name weight} between commas. A name may
 * be made of other sections: <code>{beginning}{ending} 40</code> gives the long tail of rare names.
 * Lines {@code @custom ...} and {@code @female-endings ski=ska} say how names are handed on. A line
 * that starts with {@code #} is a comment.
 */
final class NameList implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Pattern SECTION =
      Pattern.compile("\\[([a-z-]+)(?: born (\\d{4})-(\\d{4}))?]");
  private static final Pattern ENTRY = Pattern.compile("(.+?)\\s+(\\d+(?:\\.\\d+)?)");
  private static final Pattern REFERENCE = Pattern.compile("\\{([a-z-]+)}");

  /** The sections that a list of people's names must have. */
  static final Set<String> OF_PEOPLE = Set.of("surname", "female", "male");

  /** A name: literal text and, at odd positions, the section to draw the next piece from. */
  private record Name(List<String> pieces) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Name of(String text) {
      List<String> pieces = new ArrayList<>();
      Matcher matcher = REFERENCE.matcher(text);
      int end = 0;
      while (matcher.find()) {
        pieces.add(text.substring(end, matcher.start()));
        pieces.add(matcher.group(1));
        end = matcher.end();
      }
      pieces.add(text.substring(end));
      return new Name(List.copyOf(pieces));
    }
  }

  private record Section(int firstYear, int lastYear, WeightedChoice<Name> names)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  private final NamingCustom custom;
  private final Map<String, String> femaleEndings;
  private final Map<String, List<Section>> sections;

  // Drawn from for every person, so not looked up each time; null in a list of other names.
  private final List<Section> surname;
  private final List<Section> female;
  private final List<Section> male;

  private NameList(
      NamingCustom custom, Map<String, String> femaleEndings, Map<String, List<Section>> sections) {
    this.custom = custom;
    this.femaleEndings = femaleEndings;
    this.sections = sections;
    this.surname = sections.get("surname");
    this.female = sections.get("female");
    this.male = sections.get("male");
  }

  /**
   * @param where what errors call the text, for example its file
   * @param needed sections that must be there
   * @throws IllegalArgumentException naming the line that cannot be read, or the section that is
   *     wanted
   */
  static NameList parse(String where, List<String> lines, Set<String> needed) {
    return new Parser(where).parse(lines, needed);
  }

  NamingCustom custom() {
    return custom;
  }

  /** A given name as was given to children of that year. */
  String given(Sex sex, int birthYear, HashRandom random) {
    return draw(sex == Sex.FEMALE ? female : male, birthYear, random);
  }

  String surname(HashRandom random) {
    return draw(surname, 0, random);
  }

  /** A name of an optional section, for example {@code second-female}. */
  Optional<String> from(String section, HashRandom random) {
    List<Section> choices = sections.get(section);
    return choices == null ? Optional.empty() : Optional.of(draw(choices, 0, random));
  }

  /** The form of a family's surname that a woman bears. */
  String femaleForm(String surname) {
    for (Map.Entry<String, String> ending : femaleEndings.entrySet()) {
      if (surname.endsWith(ending.getKey())) {
        return surname.substring(0, surname.length() - ending.getKey().length())
            + ending.getValue();
      }
    }
    return surname;
  }

  private String draw(List<Section> choices, int year, HashRandom random) {
    Section chosen = choices.get(0);
    for (Section choice : choices) {
      if (year >= choice.firstYear() && year <= choice.lastYear()) {
        chosen = choice;
      }
    }
    List<String> pieces = chosen.names().draw(random).pieces();
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    StringBuilder name = new StringBuilder(pieces.get(0));
    for (int i = 1; i < pieces.size(); i += 2) {
      append(name, draw(sections.get(pieces.get(i)), 0, random));
      name.append(pieces.get(i + 1));
    }
    return name.toString();
  }

  /** Inside a word a drawn piece goes on in small letters. */
  private static void append(StringBuilder name, String piece) {
    boolean inside = name.length() > 0 && Character.isLetter(name.charAt(name.length() - 1));
    name.append(inside ? piece.toLowerCase(Locale.ROOT) : piece);
  }

  private static final class Parser {
    private final String where;
    private final Map<String, Map<Integer, int[]>> spans = new LinkedHashMap<>();
    private final Map<String, List<List<Name>>> names = new LinkedHashMap<>();
    private final Map<String, List<List<Double>>> weights = new LinkedHashMap<>();
    private final Map<String, String> femaleEndings = new LinkedHashMap<>();
    private final Map<String, Integer> references = new HashMap<>();
    private NamingCustom custom = NamingCustom.FATHERS_SURNAME;
    private String section;
    private int line;

    Parser(String where) {
      this.where = where;
    }

    NameList parse(List<String> lines, Set<String> needed) {
      for (String text : lines) {
        line++;
        String trimmed = text.strip();
        if (trimmed.startsWith("@")) {
          directive(trimmed);
        } else if (trimmed.startsWith("[")) {
          open(trimmed);
        } else if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
          entries(trimmed);
        }
      }
      for (String section : new TreeSet<>(needed)) {
        if (!names.containsKey(section)) {
          throw new IllegalArgumentException(where + ": wants a section [" + section + "]");
        }
      }
      references.forEach(
          (reference, at) -> {
            if (!names.containsKey(reference)) {
              throw new IllegalArgumentException(
                  "%s: %d: {%s} names no section; the sections are %s"
                      .formatted(where, at, reference, names.keySet()));
            }
          });
      Map<String, List<Section>> sections = new HashMap<>();
      names.forEach((name, parts) -> sections.put(name, sections(name, parts)));
      return new NameList(custom, femaleEndings, sections);
    }

    private List<Section> sections(String name, List<List<Name>> parts) {
      List<Section> made = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        double[] w = weights.get(name).get(i).stream().mapToDouble(d -> d).toArray();
        int[] span = spans.get(name).get(i);
        if (w.length == 0) {
          throw new IllegalArgumentException(where + ": section [" + name + "] has no names");
        }
        made.add(new Section(span[0], span[1], new WeightedChoice<>(parts.get(i), w)));
      }
      return List.copyOf(made);
    }

    private void directive(String text) {
      String[] words = text.split("[\\s,]+", -1);
      if (words[0].equals("@custom") && words.length == 2) {
        custom = NamingCustom.of(words[1]).orElseThrow(() -> unreadable(text, NamingCustom.all()));
      } else if (words[0].equals("@female-endings")) {
        for (int i = 1; i < words.length; i++) {
          String[] pair = words[i].split("=", -1);
          if (pair.length != 2) {
            throw unreadable(text, "endings as ski=ska");
          }
          femaleEndings.put(pair[0], pair[1]);
        }
      } else {
        throw unreadable(text, "@custom NAME or @female-endings ski=ska");
      }
    }

    private void open(String text) {
      Matcher matcher = SECTION.matcher(text);
      if (!matcher.matches()) {
        throw unreadable(text, "a section as [surname] or [female born 1955-1984]");
      }
      section = matcher.group(1);
      boolean always = matcher.group(2) == null;
      List<List<Name>> parts = names.computeIfAbsent(section, s -> new ArrayList<>());
      spans
          .computeIfAbsent(section, s -> new HashMap<>())
          .put(
              parts.size(),
              new int[] {
                always ? 0 : Integer.parseInt(matcher.group(2)),
                always ? 9999 : Integer.parseInt(matcher.group(3))
              });
      parts.add(new ArrayList<>());
      weights.computeIfAbsent(section, s -> new ArrayList<>()).add(new ArrayList<>());
    }

    private void entries(String text) {
      if (section == null) {
        throw unreadable(text, "a section, for example [surname], before the first name");
      }
      for (String entry : text.split(",", -1)) {
        Matcher matcher = ENTRY.matcher(entry.strip());
        if (!matcher.matches()) {
          throw unreadable(entry.strip(), "a name and its weight, for example: Taylor 59");
        }
        Name name = Name.of(matcher.group(1));
        for (int i = 1; i < name.pieces().size(); i += 2) {
          references.putIfAbsent(name.pieces().get(i), line);
        }
        last(names.get(section)).add(name);
        last(weights.get(section)).add(Double.valueOf(matcher.group(2)));
      }
    }

    private static <T> T last(List<T> list) {
      return list.get(list.size() - 1);
    }

    private IllegalArgumentException unreadable(String found, String wanted) {
      return new IllegalArgumentException(
          "%s: %d: cannot read '%s', wanted %s".formatted(where, line, found, wanted));
    }
  }
}
