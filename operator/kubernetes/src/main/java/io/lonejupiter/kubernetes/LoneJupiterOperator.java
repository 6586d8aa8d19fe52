package io.lonejupiter.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.Blobs;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.ClusterView.Change.OfHost;
import io.lonejupiter.core.port.ClusterView.Change.OfInstance;
import io.lonejupiter.core.port.ClusterView.Change.OfRoute;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.rollout.RolloutOrder;
import io.lonejupiter.kubernetes.appdeployment.AppDeploymentReconciler;
import io.lonejupiter.kubernetes.appdeployment.InstanceExecutor;
import io.lonejupiter.kubernetes.appdeployment.InstanceObserver;
import io.lonejupiter.kubernetes.apphost.AppHostReconciler;
import io.lonejupiter.kubernetes.apphost.HostRegistrar;
import io.lonejupiter.kubernetes.applicationmap.ApplicationMapReconciler;
import io.lonejupiter.kubernetes.applicationmap.MapObserver;
import io.lonejupiter.kubernetes.applicationmap.RolloutExecutor;
import io.lonejupiter.kubernetes.artifact.ArtifactReconciler;
import io.lonejupiter.kubernetes.event.EventRecorder;
import io.lonejupiter.kubernetes.frontendconfig.FrontEndConfigReconciler;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.Artifact;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import io.lonejupiter.kubernetes.view.StatusWriter;
import io.lonejupiter.kubernetes.view.Triggers;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.RolloutStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The five reconcilers, and the table of who is asked to reconcile when something changed. Runs
 * only while this server leads.
 */
public final class LoneJupiterOperator implements AutoCloseable {
  private final World world;
  private final Operator operator;
  private final HostRegistrar registrar;
  private final EventRecorder events;
  private final RolloutExecutor rollouts;
  private final MapObserver maps;
  private final InstanceObserver instances;
  private final Triggers<ApplicationMap> mapTriggers = new Triggers<>();
  private final Triggers<AppDeployment> deploymentTriggers = new Triggers<>();
  private final Triggers<FrontEndConfig> frontEndTriggers = new Triggers<>();
  private final Triggers<AppHost> hostTriggers = new Triggers<>();
  private final Triggers<Artifact> artifactTriggers = new Triggers<>();

  private LoneJupiterOperator(
      KubernetesClient client,
      ClusterView cluster,
      KeyValues keyValues,
      Keys keys,
      Blobs blobs,
      Duration hostLossDelay) {
    var clock = Clock.systemUTC();
    var placing = new ReentrantLock();
    events = new EventRecorder(client, clock);
    var statuses = new StatusWriter(client);
    world = World.follow(client, cluster);
    registrar = new HostRegistrar(client, world);
    instances = new InstanceObserver(world, clock);
    rollouts = new RolloutExecutor(client, world.deployments(), events);
    maps = new MapObserver(world, hostLossDelay, placing, clock);
    operator =
        new Operator(
            o ->
                o.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .checkingCRDAndValidateLocalModel(false));
    register(
        new ApplicationMapReconciler(
            world.maps(), maps, rollouts, statuses, events, mapTriggers, clock));
    register(
        new AppDeploymentReconciler(
            world.deployments(),
            instances,
            new InstanceExecutor(client, keyValues, keys, world, placing),
            statuses,
            events,
            deploymentTriggers));
    register(
        new FrontEndConfigReconciler(
            world, keyValues, keys, statuses, events, frontEndTriggers, clock));
    register(new AppHostReconciler(world, keyValues, keys, statuses, events, hostTriggers, clock));
    register(
        new ArtifactReconciler(
            world.artifacts(), blobs, statuses, events, artifactTriggers, clock));
  }

  private void register(Reconciler<? extends HasMetadata> reconciler) {
    operator.register(reconciler, settings -> settings.withRetry(untilItWorks()));
  }

  /**
   * For what {@link Failures} is not asked about: clean-ups and finalizers. Without an end, since
   * what is given up is seen again only when somebody changes the object.
   */
  private static Retry untilItWorks() {
    return new GenericRetry()
        .setInitialInterval(500)
        .setIntervalMultiplier(1.5)
        .setMaxInterval(10_000)
        .withoutMaxAttempts();
  }

  /**
   * Starts to reconcile.
   *
   * @param keyValues fenced: its writes fail once another server leads
   * @param hostLossDelay how long a lost host is waited for before its instances are replaced
   */
  public static LoneJupiterOperator start(
      KubernetesClient client,
      ClusterView cluster,
      KeyValues keyValues,
      Keys keys,
      Blobs blobs,
      Duration hostLossDelay) {
    var operator = new LoneJupiterOperator(client, cluster, keyValues, keys, blobs, hostLossDelay);
    operator.listen();
    operator.operator.start();
    operator.registrar.look();
    return operator;
  }

  private void listen() {
    world.cluster().onChange(this::changed);
    world.deployments().onChange(this::deploymentChanged);
    world.maps().onChange(this::mapChanged);
    world.artifacts().onChange((before, after) -> artifactChanged());
    world.frontEnds().onChange((before, after) -> frontEndChanged(before, after));
    world.hosts().onChange(this::hostChanged);
  }

  private void changed(ClusterView.Change change) {
    if (change instanceof OfInstance instance) {
      var dot = instance.instanceId().indexOf('.');
      deploymentTriggers.fire(
          instance.instanceId().substring(0, Math.max(0, dot)),
          instance.instanceId().substring(dot + 1));
    } else if (change instanceof OfRoute route) {
      var dot = route.routeId().indexOf('.');
      var namespace = route.routeId().substring(0, Math.max(0, dot));
      frontEndTriggers.fire(namespace, route.routeId().substring(dot + 1));
      fireDivided(isIn(namespace));
    } else if (change instanceof OfHost host) {
      registrar.look();
      hostTriggers.fire(null, host.host());
      world.deployments().all().stream()
          .filter(d -> host.host().equals(d.getSpec().host()))
          .forEach(deploymentTriggers::fire);
      fireVerifiedElsewhere();
      firePending();
    } else {
      // A router came or went: who drains and what is programmed may look different for all.
      world.frontEnds().all().forEach(frontEndTriggers::fire);
      fireDivided(map -> true);
      world.deployments().all().stream()
          .filter(d -> world.cluster().drain(World.id(d)).isPresent())
          .forEach(deploymentTriggers::fire);
    }
  }

  private void deploymentChanged(AppDeployment before, AppDeployment after) {
    var either = after == null ? before : after;
    mapTriggers.fire(either.getMetadata().getNamespace(), either.getSpec().map());
    if (before == null || after == null) {
      hostTriggers.fire(null, either.getSpec().host());
      fireRoutesOf(either);
    }
    if (after == null || before != null && givesRoomBack(before, after)) {
      firePending();
    }
  }

  /** Whether a map's traffic must stay divided depends on its instances. */
  private void fireRoutesOf(AppDeployment deployment) {
    var namespace = deployment.getMetadata().getNamespace();
    var divided =
        world
            .maps()
            .find(namespace, deployment.getSpec().map())
            .filter(map -> division(map) != null)
            .isPresent();
    if (divided) {
      world.frontEnds().all().stream()
          .filter(f -> f.getMetadata().getNamespace().equals(namespace))
          .forEach(frontEndTriggers::fire);
    }
  }

  private static boolean givesRoomBack(AppDeployment before, AppDeployment after) {
    return !Objects.equals(before.getSpec().resources(), after.getSpec().resources())
        || !Objects.equals(before.getSpec().ports(), after.getSpec().ports());
  }

  /**
   * What is asked of a rollout is in annotations, which the SDK does not look at; and routes divide
   * a map's traffic as its rollout says, lead to its newest revision, and have counted what it is
   * scaled and judged by.
   */
  private void mapChanged(ApplicationMap before, ApplicationMap after) {
    if (before == null || after == null) {
      // One that runs the same app may stand in the way of a rollout, or does so no more.
      var either = after == null ? before : after;
      fireDivided(isIn(either.getMetadata().getNamespace()));
      if (World.counted(either).isPresent() || World.newestRevision(either).isPresent()) {
        fireFrontEnds(either);
      }
      return;
    }
    if (!order(before).equals(order(after))) {
      mapTriggers.fire(after);
    }
    if (!Objects.equals(division(before), division(after))
        || !World.newestRevision(before).equals(World.newestRevision(after))
        || World.timed(before) != World.timed(after)
        || !World.counted(before).equals(World.counted(after))) {
      fireFrontEnds(after);
    }
  }

  private void fireFrontEnds(ApplicationMap map) {
    world.frontEnds().all().stream()
        .filter(f -> f.getMetadata().getNamespace().equals(map.getMetadata().getNamespace()))
        .forEach(frontEndTriggers::fire);
  }

  private static Predicate<ApplicationMap> isIn(String namespace) {
    return map -> map.getMetadata().getNamespace().equals(namespace);
  }

  private record Division(String revision, String stable, String warm, Integer weight) {}

  /** Null where nothing is divided. */
  private static Division division(ApplicationMap map) {
    var rollout = rollout(map);
    return rollout == null || rollout.weight() == null
        ? null
        : new Division(rollout.revision(), rollout.stable(), rollout.warm(), rollout.weight());
  }

  private static RolloutOrder order(ApplicationMap map) {
    return RolloutOrder.of(map.getMetadata().getAnnotations());
  }

  private static RolloutStatus rollout(ApplicationMap map) {
    return map.getStatus() == null ? null : map.getStatus().rollout();
  }

  /** A rollout goes on when routers obey its weight. */
  private void fireDivided(Predicate<ApplicationMap> which) {
    world.maps().all().stream()
        .filter(map -> rollout(map) != null && rollout(map).weight() != null)
        .filter(which)
        .forEach(mapTriggers::fire);
  }

  private void artifactChanged() {
    world.maps().all().forEach(mapTriggers::fire);
  }

  /** A front end that goes or changes may free what a younger one was refused. */
  private void frontEndChanged(FrontEndConfig before, FrontEndConfig after) {
    var specChanged = before == null || after == null || !before.getSpec().equals(after.getSpec());
    if (specChanged) {
      world.frontEnds().all().forEach(frontEndTriggers::fire);
    }
    var either = after == null ? before : after;
    if (specChanged || !Objects.equals(before.getStatus(), after.getStatus())) {
      fireDivided(isIn(either.getMetadata().getNamespace()));
    }
  }

  private void hostChanged(AppHost before, AppHost after) {
    if (after == null) {
      registrar.look();
    }
    if (before == null || after == null || !before.getSpec().equals(after.getSpec())) {
      // Tags, a cordon or a drain concern maps that are placed here and those that are not yet.
      world.maps().all().forEach(mapTriggers::fire);
      fireVerifiedElsewhere();
    }
  }

  private void fireVerifiedElsewhere() {
    world.deployments().all().stream()
        .filter(instances::isVerifiedElsewhere)
        .forEach(deploymentTriggers::fire);
  }

  /** Those that wait for room, for one more instance or for one that fails where it is. */
  private void firePending() {
    world.maps().all().stream()
        .filter(map -> maps.isPending(map) || maps.hasFailing(map))
        .forEach(mapTriggers::fire);
  }

  /** Bytes came for an Artifact that was there before them. */
  public void uploaded(Artifact artifact) {
    artifactTriggers.fire(artifact);
  }

  /** Bytes are there that were not: artifacts that lacked them can be used. */
  public void bytesCame(String sha256) {
    world.artifacts().all().stream()
        .filter(artifact -> sha256.equals(artifact.getSpec().sha256()))
        .forEach(artifactTriggers::fire);
  }

  /** What the reconcilers read; for those who show it. */
  public World world() {
    return world;
  }

  @Override
  public void close() {
    operator.stop();
    rollouts.close();
    registrar.close();
    events.close();
    world.close();
  }
}
