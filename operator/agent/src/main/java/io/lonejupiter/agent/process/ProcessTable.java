package io.lonejupiter.agent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The processes of this machine as /proc shows them. Only reads. */
public final class ProcessTable {
  /** Name of the variable that marks a process as ours. */
  public static final String TOKEN = "LONEJUPITER_TOKEN";

  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /** The process, unless it has ended. */
  public static Optional<ProcStat> stat(int pid) {
    try {
      var line = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
      return Optional.of(ProcStat.parse(line)).filter(ProcStat::alive);
    } catch (IOException e) {
      // Gone, or going while it was read: both mean that there is no such process.
      return Optional.empty();
    }
  }

  /**
   * The token in a process's environment; empty if it has none, has overwritten its environment (as
   * programs do that set their title), has ended, or belongs to another user.
   */
  public static Optional<String> token(int pid) {
    try {
      var environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      return Arrays.stream(new String(environment, StandardCharsets.UTF_8).split("\0"))
          .filter(variable -> variable.startsWith(TOKEN + "="))
          .map(variable -> variable.substring(TOKEN.length() + 1))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** All living processes that carry the token: a process and what it started. */
  public static List<ProcStat> withToken(String token) {
    return withTokens(Set.of(token));
  }

  /** The same of several tokens, in one look at the table: it is as long as the machine is busy. */
  static List<ProcStat> withTokens(Set<String> tokens) {
    var found = new ArrayList<ProcStat>();
    for (var pid : pids()) {
      if (token(pid).filter(tokens::contains).isPresent()) {
        stat(pid).ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  /** All living processes of a session, by the pid of the process that began it. */
  static List<ProcStat> inSession(int session) {
    return inSessions(Set.of(session));
  }

  /** All living processes of some sessions, in one look at the table. */
  static List<ProcStat> inSessions(Set<Integer> sessions) {
    var found = new ArrayList<ProcStat>();
    for (var pid : pids()) {
      stat(pid).filter(stat -> sessions.contains(stat.session())).ifPresent(found::add);
    }
    return List.copyOf(found);
  }

  /**
   * Memory in bytes that is a process's own, with its part of what it shares (its proportional set
   * size); 0 if it has ended, or belongs to another user.
   */
  static long memoryBytes(int pid) {
    try (var lines = Files.lines(PROC.resolve(pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .map(line -> line.substring("Pss:".length(), line.length() - "kB".length()).strip())
          .mapToLong(number -> Long.parseLong(number) << 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** Differs after each boot, so that pid and start time cannot be mistaken across boots. */
  public static String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the agent needs Linux's /proc", e);
    }
  }

  private static List<Integer> pids() {
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      var pids = new ArrayList<Integer>();
      entries.forEach(entry -> pids.add(Integer.parseInt(entry.getFileName().toString())));
      return pids;
    } catch (IOException e) {
      throw new UncheckedIOException("the agent needs Linux's /proc", e);
    }
  }
}
