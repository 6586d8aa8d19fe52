package io.lonejupiter.cli.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a log below a size by copying it away and cutting it. What is written between the two is
 * lost: the price of not having to tell the writer, who appends and so goes on at the new end.
 */
final class LogRotation {
  static final long LIMIT_BYTES = 10L << 20;

  private LogRotation() {}

  static void rotate(Path log, long limitBytes) throws IOException {
    if (!Files.exists(log) || Files.size(log) < limitBytes) {
      return;
    }
    Files.copy(
        log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }
}
