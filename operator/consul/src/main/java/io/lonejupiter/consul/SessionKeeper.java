package io.lonejupiter.consul;

import com.ecwid.consul.ConsulException;
import com.ecwid.consul.v1.ConsistencyMode;
import com.ecwid.consul.v1.ConsulClient;
import com.ecwid.consul.v1.ConsulRawClient;
import com.ecwid.consul.v1.OperationException;
import com.ecwid.consul.v1.QueryParams;
import com.ecwid.consul.v1.catalog.model.CatalogRegistration;
import com.ecwid.consul.v1.session.model.NewSession;
import com.ecwid.consul.v1.session.model.Session.Behavior;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.apache.http.client.HttpClient;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.impl.client.HttpClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one Consul session alive. Its id is kept on disk, so that a process that restarts goes on
 * with its session and nothing bound to it flaps. A lost session is replaced and said to the
 * listener. Lock-delay is 0: every write that rests on the session is fenced by check-session.
 */
public final class SessionKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SessionKeeper.class);

  /**
   * When a session ends, and what becomes of the keys that are bound to it.
   *
   * @param ttl Consul ends the session two of these after the last renewal, and not before one
   * @param node it also ends with this node of the catalog, which is registered if need be; empty:
   *     with that of the Consul agent, as soon as gossip takes the agent for dead
   * @param deletesKeys its keys go with it; otherwise they are only released
   */
  public record Terms(Duration ttl, String node, boolean deletesKeys) {
    /** For what a host or a router says of itself: it shall be missed soon. */
    public static final Terms PRESENCE = new Terms(Duration.ofSeconds(15), "", true);

    /**
     * For who leads. Belongs to a node that no agent stands for, so that neither gossip nor
     * Consul's removal of dead servers ends it: until the time limit has passed, which its own
     * clock can tell, nobody else can lead. The limit is the shortest that Consul takes, since
     * nobody leads until it has passed.
     */
    public static Terms lead(String cluster) {
      return new Terms(Duration.ofSeconds(10), "lonejupiter-" + cluster, false);
    }
  }

  /** A session, and when the last request that kept it alive was sent. */
  private record Kept(String id, long renewedAtNanos) {}

  private final ConsulClient consul;
  private final ConsulAddress address;
  private final String name;
  private final Terms terms;
  private final Path idFile;
  private final Consumer<String> onSession;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(SessionKeeper::thread);
  private volatile Kept kept;

  // Confined to the keeper's thread.
  private final Refusals refusals = new Refusals(log);

  /**
   * @param idFile where its id is kept
   * @param onSession is told the id of each new session, the first one too, on the keeper's thread
   */
  public SessionKeeper(
      ConsulAddress address, String name, Terms terms, Path idFile, Consumer<String> onSession) {
    this.address = address;
    this.consul = client(address, (int) terms.ttl().dividedBy(2).toMillis());
    this.name = name;
    this.terms = terms;
    this.idFile = idFile;
    this.onSession = onSession;
  }

  private static ConsulClient client(ConsulAddress address, int limitMillis) {
    // The client takes the scheme as part of the host, and plain HTTP where there is none.
    var host = address.url().getScheme() + "://" + address.url().getHost();
    var port = address.url().getPort();
    var trust = address.caFile().map(ConsulTrust::in).orElse(null);
    return new ConsulClient(new ConsulRawClient(host, port, http(trust, limitMillis)));
  }

  /**
   * @param trust null for the usual one
   */
  private static HttpClient http(SSLContext trust, int limitMillis) {
    return HttpClients.custom()
        .setSSLContext(trust)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectTimeout(limitMillis)
                .setConnectionRequestTimeout(limitMillis)
                .setSocketTimeout(limitMillis)
                .build())
        .build();
  }

  /** Starts to renew; the session comes as soon as Consul answers. */
  public SessionKeeper start() {
    renewals.scheduleWithFixedDelay(
        this::keep, 0, terms.ttl().toMillis() / 5, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Id of the session, or null before the first one. */
  public String id() {
    var now = kept;
    return now == null ? null : now.id();
  }

  /**
   * The id of the session while Consul cannot have ended it, by this process's own clock; empty
   * when it may have.
   */
  public Optional<String> surelyAlive() {
    var now = kept;
    return now != null && System.nanoTime() - now.renewedAtNanos() < terms.ttl().toNanos()
        ? Optional.of(now.id())
        : Optional.empty();
  }

  private void keep() {
    try {
      var before = System.nanoTime();
      var last = id();
      var current = last == null ? idFromDisk() : last;
      if (current == null || !renew(current)) {
        current = create();
        save(current);
      }
      kept = new Kept(current, before);
      refusals.over();
      if (!current.equals(last)) {
        onSession.accept(current);
      }
    } catch (OperationException e) {
      failed(e);
    } catch (ConsulException e) {
      log.debug("session {}: consul does not answer: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      log.error("session {}: could not be kept; it is tried again", name, e);
    }
  }

  /** Without a leader Consul answers, too. */
  private void failed(OperationException e) {
    var answer = e.getStatusCode() + " " + e.getStatusContent();
    if (e.getStatusCode() / 100 == 4) {
      refusals.tell("session " + name, "consul refuses it: " + answer);
    } else {
      log.debug("session {}: consul answered {}", name, answer);
    }
  }

  private boolean renew(String session) {
    try {
      return consul.renewSession(session, QueryParams.DEFAULT, address.token()).getValue() != null;
    } catch (OperationException e) {
      if (e.getStatusCode() != 404) {
        throw e;
      }
      return exists(session);
    }
  }

  /**
   * A server that has just become Consul's leader answers a renewal before it has applied its own
   * log, and then knows no session; only a consistent read waits until it has.
   */
  private boolean exists(String session) {
    var consistent = new QueryParams(ConsistencyMode.CONSISTENT);
    if (consul.getSessionInfo(session, consistent, address.token()).getValue() == null) {
      log.info("session {}: consul has ended it", name);
      return false;
    }
    return consul.renewSession(session, QueryParams.DEFAULT, address.token()).getValue() != null;
  }

  private String create() {
    var session = new NewSession();
    session.setName(name);
    session.setTtl(terms.ttl().toSeconds() + "s");
    session.setBehavior(terms.deletesKeys() ? Behavior.DELETE : Behavior.RELEASE);
    if (!terms.node().isEmpty()) {
      register(terms.node());
      session.setNode(terms.node());
      session.setChecks(List.of());
    }
    session.setLockDelay(0);
    return consul.sessionCreate(session, QueryParams.DEFAULT, address.token()).getValue();
  }

  private void register(String node) {
    var registration = new CatalogRegistration();
    registration.setNode(node);
    registration.setAddress("127.0.0.1");
    registration.setNodeMeta(Map.of("purpose", "the sessions of the servers of Lone Jupiter"));
    consul.catalogRegister(registration, address.token());
  }

  private String idFromDisk() {
    try {
      return Files.exists(idFile) ? Files.readString(idFile).strip() : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void save(String session) {
    try {
      Files.createDirectories(idFile.toAbsolutePath().getParent());
      var partial = idFile.resolveSibling(idFile.getFileName() + ".partial");
      Files.writeString(partial, session);
      Files.move(partial, idFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the session, and with it what is bound to it. */
  public void destroy() {
    close();
    var current = id();
    if (current != null) {
      try {
        consul.sessionDestroy(current, QueryParams.DEFAULT, address.token());
        Files.deleteIfExists(idFile);
      } catch (ConsulException | IOException e) {
        log.warn("session {}: left to its time limit: {}", name, e.getMessage());
      }
    }
  }

  /** Stops renewing and leaves the session to whoever starts with the same id file. */
  @Override
  public void close() {
    renewals.shutdownNow();
  }

  private static Thread thread(Runnable body) {
    var thread = new Thread(body, "consul-session");
    thread.setDaemon(true);
    return thread;
  }
}
