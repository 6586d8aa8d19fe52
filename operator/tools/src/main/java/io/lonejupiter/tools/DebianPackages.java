package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Unpacks a tool and the shared libraries it lacks from Debian packages into the cache. Runs no
 * package script, installs nothing. The caller holds the cache's lock.
 *
 * <ol>
 *   <li>Suites in the order of {@link ToolKind#suitesFor}; a suite without a new enough version is
 *       passed over.
 *   <li>Download and unpack into a {@code .partial} folder.
 *   <li>While {@code ldd} misses a library: unpack the next package that the ones unpacked so far
 *       depend on.
 *   <li>Run it once, write the manifest, rename into place.
 * </ol>
 */
final class DebianPackages {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path cache;
  private final Consumer<String> progress;

  DebianPackages(Path cache, Consumer<String> progress) {
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * @throws IOException when no suite gave a tool that runs; the message has each suite's reason
   */
  void unpack(ToolKind kind) throws IOException {
    DebianMirror mirror = DebianMirror.ofThisMachine();
    List<String> reasons = new ArrayList<>();
    for (String suite : kind.suitesFor(mirror.release())) {
      try {
        unpackFrom(AptRoot.open(cache.resolve("apt"), mirror, suite, progress), kind);
        return;
      } catch (IOException e) {
        progress.accept("Debian " + suite + " does not give " + kind.command() + ": " + reason(e));
        reasons.add("Debian " + suite + ": " + reason(e));
      }
    }
    throw new IOException(String.join("; ", reasons));
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private void unpackFrom(AptRoot apt, ToolKind kind) throws IOException {
    String version =
        apt.versionOf(kind.debianPackage())
            .orElseThrow(() -> new IOException("has no package " + kind.debianPackage()));
    if (!Version.parse(version).map(v -> v.isAtLeast(kind.minimum())).orElse(false)) {
      throw new IOException("has version " + version + ", older than " + kind.minimumText());
    }
    Path partial = cache.resolve(kind.command() + "-" + fileName(version) + ".partial");
    Path place = cache.resolve(kind.command() + "-" + fileName(version));
    Folders.delete(partial);
    Files.createDirectories(partial);
    try {
      progress.accept("unpacking " + kind.command() + " " + version + " of Debian " + apt.suite());
      List<Manifest.Package> packages = unpackWithLibraries(apt, kind, partial);
      List<String> libraries = SharedLibraries.folders(partial);
      Probe.check(
          kind,
          partial.resolve(kind.pathInPackage()),
          SharedLibraries.environment(partial, libraries));
      Manifest.of(partial, kind.pathInPackage(), libraries, packages).write(partial);
      Folders.delete(place);
      Folders.move(partial, place);
    } finally {
      Folders.delete(partial);
    }
  }

  private List<Manifest.Package> unpackWithLibraries(AptRoot apt, ToolKind kind, Path root)
      throws IOException {
    List<Manifest.Package> unpacked = new ArrayList<>();
    Deque<String> next = new ArrayDeque<>(List.of(kind.debianPackage()));
    Set<String> seen = new HashSet<>(next);
    List<String> missing = List.of();
    while (!next.isEmpty()) {
      Path deb = apt.download(next.removeFirst());
      unpacked.add(Manifest.Package.of(deb));
      run(List.of("dpkg-deb", "-x", deb.toString(), root.toString()));
      if (!Files.isExecutable(root.resolve(kind.pathInPackage()))) {
        throw new IOException(deb.getFileName() + " has no " + kind.pathInPackage());
      }
      missing = missing(root, kind);
      if (missing.isEmpty()) {
        Folders.delete(deb.getParent());
        return unpacked;
      }
      String depends = run(List.of("dpkg-deb", "-f", deb.toString(), "Depends"));
      libraryPackages(depends).filter(seen::add).forEach(next::add);
      next = likelyFirst(next, missing);
      Folders.delete(deb.getParent());
    }
    throw new IOException("its packages lack " + String.join(", ", missing));
  }

  private static List<String> missing(Path root, ToolKind kind) throws IOException {
    Map<String, String> environment =
        SharedLibraries.environment(root, SharedLibraries.folders(root));
    return SharedLibraries.missing(root.resolve(kind.pathInPackage()), environment);
  }

  /** The library packages in a Depends field; never the C library, which must be the host's. */
  static Stream<String> libraryPackages(String depends) {
    return Stream.of(depends.split(","))
        .map(alternatives -> alternatives.strip().split("[\\s|(:]", 2)[0])
        .filter(name -> name.startsWith("lib") && !name.matches("libc6|libc-.*|libgcc-s1"));
  }

  /** Packages whose name looks like a missing library come first; the order is kept otherwise. */
  static Deque<String> likelyFirst(Deque<String> packages, List<String> missing) {
    List<String> wanted = missing.stream().map(DebianPackages::letters).toList();
    Deque<String> order = new ArrayDeque<>();
    packages.stream().filter(name -> wanted.contains(letters(name))).forEach(order::add);
    packages.stream().filter(name -> !wanted.contains(letters(name))).forEach(order::add);
    return order;
  }

  // libpcre2-8.so.0 and libpcre2-8-0 have the same letters before ".so" and the last number.
  private static String letters(String name) {
    return name.replaceFirst("\\.so.*$", "")
        .replaceFirst("t64$", "")
        .replaceAll("-?[0-9.]+$", "")
        .replaceAll("[^a-z]", "");
  }

  private static String run(List<String> words) throws IOException {
    return Command.runOrFail(words, Path.of("/"), LIMIT);
  }

  private static String fileName(String version) {
    return version.replaceAll("[^A-Za-z0-9.+~-]", "_");
  }
}
