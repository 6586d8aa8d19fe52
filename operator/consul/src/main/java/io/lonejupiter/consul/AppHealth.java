package io.lonejupiter.consul;

import io.lonejupiter.core.port.KeyValues.UnavailableException;
import io.lonejupiter.core.port.ServiceInstance;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The health of the apps that somebody asked for, one watch for each. */
final class AppHealth implements AutoCloseable {
  private static final Duration FIRST_READING = Duration.ofSeconds(5);

  private final ConsulCatalog catalog;
  private final Consumer<String> changed;
  private final Map<String, Followed> apps = new ConcurrentHashMap<>();

  /** An app that is followed. */
  private static final class Followed {
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile List<ServiceInstance> instances = List.of();
    private volatile Watch watch;
  }

  /**
   * @param changed is told the id of each instance that came, went or changed
   */
  AppHealth(ConsulCatalog catalog, Consumer<String> changed) {
    this.catalog = catalog;
    this.changed = changed;
  }

  /** Nobody shall take an app that was not read yet for one without instances: this waits. */
  List<ServiceInstance> instances(String app) {
    var followed = apps.computeIfAbsent(app, this::follow);
    try {
      if (!followed.first.await(FIRST_READING.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnavailableException("consul did not say how app " + app + " is", null);
      }
      return followed.instances;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted", e);
    }
  }

  private Followed follow(String app) {
    var followed = new Followed();
    var rest = new Rest();
    followed.watch =
        Watch.start(
            "health-" + app,
            (index, wait) -> {
              rest.take();
              var reading = catalog.instances(app, index, wait);
              rest.after(reading.value().size());
              return reading;
            },
            now -> read(followed, now));
    return followed;
  }

  private void read(Followed followed, List<ServiceInstance> now) {
    var old = new HashMap<String, ServiceInstance>();
    followed.instances.forEach(i -> old.put(i.id(), i));
    followed.instances = now;
    followed.first.countDown();
    for (var instance : now) {
      if (!instance.equals(old.remove(instance.id()))) {
        changed.accept(instance.id());
      }
    }
    old.keySet().forEach(changed);
  }

  @Override
  public void close() {
    apps.values().forEach(app -> app.watch.close());
  }
}
