package io.lonejupiter.cli.supervisor;

import io.lonejupiter.cli.state.PartRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Finds the process of a part among the living ones. Pid, start time and boot must agree, so a pid
 * that was given to somebody else is never taken for ours. Only reads /proc.
 */
public final class PartProcess {
  /** The variable that marks the process of a part. */
  static final String TOKEN = "LONEJUPITER_PART";

  private static final Path PROC = Path.of("/proc");
  // Counted from the field after the command name, which is number 3 in proc(5).
  private static final int SESSION = 3;
  private static final int START_TIME = 19;

  private PartProcess() {}

  /** The record with the pid of the living process that it means; empty if there is none. */
  public static Optional<PartRecord> find(PartRecord part) {
    return part.isIntent() ? findByToken(part) : Optional.of(part).filter(PartProcess::isAlive);
  }

  /** Whether the recorded process lives; a zombie does not. */
  public static boolean isAlive(PartRecord part) {
    return !part.isIntent()
        && bootId().equals(part.bootId())
        && startTime(part.pid()).filter(part.startTime()::equals).isPresent();
  }

  /** Start time of a living process in clock ticks since boot. */
  static Optional<Long> startTime(long pid) {
    return stat(pid).map(fields -> Long.valueOf(fields[START_TIME]));
  }

  static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Linux's /proc is needed", e);
    }
  }

  /** A process that a part started inherits its token, so only the leader of a session counts. */
  private static Optional<PartRecord> findByToken(PartRecord part) {
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        long pid = Long.parseLong(entry.getFileName().toString());
        var stat = stat(pid);
        if (stat.isPresent()
            && Long.parseLong(stat.get()[SESSION]) == pid
            && hasToken(entry, part.token())) {
          return Optional.of(part.running(pid, Long.parseLong(stat.get()[START_TIME]), bootId()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Linux's /proc is needed", e);
    }
  }

  private static boolean hasToken(Path process, String token) {
    try {
      String environment =
          new String(Files.readAllBytes(process.resolve("environ")), StandardCharsets.UTF_8);
      return Arrays.asList(environment.split("\0")).contains(TOKEN + "=" + token);
    } catch (IOException e) {
      // Of another user, or gone meanwhile: either way not ours.
      return false;
    }
  }

  private static Optional<String[]> stat(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      // The command name stands in parentheses and may hold some itself: only the last one counts.
      String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split("\\s+");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? Optional.empty() : Optional.of(fields);
    } catch (IOException e) {
      // Gone, or going while it was read.
      return Optional.empty();
    }
  }
}
