package io.lonejupiter.agent.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The logs of one instance. A process keeps its log open for appending, so a log that has grown too
 * large is copied and cut to nothing in place.
 */
public record LogFiles(Path folder) {
  public static final long LIMIT_BYTES = 10L << 20;

  /** Rotated logs that are kept of each. */
  public static final int KEPT = 3;

  public Path stdout() {
    return folder.resolve("stdout.log");
  }

  public Path stderr() {
    return folder.resolve("stderr.log");
  }

  /** What the command of the last verification wrote. */
  public Path verification() {
    return folder.resolve("verification.log");
  }

  /** Bytes in a log; 0 if there is none. */
  public static long size(Path log) {
    return log.toFile().length();
  }

  /**
   * Copies a log that is larger than a limit to the first of the rotated ones. {@link #cut} is to
   * follow.
   *
   * @return the bytes that were copied; 0 if it is not that large
   */
  public static long copyAway(Path log, long limit) throws IOException {
    if (size(log) <= limit) {
      return 0;
    }
    for (var n = KEPT - 1; n >= 1; n--) {
      var from = numbered(log, n);
      if (Files.exists(from)) {
        Files.move(from, numbered(log, n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    var copy = numbered(log, 1);
    Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
    // It goes on growing: what is written between the last look and the cut is lost.
    while (size(log) > size(copy)) {
      appendRest(log, copy);
    }
    return size(copy);
  }

  private static void appendRest(Path log, Path copy) throws IOException {
    try (var from = FileChannel.open(log, StandardOpenOption.READ);
        var to = FileChannel.open(copy, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
      var known = to.size();
      from.transferTo(known, from.size() - known, to);
    }
  }

  /** Cuts a log to nothing that was copied. */
  public static void cut(Path log) throws IOException {
    Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
        .close();
  }

  /** The n-th rotated log, counted from the newest, 1. */
  public static Path numbered(Path log, int n) {
    return log.resolveSibling(log.getFileName() + "." + n);
  }

  /** The last characters of what it wrote to stderr from a position on; empty if nothing. */
  public String lastErrors(long from, int characters) {
    try (var file = new RandomAccessFile(stderr().toFile(), "r")) {
      var begin = Math.max(from > file.length() ? 0 : from, file.length() - 4L * characters);
      file.seek(begin);
      var bytes = new byte[(int) (file.length() - begin)];
      file.readFully(bytes);
      var text = new String(bytes, StandardCharsets.UTF_8).strip();
      return text.substring(Math.max(0, text.length() - characters));
    } catch (IOException e) {
      return "";
    }
  }
}
