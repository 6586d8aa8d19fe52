package io.lonejupiter.router;

import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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

  private final KeyValues store;
  private final ConsulCatalog catalog;
  private final Keys keys;
  private final String group;
  private final Duration floorHold;
  private final Expressions expressions;
  private final Mailbox mailbox;
  private final Set<String> read = ConcurrentHashMap.newKeySet();
  private final Map<String, Watch> apps = new HashMap<>();

  /** App to the index of health that was read with a document, until its watch has come as far. */
  private final Map<String, Long> ahead = new ConcurrentHashMap<>();

  private final Watch routes;
  private final Watch drains;

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
    return Watch.start(
        name,
        (index, wait) -> {
          var listing = store.watch(prefix, index, wait);
          return new Reading<>(listing.entries(), listing.index());
        },
        entries -> {
          sink.accept(entries);
          read.add(name);
        });
  }

  /** Whether all was read once, or cannot be read now. */
  boolean settled() {
    return !routes.reachable()
        || !drains.reachable()
        || read.contains("routes")
            && read.contains("drains")
            && apps.keySet().stream().allMatch(app -> read.contains("app " + app));
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
    var known = new HashSet<>(before.documents().values());
    var fresh =
        health(
            Inputs.apps(
                next.documents().values().stream().filter(d -> !known.contains(d)).toList()));
    mailbox.update(inputs -> inputs.with(believed).withInstances(fresh));
  }

  /** The health of those of these apps that are followed already, as of now. */
  private Map<String, List<ServiceInstance>> health(Set<String> wanted) {
    var health = new TreeMap<String, List<ServiceInstance>>();
    var followed = mailbox.peek().instances().keySet();
    for (var app : wanted) {
      if (followed.contains(app)) {
        var now = now(app);
        if (!vanished(app, now.value())) {
          ahead.put(app, now.index());
          health.put(app, now.value());
        }
      }
    }
    return health;
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
    mailbox.update(inputs -> inputs.withDrains(documents).withInstances(fresh));
  }

  private boolean isLost(String prefix, List<Entry> entries, boolean somethingWasKnown) {
    if (Floor.storeWasLost(entries, somethingWasKnown)) {
      log.warn("all keys under {} are gone at once; going on with what was known", prefix);
      return true;
    }
    if (!Floor.hasSentinel(entries)) {
      store.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    }
    return false;
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
    var newer = ahead.remove(app);
    if (newer != null && seen.index() < newer) {
      return;
    }
    try {
      if (isMistakenForAnEarlierOne(app, seen.value())) {
        drains(store.list(keys.drains()).entries());
      }
      var believed = believed(app, seen.value());
      mailbox.update(inputs -> inputs.withInstances(Map.of(app, believed)));
      read.add("app " + app);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether one has just come that has the name of one that was drained. */
  private boolean isMistakenForAnEarlierOne(String app, List<ServiceInstance> seen) {
    var inputs = mailbox.peek();
    var known =
        inputs.instances().getOrDefault(app, List.of()).stream()
            .map(ServiceInstance::token)
            .collect(Collectors.toSet());
    return seen.stream()
        .anyMatch(i -> inputs.drains().containsKey(i.id()) && !known.contains(i.token()));
  }

  private List<ServiceInstance> believed(String app, List<ServiceInstance> seen)
      throws InterruptedException {
    var now = seen;
    var deadline = System.nanoTime() + floorHold.toNanos();
    while (vanished(app, now)) {
      now = catalog.instances(app, 0, LOOK_AGAIN).value();
      if (!vanished(app, now) || System.nanoTime() > deadline) {
        break;
      }
      log.warn("all instances of {} are gone at once; looking again before it is believed", app);
      TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
    }
    return now;
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
