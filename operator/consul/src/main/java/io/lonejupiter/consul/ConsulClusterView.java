package io.lonejupiter.consul;

import io.lonejupiter.consul.Watch.Reading;
import io.lonejupiter.core.document.Assignment;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.DrainDocument;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.ClusterView.Change.OfHost;
import io.lonejupiter.core.port.ClusterView.Change.OfInstance;
import io.lonejupiter.core.port.ClusterView.Change.OfRoute;
import io.lonejupiter.core.port.ClusterView.Change.OfRouter;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.port.ServiceInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's view of Consul: one watch for each prefix, and one for each app's health. */
public final class ConsulClusterView implements ClusterView, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsulClusterView.class);

  private static final String HOSTS = "hosts";

  /** A document as it was read; null if it could not be. */
  private record Read(long modifyIndex, Object document) {}

  private final KeyValues keyValues;
  private final Keys keys;
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final AppHealth health;
  private final CountDownLatch firstReadings = new CountDownLatch(4);

  /** Name of what cannot be read to the reason. */
  private final Map<String, String> hidden = new ConcurrentHashMap<>();

  private volatile Map<String, Read> hostDocuments = Map.of();
  private volatile Map<String, HostInfo> hosts = Map.of();
  private volatile Map<String, Map<String, RemoteVerification>> verifications = Map.of();
  private volatile Map<String, Read> drainDocuments = Map.of();
  private volatile Map<String, Read> routeDocuments = Map.of();
  private volatile Map<String, Read> routerDocuments = Map.of();

  public ConsulClusterView(KeyValues keyValues, ConsulCatalog catalog, Keys keys) {
    this.keyValues = keyValues;
    this.health = new AppHealth(catalog, id -> tell(new OfInstance(id)));
    this.keys = keys;
  }

  /** Starts to follow and waits until everything was read once. */
  public ConsulClusterView start() throws InterruptedException {
    for (var prefix : List.of(keys.hosts(), keys.drains(), keys.routes(), keys.routers())) {
      keyValues.commit(List.of(new PutIf(prefix + Keys.SENTINEL, new byte[0], 0)));
    }
    follow(HOSTS, keys.hosts(), this::hostsRead);
    follow("drains", keys.drains(), this::drainsRead);
    follow("routes", keys.routes(), this::routesRead);
    follow("routers", keys.routers(), this::routersRead);
    if (!firstReadings.await(30, TimeUnit.SECONDS)) {
      throw new KeyValues.UnavailableException("consul did not answer for 30 s", null);
    }
    return this;
  }

  private void follow(String name, String prefix, Consumer<Listing> sink) {
    var rest = new Rest();
    var query = new PrefixQuery(keyValues, prefix);
    var first = new AtomicBoolean(true);
    watches.add(
        Watch.start(
            name,
            (index, wait) -> {
              rest.take();
              var reading = read(name, query, index, wait);
              rest.after(reading.value().entries().size());
              return reading;
            },
            listing -> {
              sink.accept(listing);
              if (first.getAndSet(false)) {
                firstReadings.countDown();
              }
            }));
  }

  private Reading<Listing> read(String name, PrefixQuery query, long index, Duration wait)
      throws InterruptedException {
    try {
      var reading = query.after(index, wait);
      hidden(name, null);
      return reading;
    } catch (HiddenException | ConsulHttp.RefusedException e) {
      hidden(name, e.getMessage());
      throw e;
    }
  }

  private void hidden(String name, String why) {
    var before = why == null ? hidden.remove(name) : hidden.put(name, why);
    if (name.equals(HOSTS) && !Objects.equals(before, why)) {
      hostDocuments.keySet().stream()
          .map(this::hostOf)
          .distinct()
          .forEach(host -> tell(new OfHost(host)));
    }
  }

  private void hostsRead(Listing listing) {
    var before = hostDocuments;
    var now = read(listing, before, this::hostDocumentType);
    hosts = hosts(now);
    verifications = verifications(now);
    hostDocuments = now;
    for (var key : changed(before, hostDocuments)) {
      var host = hostOf(key);
      if (key.equals(keys.hostInfo(host))) {
        tell(new OfHost(host));
      } else if (isForInstance(key, host)) {
        tell(new OfInstance(Keys.lastSegment(key)));
      } else if (key.equals(keys.hostReport(host))) {
        if (verifies(before.get(key)) != verifies(hostDocuments.get(key))) {
          tell(new OfHost(host));
        }
        changedInstances(before.get(key), hostDocuments.get(key))
            .forEach(id -> tell(new OfInstance(id)));
      }
    }
  }

  private Map<String, HostInfo> hosts(Map<String, Read> documents) {
    var found = new HashMap<String, HostInfo>();
    documents.forEach(
        (key, read) -> {
          if (read.document() instanceof HostInfo info) {
            found.put(hostOf(key), info);
          }
        });
    return Map.copyOf(found);
  }

  /** Whether the host's agent verifies instances of others. */
  private static boolean verifies(Read read) {
    return read != null
        && read.document() instanceof HostReport report
        && report.verifications() != null;
  }

  private String hostOf(String key) {
    var rest = key.substring(keys.hosts().length());
    return rest.substring(0, Math.max(0, rest.indexOf('/')));
  }

  private boolean isForInstance(String key, String host) {
    return key.startsWith(keys.assignments(host)) || key.startsWith(keys.verifications(host));
  }

  private Map<String, Map<String, RemoteVerification>> verifications(Map<String, Read> documents) {
    var found = new HashMap<String, Map<String, RemoteVerification>>();
    documents.forEach(
        (key, read) -> {
          if (read.document() instanceof RemoteVerification order) {
            found
                .computeIfAbsent(hostOf(key), host -> new HashMap<>())
                .put(Keys.lastSegment(key), order);
          }
        });
    return found;
  }

  private Class<?> hostDocumentType(String key) {
    if (key.endsWith("/info")) {
      return HostInfo.class;
    }
    if (key.startsWith(keys.verifications(hostOf(key)))) {
      return RemoteVerification.class;
    }
    return key.endsWith("/report") ? HostReport.class : Assignment.class;
  }

  private static List<String> changedInstances(Read before, Read after) {
    var old = instances(before);
    var now = instances(after);
    var ids = new HashSet<>(old.keySet());
    ids.addAll(now.keySet());
    return ids.stream().filter(id -> !Objects.equals(old.get(id), now.get(id))).toList();
  }

  /** All that a host says of instances, its own and those that it verifies. */
  private static Map<String, List<Object>> instances(Read read) {
    var said = new HashMap<String, List<Object>>();
    if (read != null && read.document() instanceof HostReport report) {
      for (var part : Arrays.asList(report.instances(), report.verifications())) {
        if (part != null) {
          part.forEach((id, what) -> said.computeIfAbsent(id, k -> new ArrayList<>()).add(what));
        }
      }
    }
    return said;
  }

  private void drainsRead(Listing listing) {
    var before = drainDocuments;
    drainDocuments = read(listing, before, key -> DrainDocument.class);
    changed(before, drainDocuments).forEach(key -> tell(new OfInstance(Keys.lastSegment(key))));
  }

  private void routesRead(Listing listing) {
    var before = routeDocuments;
    routeDocuments = read(listing, before, key -> RouteDocument.class);
    changed(before, routeDocuments).forEach(key -> tell(new OfRoute(Keys.lastSegment(key))));
  }

  private void routersRead(Listing listing) {
    var before = routerDocuments;
    routerDocuments = read(listing, before, key -> RouterReport.class);
    for (var key : changed(before, routerDocuments)) {
      var old = before.get(key);
      var now = routerDocuments.get(key);
      if (old == null || now == null) {
        tell(new OfRouter(key.substring(keys.routers().length()).replace("/report", "")));
      }
      ReportChanges.routes(report(old), report(now)).forEach(id -> tell(new OfRoute(id)));
      ReportChanges.drains(report(old), report(now)).forEach(id -> tell(new OfInstance(id)));
    }
  }

  private static RouterReport report(Read read) {
    return read != null && read.document() instanceof RouterReport report ? report : null;
  }

  private interface Typing {
    Class<?> of(String key);
  }

  /** Parses what changed and takes over the rest. */
  private static Map<String, Read> read(Listing listing, Map<String, Read> before, Typing typing) {
    var after = new HashMap<String, Read>();
    for (var entry : listing.entries()) {
      if (Keys.isSentinel(entry.key())) {
        continue;
      }
      var known = before.get(entry.key());
      after.put(
          entry.key(),
          known != null && known.modifyIndex() == entry.modifyIndex()
              ? known
              : new Read(entry.modifyIndex(), parse(entry, typing)));
    }
    return Map.copyOf(after);
  }

  private static Object parse(Entry entry, Typing typing) {
    try {
      return Documents.read(entry.key(), entry.value(), typing.of(entry.key()));
    } catch (Documents.UnreadableException e) {
      log.warn("skipped, because it cannot be read: {}", e.getMessage());
      return null;
    }
  }

  private static List<String> changed(Map<String, Read> before, Map<String, Read> after) {
    var keys = new HashSet<>(before.keySet());
    keys.addAll(after.keySet());
    return keys.stream().filter(k -> !Objects.equals(before.get(k), after.get(k))).toList();
  }

  private void tell(Change change) {
    listeners.forEach(listener -> listener.accept(change));
  }

  @Override
  public Map<String, HostInfo> hosts() {
    return hosts;
  }

  @Override
  public Optional<String> hostsHidden() {
    return Optional.ofNullable(hidden.get(HOSTS));
  }

  @Override
  public Optional<HostReport> report(String host) {
    return one(hostDocuments, keys.hostReport(host), HostReport.class);
  }

  @Override
  public Optional<Assignment> assignment(String host, String instanceId) {
    return one(hostDocuments, keys.assignment(host, instanceId), Assignment.class);
  }

  @Override
  public Map<String, Map<String, RemoteVerification>> verifications() {
    return verifications;
  }

  @Override
  public Optional<DrainDocument> drain(String instanceId) {
    return one(drainDocuments, keys.drain(instanceId), DrainDocument.class);
  }

  @Override
  public Optional<RouteDocument> route(String routeId) {
    return one(routeDocuments, keys.routes() + routeId, RouteDocument.class);
  }

  @Override
  public boolean isRouted(String namespace, String app) {
    return all(routeDocuments, RouteDocument.class).stream()
        .filter(document -> document.namespace().equals(namespace))
        .flatMap(document -> document.routes().stream())
        .flatMap(route -> route.backendRefs().stream())
        .anyMatch(backend -> backend.app().equals(app));
  }

  @Override
  public List<RouterReport> routers() {
    return all(routerDocuments, RouterReport.class);
  }

  @Override
  public List<ServiceInstance> instances(String app) {
    return health.instances(app);
  }

  @Override
  public void onChange(Consumer<Change> listener) {
    listeners.add(listener);
  }

  private static <T> Optional<T> one(Map<String, Read> documents, String key, Class<T> type) {
    return Optional.ofNullable(documents.get(key)).map(Read::document).map(type::cast);
  }

  private static <T> List<T> all(Map<String, Read> documents, Class<T> type) {
    var found = new ArrayList<T>();
    documents
        .values()
        .forEach(
            r -> {
              if (type.isInstance(r.document())) {
                found.add(type.cast(r.document()));
              }
            });
    return List.copyOf(found);
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
    health.close();
  }
}
