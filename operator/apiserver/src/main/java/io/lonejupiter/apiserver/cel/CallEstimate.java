package io.lonejupiter.apiserver.cel;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import io.lonejupiter.apiserver.cel.CostEstimate.Call;
import io.lonejupiter.apiserver.cel.Sizes.Operand;
import java.util.List;

/** The estimated cost of single functions, without that of their arguments. */
final class CallEstimate {
  private static final double PER_CHARACTER = CostEstimate.PER_CHARACTER;
  private static final double PER_PATTERN_CHARACTER = CostEstimate.PER_PATTERN_CHARACTER;
  private static final double LONGEST_FORMAT_PATTERN = 128;
  private static final Range ONE = Range.ONE;
  private static final Range ADDRESS = new Range(4, 16);

  private final Sizes sizes;

  CallEstimate(Sizes sizes) {
    this.sizes = sizes;
  }

  /** Null for functions that are not of the library of lists and sets. */
  private Call ofList(String overload, Operand target, List<Operand> a) {
    if (overload.endsWith("_sort")) {
      return comparisons(target, overload);
    } else if (overload.endsWith("_sortByAssociatedKeys")) {
      return comparisons(a.get(0), overload);
    }
    return switch (overload) {
      case "list_slice" -> {
        long start = integer(a.get(0), 0);
        long end = integer(a.get(1), sizes.sizeOf(target).max());
        yield newList(1, Range.of(end - start));
      }
      case "lists_range" -> newList(1, Range.of(integer(a.get(0), Range.MAX)));
      case "list_reverse", "list_flatten" -> newList(1, sizes.sizeOf(target));
      case "list_flatten_int" ->
          newList(Range.toDouble(integer(a.get(0), Range.MAX)), sizes.sizeOf(target));
      case "list_distinct" -> comparisons(target, overload);
      case "list_sets_contains_list", "list_sets_intersects_list" -> sets(a, 1);
      case "list_sets_equivalent_list" -> sets(a, 2);
      default -> null;
    };
  }

  private Call comparisons(Operand list, String overload) {
    Range size = sizes.sizeOf(list);
    boolean isText = overload.startsWith("list_string_") || overload.startsWith("list_bytes_");
    return newList(isText ? 2 + PER_CHARACTER : 2, size.times(size));
  }

  private static Call newList(double each, Range size) {
    return new Call(size.scaled(each).plus(Range.of(11)), size);
  }

  private Call sets(List<Operand> a, int times) {
    Range pairs = sizes.sizeOf(a.get(0)).times(sizes.sizeOf(a.get(1)));
    return new Call(pairs.scaled(times).plus(ONE), null);
  }

  private static long integer(Operand operand, long otherwise) {
    CelExpr node = operand.node();
    boolean isInteger =
        node.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && node.constant().getKind() == CelConstant.Kind.INT64_VALUE;
    return isInteger ? Math.max(0, node.constant().int64Value()) : otherwise;
  }

  /** Null for functions of plain CEL. */
  Call of(String function, String overload, Operand target, List<Operand> a) {
    Call list = ofList(overload, target, a);
    if (list != null) {
      return list;
    }
    return switch (function) {
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          target == null ? null : traversal(target);
      case "url" -> {
        Range size = sizes.sizeOf(a.get(0));
        yield new Call(size.scaled(PER_CHARACTER), size);
      }
      case "lowerAscii", "upperAscii", "substring", "trim" -> {
        Range size = sizes.sizeOf(target);
        yield new Call(size.scaled(PER_CHARACTER), size);
      }
      case "replace" -> replace(target, a);
      case "split" -> split(target, a);
      case "join" -> join(target, a);
      case "find", "findAll" -> {
        Range size = sizes.sizeOf(target);
        Range cost =
            size.plus(ONE)
                .scaled(PER_CHARACTER)
                .times(sizes.sizeOf(a.get(0)).scaled(PER_PATTERN_CHARACTER));
        yield new Call(cost, new Range(0, size.max()));
      }
      case "ip" -> target == null ? null : fixed();
      case "masked",
          "prefixLength",
          "family",
          "isUnspecified",
          "isLoopback",
          "isLinkLocalMulticast",
          "isLinkLocalUnicast",
          "isGlobalUnicast",
          "format.named",
          "sign",
          "asInteger",
          "isInteger",
          "asApproximateFloat",
          "isGreaterThan",
          "isLessThan",
          "compareTo",
          "add",
          "sub",
          "major",
          "minor",
          "patch",
          "getScheme",
          "getHostname",
          "getHost",
          "getPort",
          "getEscapedPath",
          "getQuery" ->
          fixed();
      case "containsIP" -> new Call(contains(overload, a), null);
      case "containsCIDR" ->
          new Call(contains(overload, a).plus(ADDRESS.scaled(PER_CHARACTER)).plus(ONE), null);
      case "validate" ->
          new Call(
              sizes
                  .sizeOf(a.get(0))
                  .scaled(PER_CHARACTER)
                  .scaled(LONGEST_FORMAT_PATTERN * PER_PATTERN_CHARACTER),
              null);
      case "_==_" -> isKubernetes(a.get(0)) && isKubernetes(a.get(1)) ? fixed() : null;
      default -> null;
    };
  }

  private static boolean isKubernetes(Operand operand) {
    return Libraries.TYPES.contains(operand.type());
  }

  private static Call fixed() {
    return new Call(ONE, null);
  }

  private Call traversal(Operand target) {
    Operand item = sizes.items(target);
    if (item == null) {
      return new Call(sizes.sizeOf(target).scaled(PER_CHARACTER), null);
    }
    Range each = ONE;
    if (item.type().kind() == CelKind.STRING || item.type().kind() == CelKind.BYTES) {
      each = each.plus(sizes.sizeOf(item).scaled(PER_CHARACTER));
    }
    return new Call(sizes.sizeOf(target).times(each), null);
  }

  private Call replace(Operand target, List<Operand> a) {
    Range size = sizes.sizeOf(target);
    Range old = sizes.sizeOf(a.get(0));
    Range by = sizes.sizeOf(a.get(1));
    long mostReplaced = 0;
    long mostKept = 0;
    if (old.min() == 0) {
      mostReplaced = Range.sum(size.max(), 1);
      mostKept = size.max();
    } else if (Long.compareUnsigned(by.max(), old.min()) <= 0) {
      mostKept = size.max();
    } else {
      mostReplaced = Range.scaled(size.max(), 1.0 / Range.toDouble(old.min()));
    }
    long leastReplaced = 0;
    long leastKept = 0;
    if (old.max() == 0) {
      leastReplaced = Range.sum(size.min(), 1);
      leastKept = size.min();
    } else if (Long.compareUnsigned(old.max(), by.min()) <= 0) {
      leastKept = size.min();
    } else {
      leastReplaced = Range.scaled(size.min(), 1.0 / Range.toDouble(old.max()));
    }
    Range result =
        new Range(leastReplaced, mostReplaced).times(by).plus(new Range(leastKept, mostKept));
    return new Call(size.scaled(2 * PER_CHARACTER), result);
  }

  private Call split(Operand target, List<Operand> a) {
    Range size = sizes.sizeOf(target);
    long most = size.max();
    if (a.size() > 1) {
      CelExpr limit = a.get(1).node();
      if (limit.getKind() == CelExpr.ExprKind.Kind.CONSTANT
          && limit.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
        most = limit.constant().int64Value();
      }
    }
    return new Call(size.scaled(2 * PER_CHARACTER), new Range(0, most));
  }

  private Call join(Operand target, List<Operand> a) {
    Range count = sizes.sizeOf(target);
    Range size = Range.of(0);
    Operand item = sizes.items(target);
    if (item != null) {
      size = count.times(sizes.sizeOf(item));
    }
    if (!a.isEmpty()) {
      Range gaps =
          new Range(count.min() == 0 ? 0 : count.min() - 1, count.max() == 0 ? 0 : count.max() - 1);
      size = size.plus(sizes.sizeOf(a.get(0)).times(gaps));
    }
    return new Call(size.scaled(PER_CHARACTER), size);
  }

  private Range contains(String overload, List<Operand> a) {
    Range cost = ADDRESS.plus(ADDRESS).scaled(PER_CHARACTER);
    return overload.endsWith("_string")
        ? cost.plus(sizes.sizeOf(a.get(0)).scaled(PER_CHARACTER))
        : cost;
  }

  /** The functions of plain CEL. */
  static Call standard(String overload, Operand target, List<Operand> a) {
    return switch (overload) {
      case "string_format" -> new Call(Sizes.orUnknown(target).scaled(PER_CHARACTER), null);
      case "string_to_bytes" -> {
        Range size = Sizes.orUnknown(a.get(0));
        yield new Call(size.scaled(PER_CHARACTER), new Range(size.min(), size.max() * 4));
      }
      case "bytes_to_string" -> {
        Range size = Sizes.orUnknown(a.get(0));
        yield new Call(
            size.scaled(PER_CHARACTER), new Range(Long.divideUnsigned(size.min(), 4), size.max()));
      }
      case "strings_quote" -> {
        Range size = Sizes.orUnknown(a.get(0));
        yield new Call(size.scaled(PER_CHARACTER), new Range(size.min() + 2, size.max() * 2 + 2));
      }
      case "starts_with_string", "ends_with_string" ->
          new Call(Sizes.orUnknown(a.get(0)).scaled(PER_CHARACTER), null);
      case "in_list" -> new Call(Sizes.orUnknown(a.get(1)), null);
      case "matches_string" ->
          new Call(
              Sizes.orUnknown(target)
                  .plus(ONE)
                  .scaled(PER_CHARACTER)
                  .times(Sizes.orUnknown(a.get(0)).scaled(PER_PATTERN_CHARACTER)),
              null);
      case "contains_string" ->
          new Call(
              Sizes.orUnknown(target)
                  .scaled(PER_CHARACTER)
                  .times(Sizes.orUnknown(a.get(0)).scaled(PER_CHARACTER)),
              null);
      case "less_string",
          "greater_string",
          "less_equals_string",
          "greater_equals_string",
          "less_bytes",
          "greater_bytes",
          "less_equals_bytes",
          "greater_equals_bytes",
          "equals",
          "not_equals" -> {
        long most = Range.smaller(Sizes.orUnknown(a.get(0)).max(), Sizes.orUnknown(a.get(1)).max());
        yield new Call(new Range(most != 0 ? 1 : 0, most).scaled(PER_CHARACTER), null);
      }
      default -> new Call(ONE, null);
    };
  }
}
