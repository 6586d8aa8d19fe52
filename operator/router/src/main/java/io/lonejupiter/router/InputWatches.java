package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.Sentinels;
import io.lonejupiter.consul.Watch;
import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.Documents.UnreadableException;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.port.ServiceInstance;
import io.lonejupiter.router.haproxy.Expressions;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows Consul: the route documents, the drains and the health of each app that a route names.
 * Leaves all of it in the mailbox, but what the {@link Floor} holds back. Whoever wrote a document
 * went by the health of that moment, so each new one comes with health that is not older: else one
 * instance could be drained before the one that takes its place was seen. {@link #follow} and
 * {@link #close} belong to the router's thread.
 */
final class InputWatches implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InputWatches.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** Of many apps without instances one is enough. */
  private static final Duration LOOK_WHETHER_BLANK = Duration.ofSeconds(10);

  private final KeyValues store;
  private final ConsulCatalog catalog;
  private final Keys keys;
  private final String group;
  private final Duration floorHold;
  private final Expressions expressions;
  private final Mailbox mailbox;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  /** Prefix to the index of its sentinel. */
  private final Map<String, Long> sentinels = new ConcurrentHashMap<>();

  private final Map<String, Watch> apps = new HashMap<>();

  /** Consul was found to show no instance at all, which is said once. */
  private final AtomicBoolean blank = new AtomicBoolean();

  private final AtomicLong lookedWhetherBlank =
      new AtomicLong(System.nanoTime() - LOOK_WHETHER_BLANK.toNanos());

  /** What of each app's health is in the mailbox; under the mailbox's lock, as that is. */
  private final Map<String, HealthIndex> healthIndexes = new HashMap<>();

  private final Watch routes;
  private final Watch drains;

  /**
   * Consul's index of a reading of health.
   *
   * @param ahead it was read with a document, and its watch may still bring an older one
   */
  private record HealthIndex(long index, boolean ahead) {}

  InputWatches(RouterSettings settings, Mailbox mailbox) {
    var http = new ConsulHttp(settings.consul());
    this.store = new ConsulKeyValues(http);
    this.catalog = new ConsulCatalog(http, settings.cluster());
    this.keys = new Keys(settings.cluster());
    this.group = settings.group();
    this.floorHold = settings.floorHold();
    this.mailbox = mailbox;
    this.expressions =
        new Expressions(
            Router.haproxyFolder(settings.dataDir()),
            settings.haproxy(),
            settings.haproxyEnvironment());
    this.routes = watch("routes", keys.routes(), this::routes);
    this.drains = watch("drains", keys.drains(), this::drains);
  }

  private Watch watch(String name, String prefix, java.util.function.Consumer<List<Entry>> sink) {
    return Watch.ofKeys(
        name,
        store.query(prefix),
        listing -> {
          sink.accept(Sentinels.shown(store, prefix, listing.entries()));
          read.add(name);
        });
  }

  /** Whether all was read once, or cannot be read now. */
  boolean settled() {
    return routes.unreachableSince().isPresent()
        || drains.unreachableSince().isPresent()
        || read.contains("routes")
            && read.contains("drains")
            && apps.keySet().stream().allMatch(app -> read.contains("app " + app));
  }

  /** Whether Consul answered at least once. */
  boolean answered() {
    return !read.isEmpty();
  }

  /** Since when something that is followed cannot be read; empty: all can. */
  Optional<Instant> unreachableSince() {
    return Stream.concat(Stream.of(routes, drains), apps.values().stream())
        .flatMap(watch -> watch.unreachableSince().stream())
        .min(Comparator.naturalOrder());
  }

  private void routes(List<Entry> seen) {
    var before = mailbox.peek().routes();
    var entries = seen;
    var next = before.next(seen, group, expressions::problem);
    if (next.documents().isEmpty() && !before.documents().isEmpty()) {
      entries = store.list(keys.routes()).entries();
      next = before.next(entries, group, expressions::problem);
    }
    if (isLost(keys.routes(), entries, !before.documents().isEmpty())) {
      return;
    }
    // Nobody else writes the routes.
    var believed = next;
    var known = before.documents();
    var fresh =
        health(
            Inputs.apps(
                next.documents().values().stream()
                    .filter(document -> !document.equals(known.get(document.id())))
                    .toList()));
    mailbox.update(inputs -> inputs.with(believed).withInstances(newer(fresh)));
  }

  /** The health of those of these apps that are followed already, as of now. */
  private Map<String, Reading<List<ServiceInstance>>> health(Set<String> wanted) {
    var health = new TreeMap<String, Reading<List<ServiceInstance>>>();
    var followed = mailbox.peek().instances().keySet();
    for (var app : wanted) {
      if (followed.contains(app)) {
        var now = now(app);
        if (!vanished(app, now.value())) {
          health.put(app, now);
        }
      }
    }
    return health;
  }

  /** Those that are newer than what is in the mailbox: a watch may have been faster. */
  private Map<String, List<ServiceInstance>> newer(
      Map<String, Reading<List<ServiceInstance>>> readings) {
    var newer = new TreeMap<String, List<ServiceInstance>>();
    readings.forEach(
        (app, reading) -> {
          var known = healthIndexes.get(app);
          if (known == null || reading.index() > known.index()) {
            healthIndexes.put(app, new HealthIndex(reading.index(), true));
            newer.put(app, reading.value());
          }
        });
    return newer;
  }

  /** Whether a watch brings what is older than what came with a document; it reads again then. */
  private boolean isOutdated(String app, long index) {
    var known = healthIndexes.get(app);
    var outdated = known != null && known.ahead() && index < known.index();
    healthIndexes.put(app, new HealthIndex(outdated ? known.index() : index, false));
    return outdated;
  }

  private Reading<List<ServiceInstance>> now(String app) {
    try {
      return catalog.instances(app, 0, LOOK_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("health of " + app + " was not read: the router ends", e);
    }
  }

  private void drains(List<Entry> entries) {
    if (isLost(keys.drains(), entries, !mailbox.peek().drains().isEmpty())) {
      return;
    }
    var documents = new TreeMap<String, DrainDocument>();
    for (var entry : entries) {
      if (!Keys.isSentinel(entry.key())) {
        var id = Keys.lastSegment(entry.key());
        try {
          documents.put(id, Documents.read(entry.key(), entry.value(), DrainDocument.class));
        } catch (UnreadableException e) {
          // Its key says what is to be drained; less traffic is the safe side.
          log.warn("{}; draining {} all the same", e.getMessage(), id);
          documents.put(
              id, new DrainDocument(DrainDocument.SCHEMA, "", id, null, null, null, null));
        }
      }
    }
    var known = mailbox.peek().drains();
    var fresh =
        health(
            documents.entrySet().stream()
                .filter(drain -> !drain.getValue().equals(known.get(drain.getKey())))
                .map(drain -> drain.getValue().app())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    mailbox.update(inputs -> inputs.withDrains(documents).withInstances(newer(fresh)));
  }

  private boolean isLost(String prefix, List<Entry> entries, boolean somethingWasKnown) {
    if (storeWasLost(prefix, entries, somethingWasKnown)) {
      log.warn("all keys under {} are gone at once; going on with what was known", prefix);
      return true;
    }
    var sentinel = Floor.sentinel(entries);
    if (sentinel == Floor.NONE) {
      putSentinel(prefix);
    } else {
      sentinels.put(prefix, sentinel);
    }
    return false;
  }

  private boolean storeWasLost(String prefix, List<Entry> entries, boolean somethingWasKnown) {
    var sentinel = sentinels.getOrDefault(prefix, Floor.NONE);
    return Floor.storeWasLost(entries, somethingWasKnown, sentinel);
  }

  /** A router that may not leaves it to the server. */
  private void putSentinel(String prefix) {
    try {
      store.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    } catch (RefusedException e) {
      log.debug("{}", e.getMessage());
    }
  }

  /** Follows the health of these apps and of no other. */
  void follow(Set<String> wanted) {
    for (var app : Set.copyOf(apps.keySet())) {
      if (!wanted.contains(app)) {
        apps.remove(app).close();
        read.remove("app " + app);
      }
    }
    for (var app : wanted) {
      apps.computeIfAbsent(
          app,
          name ->
              Watch.start(
                  "health of " + name,
                  (index, wait) -> {
                    var reading = catalog.instances(name, index, wait);
                    return new Reading<>(reading, reading.index());
                  },
                  reading -> instances(name, reading)));
    }
    if (!wanted.containsAll(mailbox.peek().instances().keySet())) {
      mailbox.update(inputs -> inputs.withoutInstancesBut(wanted));
    }
  }

  private void instances(String app, Reading<List<ServiceInstance>> seen) {
    try {
      endDrainsOfEarlierOnes(app, seen.value());
      var believed = believed(app, seen.value());
      mailbox.update(
          inputs ->
              isOutdated(app, seen.index()) ? inputs : inputs.withInstances(Map.of(app, believed)));
      read.add("app " + app);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One that has just come may have the name of one that was drained and has gone. */
  private void endDrainsOfEarlierOnes(String app, List<ServiceInstance> seen) {
    var inputs = mailbox.peek();
    var known =
        inputs.instances().getOrDefault(app, List.of()).stream()
            .map(ServiceInstance::token)
            .collect(Collectors.toSet());
    var suspects =
        seen.stream()
            .filter(i -> inputs.drains().containsKey(i.id()) && !known.contains(i.token()))
            .map(ServiceInstance::id)
            .collect(Collectors.toSet());
    if (suspects.isEmpty()) {
      return;
    }
    var there = store.list(keys.drains()).entries();
    if (storeWasLost(keys.drains(), there, true)) {
      return;
    }
    there.stream().map(entry -> Keys.lastSegment(entry.key())).forEach(suspects::remove);
    // A newer drain that the other watch has brought meanwhile stays.
    suspects.forEach(id -> mailbox.update(now -> now.withoutDrain(inputs.drains().get(id))));
  }

  private List<ServiceInstance> believed(String app, List<ServiceInstance> seen)
      throws InterruptedException {
    var now = seen;
    var deadline = System.nanoTime() + floorHold.toNanos();
    while (vanished(app, now)) {
      now = catalog.instances(app, 0, LOOK_AGAIN).value();
      var isLate = System.nanoTime() > deadline;
      if (!vanished(app, now) || isLate && !isBlank()) {
        break;
      }
      if (!isLate) {
        log.warn("all instances of {} are gone at once; looking again before it is believed", app);
      }
      TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
    }
    if (now.isEmpty()) {
      sayIfBlank();
    } else {
      blank.set(false);
    }
    return now;
  }

  /** Where there never was an instance, nobody else would say why. */
  private void sayIfBlank() {
    var now = System.nanoTime();
    var last = lookedWhetherBlank.get();
    if (now - last > LOOK_WHETHER_BLANK.toNanos() && lookedWhetherBlank.compareAndSet(last, now)) {
      try {
        isBlank();
      } catch (UnavailableException | RefusedException e) {
        log.debug("{}", e.getMessage());
      }
    }
  }

  private boolean isBlank() {
    var isBlank = catalog.isBlank();
    if (isBlank && !blank.getAndSet(true)) {
      log.error(
          "consul shows no instance at all, not even of its own service: the router's token may not"
              + " read services or nodes (docs/consul.md), or consul has lost its data; going on"
              + " with what is known");
    }
    return isBlank;
  }

  private boolean vanished(String app, List<ServiceInstance> now) {
    var inputs = mailbox.peek();
    return Floor.allVanished(
        inputs.instances().getOrDefault(app, List.of()), now, inputs.drains().keySet());
  }

  @Override
  public void close() {
    routes.close();
    drains.close();
    apps.values().forEach(Watch::close);
  }
}
