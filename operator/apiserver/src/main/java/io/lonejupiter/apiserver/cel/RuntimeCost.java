package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import java.nio.charset.StandardCharsets;

/** What one call of a function costs, in Kubernetes' figures. */
final class RuntimeCost {
  private static final double PER_CHARACTER = 0.1;
  private static final double PER_PATTERN_CHARACTER = 0.25;

  private RuntimeCost() {}

  static long of(String function, String overload, Object[] a, Object result) {
    return switch (function) {
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" -> traversal(a[0]);
      case "url",
          "lowerAscii",
          "upperAscii",
          "substring",
          "trim",
          "cidr",
          "isIP",
          "isCIDR",
          "quantity",
          "isQuantity",
          "semver",
          "isSemver" ->
          scan(a[0]);
      case "replace", "split", "ip.isCanonical" -> ceil(2 * PER_CHARACTER * Values.size(a[0]));
      case "join" -> ceil(2 * PER_CHARACTER * Values.size(result));
      case "find", "findAll" -> pattern(a[0], Values.size(a[1]));
      case "ip" -> overload.equals("cidr_ip") ? 1 : scan(a[0]);
      case "containsIP" ->
          ceil(2 * PER_CHARACTER * Values.size(a[0])) + (a[1] instanceof String ? scan(a[1]) : 0);
      case "containsCIDR" ->
          ceil(2 * PER_CHARACTER * Values.size(a[0]))
              + scan(a[0])
              + 1
              + (a[1] instanceof String ? scan(a[1]) : 0);
      case "validate" -> a[0] instanceof Formats format ? pattern(a[1], format.regexSize()) : 1;
      case "slice", "reverse", "lists.range" -> newList(Values.size(result));
      case "_==_" -> a[0] instanceof Libraries.Typed ? 1 : standard(overload, a);
      default -> standard(overload, a);
    };
  }

  private static long standard(String overload, Object[] a) {
    if (overload.endsWith("_sort")) {
      return comparisons((ListValue) a[0]);
    } else if (overload.endsWith("_sortByAssociatedKeys")) {
      return comparisons((ListValue) a[1]);
    }
    return switch (overload) {
      case "list_distinct" -> comparisons((ListValue) a[0]);
      case "list_flatten" -> newList(Values.size(a[0]));
      case "list_flatten_int" -> newList(Values.size(a[0]) * (Long) a[1]);
      case "list_sets_contains_list", "list_sets_intersects_list" ->
          1 + Values.size(a[0]) * Values.size(a[1]);
      case "list_sets_equivalent_list" -> 1 + 2 * Values.size(a[0]) * Values.size(a[1]);
      case "starts_with_string", "ends_with_string" -> scan(a[0]);
      case "string_to_bytes", "bytes_to_string", "strings_quote", "string_format" -> scan(a[0]);
      case "in_list" -> Values.size(a[1]);
      case "equals",
          "not_equals",
          "less_string",
          "less_equals_string",
          "greater_string",
          "greater_equals_string",
          "less_bytes",
          "less_equals_bytes",
          "greater_bytes",
          "greater_equals_bytes" ->
          ceil(PER_CHARACTER * Math.min(Values.size(a[0]), Values.size(a[1])));
      case "add_string", "add_bytes" ->
          ceil(PER_CHARACTER * (Values.size(a[0]) + Values.size(a[1])));
      case "matches_string" -> pattern(a[0], Values.size(a[1]));
      case "contains_string" -> scan(a[0]) * scan(a[1]);
      default -> 1;
    };
  }

  private static long newList(long work) {
    return work + 11;
  }

  private static long comparisons(ListValue list) {
    double each =
        list.size() > 0 && (list.get(0) instanceof String || list.get(0) instanceof Values.Bytes)
            ? 2 + PER_CHARACTER
            : 2;
    return newList((long) ((double) list.size() * list.size() * each));
  }

  private static long scan(Object text) {
    return ceil(PER_CHARACTER * Values.size(text));
  }

  private static long pattern(Object text, long patternSize) {
    return ceil(PER_CHARACTER * (1.0 + Values.size(text)))
        * ceil(PER_PATTERN_CHARACTER * patternSize);
  }

  private static long ceil(double cost) {
    return (long) Math.ceil(cost);
  }

  private static long traversal(Object value) {
    if (value instanceof String text) {
      return (long) (text.getBytes(StandardCharsets.UTF_8).length * PER_CHARACTER);
    }
    if (value instanceof Values.Bytes bytes) {
      return (long) (bytes.size() * PER_CHARACTER);
    }
    long cost = 0;
    if (value instanceof ListValue list) {
      for (int i = 0; i < list.size(); i++) {
        cost += traversal(list.get(i));
      }
      return cost;
    }
    if (value instanceof MapValue map) {
      for (Object key : map.keys()) {
        cost += traversal(key) + traversal(map.find(key));
      }
      return cost;
    }
    return 1;
  }
}
