package io.lonejupiter.core.unit;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;

/** Cores and bytes as manifests write them, which is as Kubernetes does. */
public final class Quantities {
  private static final Pattern MEMORY = Pattern.compile("([0-9]+)(k|M|G|T|Ki|Mi|Gi|Ti)?");
  private static final Map<String, Long> UNITS =
      Map.of(
          "k",
          1_000L,
          "M",
          1_000_000L,
          "G",
          1_000_000_000L,
          "T",
          1_000_000_000_000L,
          "Ki",
          1L << 10,
          "Mi",
          1L << 20,
          "Gi",
          1L << 30,
          "Ti",
          1L << 40);

  private Quantities() {}

  /** Thousandths of a core: {@code 250m} is 250, {@code 1.5} is 1500; null is 0. */
  public static int cpuMillis(String text) {
    if (text == null) {
      return 0;
    }
    try {
      return text.endsWith("m")
          ? Integer.parseInt(text.substring(0, text.length() - 1))
          : new BigDecimal(text).movePointRight(3).intValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number of cores; write it as 2, 1.5 or 250m", e);
    }
  }

  /** Bytes: {@code 256Mi} is 268435456; null is 0. */
  public static long memoryBytes(String text) {
    if (text == null) {
      return 0;
    }
    var parts = MEMORY.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + text + "' is no size; write it as 256Mi or 1G");
    }
    var amount = Long.parseLong(parts.group(1));
    return parts.group(2) == null ? amount : Math.multiplyExact(amount, UNITS.get(parts.group(2)));
  }

  /** Cores for people: 1500 is {@code 1.5 cores}. */
  public static String cores(long millis) {
    var text = BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    return text + (text.equals("1") ? " core" : " cores");
  }

  /** Bytes for people, in the largest unit that leaves a number of at least 1. */
  public static String bytes(long bytes) {
    if (bytes >= 1L << 30) {
      return oneDigit(bytes, 1L << 30) + " GiB";
    }
    return bytes >= 1L << 20 ? oneDigit(bytes, 1L << 20) + " MiB" : bytes + " bytes";
  }

  private static String oneDigit(long bytes, long unit) {
    return BigDecimal.valueOf(bytes * 10 / unit, 1).stripTrailingZeros().toPlainString();
  }
}
