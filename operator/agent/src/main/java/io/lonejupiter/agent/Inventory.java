package io.lonejupiter.agent;

import io.lonejupiter.consul.ConsulFacts;
import io.lonejupiter.consul.ConsulHttp;
import io.lonejupiter.consul.ConsulHttp.RefusedException;
import io.lonejupiter.consul.Refusals;
import io.lonejupiter.consul.SessionKeeper;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostInfo;
import io.lonejupiter.core.document.LogEndpoint;
import io.lonejupiter.core.port.KeyValues;
import io.lonejupiter.core.port.KeyValues.Acquire;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the host's inventory in Consul, bound to the agent's session. */
final class Inventory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Inventory.class);
  private static final long RETRY_MILLIS = 2_000;

  private final AgentSettings settings;
  private final ConsulHttp http;
  private final KeyValues store;
  private final String key;
  private final SessionKeeper session;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            var thread = new Thread(body, "inventory");
            thread.setDaemon(true);
            return thread;
          });
  private final Runnable onHeld;
  private final LogEndpoint logs;
  private final Refusals refusals = new Refusals(log);
  private boolean refused;

  /**
   * @param logs where servers read logs
   * @param onHeld called each time the host's name was found to be this agent's alone
   */
  Inventory(
      AgentSettings settings,
      ConsulHttp http,
      KeyValues store,
      String key,
      Path sessionFile,
      LogEndpoint logs,
      Runnable onHeld) {
    this.logs = logs;
    this.onHeld = onHeld;
    this.settings = settings;
    this.http = http;
    this.store = store;
    this.key = key;
    this.session =
        new SessionKeeper(
            settings.consul(),
            "lonejupiter-agent " + settings.host(),
            SessionKeeper.Terms.PRESENCE,
            sessionFile,
            id -> later(0));
  }

  Inventory start() {
    session.start();
    return this;
  }

  private void later(long millis) {
    if (!worker.isShutdown()) {
      worker.schedule(this::publish, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void publish() {
    try {
      var facts = ConsulFacts.of(http).warnOfLimits();
      var info = Documents.write(info(facts.node()));
      if (store.commit(List.of(new Acquire(key, info, session.id())))) {
        log.info("host {} is in the inventory of cluster {}", settings.host(), settings.cluster());
        refused = false;
        refusals.over();
        onHeld.run();
        return;
      }
      if (!refused) {
        refused = true;
        log.error(
            "{} is held by another session: an agent with the host name '{}' runs already, or one"
                + " ended within the last half minute. Trying again; two agents need two names",
            key,
            settings.host());
      }
    } catch (UnavailableException e) {
      log.debug("inventory: {}; tried again", e.getMessage());
    } catch (RefusedException e) {
      refusals.tell("the agent cannot begin to work", e.getMessage());
    } catch (RuntimeException e) {
      log.error("the agent cannot begin to work; tried again", e);
    }
    later(RETRY_MILLIS);
  }

  private HostInfo info(String node) {
    return new HostInfo(
        HostInfo.SCHEMA,
        settings.host(),
        settings.address(),
        node,
        settings.allTags(),
        settings.ports(),
        settings.cpuMillis(),
        settings.memoryBytes(),
        AgentSettings.operatingSystem(),
        AgentSettings.architecture(),
        settings.version(),
        logs);
  }

  @Override
  public void close() {
    session.close();
    worker.shutdownNow();
  }
}
