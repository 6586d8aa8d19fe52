package io.lonejupiter.cli.rollout;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.cli.CommandFailure;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutOrder;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.Labels;
import io.lonejupiter.model.ArtifactRef;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.RolloutSpec;
import io.lonejupiter.model.RolloutStatus;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Orders to one map's rollout. Each is a change of the map that kubectl could make as well. */
public final class Rollouts {
  private static final String PREFIX = "appmap/";
  private static final int ATTEMPTS = 5;

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final Clock clock;

  /**
   * @param map its name, with or without {@code appmap/} before it
   */
  public Rollouts(KubernetesClient client, String namespace, String map, Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.name = map.startsWith(PREFIX) ? map.substring(PREFIX.length()) : map;
    this.clock = clock;
  }

  public String name() {
    return name;
  }

  /**
   * The map as it is now.
   *
   * @throws CommandFailure there is none, or the API does not answer
   */
  public ApplicationMap read() {
    var map = client.resources(ApplicationMap.class).inNamespace(namespace).withName(name).get();
    if (map == null) {
      throw new CommandFailure("there is no ApplicationMap " + name + " in namespace " + namespace);
    }
    return map;
  }

  /** Ends the pause it is in, or skips all that is left. */
  public String promote(boolean full) {
    var rollout = rollout();
    if (rollout.phase() == RolloutPhase.COMPLETE) {
      throw new CommandFailure("there is nothing to promote: " + current(rollout) + " is complete");
    }
    if (rollout.phase() == RolloutPhase.FAILED) {
      throw new CommandFailure(
          current(rollout) + " has failed: lonejupiter retry appmap/" + name + " begins it anew");
    }
    if (!full && (rollout.phase() != RolloutPhase.PAUSED || isPausedAsAWhole())) {
      throw new CommandFailure(
          current(rollout)
              + " waits for nobody: "
              + (rollout.message() == null ? "it is on its way" : rollout.message())
              + "; --full skips all steps that are left");
    }
    var step = full ? RolloutOrder.ALL_STEPS : rollout.step();
    annotate(Map.of(RolloutOrder.PROMOTE, rollout.revision() + "/" + step));
    return current(rollout) + (full ? " is promoted as a whole" : " goes on");
  }

  private boolean isPausedAsAWhole() {
    var spec = read().getSpec().rollout();
    return spec != null && Boolean.TRUE.equals(spec.paused());
  }

  /** Back to the stable revision. */
  public String abort() {
    var rollout = rollout();
    if (rollout.phase() == RolloutPhase.COMPLETE) {
      throw new CommandFailure(
          "there is nothing to abort: "
              + current(rollout)
              + " is complete; lonejupiter undo appmap/"
              + name
              + " goes back to the one before");
    }
    if (rollout.stable() == null) {
      throw new CommandFailure(current(rollout) + " is the first one: there is none to go back to");
    }
    annotate(Map.of(RolloutOrder.ABORT, rollout.revision()));
    return current(rollout) + " is aborted: revision " + rollout.stable() + " serves";
  }

  /** Begins a failed rollout anew. */
  public String retry() {
    var rollout = rollout();
    if (rollout.phase() != RolloutPhase.FAILED) {
      throw new CommandFailure(
          "there is nothing to retry: " + current(rollout) + " has not failed");
    }
    var order = noOrders();
    order.put(RolloutOrder.RETRY, rollout.revision() + "/" + rollout.stepSince());
    annotate(order);
    return current(rollout) + " begins anew";
  }

  public String pause(boolean paused) {
    edit(
        map -> {
          var rollout = map.getSpec().rollout();
          map.setSpec(map.getSpec().withRollout(paused(rollout, paused ? true : null)));
        });
    return "the rollout of " + name + (paused ? " is paused" : " goes on");
  }

  /** Replaces all instances, as its rollout says. */
  public String restart() {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    var order = noOrders();
    order.put(RolloutOrder.RESTARTED_AT, now);
    annotate(order);
    return "all instances of " + name + " are replaced";
  }

  /**
   * Artifact, run settings and environment of an earlier revision, together.
   *
   * @param revision which one; null: the one that was promoted before
   */
  public String undo(String revision) {
    var map = read();
    var target = revision == null ? promotedBefore(map) : known(map, revision);
    edit(fresh -> restore(fresh, target));
    return "%s goes back to revision %s (artifact %s)"
        .formatted(name, target.revision(), target.artifact().name());
  }

  /** Wants another artifact; returns the generation that asks for it. */
  public ApplicationMap deploy(ArtifactRef artifact) {
    return edit(
        map -> {
          var before = map.getSpec();
          map.setSpec(before.withArtifact(artifact));
          annotate(map, noOrders());
          AppliedNote.follow(map, before);
        });
  }

  private static RevisionRecord promotedBefore(ApplicationMap map) {
    var status = map.getStatus();
    var wanted = status == null ? null : status.revision();
    return history(map).stream()
        .filter(record -> !record.revision().equals(wanted))
        .filter(record -> "Promoted".equals(record.outcome()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandFailure(
                    "no other revision of "
                        + map.getMetadata().getName()
                        + " was promoted before"));
  }

  private static RevisionRecord known(ApplicationMap map, String revision) {
    return RevisionHistory.find(history(map), revision)
        .orElseThrow(
            () ->
                new CommandFailure(
                    "revision "
                        + revision
                        + " is not in the history: lonejupiter history appmap/"
                        + map.getMetadata().getName()));
  }

  public static List<RevisionRecord> history(ApplicationMap map) {
    var status = map.getStatus();
    return status == null || status.history() == null ? List.of() : status.history();
  }

  /** The app of a map, also where its artifact is named alone. */
  public static String app(ApplicationMap map) {
    var named = map.getSpec().artifact().app();
    if (named != null) {
      return named;
    }
    return history(map).stream()
        .findFirst()
        .map(RevisionRecord::app)
        .orElseThrow(() -> new CommandFailure("the map names no app: use --app NAME"));
  }

  private static void restore(ApplicationMap map, RevisionRecord target) {
    var spec = map.getSpec();
    map.setSpec(
        spec.withRevision(reference(spec.artifact(), target), target.run(), target.health()));
    var order = noOrders();
    order.put(RolloutOrder.RESTARTED_AT, target.restartedAt());
    annotate(map, order);
    AppliedNote.follow(map, spec);
  }

  /** By the fields that the map uses, so that no other owner's are in the way. */
  private static ArtifactRef reference(ArtifactRef before, RevisionRecord target) {
    return before.name() != null
        ? new ArtifactRef(target.artifact().name(), null, null, null)
        : new ArtifactRef(null, target.app(), target.artifact().version(), null);
  }

  /** What was asked of an earlier rollout of the same revision is not asked of the next. */
  private static Map<String, String> noOrders() {
    var order = new HashMap<String, String>();
    order.put(RolloutOrder.PROMOTE, null);
    order.put(RolloutOrder.ABORT, null);
    order.put(RolloutOrder.RETRY, null);
    return order;
  }

  private RolloutStatus rollout() {
    var status = read().getStatus();
    if (status == null || status.rollout() == null) {
      throw new CommandFailure("nothing is known of a rollout of " + name + " yet");
    }
    return status.rollout();
  }

  private static String current(RolloutStatus rollout) {
    return "revision " + rollout.revision();
  }

  private void annotate(Map<String, String> annotations) {
    edit(map -> annotate(map, annotations));
  }

  private static void annotate(ApplicationMap map, Map<String, String> annotations) {
    var all = new HashMap<String, String>();
    if (map.getMetadata().getAnnotations() != null) {
      all.putAll(map.getMetadata().getAnnotations());
    }
    annotations.forEach(
        (key, value) -> {
          if (value == null) {
            all.remove(key);
          } else {
            all.put(key, value);
          }
        });
    map.getMetadata().setAnnotations(all);
  }

  private ApplicationMap edit(Consumer<ApplicationMap> change) {
    for (var attempt = 1; ; attempt++) {
      var map = read();
      change.accept(map);
      try {
        return client.resource(map).update();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          var said = e.getStatus() == null ? null : e.getStatus().getMessage();
          throw new CommandFailure(said == null ? e.getMessage() : said, e);
        }
      }
    }
  }

  private static RolloutSpec paused(RolloutSpec rollout, Boolean paused) {
    return rollout == null
        ? new RolloutSpec(null, null, null, null, null, null, null, null, paused)
        : new RolloutSpec(
            rollout.type(),
            rollout.maxSurge(),
            rollout.maxUnavailable(),
            rollout.steps(),
            rollout.verification(),
            rollout.progressDeadline(),
            rollout.onFailure(),
            rollout.keepWarm(),
            paused);
  }

  /** What the verification wrote that a rollout failed by; empty if there was none. */
  public String failedOutput(ApplicationMap map) {
    var rollout = map.getStatus().rollout();
    if (rollout.output() != null) {
      return rollout.output();
    }
    return client
        .resources(AppDeployment.class)
        .inNamespace(namespace)
        .withLabel(Labels.MAP, name)
        .list()
        .getItems()
        .stream()
        .filter(d -> d.getSpec().revision().equals(rollout.revision()))
        .filter(d -> d.getStatus() != null && d.getStatus().verification() != null)
        .map(d -> d.getStatus().verification().output())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }

  /** {@code step 2 of 5, 20 % of the traffic}, as far as there is something to say. */
  public static String position(ApplicationMap map) {
    var rollout = map.getStatus().rollout();
    var steps = RolloutProgress.steps(map.getSpec().rollout()).size();
    var text = new StringBuilder(rollout.phase().toString());
    if (steps > 0 && rollout.phase() != RolloutPhase.COMPLETE && rollout.step() < steps) {
      text.append(", step ").append(rollout.step() + 1).append(" of ").append(steps);
    }
    if (rollout.weight() != null && rollout.phase() != RolloutPhase.COMPLETE) {
      text.append(", ").append(rollout.weight()).append(" % of the traffic");
    }
    return text.toString();
  }
}
