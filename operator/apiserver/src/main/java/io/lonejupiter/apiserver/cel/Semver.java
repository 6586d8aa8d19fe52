package io.lonejupiter.apiserver.cel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A semantic version.
 *
 * @param build metadata, which does not count when versions are compared
 */
record Semver(long major, long minor, long patch, List<String> pre, List<String> build)
    implements Libraries.Typed, Comparable<Semver> {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  /** Says in the words of Kubernetes' library why a text is no version. */
  static final class VersionException extends Exception {
    private static final long serialVersionUID = 1;

    VersionException(String message) {
      super(message);
    }
  }

  /**
   * @throws VersionException the text is no version
   */
  static Semver parse(String text) throws VersionException {
    if (text.isEmpty()) {
      throw new VersionException("Version string empty");
    }
    String[] parts = text.split("\\.", 3);
    if (parts.length != 3) {
      throw new VersionException("No Major.Minor.Patch elements found");
    }
    long major = number("Major", "major", parts[0]);
    long minor = number("Minor", "minor", parts[1]);
    String rest = parts[2];
    List<String> build = List.of();
    int plus = rest.indexOf('+');
    if (plus >= 0) {
      build = Arrays.asList(rest.substring(plus + 1).split("\\.", -1));
      rest = rest.substring(0, plus);
    }
    List<String> pre = List.of();
    int dash = rest.indexOf('-');
    if (dash >= 0) {
      pre = Arrays.asList(rest.substring(dash + 1).split("\\.", -1));
      rest = rest.substring(0, dash);
    }
    long patch = number("Patch", "patch", rest);
    for (String each : pre) {
      if (each.isEmpty()) {
        throw new VersionException("Prerelease is empty");
      }
      if (each.matches("\\d+")) {
        if (each.length() > 1 && each.startsWith("0")) {
          throw new VersionException(
              "Numeric PreRelease version must not contain leading zeroes "
                  + FormatString.quoted(each));
        }
      } else if (!each.matches("[0-9A-Za-z-]+")) {
        throw new VersionException(
            "Invalid character(s) found in prerelease " + FormatString.quoted(each));
      }
    }
    for (String each : build) {
      if (each.isEmpty()) {
        throw new VersionException("Build meta data is empty");
      }
      if (!each.matches("[0-9A-Za-z-]+")) {
        throw new VersionException(
            "Invalid character(s) found in build meta data " + FormatString.quoted(each));
      }
    }
    return new Semver(major, minor, patch, pre, build);
  }

  private static long number(String name, String lower, String text) throws VersionException {
    if (!text.matches("\\d*")) {
      throw new VersionException(
          "Invalid character(s) found in " + lower + " number " + FormatString.quoted(text));
    }
    if (text.length() > 1 && text.startsWith("0")) {
      throw new VersionException(
          name + " number must not contain leading zeroes " + FormatString.quoted(text));
    }
    if (text.isEmpty() || new BigInteger(text).compareTo(LIMIT) >= 0) {
      throw new VersionException(
          "strconv.ParseUint: parsing "
              + FormatString.quoted(text)
              + ": "
              + (text.isEmpty() ? "invalid syntax" : "value out of range"));
    }
    return Long.parseUnsignedLong(text);
  }

  /** Reads also what has a {@code v}, leading zeroes, or less than three numbers. */
  static Semver parseTolerant(String text) throws VersionException {
    String rest = text.startsWith("v") ? text.substring(1) : text;
    List<String> parts = new ArrayList<>(Arrays.asList(rest.split("\\.", 3)));
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.length() > 1) {
        String trimmed = part.replaceFirst("^0+", "");
        boolean startsWithDigit = !trimmed.isEmpty() && Character.isDigit(trimmed.charAt(0));
        parts.set(i, startsWithDigit ? trimmed : "0" + trimmed);
      }
    }
    if (parts.size() < 3) {
      String last = parts.get(parts.size() - 1);
      if (last.contains("+") || last.contains("-")) {
        throw new VersionException("short version cannot contain PreRelease/Build meta data");
      }
      while (parts.size() < 3) {
        parts.add("0");
      }
    }
    return parse(String.join(".", parts));
  }

  @Override
  public int compareTo(Semver other) {
    int order = Long.compareUnsigned(major, other.major);
    order = order != 0 ? order : Long.compareUnsigned(minor, other.minor);
    order = order != 0 ? order : Long.compareUnsigned(patch, other.patch);
    if (order != 0) {
      return Integer.signum(order);
    }
    if (pre.isEmpty() || other.pre.isEmpty()) {
      return Boolean.compare(pre.isEmpty(), other.pre.isEmpty());
    }
    for (int i = 0; i < Math.min(pre.size(), other.pre.size()); i++) {
      order = identifier(pre.get(i), other.pre.get(i));
      if (order != 0) {
        return Integer.signum(order);
      }
    }
    return Integer.compare(pre.size(), other.pre.size());
  }

  private static int identifier(String left, String right) {
    boolean a = left.matches("\\d+");
    boolean b = right.matches("\\d+");
    if (a && b) {
      return new BigInteger(left).compareTo(new BigInteger(right));
    }
    return a != b ? (a ? -1 : 1) : left.compareTo(right);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Semver semver && compareTo(semver) == 0;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(major * 31 + minor) * 31 + Long.hashCode(patch);
  }

  @Override
  public String toString() {
    return major
        + "."
        + minor
        + "."
        + patch
        + (pre.isEmpty() ? "" : "-" + String.join(".", pre))
        + (build.isEmpty() ? "" : "+" + String.join(".", build));
  }

  @Override
  public String typeName() {
    return "kubernetes.Semver";
  }
}
