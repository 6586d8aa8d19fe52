package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that a reader sees whole or not at all. */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** Replaces the file; makes its folder. */
  public static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      var partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.write(partial, content);
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
