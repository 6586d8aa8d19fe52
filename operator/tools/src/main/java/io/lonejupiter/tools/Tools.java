package io.lonejupiter.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds the programs that Lone Jupiter stands on. Installs nothing on the machine: what is not
 * there is unpacked into a cache folder.
 *
 * <ol>
 *   <li>The path in LJ_CONSUL, LJ_HAPROXY, LJ_KUBECTL or LJ_WRK; a wrong one is an error.
 *   <li>PATH, if what is there runs and is new enough.
 *   <li>The cache, if what is there is what was unpacked.
 *   <li>Debian packages from the archive that this machine's apt uses, into the cache.
 * </ol>
 *
 * Each method throws {@link ToolMissingException} when all of it fails. May be called by several
 * threads and several processes at once.
 */
public final class Tools {

  // Where HAProxy lives; the PATH of an ordinary user often lacks it.
  private static final List<Path> SYSTEM_FOLDERS =
      List.of(Path.of("/usr/local/sbin"), Path.of("/usr/sbin"));

  private final Map<String, String> environment;
  private final List<Path> searchPath;
  private final ToolCache cache;
  private final ToolCache.Filler filler;
  private final Consumer<String> progress;
  private final Map<ToolKind, Tool> found = new EnumMap<>(ToolKind.class);

  Tools(
      Map<String, String> environment,
      List<Path> searchPath,
      Path cacheDir,
      ToolCache.Filler filler,
      Consumer<String> progress) {
    this.environment = Map.copyOf(environment);
    this.searchPath = List.copyOf(searchPath);
    this.cache = new ToolCache(cacheDir, progress);
    this.filler = filler;
    this.progress = progress;
  }

  /**
   * Tools with their cache in this folder, which is made when needed.
   *
   * @param progress told one sentence before each slow or surprising step
   */
  public static Tools inCache(Path cacheDir, Consumer<String> progress) {
    Map<String, String> environment = System.getenv();
    Path folder = cacheDir.toAbsolutePath().normalize();
    return new Tools(
        environment,
        searchPath(environment.getOrDefault("PATH", "")),
        folder,
        new DebianPackages(folder, progress)::unpack,
        progress);
  }

  /**
   * Tools with the user's cache: LJ_TOOLS_CACHE, else {@code lonejupiter/tools} in XDG_CACHE_HOME,
   * else in {@code ~/.cache}.
   */
  public static Tools standard(Consumer<String> progress) {
    return inCache(standardCache(System.getenv(), System.getProperty("user.home")), progress);
  }

  static Path standardCache(Map<String, String> environment, String home) {
    String own = environment.getOrDefault("LJ_TOOLS_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = xdg.isBlank() ? Path.of(home, ".cache") : Path.of(xdg);
    return caches.resolve("lonejupiter").resolve("tools");
  }

  private static List<Path> searchPath(String path) {
    Stream<Path> own =
        Stream.of(path.split(File.pathSeparator)).filter(part -> !part.isBlank()).map(Path::of);
    return Stream.concat(own, SYSTEM_FOLDERS.stream()).distinct().toList();
  }

  /** Consul 1.8 or newer. */
  public Tool consul() {
    return find(ToolKind.CONSUL);
  }

  /** HAProxy 2.6 or newer. */
  public Tool haproxy() {
    return find(ToolKind.HAPROXY);
  }

  /** kubectl 1.27 or newer. */
  public Tool kubectl() {
    return find(ToolKind.KUBECTL);
  }

  /** nginx 1.18 or newer; only measurements need it. */
  public Tool nginx() {
    return find(ToolKind.NGINX);
  }

  /** Prometheus 2.30 or newer; only tests need it. */
  public Tool prometheus() {
    return find(ToolKind.PROMETHEUS);
  }

  /** The load generator wrk 4.0 or newer; only tests need it. */
  public Tool wrk() {
    return find(ToolKind.WRK);
  }

  private synchronized Tool find(ToolKind kind) {
    return found.computeIfAbsent(kind, this::search);
  }

  private Tool search(ToolKind kind) {
    String override = environment.getOrDefault(kind.override(), "");
    if (!override.isBlank()) {
      return overridden(kind, Path.of(override));
    }
    for (Path folder : searchPath) {
      Path candidate = folder.resolve(kind.command());
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        try {
          return Probe.check(kind, candidate, Map.of());
        } catch (IOException e) {
          progress.accept("passing over " + e.getMessage());
        }
      }
    }
    try {
      return cache.getOrFill(kind, filler);
    } catch (IOException e) {
      throw new ToolMissingException(
          "%1$s >= %2$s was not found on PATH and could not be unpacked from Debian packages (%4$s): install %1$s %2$s or newer, or set %3$s to its path"
              .formatted(kind.command(), kind.minimumText(), kind.override(), e.getMessage()),
          e);
    }
  }

  private static Tool overridden(ToolKind kind, Path executable) {
    try {
      return Probe.check(kind, executable, Map.of());
    } catch (IOException e) {
      throw new ToolMissingException(
          "%s names no usable %s (%s): set it to the path of %s %s or newer, or unset it"
              .formatted(
                  kind.override(),
                  kind.command(),
                  e.getMessage(),
                  kind.command(),
                  kind.minimumText()),
          e);
    }
  }
}
