package io.lonejupiter.consul;

import com.ecwid.consul.ConsulException;
import com.ecwid.consul.v1.ConsulClient;
import com.ecwid.consul.v1.ConsulRawClient;
import com.ecwid.consul.v1.OperationException;
import com.ecwid.consul.v1.QueryParams;
import com.ecwid.consul.v1.session.model.NewSession;
import com.ecwid.consul.v1.session.model.Session.Behavior;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
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

  /** Enough for a host: what it runs goes on without it. */
  public static final Duration HOST_TTL = Duration.ofSeconds(15);

  /** The shortest that Consul takes: nobody leads until a dead leader's session has ended. */
  public static final Duration LEADER_TTL = Duration.ofSeconds(10);

  private final ConsulClient consul;
  private final ConsulAddress address;
  private final String name;
  private final Duration ttl;
  private final Behavior behavior;
  private final Path idFile;
  private final Consumer<String> onSession;
  private final ScheduledExecutorService renewals =
      Executors.newSingleThreadScheduledExecutor(SessionKeeper::thread);
  private volatile String id;
  private volatile long renewedAtNanos;

  /**
   * @param ttl Consul ends the session two of these after the last renewal, and not before one
   * @param deleteKeys keys bound to the session go with it; otherwise they are only released
   * @param idFile where its id is kept
   * @param onSession is told the id of each new session, the first one too, on the keeper's thread
   */
  public SessionKeeper(
      ConsulAddress address,
      String name,
      Duration ttl,
      boolean deleteKeys,
      Path idFile,
      Consumer<String> onSession) {
    this.address = address;
    this.consul = client(address, (int) ttl.toMillis());
    this.name = name;
    this.ttl = ttl;
    this.behavior = deleteKeys ? Behavior.DELETE : Behavior.RELEASE;
    this.idFile = idFile;
    this.onSession = onSession;
  }

  private static ConsulClient client(ConsulAddress address, int limitMillis) {
    // The client takes the scheme as part of the host, and plain HTTP where there is none.
    var host = address.url().getScheme() + "://" + address.url().getHost();
    var port = address.url().getPort();
    return address
        .caFile()
        .map(ConsulTrust::in)
        .map(trust -> new ConsulClient(new ConsulRawClient(host, port, http(trust, limitMillis))))
        .orElseGet(() -> new ConsulClient(host, port));
  }

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
    renewals.scheduleWithFixedDelay(this::keep, 0, ttl.toMillis() / 5, TimeUnit.MILLISECONDS);
    return this;
  }

  /** Id of the session, or null before the first one. */
  public String id() {
    return id;
  }

  /** Whether Consul cannot have ended the session yet, by this process's own clock. */
  public boolean surelyAlive() {
    return id != null && System.nanoTime() - renewedAtNanos < ttl.toNanos();
  }

  private void keep() {
    try {
      var before = System.nanoTime();
      var current = id == null ? idFromDisk() : id;
      if (current == null || !renew(current)) {
        current = create();
        save(current);
      }
      renewedAtNanos = before;
      if (!current.equals(id)) {
        id = current;
        onSession.accept(current);
      }
    } catch (ConsulException e) {
      log.debug("session {}: consul does not answer: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      log.error("session {}: could not be kept; it is tried again", name, e);
    }
  }

  private boolean renew(String session) {
    try {
      return consul.renewSession(session, QueryParams.DEFAULT, address.token()).getValue() != null;
    } catch (OperationException e) {
      if (e.getStatusCode() == 404) {
        log.info("session {}: consul has ended it", name);
        return false;
      }
      throw e;
    }
  }

  private String create() {
    var session = new NewSession();
    session.setName(name);
    session.setTtl(ttl.toSeconds() + "s");
    session.setBehavior(behavior);
    session.setLockDelay(0);
    return consul.sessionCreate(session, QueryParams.DEFAULT, address.token()).getValue();
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
    var current = id;
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
