package io.lonejupiter.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.model.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final Readiness READY = new Readiness(true, "Ready", "");

  private static Condition ready(String status, Long observed, String reason, String message) {
    return new Condition("Ready", status, observed, "2026-01-01T00:00:00Z", reason, message);
  }

  @Test
  void namesEachThingThatIsNotReadyAndWhy() {
    var waiting = new Readiness(false, "Progressing", "1 of 2 instances ready");
    var seen =
        new Observation(
            List.of(new Observation.Host("host-1", "127.0.0.2", List.of(), 1, READY)),
            List.of(new Observation.Map("default/hello", "hello:1.0.0", 2, 1, waiting)),
            List.of(
                new Observation.FrontEnd(
                    "default/hello", List.of(), List.of(), Readiness.UNKNOWN)));
    assertThat(seen.obstacles(List.of("host-1", "host-2")))
        .containsExactly(
            "AppHost host-2: NotRegistered: its agent has not reported yet",
            "ApplicationMap default/hello: Progressing: 1 of 2 instances ready",
            "FrontEndConfig default/hello: NotObserved: the server has not looked at it yet");
  }

  @Test
  void believesConsulMoreThanAStatusFromBeforeTheLastDown() {
    var seen =
        new Observation(
            List.of(), List.of(new Observation.Map("a/b", "b:1", 2, 0, READY)), List.of());
    assertThat(seen.obstacles(List.of()))
        .containsExactly("ApplicationMap a/b: Starting: 0 of 2 instances are green in Consul");
  }

  @Test
  void asksNothingOfAHostThatIsNotOfThisSystem() {
    var lost = new Observation.Host("host-9", null, List.of(), 0, Readiness.UNKNOWN);
    assertThat(new Observation(List.of(lost), List.of(), List.of()).obstacles(List.of())).isEmpty();
  }

  @Test
  void countsWhatWasSaidOfAnOlderGenerationAsNothing() {
    var conditions = List.of(ready("True", 1L, "Ready", "all is well"));
    assertThat(Readiness.of(conditions, 1L, 2L).ready()).isFalse();
    assertThat(Readiness.of(conditions, 1L, 1L).ready()).isTrue();
    assertThat(Readiness.of(null, null, 1L)).isEqualTo(Readiness.UNKNOWN);
  }
}
