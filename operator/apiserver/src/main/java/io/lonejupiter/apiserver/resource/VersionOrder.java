package io.lonejupiter.apiserver.resource;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The priority of versions by their names, highest first: {@code v2, v1, v1beta2, v1beta1,
 * v1alpha1}, then all others in the order of the alphabet. Pure.
 */
public final class VersionOrder {
  private static final Pattern KUBERNETES = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");
  private static final int ALPHA = 1;
  private static final int BETA = 2;
  private static final int STABLE = 3;

  /** Orders version names, the one to prefer first. */
  public static final Comparator<String> HIGHEST_FIRST = VersionOrder::compare;

  private record Parsed(int stability, long major, long minor) {}

  private VersionOrder() {}

  private static int compare(String left, String right) {
    Parsed a = parse(left);
    Parsed b = parse(right);
    if (a == null || b == null) {
      return a != null ? -1 : b != null ? 1 : left.compareTo(right);
    }
    return Comparator.comparingInt(Parsed::stability)
        .thenComparingLong(Parsed::major)
        .thenComparingLong(Parsed::minor)
        .reversed()
        .compare(a, b);
  }

  private static Parsed parse(String name) {
    Matcher matcher = KUBERNETES.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    try {
      long major = Long.parseLong(matcher.group(1));
      if (matcher.group(2) == null) {
        return new Parsed(STABLE, major, 0);
      }
      int stability = matcher.group(2).equals("beta") ? BETA : ALPHA;
      return new Parsed(stability, major, Long.parseLong(matcher.group(3)));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
