package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Bytes;
import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.ListValue;
import io.lonejupiter.apiserver.cel.Values.MapValue;
import io.lonejupiter.apiserver.cel.Values.Maybe;
import io.lonejupiter.apiserver.cel.Values.Null;
import io.lonejupiter.apiserver.cel.Values.Type;
import io.lonejupiter.apiserver.cel.Values.Uint;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * All functions by name. One is chosen by the values it is given, as types may be known only then;
 * what fits none is "no such overload".
 */
final class Functions {
  /** Computes a result or a {@link Failure}; null means that the arguments fit no overload. */
  interface Function {
    Object call(Object[] arguments);
  }

  private static final Map<String, Function> ALL = new HashMap<>();

  static {
    operators();
    conversions();
    TimeFunctions.register(ALL);
    TextFunctions.register(ALL);
    ListFunctions.register(ALL);
    KubernetesFunctions.register(ALL);
    optionals();
  }

  private Functions() {}

  /** Null when there is no such function. */
  static Function named(String name) {
    return ALL.get(name);
  }

  private static void operators() {
    ALL.put("_==_", a -> Values.isEqual(a[0], a[1]));
    ALL.put("_!=_", a -> not(Values.isEqual(a[0], a[1])));
    ALL.put("!_", a -> a[0] instanceof Boolean yes ? !yes : null);
    ALL.put("-_", a -> Numbers.negate(a[0]));
    ALL.put("_<_", a -> ordered(a, order -> order < 0));
    ALL.put("_<=_", a -> ordered(a, order -> order <= 0));
    ALL.put("_>_", a -> ordered(a, order -> order > 0));
    ALL.put("_>=_", a -> ordered(a, order -> order >= 0));
    ALL.put("_+_", a -> add(a[0], a[1]));
    ALL.put("_-_", a -> subtract(a[0], a[1]));
    ALL.put("_*_", a -> Numbers.calculate('*', a[0], a[1]));
    ALL.put("_/_", a -> Numbers.calculate('/', a[0], a[1]));
    ALL.put("_%_", a -> Numbers.calculate('%', a[0], a[1]));
    ALL.put("@in", a -> contains(a[1], a[0]));
    ALL.put("@not_strictly_false", a -> a[0] instanceof Boolean yes ? yes : true);
    ALL.put("size", a -> size(a[0]));
    ALL.put("dyn", a -> a[0]);
    ALL.put("type", a -> new Type(Values.typeName(a[0])));
  }

  private static Object not(Object value) {
    return value instanceof Boolean yes ? !yes : value;
  }

  private static Object ordered(Object[] a, java.util.function.LongPredicate test) {
    Object order = Values.compare(a[0], a[1]);
    return order instanceof Long value ? (Object) test.test(value) : order;
  }

  private static Object size(Object value) {
    return value instanceof String
            || value instanceof Bytes
            || value instanceof ListValue
            || value instanceof MapValue
        ? Values.size(value)
        : null;
  }

  static Object contains(Object container, Object item) {
    if (container instanceof MapValue map) {
      Object found = map.find(item);
      return found instanceof Failure ? found : (Object) (found != null);
    }
    if (!(container instanceof ListValue list)) {
      return null;
    }
    Object failure = false;
    for (int i = 0; i < list.size(); i++) {
      Object same = Values.isEqual(list.get(i), item);
      if (Boolean.TRUE.equals(same)) {
        return true;
      } else if (same instanceof Failure) {
        failure = same;
      }
    }
    return failure;
  }

  static Object add(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return a.concat(b);
    }
    if (left instanceof ListValue a && right instanceof ListValue b) {
      return a.plus(b);
    }
    if (left instanceof Bytes a && right instanceof Bytes b) {
      byte[] both = java.util.Arrays.copyOf(a.content(), a.size() + b.size());
      System.arraycopy(b.content(), 0, both, a.size(), b.size());
      return new Bytes(both);
    }
    try {
      if (left instanceof Duration a && right instanceof Duration b) {
        return inRange(a.plus(b));
      }
      if (left instanceof Instant a && right instanceof Duration b) {
        return TimeFunctions.inRange(a.plus(b));
      }
      if (left instanceof Duration a && right instanceof Instant b) {
        return TimeFunctions.inRange(b.plus(a));
      }
    } catch (ArithmeticException | DateTimeException e) {
      return new Failure("integer overflow");
    }
    return Numbers.calculate('+', left, right);
  }

  private static Object subtract(Object left, Object right) {
    try {
      if (left instanceof Duration a && right instanceof Duration b) {
        return inRange(a.minus(b));
      }
      if (left instanceof Instant a && right instanceof Duration b) {
        return TimeFunctions.inRange(a.minus(b));
      }
      if (left instanceof Instant a && right instanceof Instant b) {
        return inRange(Duration.between(b, a));
      }
    } catch (ArithmeticException | DateTimeException e) {
      return new Failure("integer overflow");
    }
    return Numbers.calculate('-', left, right);
  }

  private static Object inRange(Duration duration) {
    return duration.toNanos() == Long.MAX_VALUE ? new Failure("integer overflow") : duration;
  }

  private static void conversions() {
    ALL.put("int", a -> toInt(a[0]));
    ALL.put("uint", a -> toUint(a[0]));
    ALL.put("double", a -> toDouble(a[0]));
    ALL.put("bool", a -> toBool(a[0]));
    ALL.put("string", a -> toText(a[0]));
    ALL.put("bytes", a -> toBytes(a[0]));
  }

  static Failure cannotConvert(Object value, String type) {
    return new Failure(
        "type conversion error from '" + Values.typeName(value) + "' to '" + type + "'");
  }

  private static Object toInt(Object value) {
    if (value instanceof Long) {
      return value;
    } else if (value instanceof Uint uint) {
      return uint.bits() < 0 ? new Failure("integer overflow") : (Object) uint.bits();
    } else if (value instanceof Double number) {
      boolean fits = number > -0x1p63 && number < 0x1p63;
      return fits ? (Object) number.longValue() : new Failure("integer overflow");
    } else if (value instanceof Instant time) {
      return time.getEpochSecond();
    } else if (value instanceof Duration duration) {
      return duration.toNanos();
    } else if (value instanceof String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return cannotConvert(value, "int");
      }
    }
    return null;
  }

  private static Object toUint(Object value) {
    if (value instanceof Uint) {
      return value;
    } else if (value instanceof Long number) {
      return number < 0 ? new Failure("unsigned integer overflow") : new Uint(number);
    } else if (value instanceof Double number) {
      return number >= 0 && number < 0x1p64
          ? new Uint(new java.math.BigDecimal(number).toBigInteger().longValue())
          : new Failure("unsigned integer overflow");
    } else if (value instanceof String text) {
      try {
        return new Uint(Long.parseUnsignedLong(text));
      } catch (NumberFormatException e) {
        return cannotConvert(value, "uint");
      }
    }
    return null;
  }

  private static Object toDouble(Object value) {
    if (value instanceof Double) {
      return value;
    } else if (value instanceof Long number) {
      return (double) number;
    } else if (value instanceof Uint uint) {
      return Double.parseDouble(uint.toString());
    } else if (value instanceof String text) {
      try {
        return text.equals(text.strip()) && !text.matches(".*[dDfF]$")
            ? Double.parseDouble(text)
            : cannotConvert(value, "double");
      } catch (NumberFormatException e) {
        return cannotConvert(value, "double");
      }
    }
    return null;
  }

  private static Object toBool(Object value) {
    if (!(value instanceof String text)) {
      return value instanceof Boolean ? value : null;
    }
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> cannotConvert(value, "bool");
    };
  }

  private static Object toText(Object value) {
    if (value instanceof Bytes bytes) {
      String text = new String(bytes.content(), java.nio.charset.StandardCharsets.UTF_8);
      return text.contains("\ufffd")
          ? new Failure("invalid UTF-8 in bytes, cannot convert to string")
          : text;
    }
    return Text.of(value);
  }

  private static Object toBytes(Object value) {
    if (value instanceof String text) {
      return new Bytes(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return value instanceof Bytes ? value : null;
  }

  private static void optionals() {
    ALL.put("optional.of", a -> new Maybe(a[0]));
    ALL.put("optional.none", a -> Maybe.NONE);
    ALL.put("optional.ofNonZeroValue", a -> isZero(a[0]) ? Maybe.NONE : new Maybe(a[0]));
    ALL.put("hasValue", a -> a[0] instanceof Maybe maybe ? maybe.isPresent() : null);
    ALL.put("value", a -> a[0] instanceof Maybe maybe ? valueOf(maybe) : null);
    ALL.put("or", a -> a[0] instanceof Maybe maybe ? (maybe.isPresent() ? maybe : a[1]) : null);
    ALL.put(
        "orValue",
        a -> a[0] instanceof Maybe maybe ? (maybe.isPresent() ? maybe.value() : a[1]) : null);
    Function unwrap = a -> a[0] instanceof ListValue list ? ListFunctions.unwrap(list) : null;
    ALL.put("optional.unwrap", unwrap);
    ALL.put("unwrapOpt", unwrap);
  }

  private static Object valueOf(Maybe maybe) {
    return maybe.isPresent() ? maybe.value() : new Failure("optional.none() dereference");
  }

  private static boolean isZero(Object value) {
    if (value == Null.VALUE || Boolean.FALSE.equals(value) || value.equals(Duration.ZERO)) {
      return true;
    }
    if (Values.isNumber(value)) {
      return Integer.valueOf(0).equals(Numbers.compare(value, 0L));
    }
    return size(value) instanceof Long size && size == 0;
  }
}
