package io.lonejupiter.apiserver.cel;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount such as {@code 1.5Gi} or {@code 200m}, exact to a billionth.
 *
 * @param scale the power of ten in which Kubernetes counts the amount in 64 bits; null when it
 *     keeps a decimal number instead. Only whole amounts of a scale that is not negative are
 *     integers to it.
 */
record Quantity(BigDecimal amount, Integer scale) implements Libraries.Typed {
  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?)(\\d*)(?:\\.(\\d*))?(|n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\\d{1,9})");
  private static final Map<String, Integer> DECIMAL =
      Map.of("", 0, "n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String BINARY = "KMGTPE";
  private static final int MIN_SCALE = -9;
  private static final int MAX_DIGITS = 18;
  private static final int MAX_BINARY_DIGITS = 15;

  /** Null when the text is no quantity. */
  static Quantity parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    String whole = form.group(2);
    String fraction = form.group(3) == null ? "" : form.group(3);
    if (whole.isEmpty() && fraction.isEmpty()) {
      return null;
    }
    BigDecimal number =
        new BigDecimal(form.group(1) + (whole.isEmpty() ? "0" : whole) + "." + fraction + "0");
    String suffix = form.group(4);
    int digits = whole.replaceFirst("^0+", "").length();
    int fractionDigits = fraction.replaceFirst("0+$", "").length();
    if (suffix.endsWith("i")) {
      int power = 10 * (BINARY.indexOf(suffix.charAt(0)) + 1);
      BigDecimal amount = number.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(power)));
      boolean counts =
          fractionDigits == 0 && MAX_BINARY_DIGITS - digits - (int) (power * 0.3f) - 1 >= 0;
      return rounded(amount, counts ? 0 : null);
    }
    Integer exponent = DECIMAL.get(suffix);
    int power = exponent == null ? Integer.parseInt(suffix.substring(1)) : exponent;
    boolean counts = digits + fractionDigits <= MAX_DIGITS && power - fractionDigits >= MIN_SCALE;
    return rounded(number.scaleByPowerOfTen(power), counts ? power - fractionDigits : null);
  }

  private static Quantity rounded(BigDecimal amount, Integer scale) {
    BigDecimal exact =
        amount.scale() > -MIN_SCALE
            ? amount.setScale(
                -MIN_SCALE, amount.signum() < 0 ? RoundingMode.FLOOR : RoundingMode.UP)
            : amount;
    return new Quantity(exact, scale);
  }

  static Quantity of(long number) {
    return new Quantity(BigDecimal.valueOf(number), 0);
  }

  Quantity plus(Quantity other) {
    BigDecimal sum = amount.add(other.amount);
    if (scale == null || other.scale == null) {
      return new Quantity(sum, null);
    }
    if (amount.signum() == 0 || other.amount.signum() == 0) {
      return new Quantity(sum, amount.signum() == 0 ? other.scale : scale);
    }
    int common = Math.min(scale, other.scale);
    boolean fits = sum.scaleByPowerOfTen(-common).toBigInteger().bitLength() < Long.SIZE;
    return new Quantity(sum, fits ? common : null);
  }

  Quantity minus(Quantity other) {
    return plus(new Quantity(other.amount.negate(), other.scale));
  }

  /** Null when it is no integer of 64 bits to Kubernetes. */
  Long asInteger() {
    if (scale == null || scale < 0) {
      return null;
    }
    try {
      return amount.longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity quantity && amount.compareTo(quantity.amount) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }

  @Override
  public String toString() {
    return amount.stripTrailingZeros().toPlainString();
  }

  @Override
  public String typeName() {
    return "kubernetes.Quantity";
  }
}
