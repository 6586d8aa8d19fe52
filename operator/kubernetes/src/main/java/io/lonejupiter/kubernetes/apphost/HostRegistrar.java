package io.lonejupiter.kubernetes.apphost;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.view.World;
import io.lonejupiter.model.AppHostSpec;
import java.net.HttpURLConnection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the AppHost of a host whose agent has come and that has none. */
public final class HostRegistrar implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HostRegistrar.class);

  private final KubernetesClient client;
  private final World world;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(HostRegistrar::thread);

  public HostRegistrar(KubernetesClient client, World world) {
    this.client = client;
    this.world = world;
  }

  /** Looks soon; a look that fails is tried again. */
  public void look() {
    if (!executor.isShutdown()) {
      executor.execute(this::createMissing);
    }
  }

  private void createMissing() {
    var failed = false;
    for (var name : world.cluster().hosts().keySet()) {
      try {
        if (world.hosts().find(null, name).isEmpty()) {
          create(name);
        }
      } catch (KubernetesClientException e) {
        log.warn("host {} has no AppHost yet, which is tried again: {}", name, e.getMessage());
        failed = true;
      }
    }
    if (failed && !executor.isShutdown()) {
      executor.schedule(this::createMissing, 5, TimeUnit.SECONDS);
    }
  }

  private void create(String name) {
    var host = new AppHost();
    host.setMetadata(new ObjectMetaBuilder().withName(name).build());
    host.setSpec(new AppHostSpec(null, null, null, null, null));
    try {
      world.hosts().wrote(client.resource(host).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private static Thread thread(Runnable body) {
    var thread = new Thread(body, "host-registrar");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
