package io.lonejupiter.agent.instance;

import io.lonejupiter.agent.failure.Reason;
import io.lonejupiter.agent.instance.Facts.ProcessState;
import io.lonejupiter.agent.log.InstanceLog;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.document.InstanceUsage;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.ResolvedVerification;
import io.lonejupiter.model.StepVerificationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;

/**
 * All that is known of one instance. Confined to the instance's thread, but for the volatile
 * fields, which others may read; what must outlive the agent is saved before it is relied on.
 */
final class InstanceState {
  final String id;
  final InstanceFolder folder;
  final InstanceLog log;

  /** The process, if this agent started it; null if it was adopted. */
  volatile Process handle;

  /** Where stderr stood when the process started. */
  long errorsFrom;

  boolean maybeRegistered;
  Crashes crashes = Crashes.NONE;
  int failures;

  /** When the pause after a failure is over. */
  Instant notBefore = Instant.MIN;

  /** What its processes used in the last seconds; null if nobody asked. */
  volatile InstanceUsage usage;

  /** What became of the last trial; null if none is over. Another agent tries anew. */
  volatile StepVerificationResult tried;

  /** Id of what another host is to verify it with; null if that is nothing. */
  String awaits;

  private volatile InstanceRecord saved;
  private Phase phase = Phase.ASSIGNED;
  private Reason reason;
  private String message;
  private Integer sessions;

  InstanceState(
      String id, InstanceFolder folder, InstanceLog log, InstanceRecord saved, boolean recovered) {
    this.id = id;
    this.folder = folder;
    this.log = log;
    this.saved = saved;
    this.maybeRegistered = recovered;
  }

  InstanceRecord saved() {
    return saved;
  }

  void save(InstanceRecord newer) throws IOException {
    folder.save(newer);
    saved = newer;
  }

  Assignment assignment() {
    return saved.assignment();
  }

  /** What is verified of it here. */
  Subject subject(ResolvedVerification verification, String host, String address, String token) {
    return new Subject(
        assignment(),
        verification,
        folder,
        host,
        address,
        token,
        () -> folder.release(saved.release()));
  }

  ProcessState process() {
    if (saved.process() == null) {
      return ProcessState.NONE;
    }
    return saved.process().alive() ? ProcessState.ALIVE : ProcessState.ENDED;
  }

  boolean installed() {
    return saved.release() != null && Files.isDirectory(folder.release(saved.release()));
  }

  /** How long the process has been running, by the clock. */
  Duration age() {
    var process = saved.process();
    return process == null
        ? Duration.ZERO
        : Duration.between(Instant.parse(process.startedAt()), Instant.now());
  }

  /** Goes on to a phase; a failure is forgotten by it. */
  void enter(Phase next, String note) {
    phase = next;
    reason = null;
    message = note;
    sessions = null;
  }

  void fail(Reason why, String note) {
    phase = Phase.FAILED;
    reason = why;
    message = note;
  }

  /** What the app says of its sessions while it drains, and what is wrong with the answer. */
  void sessions(Integer count, String problem) {
    sessions = count;
    message = problem;
  }

  boolean failed() {
    return phase == Phase.FAILED;
  }

  Phase phase() {
    return phase;
  }

  InstanceReport report(String unreadable) {
    var process = saved.process();
    var runs = process != null && process.pid() != null;
    return new InstanceReport(
        Documents.hash(saved.assignment()),
        phase,
        runs ? process.pid() : null,
        runs ? process.startTime() : null,
        runs ? process.startedAt() : null,
        runs ? process.token() : null,
        saved.assignment().ports(),
        saved.restarts(),
        saved.lastExit(),
        unreadable != null
            ? Reason.UNREADABLE_ASSIGNMENT.toString()
            : reason == null ? null : reason.toString(),
        unreadable != null ? unreadable : message,
        sessions,
        saved.verified() == null ? null : saved.verified().result(),
        tried,
        runs ? awaits : null,
        runs && Boolean.TRUE.equals(saved.assignment().measured()) ? usage : null);
  }
}
