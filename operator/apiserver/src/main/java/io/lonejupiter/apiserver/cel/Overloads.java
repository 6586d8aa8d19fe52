package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Bytes;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The words for a call whose arguments fit no overload; Kubernetes has several. */
final class Overloads {
  private static final Set<String> BY_RECEIVER =
      Set.of(
          "startsWith",
          "endsWith",
          "contains",
          "matches",
          "find",
          "orValue",
          "or",
          "containsIP",
          "!_",
          "-_");
  private static final Set<String> BY_TRAIT = Set.of("size", "sort");

  private Overloads() {}

  static Failure none(String function, Object[] arguments) {
    if (BY_RECEIVER.contains(function) || function.equals("@in")) {
      return Failure.noOverload();
    }
    if (function.startsWith("_")) {
      return hasTrait(function, arguments[0]) ? Failure.noOverload() : named(function);
    }
    if (BY_TRAIT.contains(function)) {
      return named(function);
    }
    if (function.equals("flatten")) {
      return named(Values.typeName(arguments[0]) + "." + function + types(arguments, 1));
    }
    return named(function + types(arguments, 0));
  }

  private static Failure named(String function) {
    return new Failure("no such overload: " + function);
  }

  private static String types(Object[] arguments, int from) {
    return Arrays.stream(arguments)
        .skip(from)
        .map(Values::typeName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static boolean hasTrait(String operator, Object left) {
    boolean isTime = left instanceof Instant || left instanceof Duration;
    return switch (operator) {
      case "_+_" ->
          Values.isNumber(left)
              || isTime
              || left instanceof String
              || left instanceof Bytes
              || left instanceof ListValue;
      case "_-_" -> Values.isNumber(left) || isTime;
      case "_*_", "_/_" -> Values.isNumber(left);
      case "_%_" -> Values.isNumber(left) && !(left instanceof Double);
      default ->
          Values.isNumber(left)
              || isTime
              || left instanceof String
              || left instanceof Bytes
              || left instanceof Boolean;
    };
  }
}
