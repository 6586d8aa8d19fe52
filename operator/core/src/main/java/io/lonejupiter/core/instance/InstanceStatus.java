package io.lonejupiter.core.instance;

import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.InstanceReport;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.core.status.ReadyNews;
import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.DrainStatus;
import io.lonejupiter.model.Phase;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/** Says in an AppDeployment's status where it stands; the first row that holds is the answer. */
final class InstanceStatus {

  /** A phase with its word and its sentence. */
  private record Standing(Phase phase, String reason, String message) {}

  private final InstanceFacts facts;
  private final Desired wish;
  private final VerificationElsewhere elsewhere;
  private final Optional<InstanceReport> report;

  private InstanceStatus(
      InstanceFacts facts,
      Desired wish,
      Optional<Assignment> assignment,
      VerificationElsewhere elsewhere) {
    this.facts = facts;
    this.wish = wish;
    this.elsewhere = elsewhere;
    var hash = assignment.or(facts::assigned).map(Documents::hash).orElse("");
    // What the host said of an earlier assignment says little of this one, but its process goes on.
    this.report =
        facts.report().filter(r -> r.phase() == Phase.RUNNING || hash.equals(r.assignmentHash()));
  }

  static AppDeploymentStatus of(
      InstanceFacts facts,
      Desired wish,
      Optional<Assignment> assignment,
      VerificationElsewhere elsewhere) {
    return new InstanceStatus(facts, wish, assignment, elsewhere).status();
  }

  private AppDeploymentStatus status() {
    var before = facts.before();
    var drain =
        wish == Desired.RUNNING
            ? null
            : DrainEstimate.of(facts, sessions(), wish == Desired.STOPPED);
    var standing = standing(drain);
    var conditions =
        Conditions.following(
            before == null ? null : before.conditions(), facts.generation(), facts.now());
    switch (standing.phase()) {
      case RUNNING -> conditions.ready(standing.reason(), standing.message());
      case FAILED, LOST -> conditions.stalled(standing.reason(), standing.message());
      default -> conditions.reconciling(standing.reason(), standing.message());
    }
    var now = facts.now().truncatedTo(ChronoUnit.SECONDS).toString();
    return new AppDeploymentStatus(
        facts.generation(),
        conditions.list(),
        standing.phase(),
        report.map(InstanceReport::pid).orElse(null),
        report.map(InstanceReport::startedAt).orElse(null),
        sessions(),
        report.map(InstanceReport::restarts).orElse(before == null ? null : before.restarts()),
        report.map(InstanceReport::lastExit).orElse(before == null ? null : before.lastExit()),
        standing.reason(),
        standing.message(),
        facts.drain().map(d -> d.since()).orElse(null),
        standing.phase() != Phase.LOST
            ? null
            : before != null && before.lostSince() != null ? before.lostSince() : now,
        drain,
        report
            .map(InstanceReport::verification)
            .orElse(before == null ? null : before.verification()),
        report.map(InstanceReport::stepVerification).orElse(null));
  }

  private Standing standing(DrainStatus drain) {
    if (facts.spec().host() == null || facts.spec().host().isEmpty()) {
      return new Standing(Phase.PENDING, "NotPlaced", "no host was chosen yet");
    }
    if (wish == Desired.STOPPED) {
      return stopping(drain == null || drain.lost() == null ? 0 : drain.lost());
    }
    if (isGreen()) {
      return wish == Desired.DRAINING
          ? new Standing(Phase.DRAINING, "Draining", draining())
          : new Standing(
              Phase.RUNNING,
              "CheckPassing",
              "Consul's check is green" + elsewhere.progress().map(p -> "; " + p).orElse(""));
    }
    if (!facts.hostAlive()) {
      return new Standing(
          Phase.LOST,
          "HostLost",
          "the agent of host " + facts.spec().host() + " is not there and its check is not green");
    }
    if (wish == Desired.DRAINING) {
      return new Standing(Phase.DRAINING, "Draining", draining());
    }
    return report.map(this::notGreen).orElseGet(this::assigned);
  }

  private Standing stopping(int lost) {
    // Nothing but the host's own answer to this assignment says that nothing runs.
    var stopped = facts.isLost() || report.filter(r -> r.phase() == Phase.STOPPED).isPresent();
    if (lost > 0) {
      return new Standing(
          stopped ? Phase.STOPPED : Phase.DRAINING,
          ReadyNews.DEADLINE_EXCEEDED,
          "%d sessions were left when drain.maxDuration had passed: they are closed"
              .formatted(lost));
    }
    return stopped
        ? new Standing(Phase.STOPPED, "Stopped", "it has stopped")
        : new Standing(
            Phase.DRAINING,
            "Stopping",
            facts.hostAlive()
                ? "it has no sessions left and is being stopped"
                : "it has no sessions left; the agent of host "
                    + facts.spec().host()
                    + " is away and stops it when it is back");
  }

  private boolean isGreen() {
    return Green.of(facts.service(), report);
  }

  private Standing assigned() {
    return new Standing(
        Phase.ASSIGNED, "Assigned", "host " + facts.spec().host() + " was told to run it");
  }

  private Standing notGreen(InstanceReport report) {
    if (report.phase() == Phase.VERIFYING && elsewhere.progress().isPresent()) {
      return new Standing(
          Phase.VERIFYING,
          elsewhere.isStuck() ? "NoVerifyingHost" : Phase.VERIFYING.toString(),
          elsewhere.progress().get());
    }
    if (report.phase() != Phase.RUNNING) {
      return new Standing(
          report.phase(),
          report.reason() == null ? report.phase().toString() : report.reason(),
          report.message() == null ? "" : report.message());
    }
    var output = facts.service().map(s -> s.checkOutput()).orElse("");
    return new Standing(
        Phase.STARTING,
        "CheckNotPassing",
        output.isEmpty()
            ? "the process runs; Consul has not checked it yet"
            : "the process runs; Consul's check says: " + shortened(output));
  }

  private String draining() {
    var sessions = sessions();
    var left =
        sessions == null
            ? "it gets no new sessions; not every router has said how many are left"
            : "it gets no new sessions; " + sessions + " left";
    return report
        .filter(r -> r.phase() == Phase.DRAINING && r.message() != null)
        .map(r -> left + "; " + r.message())
        .orElse(left);
  }

  private Integer sessions() {
    var counts =
        facts.drain().stream()
            .flatMap(drain -> facts.routers().stream().map(router -> router.sessionsOf(drain)))
            .filter(Objects::nonNull)
            .toList();
    var own = report.map(InstanceReport::sessions).orElse(null);
    if (counts.isEmpty()) {
      return own;
    }
    var routed = counts.stream().mapToInt(Integer::intValue).sum();
    // Both count the same users, so the larger number is nearer to the truth than the sum.
    return own == null ? routed : Math.max(own, routed);
  }

  private static String shortened(String text) {
    var line = text.replaceAll("\\s+", " ");
    return line.length() <= 300 ? line : line.substring(0, 300) + "...";
  }
}
