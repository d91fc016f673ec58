package org.linkagehub.pipelines.trace.step;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.linkagehub.pipelines.trace.step.Subject.SubjectPostcode;

/**
 * People of one route, to be searched by many requests of it: those of one date of birth may be
 * thousands, so they are looked up by name and postcode.
 */
public final class People {
  /** So few are looked at one by one. */
  private static final int FEW = 4;

  private final List<Subject> all;
  private final Map<String, List<Subject>> byFamily = new HashMap<>();
  private final Map<String, List<Subject>> byBothNames = new HashMap<>();
  private final Map<String, List<Subject>> byPostcode = new HashMap<>();

  People(List<Subject> all) {
    this.all = all;
    if (all.size() <= FEW) {
      return;
    }
    for (Subject subject : all) {
      if (subject.currentName() != null) {
        put(byFamily, subject.currentName().keys().familySound(), subject);
      }
      subject.names().stream()
          .map(name -> bothNames(name.keys()))
          .distinct()
          .forEach(names -> put(byBothNames, names, subject));
      subject.postcodes().stream()
          .map(SubjectPostcode::postcode)
          .distinct()
          .forEach(postcode -> put(byPostcode, postcode, subject));
    }
  }

  /** All whom a step may find, each once, and some whom it may not. */
  Collection<Subject> near(Query query) {
    if (all.size() <= FEW || (query.family() == null && query.death() != null)) {
      return all;
    }
    Set<Subject> near = Collections.newSetFromMap(new IdentityHashMap<>());
    near.addAll(byFamily.getOrDefault(query.keys().familySound(), List.of()));
    near.addAll(byBothNames.getOrDefault(bothNames(query.keys()), List.of()));
    near.addAll(byPostcode.getOrDefault(query.postcode(), List.of()));
    return near;
  }

  private static String bothNames(NameKeys keys) {
    return keys.familyBlock() == null || keys.givenBlock() == null
        ? null
        : keys.familyBlock() + "|" + keys.givenBlock();
  }

  private static void put(Map<String, List<Subject>> map, String key, Subject subject) {
    if (key != null) {
      map.computeIfAbsent(key, unused -> new ArrayList<>(2)).add(subject);
    }
  }
}
