package org.linkagehub.core.engine;

import java.io.Serializable;
import java.util.Objects;

/**
 * A value of one record that pairs are made or compared by.
 *
 * @param expression the SQL expression of one record that gives it
 * @param type what it holds
 */
public record Field(String expression, FieldType type) implements Serializable {
  public Field {
    Objects.requireNonNull(expression, "expression");
    Objects.requireNonNull(type, "type");
  }
}
