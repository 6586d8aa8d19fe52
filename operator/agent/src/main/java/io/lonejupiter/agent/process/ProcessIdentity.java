package io.lonejupiter.agent.process;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Which process an instance is: pid, start time and token must agree. Without pid it is an intent:
 * saved before the start, so that a process is found again whatever happens in between.
 *
 * @param startTime clock ticks since boot
 * @param startedAt RFC 3339
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProcessIdentity(
    String token, Integer pid, Long startTime, String bootId, String startedAt) {

  /** A token that no other process has. */
  public static String newToken() {
    var bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public static ProcessIdentity intent(String token, String startedAt) {
    return new ProcessIdentity(token, null, null, ProcessTable.bootId(), startedAt);
  }

  ProcessIdentity started(ProcStat stat) {
    return new ProcessIdentity(token, stat.pid(), stat.startTime(), bootId, startedAt);
  }

  /**
   * Whether it still runs. A program that overwrites its environment for a title (PostgreSQL,
   * nginx) has no token left to read; within one boot pid and start time are proof enough then.
   */
  public boolean alive() {
    if (pid == null || !ProcessTable.bootId().equals(bootId)) {
      return false;
    }
    var same = ProcessTable.stat(pid).filter(stat -> stat.startTime() == startTime).isPresent();
    return same && ProcessTable.token(pid).map(token::equals).orElse(true);
  }

  /**
   * Whether processes of the session that it began are its own. The number of a session is not
   * given away while one of them lives; if another process has the pid, none does.
   */
  boolean ownsSession() {
    return pid != null
        && ProcessTable.bootId().equals(bootId)
        && (alive() || ProcessTable.stat(pid).isEmpty());
  }

  /**
   * This identity with the pid of the living process that it is; an intent is looked for by its
   * token. Null if no such process lives.
   */
  public ProcessIdentity find() {
    if (pid != null) {
      return alive() ? this : null;
    }
    return ProcessTable.withToken(token).stream()
        .filter(stat -> stat.group() == stat.pid() && stat.session() == stat.pid())
        .findFirst()
        .map(this::started)
        .orElse(null);
  }
}
