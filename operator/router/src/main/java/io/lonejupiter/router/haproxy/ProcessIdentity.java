package io.lonejupiter.router.haproxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that a later one with the same pid is not mistaken for.
 *
 * @param startTime in clock ticks since boot, as {@code /proc} has it
 */
record ProcessIdentity(long pid, long startTime) {

  /** The process that has this pid now, if its command line names the file. */
  static Optional<ProcessIdentity> of(long pid, Path named) {
    try {
      var commandLine = Files.readString(Path.of("/proc", "" + pid, "cmdline"));
      return commandLine.contains("\0" + named + "\0")
          ? startTime(pid).map(start -> new ProcessIdentity(pid, start))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> startTime(long pid) {
    try {
      var stat =
          new String(
              Files.readAllBytes(Path.of("/proc", "" + pid, "stat")), StandardCharsets.ISO_8859_1);
      // The name of the command stands in parentheses and may hold anything.
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[0].equals("Z") || fields[0].equals("X")
          ? Optional.empty()
          : Optional.of(Long.parseLong(fields[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean isAlive() {
    return startTime(pid).filter(start -> start == startTime).isPresent();
  }

  static Optional<ProcessIdentity> read(Path file) {
    try {
      var words = Files.readString(file).strip().split(" ");
      return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1])));
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  void write(Path file) {
    AtomicFiles.write(file, (pid + " " + startTime + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
