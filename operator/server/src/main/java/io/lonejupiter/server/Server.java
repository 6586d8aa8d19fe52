package io.lonejupiter.server;

import io.lonejupiter.apiserver.ApiListener;
import io.lonejupiter.artifacts.ArtifactHttp;
import io.lonejupiter.artifacts.BlobHttp;
import io.lonejupiter.artifacts.BlobStore;
import io.lonejupiter.artifacts.PeerBlobs;
import io.lonejupiter.artifacts.Uploads;
import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulClusterView;
import io.lonejupiter.consul.ConsulFacts;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.ConsulObjectStore;
import io.lonejupiter.consul.ConsulRegistrations;
import io.lonejupiter.consul.FencedKeyValues;
import io.lonejupiter.consul.LeaderLock;
import io.lonejupiter.consul.ObjectsAhead;
import io.lonejupiter.consul.Registration;
import io.lonejupiter.consul.SessionKeeper;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LeaderDocument;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.kubernetes.LoneJupiterOperator;
import io.lonejupiter.kubernetes.artifact.KubernetesArtifactRegistry;
import io.lonejupiter.server.pods.InstancePods;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server:
 *
 * <ol>
 *   <li>it listens, so that it can be asked how it is, and begins to read the objects of the
 *       embedded API;
 *   <li>it makes sure that a real Kubernetes API, if it is to work against one, lets it;
 *   <li>it registers as {@code lonejupiter-server}, so that hosts find its artifacts;
 *   <li>it waits for the lead, one Consul lock for all servers of the cluster;
 *   <li>leading, it follows Consul, opens the embedded API unless there is a real one, and starts
 *       the reconcilers and the artifact service.
 * </ol>
 *
 * A server that loses the lead says so once and is of no more use: its process ends, and whoever
 * supervises it starts a new one that waits for the lead again.
 */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final long MAX_UPLOAD_BYTES = 2L << 30;

  private final ServerSettings settings;
  private final Runnable onLeadLost;
  private final AtomicBoolean leadLost = new AtomicBoolean();

  /** What was opened, to be closed in the opposite order. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Server(ServerSettings settings, Runnable onLeadLost) {
    this.settings = settings;
    this.onLeadLost = onLeadLost;
  }

  /**
   * Starts a server and returns once it leads and works.
   *
   * @param onLeadLost is run at most once, on a thread of the server; the server must then be
   *     closed
   */
  public static Server start(ServerSettings settings, Runnable onLeadLost)
      throws InterruptedException {
    var server = new Server(settings, onLeadLost);
    try {
      server.start();
      return server;
    } catch (InterruptedException | RuntimeException e) {
      // Whoever asks a server to end that still starts interrupts it; taking leave of Consul must
      // not be cut short by that.
      var interrupted = Thread.interrupted();
      server.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /** Runs a server until the process is asked to end, or the lead is lost. */
  public static void run(ServerSettings settings) throws InterruptedException {
    var end = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    var leads = new AtomicBoolean();
    var main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end.countDown();
                  if (!leads.get()) {
                    // It may be waiting for the lead.
                    main.interrupt();
                  }
                  awaitQuietly(closed);
                },
                "shutdown"));
    try (var server = start(settings, end::countDown)) {
      leads.set(true);
      end.await();
    } finally {
      closed.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws InterruptedException {
    var consul = new ConsulHttp(settings.consul());
    var keys = new Keys(settings.cluster());
    var ahead = ahead(consul, keys);
    open.push(HeapKeeper.start());
    var metrics = new Metrics();
    var vertx =
        opened(Vertx.vertx(), v -> v.close().toCompletionStage().toCompletableFuture().join());
    var endpoint = HttpEndpoint.listen(vertx, settings.listen(), settings.direct().port(), metrics);
    open.push(endpoint);

    var keyValues = new ConsulKeyValues(consul);
    // Before the lead: a new release that the API refuses must not take over from one that works.
    var real = settings.kubernetes().map(KubernetesApi::real);
    real.ifPresent(open::push);
    awaitConsul(keyValues, keys);
    warnOfLimits(consul);
    var access = ConsulAccess.start(keyValues, keys, settings.dataDir());
    open.push(access);
    var listener = listen(access);
    register(consul);
    var catalog = new ConsulCatalog(consul, settings.cluster());
    var blobs = new BlobStore(settings.dataDir().resolve("blobs"));
    var peers = new PeerBlobs(vertx, blobs, () -> others(catalog), MAX_UPLOAD_BYTES);
    endpoint.give(new BlobHttp(blobs, peers));
    open.push(BlobCopies.start(keyValues, keys, blobs, peers));
    var lock =
        lead(
            keyValues,
            keys,
            leader -> {
              endpoint.follow(leader);
              leader.ifPresent(other -> ahead.ifPresent(ObjectsAhead::drop));
              listener.ifPresent(
                  api -> api.follow(leader.map(LeaderDocument::api).map(URI::create)));
            });

    var view = new ConsulClusterView(keyValues, catalog, keys);
    open.push(view);
    view.start();
    var fenced = new FencedKeyValues(keyValues, lock);
    var api =
        real.orElseGet(
            () -> embedded(consul, lock, keys, ahead.orElseThrow(), listener.orElseThrow(), view));
    var client = api.client();
    var operator =
        LoneJupiterOperator.start(client, view, fenced, keys, blobs, settings.hostLossDelay());
    open.push(operator);
    metrics.bind(operator.world());
    blobs.onKeep(
        sha256 -> {
          BlobCopies.announce(fenced, keys, blobs, sha256);
          operator.bytesCame(sha256);
        });
    BlobCopies.announce(fenced, keys, blobs);

    endpoint.serve(
        new ArtifactHttp(
            vertx,
            blobs,
            new KubernetesArtifactRegistry(client, operator::uploaded),
            uploads(access),
            MAX_UPLOAD_BYTES));
    endpoint.ready(lock::isSurelyHeld);
    log.info("this server leads cluster {}", settings.cluster());
  }

  /** The name of this server in the lock. */
  private String name() {
    return "lonejupiter-server " + settings.direct().host() + ":" + settings.direct().port();
  }

  private Optional<ObjectsAhead> ahead(ConsulHttp consul, Keys keys) {
    if (settings.kubernetes().isPresent()) {
      return Optional.empty();
    }
    return Optional.of(opened(ObjectsAhead.start(consul, keys, name()), ObjectsAhead::close));
  }

  private List<URI> others(ConsulCatalog catalog) {
    var self = URI.create(settings.direct().url());
    return catalog.peers().stream().filter(peer -> !peer.equals(self)).toList();
  }

  /** Of the embedded API; it answers before this server leads, by the one that does. */
  private Optional<ApiListener> listen(ConsulAccess access) {
    if (settings.kubernetes().isPresent()) {
      return Optional.empty();
    }
    var listener = KubernetesApi.listen(settings, access);
    open.push(listener);
    return Optional.of(listener);
  }

  /** Whoever cannot reach Consul is alive and not ready. */
  private static void awaitConsul(ConsulKeyValues keyValues, Keys keys)
      throws InterruptedException {
    for (var told = false; ; told = true) {
      try {
        keyValues.get(keys.leader());
        return;
      } catch (UnavailableException e) {
        if (!told) {
          log.warn("it waits for Consul: {}", e.getMessage());
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /** What is only a piece of advice needs no right. */
  private static void warnOfLimits(ConsulHttp consul) {
    try {
      ConsulFacts.of(consul).warnOfLimits();
    } catch (RefusedException e) {
      log.info("its limits are not looked at: {}", e.getMessage());
    }
  }

  private Uploads uploads(ConsulAccess access) {
    Uploads users = ArtifactUploads.of(access);
    return settings.uploadToken().<Uploads>map(f -> new UploadToken(f, users)).orElse(users);
  }

  /** Waits for the lead; meanwhile, and after, others are told who else has it. */
  private LeaderLock lead(
      ConsulKeyValues keyValues, Keys keys, Consumer<Optional<LeaderDocument>> others)
      throws InterruptedException {
    var self =
        new LeaderDocument(
            name(),
            settings.direct().url(),
            settings.kubernetes().isPresent() ? "" : settings.apiUrl());
    var session =
        new SessionKeeper(
            settings.consul(),
            self.server(),
            SessionKeeper.Terms.lead(settings.cluster()),
            settings.dataDir().resolve("session"),
            id -> {});
    // Ends the session, so that a server that waits need not wait for its time limit.
    open.push(session::destroy);
    session.start();
    var lock = new LeaderLock(keyValues, keys, session, self);
    var leads = new AtomicBoolean();
    open.push(
        LeadWatch.start(
            keyValues,
            keys,
            leader -> {
              if (leads.get() && !lock.isHeld()) {
                leadLost();
              }
              others.accept(leader.filter(other -> !other.equals(self)));
            }));
    lock.acquire();
    leads.set(true);
    if (settings.kubernetes().isPresent()) {
      // Writes to a real API carry no fence: who may have lost the lead stops by its own clock.
      open.push(LeadClock.start(session, this::leadLost));
    }
    return lock;
  }

  private void leadLost() {
    if (leadLost.compareAndSet(false, true)) {
      log.error("another server leads; this one ends");
      onLeadLost.run();
    }
  }

  private KubernetesApi embedded(
      ConsulHttp consul,
      LeaderLock lock,
      Keys keys,
      ObjectsAhead ahead,
      ApiListener listener,
      ClusterView view) {
    var pods = opened(new InstancePods(view::hosts), InstancePods::close);
    var store = new ConsulObjectStore(consul, lock, keys, ahead);
    var api = KubernetesApi.embedded(settings, listener, store, pods, this::leadLost);
    open.push(api);
    return api;
  }

  private void register(ConsulHttp consul) {
    var api = settings.kubernetes().isPresent() ? KubernetesApi.OF_KUBERNETES : settings.apiUrl();
    var at = settings.advertised();
    // By its own address, since behind one that is advertised may be several servers.
    var id = "lonejupiter-server-" + settings.direct().host() + "-" + settings.direct().port();
    var registrations = new ConsulRegistrations(consul);
    // First, since an end in the middle of a registration must undo it, too.
    open.push(
        () -> {
          try {
            registrations.deregister(id);
          } catch (UnavailableException e) {
            log.info("left registered, since consul does not answer: {}", e.getMessage());
          }
        });
    registrations.register(
        new Registration(
            id,
            "lonejupiter-server",
            at.host(),
            at.port(),
            List.of(),
            Map.of(
                "cluster",
                settings.cluster(),
                "scheme",
                "http",
                "api",
                api,
                "direct",
                settings.direct().url()),
            new Registration.Http(at.url() + "/readyz", "2s", "2s", 1, 2),
            Registration.Gate.NONE));
  }

  private <T> T opened(T resource, Consumer<T> close) {
    open.push(() -> close.accept(resource));
    return resource;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        log.warn("something could not be closed", e);
      }
    }
  }
}
