package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consul is away for some time, while requests go on. */
@Tag("thorough")
class OutageIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Long before the longest wait of a watch ends. */
  private static final Duration BACK = Duration.ofSeconds(15);

  private static final int SECONDS = Integer.getInteger("lj.outage.seconds", 3);

  @RegisterExtension static final Stages STAGES = new Stages();

  @Test
  void requestsGoOnAndAnInstanceThatDiesMeanwhileIsTakenOut() throws Exception {
    var stage = STAGES.stage();
    var apps = new ArrayList<TestApp>();
    for (var number = 1; number <= 3; number++) {
      apps.add(stage.app("shop-" + number, "1.0.0"));
      stage.register(apps.get(number - 1));
    }
    var shop = document("shop", "r1", route(null, version(stage.app, "1.0.0", null)));
    stage.put(shop);
    stage.settings = stage.settings.withTraces("", true);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.healthy(shop, 0) == 3);

    var wrk = Wrk.start(STAGES.wrk(), stage.url("/"), SECONDS + 15);
    try (var clients = new Clients(stage, "/")) {
      await().atMost(LIMIT).until(() -> clients.good.get() > 50);
      STAGES.consul().kill();
      var victim = apps.get(0);
      victim.close();
      await().atMost(LIMIT).until(() -> stage.down().size() == 1);
      // Whoever comes back at its place is found again without Consul, too.
      try (var heir = new TestApp(victim.id, victim.version, victim.port())) {
        await().atMost(LIMIT).until(() -> stage.down().isEmpty() && heir.requests.get() > 0);
      }
      await().atMost(LIMIT).until(() -> stage.down().size() == 1);
      TimeUnit.SECONDS.sleep(SECONDS);
      assertThat(TracesIT.trace(stage)).matches(".*; by=route; consul-unreachable=[1-9][0-9]*s");
      STAGES.consul().restart();
      await().atMost(LIMIT).ignoreExceptions().until(() -> stage.healthy(shop, 0) == 2);
      var result = wrk.result();
      // Each that died may have had an answer half sent on some of wrk's twenty connections, which
      // nobody can send again.
      assertThat(result.failed()).as("of %d requests", result.requests()).isLessThan(2 * 20);
      assertThat(clients.failed.get()).as("%s", clients.failures).isLessThanOrEqualTo(2);
    }
    await().atMost(BACK).until(() -> TracesIT.trace(stage).endsWith("; by=route"));
    // What changes after its return counts as ever.
    var next = document("shop", "r2", route(null, version(stage.app, "2.0.0", null)));
    stage.put(next);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/").startsWith("503"));
  }
}
