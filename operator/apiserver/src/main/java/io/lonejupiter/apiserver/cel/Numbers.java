package io.lonejupiter.apiserver.cel;

import io.lonejupiter.apiserver.cel.Values.Failure;
import io.lonejupiter.apiserver.cel.Values.Uint;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Arithmetic of CEL: overflow is a failure, never a wrap. */
final class Numbers {
  private static final Failure OVERFLOW = new Failure("integer overflow");
  private static final Failure UNSIGNED_OVERFLOW = new Failure("unsigned integer overflow");
  private static final BigInteger UNSIGNED_LIMIT = BigInteger.ONE.shiftLeft(64);

  private Numbers() {}

  /** Null when one of them is not a number. */
  static Integer compare(Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return Long.compare(a, b);
    }
    if (left instanceof Double a && right instanceof Double b) {
      return a.isNaN() || b.isNaN() ? null : (Integer) (a < b ? -1 : a > b ? 1 : 0);
    }
    Integer infinite = infinite(left, right);
    if (infinite != null) {
      return infinite == NOT_A_NUMBER ? null : infinite;
    }
    return exact(left).compareTo(exact(right));
  }

  private static final int NOT_A_NUMBER = 2;

  private static Integer infinite(Object left, Object right) {
    if (left instanceof Double a && !Double.isFinite(a)) {
      return a.isNaN() ? NOT_A_NUMBER : a > 0 ? 1 : -1;
    }
    if (right instanceof Double b && !Double.isFinite(b)) {
      return b.isNaN() ? NOT_A_NUMBER : b > 0 ? -1 : 1;
    }
    return null;
  }

  private static BigDecimal exact(Object number) {
    if (number instanceof Double d) {
      return new BigDecimal(d);
    }
    return number instanceof Uint u
        ? new BigDecimal(new BigInteger(u.toString()))
        : BigDecimal.valueOf((Long) number);
  }

  /** Adds, subtracts, multiplies, divides; null when the operands have no such operation. */
  static Object calculate(char operator, Object left, Object right) {
    if (left instanceof Long a && right instanceof Long b) {
      return ints(operator, a, b);
    }
    if (left instanceof Uint a && right instanceof Uint b) {
      return unsigned(operator, new BigInteger(a.toString()), new BigInteger(b.toString()));
    }
    if (left instanceof Double a && right instanceof Double b) {
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        case '/' -> a / b;
        default -> null;
      };
    }
    return null;
  }

  private static Object ints(char operator, long a, long b) {
    try {
      return switch (operator) {
        case '+' -> Math.addExact(a, b);
        case '-' -> Math.subtractExact(a, b);
        case '*' -> Math.multiplyExact(a, b);
        case '/' -> quotient(a, b);
        default -> b == 0 ? new Failure("modulus by zero") : (Object) (a % b);
      };
    } catch (ArithmeticException e) {
      return OVERFLOW;
    }
  }

  private static Object quotient(long a, long b) {
    if (b == 0) {
      return new Failure("division by zero");
    }
    return a == Long.MIN_VALUE && b == -1 ? OVERFLOW : (Object) (a / b);
  }

  private static Object unsigned(char operator, BigInteger a, BigInteger b) {
    boolean divides = operator == '/' || operator == '%';
    if (divides && b.signum() == 0) {
      return new Failure(operator == '/' ? "division by zero" : "modulus by zero");
    }
    BigInteger result =
        switch (operator) {
          case '+' -> a.add(b);
          case '-' -> a.subtract(b);
          case '*' -> a.multiply(b);
          case '/' -> a.divide(b);
          default -> a.mod(b);
        };
    boolean fits = result.signum() >= 0 && result.compareTo(UNSIGNED_LIMIT) < 0;
    return fits ? new Uint(result.longValue()) : UNSIGNED_OVERFLOW;
  }

  static Object negate(Object value) {
    if (value instanceof Long number) {
      return number == Long.MIN_VALUE ? OVERFLOW : (Object) (-number);
    }
    return value instanceof Double number ? (Object) (-number) : Failure.noOverload();
  }
}
