package io.lonejupiter.tools;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Unpacked tools in one folder, one folder each, complete or not there. Takes an entry only if its
 * files are what was unpacked. Shared by processes through a lock file.
 */
final class ToolCache {

  /** Puts a tool into the cache; called with the lock held. */
  interface Filler {
    void fill(ToolKind kind) throws IOException;
  }

  // A file lock belongs to the whole JVM, so its threads need a lock of their own.
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private final Path folder;
  private final Consumer<String> progress;

  ToolCache(Path folder, Consumer<String> progress) {
    this.folder = folder.toAbsolutePath().normalize();
    this.progress = progress;
  }

  /** The newest sound entry, or the one that the filler makes when there is none. */
  Tool getOrFill(ToolKind kind, Filler filler) throws IOException {
    Optional<Tool> ready = newest(kind);
    if (ready.isPresent()) {
      return ready.get();
    }
    Files.createDirectories(folder);
    ReentrantLock lock = LOCKS.computeIfAbsent(folder, path -> new ReentrantLock());
    lock.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      // Another process may have been faster.
      ready = newest(kind);
      if (ready.isPresent()) {
        return ready.get();
      }
      filler.fill(kind);
      return newest(kind)
          .orElseThrow(() -> new IOException("the unpacked " + kind.command() + " is not sound"));
    } finally {
      lock.unlock();
    }
  }

  private Optional<Tool> newest(ToolKind kind) throws IOException {
    for (Path entry : entries(kind)) {
      try {
        Manifest manifest = Manifest.read(entry);
        manifest.verify(entry);
        return Optional.of(
            Probe.check(
                kind,
                entry.resolve(manifest.executable()),
                SharedLibraries.environment(entry, manifest.libraryFolders())));
      } catch (IOException e) {
        progress.accept("passing over the cached " + entry.getFileName() + ": " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  private List<Path> entries(ToolKind kind) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String prefix = kind.command() + "-";
    Comparator<Path> byVersion =
        Comparator.comparing(entry -> versionOf(entry, prefix).orElse(new Version(0, 0, 0)));
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(entry -> entry.getFileName().toString().startsWith(prefix))
          .filter(entry -> !entry.toString().endsWith(".partial"))
          .sorted(byVersion.reversed())
          .toList();
    }
  }

  private static Optional<Version> versionOf(Path entry, String prefix) {
    return Version.parse(entry.getFileName().toString().substring(prefix.length()));
  }
}
