package org.linkagehub.core.engine;

import org.linkagehub.core.compare.Scratch;
import org.linkagehub.core.expression.Expression.Operator;

/**
 * A number for each pair of a batch, computed once however often it is asked for: a similarity that
 * several levels bound is one call of its kernel.
 */
abstract class Numbers {
  /** Whether the numbers are whole and stand in {@link #longs}; else they are in doubles. */
  final boolean isWhole;

  final long[] longs;
  final double[] doubles;
  final boolean[] missing = new boolean[PairBatch.CAPACITY];

  /**
   * The least and the largest constant that these numbers are held against. The least is the larger
   * one until it is said what they are used for.
   */
  private double leastConstant = Double.POSITIVE_INFINITY;

  private double largestConstant = Double.NEGATIVE_INFINITY;

  private final int[] computedFor = new int[PairBatch.CAPACITY];
  private final int[] open = new int[PairBatch.CAPACITY];

  Numbers(boolean isWhole) {
    this.isWhole = isWhole;
    this.longs = new long[isWhole ? PairBatch.CAPACITY : 0];
    this.doubles = new double[isWhole ? 0 : PairBatch.CAPACITY];
  }

  /**
   * Says what these numbers are used for.
   *
   * @param constant that they are held against; not a number where they are needed as they are
   */
  final void usedAgainst(double constant) {
    leastConstant =
        Double.isNaN(constant) ? Double.NEGATIVE_INFINITY : Math.min(leastConstant, constant);
    largestConstant =
        Double.isNaN(constant) ? Double.POSITIVE_INFINITY : Math.max(largestConstant, constant);
  }

  /**
   * Whether a number that lies on the same side of all constants would be answered alike; not where
   * nothing was said of what the numbers are used for.
   *
   * @param bound no less than the number, or if {@code below} is false no more
   */
  final boolean mayStandFor(double bound, boolean below) {
    return leastConstant <= largestConstant
        && (below ? bound < leastConstant : bound > largestConstant);
  }

  /** Makes sure that the numbers of these pairs are there. */
  final void compute(PairBatch pairs, int[] chosen, int count) {
    int number = pairs.number;
    int todo = 0;
    for (int k = 0; k < count; k++) {
      int position = chosen[k];
      if (computedFor[position] != number) {
        computedFor[position] = number;
        open[todo++] = position;
      }
    }
    if (todo > 0) {
      fill(pairs, open, todo);
    }
  }

  /** Sets number and missing of these pairs. */
  abstract void fill(PairBatch pairs, int[] chosen, int count);

  final double asDouble(int position) {
    return isWhole ? longs[position] : doubles[position];
  }

  /** Orders two numbers as Spark does: no number is after all others and equal to itself. */
  static int compare(double a, double b) {
    if (a < b) {
      return -1;
    }
    if (a > b) {
      return 1;
    }
    return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
  }

  /** What an operator answers of two values of this order. */
  static boolean answers(Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      default -> throw new IllegalArgumentException(operator + " does not compare");
    };
  }

  /** The same number for every pair. */
  static Numbers literal(Number value) {
    boolean whole = value instanceof Long;
    return new Numbers(whole) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        for (int k = 0; k < count; k++) {
          if (isWhole) {
            longs[chosen[k]] = value.longValue();
          } else {
            doubles[chosen[k]] = value.doubleValue();
          }
        }
      }
    };
  }

  /** A number of one side. */
  static Numbers field(Side side, FieldType type) {
    return new Numbers(type != FieldType.DOUBLE) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        Records records = pairs.records;
        int[] of = side.of(pairs);
        int field = side.field();
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          int record = of[position];
          missing[position] = records.isMissing(record, field);
          if (type == FieldType.DOUBLE) {
            doubles[position] = records.doubleAt(record, field);
          } else {
            longs[position] =
                type == FieldType.LONG
                    ? records.longAt(record, field)
                    : records.intAt(record, field);
          }
        }
      }
    };
  }

  /** A sum, difference or product. Whole numbers that overflow are an error, as in Spark. */
  static Numbers arithmetic(Operator operator, Numbers a, Numbers b) {
    return new Numbers(a.isWhole && b.isWhole) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        a.compute(pairs, chosen, count);
        b.compute(pairs, chosen, count);
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          missing[position] = a.missing[position] || b.missing[position];
          if (missing[position]) {
            continue;
          }
          if (isWhole) {
            longs[position] = exact(operator, a.longs[position], b.longs[position]);
          } else {
            doubles[position] = inDoubles(operator, a.asDouble(position), b.asDouble(position));
          }
        }
      }
    };
  }

  private static long exact(Operator operator, long a, long b) {
    return switch (operator) {
      case ADD -> Math.addExact(a, b);
      case SUBTRACT -> Math.subtractExact(a, b);
      case MULTIPLY -> Math.multiplyExact(a, b);
      default -> throw new IllegalArgumentException(operator + " is no arithmetic");
    };
  }

  private static double inDoubles(Operator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      default -> throw new IllegalArgumentException(operator + " is no arithmetic");
    };
  }

  /** The size of a number without its sign. */
  static Numbers absolute(Numbers of) {
    return new Numbers(of.isWhole) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        of.compute(pairs, chosen, count);
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          missing[position] = of.missing[position];
          if (isWhole) {
            longs[position] = Math.absExact(of.longs[position]);
          } else {
            doubles[position] = Math.abs(of.doubles[position]);
          }
        }
      }
    };
  }

  /**
   * What a kernel says of two texts whose fields are numbered; missing where one is. A bound that
   * the texts' letters give stands for the number where no level can tell them apart.
   */
  static Numbers ofTexts(TextKernel kernel, Side a, Side b) {
    Scratch scratch = new Scratch();
    return new Numbers(kernel.answer() != TextKernel.Answer.NUMBER) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        Records records = pairs.records;
        TextValues values = records.values();
        byte[] bytes = records.bytes();
        int[] sideA = a.of(pairs);
        int[] sideB = b.of(pairs);
        int fieldA = a.field();
        int fieldB = b.field();
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          int x = sideA[position];
          int y = sideB[position];
          missing[position] = records.isMissing(x, fieldA) || records.isMissing(y, fieldB);
          if (missing[position]) {
            continue;
          }
          double answer = answer(values, bytes, records.intAt(x, fieldA), records.intAt(y, fieldB));
          if (isWhole) {
            longs[position] = (long) answer;
          } else {
            doubles[position] = answer;
          }
        }
      }

      private double answer(TextValues values, byte[] bytes, int left, int right) {
        boolean ascii = values.isAscii(left) && values.isAscii(right);
        if (ascii && kernel.bound() != null) {
          double bound = kernel.bound().of(values, left, right);
          if (mayStandFor(bound, !isWhole)) {
            return bound;
          }
        }
        TextKernel.Function function =
            ascii && kernel.ofAscii() != null ? kernel.ofAscii() : kernel.function();
        return function.of(
            bytes,
            values.start(left),
            values.length(left),
            values.start(right),
            values.length(right),
            scratch);
      }
    };
  }

  /**
   * What a kernel says of two dates; missing where one is. The least that it can be stands for it
   * where no level can tell them apart.
   */
  static Numbers ofDates(DateKernel kernel, Side a, Side b) {
    return new Numbers(true) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        Records records = pairs.records;
        int[] sideA = a.of(pairs);
        int[] sideB = b.of(pairs);
        int fieldA = a.field();
        int fieldB = b.field();
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          int x = sideA[position];
          int y = sideB[position];
          missing[position] = records.isMissing(x, fieldA) || records.isMissing(y, fieldB);
          if (!missing[position]) {
            int left = records.intAt(x, fieldA);
            int right = records.intAt(y, fieldB);
            int least = kernel.least(left, right);
            longs[position] = mayStandFor(least, false) ? least : kernel.of(left, right);
          }
        }
      }
    };
  }

  /** What a kernel says of two numbers; missing where one is. */
  static Numbers ofNumbers(NumberKernel kernel, Numbers a, Numbers b) {
    return new Numbers(false) {
      @Override
      void fill(PairBatch pairs, int[] chosen, int count) {
        a.compute(pairs, chosen, count);
        b.compute(pairs, chosen, count);
        for (int k = 0; k < count; k++) {
          int position = chosen[k];
          missing[position] = a.missing[position] || b.missing[position];
          if (!missing[position]) {
            doubles[position] = kernel.of(a.asDouble(position), b.asDouble(position));
          }
        }
      }
    };
  }
}
