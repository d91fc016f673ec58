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
 *
 * <p>A plan has one or several sets of pairs, which share the records' way: in each set a pair
 * counts once, under the first rule of the set that makes it, and has a vector over the set's own
 * comparisons. Rules are numbered through all sets.
 */
public final class PairPlan implements Serializable {
  private static final long serialVersionUID = 1;

  private final LinkType linkType;
  private final RecordLayout layout;
  private final ArrayList<PairSet> sets;

  /**
   * A blocking rule.
   *
   * @param leftKeys the fields of its keys when a record stands on the left, arrays left out
   * @param rightKeys the same on the right
   * @param leftList the field of the array of which any element may agree; {@link #NONE} without
   * @param rightList the same on the right
   * @param further the further condition, over fields; a list, for it is to be sent, of at most one
   */
  record Rule(
      String name,
      List<Integer> leftKeys,
      List<Integer> rightKeys,
      int leftList,
      int rightList,
      List<Expression> further)
      implements Serializable {
    static final int NONE = -1;

    Rule {
      leftKeys = List.copyOf(leftKeys);
      rightKeys = List.copyOf(rightKeys);
      further = List.copyOf(further);
    }

    Optional<Expression> where() {
      return further.stream().findFirst();
    }

    boolean isSymmetric() {
      return leftKeys.equals(rightKeys) && leftList == rightList;
    }

    boolean hasList() {
      return leftList != NONE;
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

  /**
   * Pairs that are counted or scored together.
   *
   * @param firstRule the number of its first rule
   */
  record PairSet(int firstRule, List<Rule> rules, List<Levels> comparisons)
      implements Serializable {
    PairSet {
      rules = List.copyOf(rules);
      comparisons = List.copyOf(comparisons);
    }
  }

  private PairPlan(LinkType linkType, RecordLayout layout, List<PairSet> sets) {
    this.linkType = linkType;
    this.layout = layout;
    this.sets = new ArrayList<>(sets);
  }

  /** The same plan for records that were encoded for this one, of pairs of another link type. */
  public PairPlan of(LinkType another) {
    return new PairPlan(another, layout, sets);
  }

  LinkType linkType() {
    return linkType;
  }

  /** How a record is encoded. */
  public RecordLayout layout() {
    return layout;
  }

  List<PairSet> sets() {
    return sets;
  }

  /** The number of sets of pairs. */
  public int setCount() {
    return sets.size();
  }

  /** The number of rules of all sets. */
  public int ruleCount() {
    return rules().size();
  }

  /** The names of a set's rules, in their order. */
  public List<String> ruleNames(int set) {
    return sets.get(set).rules().stream().map(Rule::name).toList();
  }

  /** The rules of all sets, in the order of their numbers. */
  List<Rule> rules() {
    return sets.stream().flatMap(set -> set.rules().stream()).toList();
  }

  /**
   * The comparison vector that a code stands for.
   *
   * @param code the sum of (gamma + 1) x place over the set's comparisons, of which each place is
   *     the product of the numbers of different gammas before it
   */
  public List<Integer> vector(int set, long code) {
    var vector = new ArrayList<Integer>();
    long rest = code;
    for (Levels comparison : sets.get(set).comparisons()) {
      vector.add((int) (rest % comparison.radix()) - 1);
      rest /= comparison.radix();
    }
    return vector;
  }

  /** For each comparison of a set the number of different gammas, -1 for missing among them. */
  public List<Integer> radixes(int set) {
    return sets.get(set).comparisons().stream().map(Levels::radix).toList();
  }

  /** The number of codes that a set's vectors may have. */
  static double codes(List<Levels> comparisons) {
    double codes = 1;
    for (Levels comparison : comparisons) {
      codes *= comparison.radix();
    }
    return codes;
  }

  /** Gathers the parts of a plan, then makes it once the types of its fields are known. */
  public static final class Builder {
    private static final double MOST_CODES = 0x1p62;

    private final LinkType linkType;
    private final FieldFinder finder = new FieldFinder();
    private final List<PairSet> sets = new ArrayList<>();
    private List<Rule> rules = new ArrayList<>();
    private List<Levels> comparisons = new ArrayList<>();
    private int firstRule;

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
      List<BlockingRule.Key> plain = rule.keys().stream().filter(key -> !key.isArray()).toList();
      Optional<BlockingRule.Key> array = rule.array();
      rules.add(
          new Rule(
              rule.name(),
              plain.stream().map(key -> finder.field(key.leftValue())).toList(),
              plain.stream().map(key -> finder.field(key.rightValue())).toList(),
              array.map(key -> finder.field(key.leftValue())).orElse(Rule.NONE),
              array.map(key -> finder.field(key.rightValue())).orElse(Rule.NONE),
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

    /** Ends a set of pairs: the rules and comparisons that were added since the last one. */
    public Builder endSet() {
      sets.add(new PairSet(firstRule, rules, comparisons));
      firstRule += rules.size();
      rules = new ArrayList<>();
      comparisons = new ArrayList<>();
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
     * Makes the plan of the sets that were ended.
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
      var plan = new PairPlan(linkType, new RecordLayout(fields), sets);
      for (PairSet set : sets) {
        for (Rule rule : set.rules()) {
          requireOneType(rule, types);
        }
        if (codes(set.comparisons()) * set.rules().size() > MOST_CODES) {
          throw new NotCompiledException("the comparisons have more than 2^62 different vectors");
        }
        var records = new Records(plan.layout());
        new PairRules(records, set); // refuses here what it would refuse there
        new VectorCoder(records, set);
      }
      return plan;
    }

    private static void requireOneType(Rule rule, List<FieldType> types)
        throws NotCompiledException {
      for (int k = 0; k < rule.leftKeys().size(); k++) {
        if (types.get(rule.leftKeys().get(k)) != types.get(rule.rightKeys().get(k))) {
          throw differentTypes(rule);
        }
        if (types.get(rule.leftKeys().get(k)).isList()) {
          throw new NotCompiledException(
              "blocking rule " + rule.name() + " asks for arrays that are equal");
        }
      }
      if (rule.hasList()) {
        FieldType type = types.get(rule.leftList());
        if (!type.isList() || type != types.get(rule.rightList())) {
          throw differentTypes(rule);
        }
      }
    }

    private static NotCompiledException differentTypes(Rule rule) {
      return new NotCompiledException(
          "blocking rule " + rule.name() + " compares keys of different types");
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
