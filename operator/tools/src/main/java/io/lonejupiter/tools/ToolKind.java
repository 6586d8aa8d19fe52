package io.lonejupiter.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known about each program: how it is called, how old it may be, which Debian package has
 * it. Pure data.
 */
enum ToolKind {
  CONSUL(
      "consul",
      new Version(1, 8, 0),
      List.of("version"),
      "Consul (v\\d\\S*)",
      "consul",
      "usr/bin/consul",
      false,
      // Later releases no longer have the package.
      List.of("bullseye")),
  HAPROXY(
      "haproxy",
      new Version(2, 6, 0),
      List.of("-v"),
      "HA-?Proxy version (\\d\\S*)",
      "haproxy",
      "usr/sbin/haproxy",
      true,
      List.of("bookworm", "trixie")),
  KUBECTL(
      "kubectl",
      new Version(1, 27, 0),
      List.of("version", "--client"),
      "Client Version:.*?(v\\d+\\.\\d+[^\\s\",]*)",
      "kubectl",
      "usr/bin/kubectl",
      false,
      // Earlier releases have 1.20 in another package.
      List.of("trixie")),
  NGINX(
      "nginx",
      new Version(1, 18, 0),
      List.of("-v"),
      "nginx version: nginx/(\\d\\S*)",
      "nginx",
      "usr/sbin/nginx",
      true,
      List.of("bookworm", "trixie")),
  PROMETHEUS(
      "prometheus",
      new Version(2, 30, 0),
      List.of("--version"),
      "prometheus, version (\\d+\\.\\d+\\S*)",
      "prometheus",
      "usr/bin/prometheus",
      false,
      List.of("bookworm", "trixie")),
  WRK(
      "wrk",
      new Version(4, 0, 0),
      List.of("-v"),
      "wrk (?:\\S*/)?(\\d+\\.\\d+\\S*)",
      "wrk",
      "usr/bin/wrk",
      true,
      List.of("bookworm", "trixie"));

  private final String command;
  private final Version minimum;
  private final List<String> versionArguments;
  private final Pattern versionPattern;
  private final String debianPackage;
  private final String pathInPackage;
  private final boolean ownReleaseFirst;
  private final List<String> suites;

  ToolKind(
      String command,
      Version minimum,
      List<String> versionArguments,
      String versionPattern,
      String debianPackage,
      String pathInPackage,
      boolean ownReleaseFirst,
      List<String> suites) {
    this.command = command;
    this.minimum = minimum;
    this.versionArguments = versionArguments;
    this.versionPattern = Pattern.compile(versionPattern);
    this.debianPackage = debianPackage;
    this.pathInPackage = pathInPackage;
    this.ownReleaseFirst = ownReleaseFirst;
    this.suites = suites;
  }

  /** The program's file name. */
  String command() {
    return command;
  }

  Version minimum() {
    return minimum;
  }

  /** Major and minor of the oldest version that will do, as users write it. */
  String minimumText() {
    return minimum.major() + "." + minimum.minor();
  }

  List<String> versionArguments() {
    return versionArguments;
  }

  /** The environment variable that names the program's path and ends the search. */
  String override() {
    return "LJ_" + name();
  }

  String debianPackage() {
    return debianPackage;
  }

  String pathInPackage() {
    return pathInPackage;
  }

  /** The Debian suites to try in order, on a machine of the given release. */
  List<String> suitesFor(String ownRelease) {
    if (!ownReleaseFirst) {
      return suites;
    }
    List<String> order = new ArrayList<>(List.of(ownRelease));
    suites.stream().filter(suite -> !suite.equals(ownRelease)).forEach(order::add);
    return List.copyOf(order);
  }

  /** The version in what the program printed; empty if it printed something else, as an error. */
  Optional<Version> versionIn(String output) {
    Matcher matcher = versionPattern.matcher(output);
    return matcher.find() ? Version.parse(matcher.group(1)) : Optional.empty();
  }
}
