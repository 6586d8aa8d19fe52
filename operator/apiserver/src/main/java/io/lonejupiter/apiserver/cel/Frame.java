package io.lonejupiter.apiserver.cel;

/** The variables of one evaluation, and what it has cost so far. */
final class Frame {
  private final Object self;
  private final Object oldSelf;
  private final long limit;
  private long cost;
  private Variable innermost;

  /**
   * @param oldSelf null where the rule may not see it
   * @param limit in the units of cost
   */
  Frame(Object self, Object oldSelf, long limit) {
    this.self = self;
    this.oldSelf = oldSelf;
    this.limit = limit;
  }

  /** The evaluation costs more than one call may; it cannot be absorbed by any expression. */
  static final class TooExpensiveException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooExpensiveException() {
      super("operation cancelled: actual cost limit exceeded", null, false, false);
    }
  }

  /** A variable of a comprehension. */
  static final class Variable {
    private final String name;
    private final Variable outer;
    private Object value;

    private Variable(String name, Variable outer, Object value) {
      this.name = name;
      this.outer = outer;
      this.value = value;
    }

    void set(Object next) {
      value = next;
    }

    Object value() {
      return value;
    }
  }

  void charge(long units) {
    cost += units;
    if (cost > limit) {
      throw new TooExpensiveException();
    }
  }

  long cost() {
    return cost;
  }

  Variable enter(String name, Object value) {
    innermost = new Variable(name, innermost, value);
    return innermost;
  }

  void leave() {
    innermost = innermost.outer;
  }

  /** Null when there is no such variable. */
  Object variable(String name) {
    for (Variable each = innermost; each != null; each = each.outer) {
      if (each.name.equals(name)) {
        return each.value;
      }
    }
    return switch (name) {
      case Environment.SELF -> self;
      case Environment.OLD_SELF -> oldSelf;
      default -> null;
    };
  }
}
