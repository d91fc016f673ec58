package org.linkagehub.core.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.linkagehub.core.expression.Expression;
import org.linkagehub.core.expression.ExpressionParser;
import org.linkagehub.core.model.BlockingRule;
import org.linkagehub.core.model.Comparison;
import org.linkagehub.core.model.ComparisonLevel;
import org.linkagehub.core.model.LinkType;

/**
 * Which pairs are made and how they are compared, in terms of fields: what is sent to where the
 * records are. Made by a {@link Builder}.
 */
public final class PairPlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final LinkType linkType;
  private final RecordLayout layout;
  private final ArrayList<Rule> rules;
  private final ArrayList<Levels> comparisons;

  /**
   * A blocking rule.
   *
   * @param leftKeys the fields of its keys when a record stands on the left
   * @param rightKeys the same on the right
   * @param further the further condition, over fields; a list, for it is to be sent, of at most one
   */
  record Rule(
      String name, List<Integer> leftKeys, List<Integer> rightKeys, List<Expression> further)
      implements Serializable {
    Rule {
      leftKeys = List.copyOf(leftKeys);
      rightKeys = List.copyOf(rightKeys);
      further = List.copyOf(further);
    }

    Optional<Expression> where() {
      return further.stream().findFirst();
    }

    boolean isSymmetric() {
      return leftKeys.equals(rightKeys);
    }
  }

  /**
   * A comparison.
   *
   * @param conditions of its levels but the last, over fields, in the order in which they are tried
   * @param gammas for each of them, the gamma of its level
   * @param grades the number of levels with a gamma of 0 or more
   */
  record Levels(String name, List<Expression> conditions, List<Integer> gammas, int grades)
      implements Serializable {
    Levels {
      conditions = List.copyOf(conditions);
      gammas = List.copyOf(gammas);
    }

    /** The number of different gammas, -1 for missing among them. */
    int radix() {
      return grades + 1;
    }
  }

  private PairPlan(
      LinkType linkType, RecordLayout layout, List<Rule> rules, List<Levels> comparisons) {
    this.linkType = linkType;
    this.layout = layout;
    this.rules = new ArrayList<>(rules);
    this.comparisons = new ArrayList<>(comparisons);
  }

  LinkType linkType() {
    return linkType;
  }

  /** How a record is encoded. */
  public RecordLayout layout() {
    return layout;
  }

  List<Rule> rules() {
    return rules;
  }

  List<Levels> comparisons() {
    return comparisons;
  }

  /** The names of the rules, in their order. */
  public List<String> ruleNames() {
    return rules.stream().map(Rule::name).toList();
  }

  /** The expressions of the keys of a rule, when a record stands on the left or on the right. */
  public List<String> keys(int rule, boolean left) {
    return (left ? rules.get(rule).leftKeys() : rules.get(rule).rightKeys())
        .stream().map(f -> layout.fields().get(f).expression()).toList();
  }

  /** Whether a record gives a rule the same keys on both sides. */
  public boolean isSymmetric(int rule) {
    return rules.get(rule).isSymmetric();
  }

  /**
   * For each comparison, by how much the code of a vector grows with its gamma. The code of a
   * vector is the sum of (gamma + 1) x place over the comparisons.
   */
  public List<Long> places() {
    var places = new ArrayList<Long>();
    long place = 1;
    for (Levels comparison : comparisons) {
      places.add(place);
      place *= comparison.radix();
    }
    return places;
  }

  /** For each comparison, the number of different gammas, -1 for missing among them. */
  public List<Integer> radixes() {
    return comparisons.stream().map(Levels::radix).toList();
  }

  /** Gathers the parts of a plan, then makes it once the types of its fields are known. */
  public static final class Builder {
    private static final double MOST_CODES = 0x1p62;

    private final LinkType linkType;
    private final FieldFinder finder = new FieldFinder();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Levels> comparisons = new ArrayList<>();

    public Builder(LinkType linkType) {
      this.linkType = linkType;
    }

    /**
     * Adds a blocking rule.
     *
     * @throws NotCompiledException if its further condition is beyond the grammar of {@link
     *     ExpressionParser}
     */
    public Builder rule(BlockingRule rule) throws NotCompiledException {
      var where = new ArrayList<Expression>();
      if (rule.where().isPresent()) {
        where.add(finder.withFields(parsed("blocking rule " + rule.name(), rule.where().get())));
      }
      rules.add(
          new Rule(
              rule.name(),
              rule.keys().stream().map(key -> finder.field(key.left())).toList(),
              rule.keys().stream().map(key -> finder.field(key.right())).toList(),
              where));
      return this;
    }

    /**
     * Adds a comparison.
     *
     * @throws NotCompiledException if one of its levels is beyond the grammar of {@link
     *     ExpressionParser}
     */
    public Builder comparison(Comparison comparison) throws NotCompiledException {
      var conditions = new ArrayList<Expression>();
      var gammas = new ArrayList<Integer>();
      int gamma = comparison.grades();
      for (ComparisonLevel level : comparison.levels()) {
        if (level.kind() == ComparisonLevel.Kind.ELSE) {
          break;
        }
        gammas.add(level.kind() == ComparisonLevel.Kind.MISSING ? -1 : --gamma);
        conditions.add(finder.withFields(parsed(place(comparison, level), level.condition())));
      }
      comparisons.add(new Levels(comparison.name(), conditions, gammas, comparison.grades()));
      return this;
    }

    /** Adds a field that is no part of a rule or comparison, and gives its number. */
    public int field(String sql) {
      return finder.field(sql);
    }

    /** The SQL expressions of the fields, of one record each. */
    public List<String> expressions() {
      return finder.expressions();
    }

    /**
     * Makes the plan.
     *
     * @param types of the fields, in the order of {@link #expressions()}
     * @throws NotCompiledException naming the part that cannot be compiled
     */
    public PairPlan build(List<FieldType> types) throws NotCompiledException {
      List<String> expressions = finder.expressions();
      var fields = new ArrayList<Field>();
      for (int f = 0; f < expressions.size(); f++) {
        fields.add(new Field(expressions.get(f), types.get(f)));
      }
      for (Rule rule : rules) {
        for (int k = 0; k < rule.leftKeys().size(); k++) {
          if (types.get(rule.leftKeys().get(k)) != types.get(rule.rightKeys().get(k))) {
            throw new NotCompiledException(
                "blocking rule " + rule.name() + " compares keys of different types");
          }
        }
      }
      double codes = 1;
      for (Levels comparison : comparisons) {
        codes *= comparison.radix();
      }
      if (codes > MOST_CODES) {
        throw new NotCompiledException("the comparisons have more than 2^62 different vectors");
      }
      var plan = new PairPlan(linkType, new RecordLayout(fields), rules, comparisons);
      new PairRules(plan); // refuses here what it would refuse there
      new VectorCoder(plan);
      return plan;
    }

    private static String place(Comparison comparison, ComparisonLevel level) {
      return "comparison %s, level '%s'".formatted(comparison.name(), level.label());
    }

    private static Expression parsed(String where, String sql) throws NotCompiledException {
      return ExpressionParser.tryParse(sql)
          .orElseThrow(
              () -> new NotCompiledException(where + ": its SQL is not known to the compiler"));
    }
  }
}
