package io.lonejupiter.kubernetes.applicationmap;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.core.rollout.Gates;
import io.lonejupiter.core.rollout.RevisionHistory;
import io.lonejupiter.core.rollout.RolloutAction;
import io.lonejupiter.core.rollout.RolloutAction.Create;
import io.lonejupiter.core.rollout.RolloutAction.Delete;
import io.lonejupiter.core.rollout.RolloutAction.Drain;
import io.lonejupiter.core.rollout.RolloutAction.UpdateSettings;
import io.lonejupiter.core.rollout.RolloutPlan;
import io.lonejupiter.core.rollout.RolloutProgress;
import io.lonejupiter.kubernetes.appdeployment.AppDeploymentReconciler;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.view.KnownObjects;
import io.lonejupiter.kubernetes.view.Labels;
import io.lonejupiter.model.AppDeploymentSpec;
import io.lonejupiter.model.Desired;
import io.lonejupiter.model.RevisionRecord;
import io.lonejupiter.model.RolloutPhase;
import io.lonejupiter.model.StepVerification;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

/**
 * Does what a rollout plan says, in its order; what is alike and follows each other, at the same
 * time. Decides nothing.
 */
public final class RolloutExecutor implements AutoCloseable {
  private static final int AT_A_TIME = 8;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_A_TIME,
          task -> {
            var thread = new Thread(task, "rollout");
            thread.setDaemon(true);
            return thread;
          });
  private final KubernetesClient client;
  private final KnownObjects<AppDeployment> deployments;
  private final EventRecorder events;

  public RolloutExecutor(
      KubernetesClient client, KnownObjects<AppDeployment> deployments, EventRecorder events) {
    this.client = client;
    this.deployments = deployments;
    this.events = events;
  }

  /**
   * @param revisions what instances of each revision are
   * @param gates what they have to pass
   */
  void execute(ApplicationMap map, List<RevisionRecord> revisions, Gates gates, RolloutPlan plan) {
    var actions = plan.actions();
    for (var first = 0; first < actions.size(); ) {
      var end = first + 1;
      while (end < actions.size()
          && actions.get(end).getClass().equals(actions.get(first).getClass())) {
        end++;
      }
      atOnce(
          actions.subList(first, end).stream()
              .map(action -> (Runnable) () -> execute(map, revisions, gates, action))
              .toList());
      first = end;
    }
  }

  /** Fails if one does; what has not begun by then is left for the next pass. */
  private void atOnce(List<Runnable> tasks) {
    if (tasks.size() == 1) {
      tasks.get(0).run();
      return;
    }
    var failures = new ConcurrentLinkedQueue<RuntimeException>();
    Stream<Callable<Object>> guarded =
        tasks.stream()
            .map(
                task ->
                    () -> {
                      if (failures.isEmpty()) {
                        try {
                          task.run();
                        } catch (RuntimeException e) {
                          failures.add(e);
                        }
                      }
                      return null;
                    });
    try {
      threads.invokeAll(guarded.toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("ended before all of a plan was done", e);
    } catch (RejectedExecutionException e) {
      throw new KubernetesClientException("ended before anything of a plan was done", e);
    }
    var first = failures.poll();
    if (first != null) {
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private void execute(
      ApplicationMap map, List<RevisionRecord> revisions, Gates gates, RolloutAction action) {
    if (action instanceof Create create) {
      create(map, revision(revisions, create.revision()), gates, create);
    } else if (action instanceof UpdateSettings update) {
      find(map, update.name())
          .ifPresent(d -> replaceSpec(d, withSettingsOf(map, gates, d.getSpec())));
    } else if (action instanceof Drain drain) {
      drain(map, drain);
    } else if (action instanceof Delete delete) {
      delete(map, delete);
    }
  }

  private static RevisionRecord revision(List<RevisionRecord> revisions, String name) {
    return RevisionHistory.find(revisions, name)
        .orElseThrow(() -> new IllegalStateException("revision " + name + " is in no history"));
  }

  private void create(ApplicationMap map, RevisionRecord revision, Gates gates, Create create) {
    var deployment = new AppDeployment();
    var artifact = revision.artifact();
    var mapName = map.getMetadata().getName();
    deployment.setMetadata(
        new ObjectMetaBuilder()
            .withName(create.name())
            .withNamespace(map.getMetadata().getNamespace())
            .withLabels(
                Labels.of(
                    revision.app(),
                    mapName,
                    artifact.version(),
                    artifact.branch(),
                    revision.revision()))
            .withFinalizers(AppDeploymentReconciler.FINALIZER)
            .withOwnerReferences(
                new OwnerReferenceBuilder()
                    .withApiVersion(map.getApiVersion())
                    .withKind(map.getKind())
                    .withName(mapName)
                    .withUid(map.getMetadata().getUid())
                    .withController(true)
                    .withBlockOwnerDeletion(true)
                    .build())
            .build());
    var place = create.place();
    deployment.setSpec(
        withSettingsOf(
            map,
            gates,
            new AppDeploymentSpec(
                revision.app(),
                mapName,
                artifact,
                revision.revision(),
                revision.run(),
                revision.health(),
                null,
                null,
                null,
                null,
                null,
                place.host(),
                place.ports(),
                place.address(),
                null,
                Desired.RUNNING)));
    try {
      deployments.wrote(client.resource(deployment).create());
      events.normal(map, "Placed", create.name() + " goes to host " + place.host());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Somebody was faster with the same name: it is seen and counted in the next pass.
    }
  }

  /** The spec with the gate, drain, resource and measuring settings that the map has now. */
  static AppDeploymentSpec withSettingsOf(ApplicationMap map, Gates gates, AppDeploymentSpec spec) {
    var placement = map.getSpec().placement();
    return spec.withSettings(
        gates.ofInstances().orElse(null),
        stepVerification(map, gates, spec.revision()),
        map.getSpec().drain(),
        placement == null ? null : placement.resources(),
        MapLoad.byHosts(map) ? true : null);
  }

  /** Null where the revision is not at such a step. */
  private static StepVerification stepVerification(
      ApplicationMap map, Gates gates, String revision) {
    var rollout = map.getStatus() == null ? null : map.getStatus().rollout();
    if (rollout == null
        || !revision.equals(rollout.revision())
        || rollout.weight() == null
        || rollout.phase() == RolloutPhase.FAILED
        || rollout.phase() == RolloutPhase.COMPLETE
        || !gates.ofSteps().containsKey(rollout.step())) {
      return null;
    }
    return new StepVerification(
        RolloutProgress.verificationId(rollout), gates.ofSteps().get(rollout.step()));
  }

  private void drain(ApplicationMap map, Drain drain) {
    find(map, drain.name())
        .ifPresent(
            deployment -> {
              replaceSpec(deployment, deployment.getSpec().withDesired(Desired.DRAINING));
              events.normal(map, "Draining", drain.name() + " drains: " + drain.why());
            });
  }

  private void delete(ApplicationMap map, Delete delete) {
    find(map, delete.name())
        .ifPresent(
            deployment -> {
              client.resource(deployment).delete();
              events.normal(map, "Removed", delete.name() + " is removed: " + delete.why());
            });
  }

  /** Fails with a conflict if it was changed since it was read. */
  private void replaceSpec(AppDeployment deployment, AppDeploymentSpec spec) {
    var changed = new AppDeployment();
    changed.setMetadata(deployment.getMetadata());
    changed.setSpec(spec);
    changed.setStatus(deployment.getStatus());
    deployments.wrote(client.resource(changed).update());
  }

  private Optional<AppDeployment> find(ApplicationMap map, String name) {
    return deployments.find(map.getMetadata().getNamespace(), name);
  }

  void deleteAll(List<AppDeployment> left) {
    atOnce(
        left.stream()
            .filter(d -> d.getMetadata().getDeletionTimestamp() == null)
            .map(d -> (Runnable) () -> client.resource(d).delete())
            .toList());
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
