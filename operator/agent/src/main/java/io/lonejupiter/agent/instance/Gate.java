package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.process.ProcessGroup;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.VerificationResult;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves one instance before it gets traffic, on a thread of its own: waits for the instance's
 * check, tries, tries again as often as is allowed, and opens the gate in Consul, or leaves it
 * closed for good. What the attempts start ends with it.
 */
final class Gate implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String TOKEN_PREFIX = "verification-";

  private final InstanceState state;
  private final HostServices host;
  private final Assignment assignment;
  private final String address;
  private final String processToken;
  private final Runnable onNews;
  private final Thread thread;
  private final String elsewhere;
  private volatile int attempt;
  private volatile VerificationResult result;

  /**
   * @param onNews called on the gate's thread when an attempt begins and when it is over
   */
  Gate(InstanceState state, HostServices host, String address, Runnable onNews) {
    this.state = state;
    this.host = host;
    this.assignment = state.assignment();
    this.address = address;
    this.processToken = state.saved().process().token();
    this.onNews = onNews;
    var gate = assignment.verification();
    this.elsewhere =
        gate.otherHost() == null ? null : RemoteVerification.ofGate(processToken, gate);
    thread = new Thread(this::run, "gate-" + state.id);
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether it is about this process and what has to be passed now. */
  boolean isOf(String token, ResolvedVerification gate) {
    return processToken.equals(token) && Objects.equals(assignment.verification(), gate);
  }

  /** The attempt that is under way, from 1; 0 while the instance's check is waited for. */
  int attempt() {
    return attempt;
  }

  /** Id of what another host is to verify it with now; null if that is nothing. */
  String awaits() {
    return attempt > 0 && result == null ? elsewhere : null;
  }

  /** Empty until it is over. */
  Optional<VerificationResult> result() {
    return Optional.ofNullable(result);
  }

  private void run() {
    try {
      ProcessGroup.kill(Set.of(token(processToken)));
      while (!answers(host, state.id)) {
        Thread.sleep(LOOK.toMillis());
      }
      var end =
          attempts()
              .run(
                  number -> {
                    attempt = number;
                    onNews.run();
                  });
      while (end.passed() && !opened(end.message())) {
        Thread.sleep(LOOK.toMillis());
      }
      log.info("{}: verification: {}", state.id, end.message());
      result = end;
      onNews.run();
    } catch (InterruptedException e) {
      log.debug("{}: the verification is broken off", state.id);
    }
  }

  private Attempts attempts() {
    var token = token(processToken);
    return elsewhere != null
        ? new OtherHostsAttempts(state, elsewhere)
        : new OwnAttempts(
            state.subject(assignment.verification(), host.host(), address, token), host);
  }

  /** Whether its own check is green. */
  static boolean answers(HostServices host, String id) {
    try {
      return host.registrar().healthy(id);
    } catch (UnavailableException | RefusedException e) {
      log.debug("{}: {}", id, e.getMessage());
      return false;
    }
  }

  private boolean opened(String note) {
    try {
      host.registrar().openGate(state.id, note);
      return true;
    } catch (UnavailableException | RefusedException e) {
      log.debug("{}: {}", state.id, e.getMessage());
      return false;
    }
  }

  /** Carried by what an attempt for this process starts, also under an agent that died. */
  static String token(String processToken) {
    return TOKEN_PREFIX + processToken;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
