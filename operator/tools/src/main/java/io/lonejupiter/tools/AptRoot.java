package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * apt with its own state for one suite, in one folder. Installs nothing and leaves the machine's
 * apt as it is; apt checks the signatures of all it fetches.
 */
final class AptRoot {

  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration INDEX_LIFE = Duration.ofHours(1);

  private final Path folder;
  private final String suite;

  private AptRoot(Path folder, String suite) {
    this.folder = folder;
    this.suite = suite;
  }

  /** Writes the settings and fetches the index, unless one from the last hour is there. */
  static AptRoot open(Path parent, DebianMirror mirror, String suite, Consumer<String> progress)
      throws IOException {
    Path folder = parent.resolve(suite).toAbsolutePath();
    AptRoot root = new AptRoot(folder, suite);
    Files.createDirectories(folder.resolve("state/lists/partial"));
    Files.createDirectories(folder.resolve("cache/archives/partial"));
    Files.writeString(folder.resolve("status"), "");
    Files.writeString(folder.resolve("apt.conf"), configuration(folder));
    String source = sourceLine(mirror, suite);
    Path sources = folder.resolve("sources.list");
    Path stamp = folder.resolve("updated");
    boolean sameSource = Files.exists(sources) && Files.readString(sources).equals(source);
    boolean fresh =
        Files.exists(stamp)
            && Files.getLastModifiedTime(stamp)
                .toInstant()
                .isAfter(Instant.now().minus(INDEX_LIFE));
    if (!sameSource || !fresh) {
      Files.deleteIfExists(stamp);
      Files.writeString(sources, source);
      progress.accept("fetching the package index of Debian " + suite);
      root.apt("apt-get", "-q", "update");
      Files.writeString(stamp, "");
    }
    return root;
  }

  /** One line of sources.list: only the package index, checked against these keys. */
  static String sourceLine(DebianMirror mirror, String suite) {
    String keys =
        mirror.keyrings().isEmpty() ? "" : " signed-by=" + String.join(",", mirror.keyrings());
    return "deb [target=Packages lang=none" + keys + "] " + mirror.uri() + " " + suite + " main\n";
  }

  /**
   * Settings that are read after the machine's own, so that proxies and credentials stay and
   * everything that would touch the system goes.
   */
  static String configuration(Path folder) {
    return """
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        Dir::Etc::sourcelist "%1$s/sources.list";
        Dir::Etc::sourceparts "/dev/null";
        Dir::Etc::preferences "/dev/null";
        Dir::Etc::preferencesparts "/dev/null";
        Dir::State "%1$s/state";
        Dir::State::lists "%1$s/state/lists";
        Dir::State::status "%1$s/status";
        Dir::Cache "%1$s/cache";
        Dir::Cache::archives "%1$s/cache/archives";
        Dir::Cache::pkgcache "pkgcache.bin";
        Dir::Cache::srcpkgcache "srcpkgcache.bin";
        APT::Sandbox::User "root";
        APT::Update::Error-Mode "any";
        APT::Get::AllowUnauthenticated "false";
        Acquire::AllowInsecureRepositories "false";
        Acquire::GzipIndexes "true";
        Acquire::Languages "none";
        Acquire::Retries "2";
        """
        .formatted(folder);
  }

  String suite() {
    return suite;
  }

  /** The version of a package in this suite, as Debian writes it. */
  Optional<String> versionOf(String packageName) throws IOException {
    return versionIn(apt("apt-cache", "madison", packageName));
  }

  /** The newest version in a table of {@code apt-cache madison}: its first line. */
  static Optional<String> versionIn(String madison) {
    return madison
        .lines()
        .map(line -> line.split("\\|"))
        .filter(columns -> columns.length >= 3)
        .map(columns -> columns[1].strip())
        .findFirst();
  }

  /** Downloads a package of this suite into a new folder below this root. */
  Path download(String packageName) throws IOException {
    Path target = Files.createTempDirectory(Files.createDirectories(folder.resolve("deb")), "d");
    command(target, List.of("apt-get", "-q", "download", packageName));
    try (var files = Files.list(target)) {
      return files
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElseThrow(() -> new IOException("apt-get downloaded no " + packageName));
    }
  }

  private String apt(String... words) throws IOException {
    return command(folder, List.of(words));
  }

  private String command(Path workingFolder, List<String> words) throws IOException {
    List<String> all = new ArrayList<>(words);
    all.addAll(1, List.of("-c", folder.resolve("apt.conf").toString()));
    return Command.runOrFail(all, workingFolder, LIMIT);
  }
}
