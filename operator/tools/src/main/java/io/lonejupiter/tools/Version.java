package io.lonejupiter.tools;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version as far as the tools need it: major, minor, patch; what follows does not order. */
record Version(int major, int minor, int patch) implements Comparable<Version> {

  private static final Pattern LEADING =
      Pattern.compile("^(?:\\d+:)?v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .thenComparingInt(Version::patch);

  /** Reads {@code 1.8.7+dfsg1}, {@code v1.32.4-x} or a Debian version with epoch. */
  static Optional<Version> parse(String text) {
    Matcher matcher = LEADING.matcher(text.strip());
    if (!matcher.find()) {
      return Optional.empty();
    }
    String patch = matcher.group(3);
    return Optional.of(
        new Version(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            patch == null ? 0 : Integer.parseInt(patch)));
  }

  boolean isAtLeast(Version minimum) {
    return compareTo(minimum) >= 0;
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
