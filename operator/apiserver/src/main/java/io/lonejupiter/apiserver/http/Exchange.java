package io.lonejupiter.apiserver.http;

import io.lonejupiter.apiserver.access.Attributes;
import io.lonejupiter.apiserver.access.User;
import io.lonejupiter.apiserver.audit.AuditEvent;
import io.lonejupiter.apiserver.limit.InFlight;
import io.lonejupiter.apiserver.security.Authenticator.Identity;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * One request, from its headers to the last byte of its answer, and what is known of it meanwhile.
 * All state is touched on the event loop of its connection only, but for {@link #identity} and
 * {@link #isFinished}.
 */
final class Exchange {
  private static final Pattern AUDIT_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String AUDIT_HEADER = "Audit-ID";

  final HttpServerRequest request;
  final Attributes attributes;
  final String auditId;
  private final Instant received;
  private User user = User.ANONYMOUS;
  private User impersonated;
  private String decision = "";
  private String reason = "";
  private Duration timeLimit;
  private InFlight.Slot slot;
  private final List<Runnable> whenFinished = new ArrayList<>();
  private boolean answered;
  private boolean isWorkedOn;
  private volatile boolean finished;

  /** Who is watching; null unless the request is long running and was let in. */
  volatile Identity.Known identity;

  Exchange(HttpServerRequest request, Attributes attributes, Instant received) {
    this.request = request;
    this.attributes = attributes;
    this.received = received;
    String shown = request.getHeader(AUDIT_HEADER);
    this.auditId =
        shown != null && AUDIT_ID.matcher(shown).matches() ? shown : UUID.randomUUID().toString();
    request.response().putHeader(AUDIT_HEADER, auditId);
  }

  /** As whom it is done. */
  User actsAs() {
    return impersonated == null ? user : impersonated;
  }

  User user() {
    return user;
  }

  void identified(User user) {
    this.user = user;
  }

  void impersonates(User other) {
    this.impersonated = other;
  }

  void allowed(String reason) {
    this.decision = "allow";
    this.reason = reason;
  }

  void denied() {
    this.decision = "forbid";
    this.reason = "";
  }

  /** How long it may take, from its headers to the end of its answer. */
  void mayTake(Duration limit) {
    this.timeLimit = limit;
  }

  Duration timeLimit() {
    return timeLimit;
  }

  void holds(InFlight.Slot slot) {
    this.slot = slot;
  }

  /** Adds what is to be run once it is over. */
  void whenFinished(Runnable runnable) {
    if (finished) {
      runnable.run();
    } else {
      whenFinished.add(runnable);
    }
  }

  /** Says that it is being answered; false if it was before. */
  boolean answer() {
    boolean first = !answered;
    answered = true;
    return first;
  }

  /**
   * Whether it is being worked on, or waits for it. Until that ends it takes up its room, also when
   * its client is gone: otherwise clients that come and go could pile up work.
   */
  void worksOn(boolean isWorkedOn) {
    this.isWorkedOn = isWorkedOn;
    giveRoomBack();
  }

  /** Its last byte is written, or its client is gone; a second time does nothing. */
  void finish() {
    if (!finished) {
      finished = true;
      giveRoomBack();
      whenFinished.forEach(Runnable::run);
    }
  }

  private void giveRoomBack() {
    if (finished && !isWorkedOn && slot != null) {
      slot.release();
    }
  }

  boolean isFinished() {
    return finished;
  }

  /** Ends it without an answer, or in the middle of one. */
  void breakOff() {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
    finish();
  }

  /** Whether it is for the audit log: all that changes something, and all that was refused. */
  boolean isAudited(int code) {
    boolean review =
        attributes.group().equals("authorization.k8s.io")
            || attributes.group().equals("authentication.k8s.io");
    return code == 401 || code == 403 || !attributes.isRead() && !review;
  }

  AuditEvent event(int code, Instant now) {
    String agent = request.getHeader("User-Agent");
    return new AuditEvent(
        auditId,
        user,
        impersonated,
        attributes,
        request.method().name(),
        request.uri(),
        request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress(),
        agent == null ? "" : agent,
        code,
        received,
        now,
        decision,
        reason);
  }
}
