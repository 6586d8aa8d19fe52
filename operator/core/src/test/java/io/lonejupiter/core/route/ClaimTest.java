package io.lonejupiter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
  @Test
  void theOlderHasAMatchThatTwoClaim() {
    var older = document("b", "2026-01-01T00:00:00Z", List.of(), "/shop");
    var younger = document("a", "2026-01-02T00:00:00Z", List.of(), "/shop/");
    assertThat(Claim.conflicts(List.of(younger, older)))
        .containsOnlyKeys("default.a")
        .extractingByKey("default.a")
        .asString()
        .contains("every hostname and path /shop")
        .contains("older frontendconfig default/b");
  }

  @Test
  void pathsConflictHoweverTheyAreWritten() {
    var old = document("a", "2026-01-01T00:00:00Z", List.of(), "/~me/caf%C3%A9");
    var young = document("b", "2026-01-02T00:00:00Z", List.of(), "/x/../%7Eme/caf%c3%a9//");
    assertThat(Claim.conflicts(List.of(old, young))).containsOnlyKeys("default.b");
  }

  @Test
  void otherHostnamesOrPathsDoNotConflict() {
    var one = document("a", "2026-01-01T00:00:00Z", List.of("prod.example.test"), "/");
    var two = document("b", "2026-01-01T00:00:00Z", List.of("test.example.test"), "/");
    var three = document("c", "2026-01-01T00:00:00Z", List.of("test.example.test"), "/api");
    assertThat(Claim.conflicts(List.of(one, two, three))).isEmpty();
  }

  private static RouteDocument document(
      String name, String createdAt, List<String> hostnames, String path) {
    var match = new RouteMatch(new PathMatch(null, path), null, null, null, null);
    var route =
        new Route(null, List.of(match), List.of(), null, null, null, null, null, null, null, null);
    return new RouteDocument(
        1,
        "default",
        name,
        createdAt,
        1,
        "r",
        "default",
        hostnames,
        List.of(route),
        null,
        null,
        null);
  }
}
