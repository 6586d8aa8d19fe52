package io.lonejupiter.apiserver.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an expression may cost at most, reckoned from the bounds of the schema before there is any
 * object. The figures are those of Kubernetes, as they decide which definitions are taken.
 */
final class CostEstimate {
  static final double PER_CHARACTER = 0.1;
  static final double PER_PATTERN_CHARACTER = 0.25;
  private static final Range ZERO = Range.ZERO;
  private static final Range ONE = Range.ONE;
  private static final Set<CelKind> SCALARS =
      Set.of(
          CelKind.BOOL,
          CelKind.DOUBLE,
          CelKind.DURATION,
          CelKind.INT,
          CelKind.TIMESTAMP,
          CelKind.UINT);

  private final Expression expression;
  private final DeclType self;
  private final Map<Long, List<String>> paths = new HashMap<>();
  private final Map<Long, Range> sizes = new HashMap<>();
  private final Map<Long, Entry> entries = new HashMap<>();
  private final Map<String, Deque<Local>> locals = new HashMap<>();

  private CostEstimate(Expression expression, DeclType self) {
    this.expression = expression;
    this.self = self;
  }

  /** The sizes of what a list or a map contains. */
  private record Entry(boolean isList, Range key, Range value) {
    Entry union(Entry other) {
      return other == null
          ? null
          : new Entry(isList, key.union(other.key), value.union(other.value));
    }
  }

  /** A variable of a comprehension. Null components are unknown. */
  private record Local(List<String> path, Range size, Entry entry) {}

  /** The cost of a call and the size of what it returns; null when that is not known. */
  record Call(Range cost, Range size) {}

  /** An operand: where it comes from and how large it is. */
  record Operand(List<String> path, CelType type, Range size, CelExpr node) {}

  static long of(Expression expression, DeclType self) {
    return new CostEstimate(expression, self).cost(expression.tree().getExpr()).max();
  }

  private Range cost(CelExpr node) {
    return switch (node.getKind()) {
      case IDENT -> {
        Local local = local(node.ident().name());
        paths.put(node.id(), local != null ? local.path : List.of(node.ident().name()));
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

  private Local local(String name) {
    Deque<Local> known = locals.get(name);
    return known == null ? null : known.peek();
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
    paths.put(node.id(), append(path(of), node.select().field()));
    return sum;
  }

  private static List<String> append(List<String> path, String part) {
    List<String> longer = new ArrayList<>(path);
    longer.add(part);
    return longer;
  }

  private List<String> path(CelExpr node) {
    if (node.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(node.ident().name());
      if (local != null) {
        return local.path;
      }
    }
    return paths.getOrDefault(node.id(), List.of());
  }

  private Range call(CelExpr node) {
    CelCall call = node.call();
    if (call.function().equals("dyn") && call.args().size() == 1) {
      CelExpr argument = call.args().get(0);
      Range cost = cost(argument);
      copySizes(argument, node);
      return cost.plus(ONE);
    }
    List<Range> costs = new ArrayList<>();
    List<Operand> operands = new ArrayList<>();
    for (CelExpr argument : call.args()) {
      costs.add(cost(argument));
      operands.add(operand(argument));
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
      target = operand(call.target().get());
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
        Entry entry = entry(of);
        size = entry == null ? null : entry.value;
        paths.put(
            node.id(), append(path(of), overload.equals("index_list") ? "@items" : "@values"));
      }
      if (size == null) {
        size = size(node);
      }
    }
    if (size != null) {
      sizes.put(node.id(), size);
    }
    return sum.plus(own);
  }

  private Operand operand(CelExpr node) {
    List<String> path = path(node);
    boolean isAccumulator =
        !path.isEmpty() && (path.get(0).equals("@result") || path.get(0).equals("__result__"));
    return new Operand(isAccumulator ? List.of() : path, expression.typeOf(node), size(node), node);
  }

  private Call overload(
      CelExpr node, String overload, Operand target, List<Operand> a, List<Range> costs) {
    Range arguments = ZERO;
    for (Range each : costs) {
      arguments = arguments.plus(each);
    }
    Call known = new CallEstimate(this).of(node.call().function(), overload, target, a);
    if (known != null) {
      return new Call(known.cost.plus(arguments), known.size);
    }
    return switch (overload) {
      case "logical_or", "logical_and" ->
          new Call(new Range(costs.get(0).min(), costs.get(0).plus(costs.get(1)).max()), null);
      case "conditional" -> {
        Entry first = entry(a.get(1).node);
        setEntry(node, first == null ? null : first.union(entry(a.get(2).node)));
        yield new Call(
            costs.get(0).plus(costs.get(1).union(costs.get(2))),
            sizeOrUnknown(a.get(1)).union(sizeOrUnknown(a.get(2))));
      }
      case "add_string", "add_bytes", "add_list" -> {
        Range size = sizeOrUnknown(a.get(0)).plus(sizeOrUnknown(a.get(1)));
        Entry first = entry(a.get(0).node);
        setEntry(node, first == null ? null : first.union(entry(a.get(1).node)));
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
      item = item.union(sizeOrUnknown(element));
    }
    entries.put(node.id(), new Entry(true, ONE, item));
    return sum.plus(Range.of(10));
  }

  private Range map(CelExpr node) {
    Range sum = ZERO;
    boolean isEmpty = node.map().entries().isEmpty();
    Range key = isEmpty ? ZERO : new Range(Range.MAX, 0);
    Range value = key;
    for (CelExpr.CelMap.Entry entry : node.map().entries()) {
      sum = sum.plus(cost(entry.key())).plus(cost(entry.value()));
      key = key.union(sizeOrUnknown(entry.key()));
      value = value.union(sizeOrUnknown(entry.value()));
    }
    entries.put(node.id(), new Entry(false, key, value));
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
    push(fold.accuVar(), accumulator(fold));
    sum = sum.plus(cost(fold.result()));
    locals.get(fold.accuVar()).pop();
    copySizes(fold.result(), node);
    return sum;
  }

  private Local accumulator(CelComprehension fold) {
    return new Local(path(fold.accuInit()), size(fold.accuInit()), entry(fold.accuInit()));
  }

  private void push(String name, Local local) {
    locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
  }

  private Range fold(CelExpr node) {
    CelComprehension fold = node.comprehension();
    Range sum = cost(fold.iterRange()).plus(cost(fold.accuInit()));
    push(fold.accuVar(), accumulator(fold));
    Entry entry = entry(fold.iterRange());
    boolean isList =
        entry != null ? entry.isList : expression.typeOf(fold.iterRange()).kind() == CelKind.LIST;
    List<String> path = path(fold.iterRange());
    boolean two = !fold.iterVar2().isEmpty();
    Local key =
        new Local(
            append(path, isList ? "@indices" : "@keys"), entry == null ? null : entry.key, null);
    Local value =
        new Local(
            append(path, isList ? "@items" : "@values"), entry == null ? null : entry.value, null);
    push(fold.iterVar(), two || !isList ? key : value);
    if (two) {
      push(fold.iterVar2(), value);
    }
    Range each = cost(fold.loopCondition()).plus(cost(fold.loopStep()));
    locals.get(fold.iterVar()).pop();
    if (two) {
      locals.get(fold.iterVar2()).pop();
    }
    sum = sum.plus(cost(fold.result()));
    locals.get(fold.accuVar()).pop();
    Range count = sizeOrUnknown(fold.iterRange());
    sum = sum.plus(count.times(each));
    switch (fold.accuInit().getKind()) {
      case CONSTANT -> sizes.put(node.id(), size(fold.accuInit()));
      case LIST, MAP -> {
        sizes.put(node.id(), count);
        setEntry(node, entry(fold.loopStep()));
      }
      default -> {}
    }
    return sum;
  }

  private void setEntry(CelExpr node, Entry entry) {
    if (entry != null) {
      entries.put(node.id(), entry);
    }
  }

  private Entry entry(CelExpr node) {
    Entry known = entries.get(node.id());
    if (known == null && node.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(node.ident().name());
      return local == null ? null : local.entry;
    }
    return known;
  }

  private void copySizes(CelExpr from, CelExpr to) {
    Range size = size(from);
    if (size != null) {
      sizes.put(to.id(), size);
    }
    setEntry(to, entry(from));
  }

  private Range sizeOrUnknown(CelExpr node) {
    Range size = size(node);
    return size == null ? Range.UNKNOWN : size;
  }

  static Range sizeOrUnknown(Operand operand) {
    return operand.size == null ? Range.UNKNOWN : operand.size;
  }

  /** Null when it is not known. */
  private Range size(CelExpr node) {
    Range known = sizes.get(node.id());
    if (known != null) {
      return known;
    }
    Range literal = literal(node);
    if (literal != null) {
      return literal;
    }
    Range declared = declared(path(node));
    if (declared != null) {
      sizes.put(node.id(), declared);
      return declared;
    }
    if (isScalar(expression.tree().getType(node.id()).orElse(null))) {
      return ONE;
    }
    if (node.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(node.ident().name());
      return local == null ? null : local.size;
    }
    return null;
  }

  private static Range literal(CelExpr node) {
    return switch (node.getKind()) {
      case CONSTANT ->
          Range.of(
              switch (node.constant().getKind()) {
                case STRING_VALUE -> Values.size(node.constant().stringValue());
                case BYTES_VALUE -> node.constant().bytesValue().size();
                default -> 1;
              });
      case LIST -> Range.of(node.list().elements().size());
      case MAP -> Range.of(node.map().entries().size());
      default -> null;
    };
  }

  private static boolean isScalar(CelType type) {
    if (type instanceof OptionalType) {
      return isScalar(type.parameters().get(0));
    }
    return type != null && SCALARS.contains(type.kind());
  }

  /** The size that the schema allows at the end of a path; null when it does not lead anywhere. */
  private Range declared(List<String> path) {
    if (path.isEmpty()) {
      return null;
    }
    DeclType at = self;
    for (String part : path.subList(1, path.size())) {
      at =
          switch (part) {
            case "@items", "@values" -> at.element();
            case "@keys" ->
                at.element() != null && at.type().kind() == CelKind.MAP ? DeclType.KEY : null;
            default -> at.fields() == null ? null : at.fields().get(part);
          };
      if (at == null) {
        return null;
      }
    }
    return new Range(0, at.maxElements());
  }

  /** The size as Kubernetes' own functions see it. */
  Range sizeOf(Operand operand) {
    if (operand.size != null) {
      return operand.size;
    }
    Range declared = declared(operand.path);
    return declared == null ? Range.UNKNOWN : declared;
  }

  /** The items of a list; null when it is no list. */
  Operand items(Operand list) {
    if (!(list.type instanceof ListType)) {
      return null;
    }
    List<String> path = list.path.isEmpty() ? List.of() : append(list.path, "@items");
    return new Operand(path, list.type.parameters().get(0), null, null);
  }
}
