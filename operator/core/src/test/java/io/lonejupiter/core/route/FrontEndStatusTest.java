package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.document.RouterReport;
import io.lonejupiter.core.document.RouterReport.BackendReport;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.BackendStatus;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.Unavailable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrontEndStatusTest {

  @Test
  void saysWhatBecomesOfTheShareOfABackendWithoutAHealthyInstance() {
    assertThat(ready(null, 1, 0))
        .isEqualTo("no healthy instance of shop:2, its share is answered 503");
    assertThat(ready(Unavailable.REDISTRIBUTE, 1, 0))
        .isEqualTo("no healthy instance of shop:2, its share goes to the others");
    assertThat(ready(Unavailable.REDISTRIBUTE, 0, 0)).contains("shop:1, its share is answered 503");
    assertThat(ready(Unavailable.REDISTRIBUTE, 1, 1)).isEqualTo("every live router has applied it");
  }

  @Test
  void addsUpWhatTheRoutersCount() {
    var document = document(null);
    var backends =
        FrontEndStatus.accepted(
                null,
                document,
                List.of(
                    report(
                        document,
                        new BackendReport("0", "shop:1", 300, 3, 10, 1, 2, 7, null),
                        new BackendReport("0", "shop:2", 100, 0, 50, 1, 0, 5, null)),
                    report(
                        document,
                        new BackendReport("0", "shop:1", 100, 0, 30, 1, 1, 4, null),
                        new BackendReport("0", "shop:2", 0, 0, 0, 1, 0, null, null))),
                Instant.EPOCH)
            .backends();
    assertThat(backends.get(0))
        .isEqualTo(new BackendStatus("0", "shop:1", "80", "80", "0.75", 15, 1, 3, 7));
    assertThat(backends.get(1))
        .isEqualTo(new BackendStatus("0", "shop:2", "20", "20", "0", 50, 1, 0, null));
  }

  private static String ready(Unavailable unavailable, int first, int second) {
    var document = document(unavailable);
    var report =
        report(
            document,
            new BackendReport("0", "shop:1", 0, 0, 0, first, 0, null, null),
            new BackendReport("0", "shop:2", 0, 0, 0, second, 0, null, null));
    return FrontEndStatus.accepted(null, document, List.of(report), Instant.EPOCH)
        .conditions()
        .stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow()
        .message();
  }

  private static RouteDocument document(Unavailable unavailable) {
    var route =
        new Route(
            null,
            null,
            List.of(
                new BackendRef("shop", "1", null, null, 80),
                new BackendRef("shop", "2", null, null, 20)),
            100,
            null,
            null,
            null,
            null,
            unavailable,
            null,
            null);
    return FrontEndPlanner.document(
        "prod",
        "shop",
        "2026-01-01T00:00:00Z",
        1,
        new FrontEndConfigSpec(null, null, List.of(route)),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static RouterReport report(RouteDocument document, BackendReport... backends) {
    return new RouterReport(
        1,
        "edge",
        "default",
        "127.0.0.1:80",
        Map.of(document.id(), document.revision()),
        Map.of(),
        Map.of(document.id(), List.of(backends)),
        Map.of(),
        null);
  }
}
