package org.linkagehub.qa.disclosure;

import java.util.Objects;

/**
 * The name of a count that may be shown.
 *
 * @param scope the part of the records it is about; equal counts of one scope may be the same count
 *     under two names, and are withheld together
 * @param name unique in its scope
 */
public record Cell(String scope, String name) {
  public Cell {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(name, "name");
  }
}
