package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.model.AllocatedPort;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.DrainUntil;
import io.lonejupiter.model.Phase;
import io.lonejupiter.model.SessionCount;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Decides the next step of one instance. Pure. An instance goes Running, Draining, Stopped and is
 * then removed:
 *
 * <ol>
 *   <li>Running: the host is told to run it.
 *   <li>Draining, or deleted: routers are told to give it no new sessions; the host keeps it.
 *   <li>Stopped: once every live router has seen the drain and counts no session for it (or there
 *       is no router, or maxDuration has passed), the host is told to stop it.
 *   <li>Removed, if it is deleted: once the host says that it has stopped, or the host is lost,
 *       both documents go; when the host's report has lost it too, nothing is left.
 * </ol>
 */
public final class InstancePlanner {
  private final InstanceFacts facts;
  private final Desired wish;
  private final VerificationElsewhere elsewhere;

  private InstancePlanner(InstanceFacts facts) {
    this.facts = facts;
    this.wish = wish(facts);
    this.elsewhere = new VerificationElsewhere(facts, wish);
  }

  public static InstancePlan plan(InstanceFacts facts) {
    return new InstancePlanner(facts).plan();
  }

  /** What it shall do now, deletion and a finished drain taken into account. */
  private static Desired wish(InstanceFacts facts) {
    if (facts.deleting() && facts.assigned().isEmpty()) {
      // Its documents are gone already, or were never written: there is no way back.
      return Desired.STOPPED;
    }
    var wish = facts.spec().desired() == null ? Desired.RUNNING : facts.spec().desired();
    if (facts.deleting() && wish == Desired.RUNNING) {
      wish = Desired.DRAINING;
    }
    return wish == Desired.DRAINING && isDrained(facts) ? Desired.STOPPED : wish;
  }

  private InstancePlan plan() {
    var removing = facts.deleting() && (mayRemove() || !isPlaced());
    var assignment = removing || !isPlaced() ? Optional.<Assignment>empty() : Optional.of(assign());
    var drain = removing || wish == Desired.RUNNING ? Optional.<DrainDocument>empty() : drain();
    return new InstancePlan(
        assignment,
        drain,
        assignment.map(elsewhere::orders).orElse(Map.of()),
        movesOn() ? Optional.of(wish) : Optional.empty(),
        portTaken(),
        removing && isGone(),
        InstanceStatus.of(facts, wish, assignment, elsewhere),
        lookAgain());
  }

  private boolean isPlaced() {
    return facts.spec().host() != null && !facts.spec().host().isEmpty();
  }

  private AppDeploymentSpec spec() {
    return facts.spec();
  }

  private boolean movesOn() {
    return !facts.deleting() && wish == Desired.STOPPED && facts.spec().desired() != wish;
  }

  private Assignment assign() {
    var spec = facts.spec();
    return new Assignment(
        Assignment.SCHEMA,
        facts.namespace(),
        facts.name(),
        spec.app(),
        spec.map(),
        spec.revision(),
        spec.artifact(),
        spec.run(),
        spec.health(),
        spec.verification(),
        spec.stepVerification(),
        elsewhere.verdict().orElse(null),
        spec.ip(),
        spec.ports(),
        spec.role(),
        wish,
        sessionCount(spec),
        spec.measured());
  }

  /** Null where the app is not asked. */
  private static SessionCount sessionCount(AppDeploymentSpec spec) {
    return spec.drain() == null || spec.drain().until() == DrainUntil.REQUESTS
        ? null
        : spec.drain().sessionCount();
  }

  /** The document that is there stays as it is, so that the time it began with stays too. */
  private Optional<DrainDocument> drain() {
    if (facts.drain().isPresent()) {
      return facts.drain();
    }
    var drain = facts.spec().drain();
    return Optional.of(
        new DrainDocument(
            DrainDocument.SCHEMA,
            facts.namespace(),
            facts.name(),
            facts.spec().app(),
            facts.now().toString(),
            drain == null || drain.until() == null ? DrainUntil.SESSIONS : drain.until(),
            drain == null || drain.maxDuration() == null
                ? DrainDocument.DEFAULT_MAX_DURATION
                : drain.maxDuration()));
  }

  private static boolean isDrained(InstanceFacts facts) {
    if (facts.drain().isEmpty()) {
      return false;
    }
    var drain = facts.drain().get();
    if (drain.until() == DrainUntil.MANUAL && !facts.deleting()) {
      return false;
    }
    if (!facts.now().isBefore(DrainEstimate.deadline(drain))) {
      return true;
    }
    if (facts.routers().isEmpty() && facts.routed()) {
      // A proxy outlives its router: only time can say that nobody uses the instance any more.
      return false;
    }
    return facts.routers().stream()
            .allMatch(router -> Integer.valueOf(0).equals(router.sessionsOf(drain)))
        && appHasNoSessions(facts);
  }

  /** By its own count, if it gives one; an app that has ended, or whose host is lost, has none. */
  private static boolean appHasNoSessions(InstanceFacts facts) {
    if (sessionCount(facts.spec()) == null) {
      return true;
    }
    if (facts.isLost()) {
      return true;
    }
    var hash = facts.assigned().map(Documents::hash).orElse("");
    return facts
        .report()
        .filter(report -> hash.equals(report.assignmentHash()))
        .filter(report -> report.pid() == null || Integer.valueOf(0).equals(report.sessions()))
        .isPresent();
  }

  /** Whether the host is done with it, so that it needs no assignment any more. */
  private boolean mayRemove() {
    if (wish != Desired.STOPPED) {
      return false;
    }
    return facts.isLost()
        || facts.assigned().isEmpty()
        || facts.report().map(r -> answersStop(r)).orElse(false);
  }

  private boolean answersStop(InstanceReport report) {
    return report.phase() == Phase.STOPPED
        && facts.assigned().map(Documents::hash).orElse("").equals(report.assignmentHash());
  }

  private boolean isGone() {
    return facts.assigned().isEmpty()
        && facts.drain().isEmpty()
        && (facts.report().isEmpty() || facts.isLost());
  }

  private Optional<Integer> portTaken() {
    return facts
        .report()
        .filter(report -> wish == Desired.RUNNING && "PortInUse".equals(report.reason()))
        // Once another port was chosen, the report is about the one before.
        .filter(report -> facts.assigned().map(a -> spec().ports().equals(a.ports())).orElse(false))
        .filter(
            report ->
                facts.assigned().map(Documents::hash).orElse("").equals(report.assignmentHash()))
        .flatMap(report -> facts.spec().ports().stream().map(AllocatedPort::port).findFirst());
  }

  private Optional<Duration> lookAgain() {
    if (wish != Desired.DRAINING
        || facts.drain().isEmpty()
        || facts.drain().get().until() == DrainUntil.MANUAL && !facts.deleting()) {
      return Optional.empty();
    }
    var left = Duration.between(facts.now(), DrainEstimate.deadline(facts.drain().get()));
    return Optional.of(left.isNegative() ? Duration.ofSeconds(1) : left.plusMillis(50));
  }
}
