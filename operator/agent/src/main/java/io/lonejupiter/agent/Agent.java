package io.lonejupiter.agent;

import io.lonejupiter.agent.artifact.ArtifactFetcher;
import io.lonejupiter.agent.artifact.BlobCache;
import io.lonejupiter.agent.artifact.Unpacker;
import io.lonejupiter.agent.instance.HostServices;
import io.lonejupiter.agent.log.LogServer;
import io.lonejupiter.agent.log.LogWatch;
import io.lonejupiter.agent.registration.Registrar;
import io.lonejupiter.consul.ConsulCatalog;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulKeyValues;
import io.lonejupiter.consul.ConsulRegistrations;
import io.lonejupiter.core.document.Keys;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host agent: makes what is assigned to its host run, registered and reported. Its end, however
 * it comes, leaves the instances running; the next agent on the same folder takes them over.
 */
public final class Agent implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final AgentFolder folder;
  private final LogWatch logs;
  private final LogServer logServer;
  private final Reporter reporter;
  private final Fleet fleet;
  private final Inventory inventory;
  private final AssignmentFeed feed;
  private final Verifications verifications;
  private final Upkeep upkeep;
  private boolean working;
  private boolean closed;

  private Agent(AgentSettings settings, AgentFolder folder) throws IOException {
    this.folder = folder;
    var http = new ConsulHttp(settings.consul());
    var store = new ConsulKeyValues(http);
    var keys = new Keys(settings.cluster());
    var catalog = new ConsulCatalog(http, settings.cluster());
    var cache = new BlobCache(folder.cache());
    var registrar =
        new Registrar(new ConsulRegistrations(http), settings.cluster(), settings.host());
    logs = LogWatch.start();
    logServer = LogServer.start(settings.address(), logs);
    reporter = new Reporter(store, keys.hostReport(settings.host()), settings.host());
    var fetcher = new ArtifactFetcher(cache, catalog::servers, settings.artifactLimitBytes());
    var host =
        new HostServices(
            settings.cluster(),
            settings.host(),
            settings.address(),
            cache,
            fetcher,
            new Unpacker(),
            registrar,
            logs,
            reporter::put);
    fleet = new Fleet(folder, host, reporter, logs);
    inventory =
        new Inventory(
            settings,
            http,
            store,
            keys.hostInfo(settings.host()),
            folder.session(),
            logServer.endpoint(),
            this::work);
    verifications =
        new Verifications(store, keys.verifications(settings.host()), folder, host, reporter);
    upkeep =
        new Upkeep(
            folder,
            fleet,
            verifications,
            registrar,
            reporter,
            logs,
            cache,
            settings.cacheLimitBytes());
    feed =
        new AssignmentFeed(
            store,
            keys.assignments(settings.host()),
            fleet,
            folder.assignments(),
            upkeep::verifySoon);
  }

  /**
   * Starts an agent. Consul need not answer yet.
   *
   * @throws IOException its folder cannot be used
   * @throws IllegalStateException another agent uses its folder
   */
  public static Agent start(AgentSettings settings) throws IOException, InterruptedException {
    var folder = AgentFolder.open(settings.dataDir());
    try {
      var agent = new Agent(settings, folder);
      agent.begin();
      log.info("agent of host {} started", settings.host());
      return agent;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void begin() throws IOException, InterruptedException {
    fleet.recover();
    verifications.sweep();
    if (feed.consulAway()) {
      feed.fromDisk();
      fleet.begin();
    }
    upkeep.start(feed::read);
    inventory.start();
  }

  /** The host name is this agent's: only now does it obey assignments and report. */
  private synchronized void work() {
    if (!working && !closed) {
      feed.start();
      fleet.begin();
      reporter.start();
      verifications.start();
      working = true;
    }
  }

  /** Runs an agent until the program is asked to end, or the thread is interrupted. */
  public static void run(AgentSettings settings) throws IOException, InterruptedException {
    var agent = start(settings);
    var hook = new Thread(agent::close, "agent-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      new CountDownLatch(1).await();
    } finally {
      agent.close();
    }
  }

  /** Leaves. Instances go on running, with their registrations. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      feed.close();
      verifications.close();
      logServer.close();
      upkeep.close();
      fleet.close();
      logs.close();
      reporter.close();
      inventory.close();
      folder.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("the agent's folder could not be closed", e);
    }
  }
}
