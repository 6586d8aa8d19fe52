package io.lonejupiter.agent.instance;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files that must be whole and there after any crash. */
public final class DurableFile {
  private DurableFile() {}

  /** Replaces the file at once; not cut short by an interrupted thread. */
  public static void write(Path file, byte[] content) throws IOException {
    var partial = file.resolveSibling(file.getFileName() + ".partial");
    // A channel would be closed by an interrupt; a stream is not.
    try (var out = new FileOutputStream(partial.toFile())) {
      out.write(content);
      out.getFD().sync();
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
