package io.lonejupiter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.rollout.RolloutOrder;
import io.lonejupiter.core.status.Conditions;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.AppDeploymentStatus;
import io.lonejupiter.model.ApplicationMapSpec;
import io.lonejupiter.model.ArtifactFormat;
import io.lonejupiter.model.ArtifactSource;
import io.lonejupiter.model.AutoscaleSpec;
import io.lonejupiter.model.AutoscaleStatus;
import io.lonejupiter.model.DrainSpec;
import io.lonejupiter.model.OnFailure;
import io.lonejupiter.model.PauseStep;
import io.lonejupiter.model.PortSpec;
import io.lonejupiter.model.ResolvedArtifact;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import io.lonejupiter.model.RolloutStep;
import io.lonejupiter.model.RolloutType;
import io.lonejupiter.model.RunSpec;
import io.lonejupiter.model.SourceType;
import io.lonejupiter.model.SuspectHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The objects of the API: one ApplicationMap, and its AppDeployments. */
final class Objects {
  static final String MAP = "web";
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(3);
  private static final RunSpec RUN =
      new RunSpec(List.of("run"), null, null, List.of(new PortSpec("http", null)), null, null);

  /** One AppDeployment. */
  static final class Deployment {
    final String name;
    final Instant createdAt;
    AppDeploymentSpec spec;
    AppDeploymentStatus status;
    boolean deleting;

    /** It was taken for lost; its host may come back at this very moment. */
    boolean givenUp;

    long generation = 1;

    /** By the true clock. */
    final Instant trulyCreatedAt;

    /** When it began to drain, by the true clock. */
    Instant leavingSince;

    Deployment(String name, AppDeploymentSpec spec, Instant createdAt, Instant trulyCreatedAt) {
      this.trulyCreatedAt = trulyCreatedAt;
      this.name = name;
      this.spec = spec;
      this.createdAt = createdAt;
    }

    boolean isReady() {
      return status != null && Conditions.isTrue(status.conditions(), Conditions.READY);
    }

    /** Whether its drain may have lasted for too long, by the clock of any server. */
    boolean mayHaveSessions(Instant now) {
      return leavingSince != null
          && Duration.between(leavingSince, now)
                  .compareTo(LONGEST_DRAIN.minusSeconds(2 * Cluster.MOST_SKEW))
              > 0;
    }

    @Override
    public String toString() {
      return name + " " + spec.desired() + (deleting ? " deleting" : "") + " " + phase();
    }

    private String phase() {
      return status == null ? "new" : status.phase() + " " + status.reason();
    }
  }

  final Map<String, Deployment> deployments = new LinkedHashMap<>();
  final RolloutType type;
  RolloutOrder order = RolloutOrder.NONE;
  RolloutStatus rollout;
  List<RevisionRecord> history;
  List<SuspectHost> suspects = List.of();
  int wanted;

  /** How the number of instances follows the load; null: people say it. */
  final AutoscaleSpec autoscale;

  AutoscaleStatus scaled;
  private final Random random;
  private final OnFailure onFailure;
  private final List<RolloutStep> steps = new ArrayList<>();
  private final boolean peaceful;
  private int revision = 1;
  private boolean scaledToNone;
  Instant rolloutBegan = Instant.MIN;
  private boolean hadShare;
  private final Set<String> olderThanRollout = new HashSet<>();

  Objects(Random random, boolean peaceful, AutoscaleSpec autoscale) {
    this.autoscale = autoscale;
    this.random = random;
    this.peaceful = peaceful;
    type = RolloutType.values()[random.nextInt(3)];
    onFailure = OnFailure.values()[random.nextInt(3)];
    wanted = 1 + random.nextInt(4);
    for (int number = random.nextInt(4); number > 0; number--) {
      steps.add(
          random.nextBoolean()
              ? new RolloutStep(random.nextInt(101), null, null, null, null)
              : new RolloutStep(
                  null, null, new PauseStep(random.nextBoolean() ? null : "20s"), null, null));
    }
  }

  void edit(Cluster cluster) {
    revision = random.nextInt(4) == 0 ? 1 + random.nextInt(revision) : revision + 1;
    if (random.nextInt(3) == 0) {
      cluster.bad.add(revision());
    }
    cluster.tell("edit: " + revision() + (cluster.bad.contains(revision()) ? ", bad" : ""));
  }

  void scale(Cluster cluster) {
    wanted = peaceful ? 1 + random.nextInt(4) : random.nextInt(5);
    if (autoscale != null) {
      // What a person writes there is only where scaling begins.
      wanted = scaled == null ? Math.max(1, wanted) : scaled.instances();
      return;
    }
    scaledToNone |= wanted == 0;
    cluster.tell("scale: " + wanted);
  }

  void order(Cluster cluster) {
    if (rollout == null) {
      return;
    }
    order =
        switch (random.nextInt(3)) {
          case 0 ->
              new RolloutOrder(rollout.revision() + "/" + random.nextInt(5), null, null, null);
          case 1 -> new RolloutOrder(null, rollout.revision(), null, null);
          default ->
              new RolloutOrder(null, null, rollout.revision() + "/" + rollout.stepSince(), null);
        };
    cluster.tell("order: " + order);
  }

  /** Takes note of how many instances there shall be. */
  void scaled(AutoscaleStatus next) {
    assertThat(next.instances()).isBetween(autoscale.min(), autoscale.max());
    scaled = next;
    wanted = next.instances();
  }

  /** People promote what waits, and retry what failed. */
  void calm() {
    if (rollout != null && rollout.phase() == RolloutPhase.PAUSED) {
      order = new RolloutOrder(rollout.revision() + "/" + rollout.step(), null, null, null);
    } else if (rollout != null && rollout.phase() == RolloutPhase.FAILED) {
      order = new RolloutOrder(null, null, rollout.revision() + "/" + rollout.stepSince(), null);
    }
  }

  boolean wasScaledToNone() {
    return scaledToNone;
  }

  /** Takes note of a decision. */
  void decided(RolloutStatus next, Instant truly) {
    var begins =
        rollout == null
            || !rollout.revision().equals(next.revision())
            || !rollout.startedAt().equals(next.startedAt());
    if (begins) {
      olderThanRollout.clear();
      olderThanRollout.addAll(deployments.keySet());
      hadShare = false;
      rolloutBegan = truly;
    }
    hadShare |= next.weight() == null || next.weight() > 0;
    rollout = next;
  }

  /** Whether it is of a revision that was given none of the traffic up to now. */
  boolean isWithoutShare(Deployment deployment) {
    return rollout != null
        && !hadShare
        && !rollout.revision().equals(rollout.stable())
        && deployment.spec.revision().equals(rollout.revision())
        && !olderThanRollout.contains(deployment.name);
  }

  String revision() {
    return "r" + revision;
  }

  ApplicationMapSpec spec() {
    var strategy = new RolloutSpec(type, 1, 0, steps, null, "10m", onFailure, "1m", null);
    var drain = new DrainSpec(null, LONGEST_DRAIN.toSeconds() + "s", null);
    return new ApplicationMapSpec(wanted, null, RUN, null, null, strategy, null, drain, null, null);
  }

  /** What a revision is, to be found in the history. */
  RevisionRecord record(Instant now) {
    return new RevisionRecord(
        revision(),
        now.toString(),
        null,
        null,
        null,
        null,
        MAP,
        artifact(revision()),
        RUN,
        null,
        null);
  }

  static ResolvedArtifact artifact(String revision) {
    return new ResolvedArtifact(
        MAP,
        revision,
        "main",
        "0".repeat(64),
        ArtifactFormat.ZIP,
        new ArtifactSource(SourceType.STORED, null));
  }

  boolean isComplete() {
    return rollout != null
        && rollout.phase() == RolloutPhase.COMPLETE
        && rollout.warm() == null
        && rollout.weight() == null
        && rollout.revision().equals(revision())
        && deployments.size() == wanted
        && deployments.values().stream()
            .allMatch(d -> d.isReady() && d.spec.revision().equals(revision()));
  }

  @Override
  public String toString() {
    return type
        + ", "
        + wanted
        + " of "
        + revision()
        + ", "
        + rollout
        + ", "
        + deployments.values();
  }
}
