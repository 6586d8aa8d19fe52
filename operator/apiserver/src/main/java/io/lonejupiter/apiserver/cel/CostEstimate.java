package io.lonejupiter.apiserver.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.types.CelKind;
import io.lonejupiter.apiserver.cel.Sizes.Entry;
import io.lonejupiter.apiserver.cel.Sizes.Local;
import io.lonejupiter.apiserver.cel.Sizes.Operand;
import java.util.ArrayList;
import java.util.List;

/**
 * What an expression may cost at most, reckoned from the bounds of the schema before there is any
 * object. The figures are those of Kubernetes, as they decide which definitions are taken.
 */
final class CostEstimate {
  static final double PER_CHARACTER = 0.1;
  static final double PER_PATTERN_CHARACTER = 0.25;
  private static final Range ZERO = Range.ZERO;
  private static final Range ONE = Range.ONE;

  private final Expression expression;
  private final Sizes sizes;

  private CostEstimate(Expression expression, DeclType self) {
    this.expression = expression;
    this.sizes = new Sizes(expression, self);
  }

  /** The cost of a call and the size of what it returns; null when that is not known. */
  record Call(Range cost, Range size) {}

  static long of(Expression expression, DeclType self) {
    return new CostEstimate(expression, self).cost(expression.tree().getExpr()).max();
  }

  private Range cost(CelExpr node) {
    return switch (node.getKind()) {
      case IDENT -> {
        sizes.name(node);
        yield ONE;
      }
      case SELECT -> select(node);
      case CALL -> call(node);
      case LIST -> list(node);
      case MAP -> map(node);
      case COMPREHENSION -> isBinding(node.comprehension()) ? binding(node) : fold(node);
      default -> ZERO;
    };
  }

  private Range select(CelExpr node) {
    CelExpr of = node.select().operand();
    if (node.select().testOnly()) {
      return cost(of);
    }
    if (expression.tree().getType(of.id()).isEmpty()) {
      return ONE;
    }
    Range sum = cost(of);
    CelKind kind = expression.typeOf(of).kind();
    if (kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM) {
      sum = sum.plus(ONE);
    }
    sizes.place(node, of, node.select().field());
    return sum;
  }

  private Range call(CelExpr node) {
    CelCall call = node.call();
    if (call.function().equals("dyn") && call.args().size() == 1) {
      CelExpr argument = call.args().get(0);
      Range cost = cost(argument);
      sizes.copy(argument, node);
      return cost.plus(ONE);
    }
    List<Range> costs = new ArrayList<>();
    List<Operand> operands = new ArrayList<>();
    for (CelExpr argument : call.args()) {
      costs.add(cost(argument));
      operands.add(sizes.operand(argument));
    }
    List<String> overloads = expression.overloads(node);
    if (overloads.isEmpty()) {
      return ZERO;
    }
    Range sum = ZERO;
    Operand target = null;
    if (call.target().isPresent()
        && expression.tree().getType(call.target().get().id()).isPresent()) {
      sum = cost(call.target().get());
      target = sizes.operand(call.target().get());
    }
    Range own = new Range(Range.MAX, 0);
    Range size = null;
    for (String overload : overloads) {
      Call estimate = overload(node, overload, target, operands, costs);
      own = own.union(estimate.cost);
      if (estimate.size != null) {
        size = size == null ? estimate.size : size.union(estimate.size);
      }
      if (overload.equals("index_list") || overload.equals("index_map")) {
        CelExpr of = call.args().get(0);
        Entry entry = sizes.entry(of);
        size = entry == null ? null : entry.value();
        sizes.place(node, of, overload.equals("index_list") ? "@items" : "@values");
      }
      if (size == null) {
        size = sizes.size(node);
      }
    }
    if (size != null) {
      sizes.setSize(node, size);
    }
    return sum.plus(own);
  }

  private Call overload(
      CelExpr node, String overload, Operand target, List<Operand> a, List<Range> costs) {
    Range arguments = ZERO;
    for (Range each : costs) {
      arguments = arguments.plus(each);
    }
    Call known = new CallEstimate(sizes).of(node.call().function(), overload, target, a);
    if (known != null) {
      return new Call(known.cost.plus(arguments), known.size);
    }
    return switch (overload) {
      case "logical_or", "logical_and" ->
          new Call(new Range(costs.get(0).min(), costs.get(0).plus(costs.get(1)).max()), null);
      case "conditional" -> {
        Entry first = sizes.entry(a.get(1).node());
        sizes.setEntry(node, first == null ? null : first.union(sizes.entry(a.get(2).node())));
        yield new Call(
            costs.get(0).plus(costs.get(1).union(costs.get(2))),
            Sizes.orUnknown(a.get(1)).union(Sizes.orUnknown(a.get(2))));
      }
      case "add_string", "add_bytes", "add_list" -> {
        Range size = Sizes.orUnknown(a.get(0)).plus(Sizes.orUnknown(a.get(1)));
        Entry first = sizes.entry(a.get(0).node());
        sizes.setEntry(node, first == null ? null : first.union(sizes.entry(a.get(1).node())));
        Range cost = overload.equals("add_list") ? ONE : size.scaled(PER_CHARACTER);
        yield new Call(cost.plus(arguments), size);
      }
      default -> {
        Call standard = CallEstimate.standard(overload, target, a);
        yield new Call(standard.cost.plus(arguments), standard.size);
      }
    };
  }

  private Range list(CelExpr node) {
    Range sum = ZERO;
    Range item = node.list().elements().isEmpty() ? ZERO : new Range(Range.MAX, 0);
    for (CelExpr element : node.list().elements()) {
      sum = sum.plus(cost(element));
      item = item.union(sizes.sizeOrUnknown(element));
    }
    sizes.setEntry(node, new Entry(true, ONE, item));
    return sum.plus(Range.of(10));
  }

  private Range map(CelExpr node) {
    Range sum = ZERO;
    boolean isEmpty = node.map().entries().isEmpty();
    Range key = isEmpty ? ZERO : new Range(Range.MAX, 0);
    Range value = key;
    for (CelExpr.CelMap.Entry entry : node.map().entries()) {
      sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
      key = key.union(sizes.sizeOrUnknown(entry.key()));
      value = value.union(sizes.sizeOrUnknown(entry.value()));
    }
    sizes.setEntry(node, new Entry(false, key, value));
    return sum.plus(Range.of(30));
  }

  private static boolean isBinding(CelComprehension fold) {
    return fold.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
        && fold.iterRange().list().elements().isEmpty()
        && fold.loopCondition().getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && fold.loopCondition().constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
        && !fold.loopCondition().constant().booleanValue()
        && !fold.accuVar().equals("@result");
  }

  private Range binding(CelExpr node) {
    CelComprehension fold = node.comprehension();
    Range sum = cost(fold.iterRange()).plus(cost(fold.accuInit()));
    sizes.push(fold.accuVar(), accumulator(fold));
    sum = sum.plus(cost(fold.result()));
    sizes.pop(fold.accuVar());
    sizes.copy(fold.result(), node);
    return sum;
  }

  private Local accumulator(CelComprehension fold) {
    return new Local(
        sizes.path(fold.accuInit()), sizes.size(fold.accuInit()), sizes.entry(fold.accuInit()));
  }

  private Range fold(CelExpr node) {
    CelComprehension fold = node.comprehension();
    Range sum = cost(fold.iterRange()).plus(cost(fold.accuInit()));
    sizes.push(fold.accuVar(), accumulator(fold));
    Entry entry = sizes.entry(fold.iterRange());
    boolean isList =
        entry != null ? entry.isList() : expression.typeOf(fold.iterRange()).kind() == CelKind.LIST;
    List<String> path = sizes.path(fold.iterRange());
    boolean two = !fold.iterVar2().isEmpty();
    Local key =
        new Local(
            Sizes.append(path, isList ? "@indices" : "@keys"),
            entry == null ? null : entry.key(),
            null);
    Local value =
        new Local(
            Sizes.append(path, isList ? "@items" : "@values"),
            entry == null ? null : entry.value(),
            null);
    sizes.push(fold.iterVar(), two || !isList ? key : value);
    if (two) {
      sizes.push(fold.iterVar2(), value);
    }
    Range each = cost(fold.loopCondition()).plus(cost(fold.loopStep()));
    sizes.pop(fold.iterVar());
    if (two) {
      sizes.pop(fold.iterVar2());
    }
    sum = sum.plus(cost(fold.result()));
    sizes.pop(fold.accuVar());
    Range count = sizes.sizeOrUnknown(fold.iterRange());
    sum = sum.plus(count.times(each));
    switch (fold.accuInit().getKind()) {
      case CONSTANT -> sizes.setSize(node, sizes.size(fold.accuInit()));
      case LIST, MAP -> {
        sizes.setSize(node, count);
        sizes.setEntry(node, sizes.entry(fold.loopStep()));
      }
      default -> {}
    }
    return sum;
  }
}
