package io.lonejupiter.apiserver.cel;

import dev.cel.common.ast.CelExpr;
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
 * How large what an expression handles may be: by its literals, by the bounds of the schema at the
 * end of the path it comes from, and by what the estimate of its parts has found.
 */
final class Sizes {
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

  Sizes(Expression expression, DeclType self) {
    this.expression = expression;
    this.self = self;
  }

  /** The sizes of what a list or a map contains. */
  record Entry(boolean isList, Range key, Range value) {
    Entry union(Entry other) {
      return other == null
          ? null
          : new Entry(isList, key.union(other.key), value.union(other.value));
    }
  }

  /** A variable of a comprehension. Null components are unknown. */
  record Local(List<String> path, Range size, Entry entry) {}

  /** An operand: where it comes from and how large it is. */
  record Operand(List<String> path, CelType type, Range size, CelExpr node) {}

  /** Notes where a name leads. */
  void name(CelExpr ident) {
    Local local = local(ident.ident().name());
    paths.put(ident.id(), local != null ? local.path : List.of(ident.ident().name()));
  }

  /** Notes that a node is a part of another. */
  void place(CelExpr node, CelExpr of, String part) {
    paths.put(node.id(), append(path(of), part));
  }

  void setSize(CelExpr node, Range size) {
    sizes.put(node.id(), size);
  }

  private Local local(String name) {
    Deque<Local> known = locals.get(name);
    return known == null ? null : known.peek();
  }

  static List<String> append(List<String> path, String part) {
    List<String> longer = new ArrayList<>(path);
    longer.add(part);
    return longer;
  }

  List<String> path(CelExpr node) {
    if (node.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(node.ident().name());
      if (local != null) {
        return local.path;
      }
    }
    return paths.getOrDefault(node.id(), List.of());
  }

  Operand operand(CelExpr node) {
    List<String> path = path(node);
    boolean isAccumulator =
        !path.isEmpty() && (path.get(0).equals("@result") || path.get(0).equals("__result__"));
    return new Operand(isAccumulator ? List.of() : path, expression.typeOf(node), size(node), node);
  }

  void push(String name, Local local) {
    locals.computeIfAbsent(name, n -> new ArrayDeque<>()).push(local);
  }

  void pop(String name) {
    locals.get(name).pop();
  }

  void setEntry(CelExpr node, Entry entry) {
    if (entry != null) {
      entries.put(node.id(), entry);
    }
  }

  Entry entry(CelExpr node) {
    Entry known = entries.get(node.id());
    if (known == null && node.getKind() == CelExpr.ExprKind.Kind.IDENT) {
      Local local = local(node.ident().name());
      return local == null ? null : local.entry;
    }
    return known;
  }

  void copy(CelExpr from, CelExpr to) {
    Range size = size(from);
    if (size != null) {
      sizes.put(to.id(), size);
    }
    setEntry(to, entry(from));
  }

  Range sizeOrUnknown(CelExpr node) {
    Range size = size(node);
    return size == null ? Range.UNKNOWN : size;
  }

  static Range orUnknown(Operand operand) {
    return operand.size == null ? Range.UNKNOWN : operand.size;
  }

  /** Null when it is not known. */
  Range size(CelExpr node) {
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
      return Range.ONE;
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
