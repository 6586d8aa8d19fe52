package io.lonejupiter.agent.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.agent.registration.AgentCheck.Result;
import io.lonejupiter.core.port.KeyValues.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AgentCheckTest {

  @Test
  void reportsAgainLongBeforeTheNextProbeWhereConsulDoesNotKnowTheCheckYet() {
    var probes = new AtomicInteger();
    var refused = new AtomicInteger();
    var reported = new CopyOnWriteArrayList<Boolean>();
    AgentCheck.Report report =
        (passing, note) -> {
          if (refused.incrementAndGet() < 3) {
            throw new UnavailableException("unknown check", null);
          }
          reported.add(passing);
        };
    var check =
        new AgentCheck(
            report,
            "service:prod.shop-1",
            () -> new Result(probes.incrementAndGet() > 0, ""),
            Duration.ofHours(1),
            1,
            1);
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> !reported.isEmpty());
    } finally {
      check.close();
    }
    assertThat(probes).hasValue(1);
    assertThat(reported).isEqualTo(List.of(true));
  }
}
