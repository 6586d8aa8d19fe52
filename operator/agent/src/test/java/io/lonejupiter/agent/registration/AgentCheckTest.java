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

  @Test
  void goesOnAfterAReportThatWasRefusedAndAProbeThatFailed() {
    var probes = new AtomicInteger();
    var reported = new CopyOnWriteArrayList<Boolean>();
    AgentCheck.Report report =
        (passing, note) -> {
          if (probes.get() < 3) {
            throw new IllegalStateException("403 Permission denied");
          }
          reported.add(passing);
        };
    AgentCheck.Probe probe =
        () -> {
          if (probes.incrementAndGet() == 4) {
            throw new IllegalStateException("no file is left to open");
          }
          return new Result(true, "");
        };
    try (var check =
        new AgentCheck(report, "service:prod.shop-1", probe, Duration.ofMillis(10), 1, 1)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> reported.equals(List.of(true, false, true)));
    }
  }
}
