package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Debian archive that this machine's own apt is set up to use. Reads apt's settings, nothing
 * else; no archive is named here.
 *
 * @param uri where packages come from
 * @param release the machine's own release there, as {@code bookworm} or {@code stable}
 * @param keyrings absolute paths of the keys that sign it; empty means apt's own trusted ones
 */
record DebianMirror(String uri, String release, List<String> keyrings) {

  private static final String FIELDS =
      "$(REPO_URI)|$(ORIGIN)|$(RELEASE)|$(COMPONENT)|$(CREATED_BY)|$(SIGNED_BY)";
  private static final Path ARCHIVE_KEYRING =
      Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  /**
   * @throws IOException when apt is not there or has no Debian archive
   */
  static DebianMirror ofThisMachine() throws IOException {
    Optional<DebianMirror> withIndex = parse(indexTargets(List.of()));
    DebianMirror mirror =
        // Where no index was fetched yet, as in a fresh container, apt lists nothing unless asked
        // so.
        (withIndex.isPresent() ? withIndex : parse(indexTargets(List.of("--no-release-info"))))
            .orElseThrow(() -> new IOException("apt of this machine has no Debian archive"));
    // The machine's key may be that of its own release only, the keyring knows the others.
    List<String> keyrings =
        Stream.concat(mirror.keyrings().stream(), Stream.of(ARCHIVE_KEYRING.toString()))
            .distinct()
            .filter(keyring -> Files.isReadable(Path.of(keyring)))
            .toList();
    return new DebianMirror(mirror.uri(), mirror.release(), keyrings);
  }

  private static String indexTargets(List<String> options) throws IOException {
    List<String> words = new ArrayList<>(List.of("apt-get", "indextargets", "--format", FIELDS));
    words.addAll(options);
    return Command.runOrFail(words, Path.of("/"), Duration.ofSeconds(60));
  }

  /** The first line that is the main Debian archive, neither security nor updates. */
  static Optional<DebianMirror> parse(String indexTargets) {
    return indexTargets
        .lines()
        .map(line -> line.strip().split("\\|", -1))
        .filter(fields -> fields.length >= 6 && isMainArchive(fields))
        .findFirst()
        .map(fields -> new DebianMirror(fields[0], fields[2], keyrings(fields[5])));
  }

  private static boolean isMainArchive(String[] fields) {
    String release = fields[2];
    return isDebian(fields)
        && !value(fields[0]).isEmpty()
        && fields[3].equals("main")
        && fields[4].equals("Packages")
        && release.matches("[A-Za-z0-9]+");
  }

  // Without an index apt does not know the origin; the archive's usual path or key must do then.
  private static boolean isDebian(String[] fields) {
    String origin = value(fields[1]);
    return origin.isEmpty()
        ? fields[0].matches(".*/debian/?") || fields[5].contains("debian-archive")
        : origin.equals("Debian");
  }

  private static List<String> keyrings(String signedBy) {
    return Stream.of(value(signedBy).split("[,\\s]+"))
        .filter(word -> word.startsWith("/"))
        .distinct()
        .toList();
  }

  // apt prints a field that it does not know as it stands.
  private static String value(String field) {
    return field.startsWith("$(") ? "" : field.strip();
  }
}
