package org.linkagehub.core.engine;

import java.util.List;
import org.linkagehub.core.expression.Expression.Operator;

/** The kinds of condition. */
final class Conditions {
  private Conditions() {}

  /** The opposite of a condition. */
  static Condition not(Condition condition) {
    return new Condition() {
      @Override
      public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
        return condition.fails(pairs, chosen, count, into);
      }

      @Override
      public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
        return condition.holds(pairs, chosen, count, into);
      }
    };
  }

  /** All of several conditions. */
  static Condition all(List<Condition> terms) {
    return new All(terms);
  }

  /** Any of several conditions. */
  static Condition any(List<Condition> terms) {
    return not(all(terms.stream().map(Conditions::not).toList()));
  }

  /** A condition with the same answer for every pair; null: never known. */
  static Condition constant(Boolean answer) {
    return new Condition() {
      @Override
      public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
        return keep(answer != null && answer, chosen, count, into);
      }

      @Override
      public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
        return keep(answer != null && !answer, chosen, count, into);
      }

      private int keep(boolean every, int[] chosen, int count, int[] into) {
        if (!every) {
          return 0;
        }
        System.arraycopy(chosen, 0, into, 0, count);
        return count;
      }
    };
  }

  private static final class All implements Condition {
    private final Condition[] terms;
    private final int[] open = new int[PairBatch.CAPACITY];
    private final int[] found = new int[PairBatch.CAPACITY];
    private final boolean[] failed = new boolean[PairBatch.CAPACITY];

    All(List<Condition> terms) {
      this.terms = terms.toArray(Condition[]::new);
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      int left = terms[0].holds(pairs, chosen, count, into);
      for (int t = 1; t < terms.length && left > 0; t++) {
        left = terms[t].holds(pairs, into, left, into);
      }
      return left;
    }

    /**
     * One term that fails is enough; each is asked only of the pairs that none before it failed.
     */
    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      System.arraycopy(chosen, 0, open, 0, count);
      int left = count;
      for (int t = 0; t < terms.length && left > 0; t++) {
        int more = terms[t].fails(pairs, open, left, found);
        for (int k = 0; k < more; k++) {
          failed[found[k]] = true;
        }
        left = Positions.without(open, left, found, more);
      }
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        if (failed[position]) {
          failed[position] = false;
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** Whether two lists have an element in common. */
  static final class SharedElement implements Condition {
    private final int leftField;
    private final int rightField;

    SharedElement(Side left, Side right) {
      this.leftField = left.field();
      this.rightField = right.field();
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, true);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, false);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, boolean shared) {
      Records records = pairs.records;
      int out = 0;
      for (int k = 0; k < count; k++) {
        int left = pairs.left[chosen[k]];
        int right = pairs.right[chosen[k]];
        boolean known =
            !records.isMissing(left, leftField) && !records.isMissing(right, rightField);
        if (known && records.firstShared(left, leftField, right, rightField) >= 0 == shared) {
          into[out++] = chosen[k];
        }
      }
      return out;
    }
  }

  /** Whether a field of one side is missing. */
  static final class Missing implements Condition {
    private final int field;
    private final boolean ofLeft;

    Missing(Side side) {
      this.field = side.field();
      this.ofLeft = side.isLeft();
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, true);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, false);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, boolean missing) {
      Records records = pairs.records;
      int[] side = ofLeft ? pairs.left : pairs.right;
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        if (records.isMissing(side[position], field) == missing) {
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** A truth value of one side. */
  static final class Flag implements Condition {
    private final int field;
    private final boolean ofLeft;

    Flag(Side side) {
      this.field = side.field();
      this.ofLeft = side.isLeft();
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, 1);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, 0);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, int value) {
      Records records = pairs.records;
      int[] side = ofLeft ? pairs.left : pairs.right;
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        int record = side[position];
        if (!records.isMissing(record, field) && records.intAt(record, field) == value) {
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** Two texts set against each other. */
  static final class Texts implements Condition {
    private final Side a;
    private final Side b;
    private final Operator operator;

    Texts(Operator operator, Side a, Side b) {
      this.operator = operator;
      this.a = a;
      this.b = b;
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, true);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, false);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, boolean wanted) {
      Records records = pairs.records;
      int[] sideA = a.of(pairs);
      int[] sideB = b.of(pairs);
      int fieldA = a.field();
      int fieldB = b.field();
      boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
      boolean equal = (operator == Operator.EQUAL) == wanted;
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        int x = sideA[position];
        int y = sideB[position];
        if (records.isMissing(x, fieldA) || records.isMissing(y, fieldB)) {
          continue;
        }
        boolean kept =
            equality
                ? records.textsEqual(x, fieldA, y, fieldB) == equal
                : Numbers.answers(operator, records.compareTexts(x, fieldA, y, fieldB)) == wanted;
        if (kept) {
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** Two dates, truth values or numbers of 32 bits set against each other. */
  static final class Ints implements Condition {
    private final Side a;
    private final Side b;
    private final Operator operator;

    Ints(Operator operator, Side a, Side b) {
      this.operator = operator;
      this.a = a;
      this.b = b;
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, true);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, false);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, boolean wanted) {
      Records records = pairs.records;
      int[] sideA = a.of(pairs);
      int[] sideB = b.of(pairs);
      int fieldA = a.field();
      int fieldB = b.field();
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        int x = sideA[position];
        int y = sideB[position];
        if (!records.isMissing(x, fieldA)
            && !records.isMissing(y, fieldB)
            && Numbers.answers(
                    operator, Integer.compare(records.intAt(x, fieldA), records.intAt(y, fieldB)))
                == wanted) {
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** Two numbers set against each other. */
  static final class OfNumbers implements Condition {
    private final Numbers a;
    private final Numbers b;
    private final Operator operator;

    OfNumbers(Operator operator, Numbers a, Numbers b) {
      this.operator = operator;
      this.a = a;
      this.b = b;
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, true);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, false);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, boolean wanted) {
      a.compute(pairs, chosen, count);
      b.compute(pairs, chosen, count);
      boolean whole = a.isWhole && b.isWhole;
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        if (a.missing[position] || b.missing[position]) {
          continue;
        }
        int order =
            whole
                ? Long.compare(a.longs[position], b.longs[position])
                : Numbers.compare(a.asDouble(position), b.asDouble(position));
        if (Numbers.answers(operator, order) == wanted) {
          into[out++] = position;
        }
      }
      return out;
    }
  }

  /** A yes or no that a kernel answers of two values. */
  static final class OfKernel implements Condition {
    private final Numbers answer;

    /**
     * Takes a kernel's answers.
     *
     * @param answer 1 for yes, 0 for no
     */
    OfKernel(Numbers answer) {
      this.answer = answer;
    }

    @Override
    public int holds(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, 1);
    }

    @Override
    public int fails(PairBatch pairs, int[] chosen, int count, int[] into) {
      return keep(pairs, chosen, count, into, 0);
    }

    private int keep(PairBatch pairs, int[] chosen, int count, int[] into, long wanted) {
      answer.compute(pairs, chosen, count);
      int out = 0;
      for (int k = 0; k < count; k++) {
        int position = chosen[k];
        if (!answer.missing[position] && answer.longs[position] == wanted) {
          into[out++] = position;
        }
      }
      return out;
    }
  }
}
