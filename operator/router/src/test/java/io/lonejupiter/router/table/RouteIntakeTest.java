package io.lonejupiter.router.table;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Entry;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteIntakeTest {
  private static final String PREFIX = "lonejupiter/c/routes/";
  private final RouteDocument good =
      document("shop", "r1", route(prefix("/"), version("shop", "1", 100)));

  @Test
  void keepsTheLastGoodRevisionOfADocumentThatTurnsBad() {
    var first = RouteIntake.EMPTY.next(List.of(entry(good)), "default");
    var bad = new Entry(PREFIX + "prod.shop", "{".getBytes(StandardCharsets.UTF_8), 2, null);
    var second = first.next(List.of(bad), "default");
    assertThat(second.documents().get("prod.shop")).isEqualTo(good);
    assertThat(second.errors()).containsOnlyKeys("prod.shop");
    assertThat(second.next(List.of(), "default")).isEqualTo(RouteIntake.EMPTY);
  }

  @Test
  void leavesOutSentinelsAndOtherGroups() {
    var sentinel = new Entry(PREFIX + ".keep", new byte[0], 1, null);
    var intake = RouteIntake.EMPTY.next(List.of(sentinel, entry(good)), "other");
    assertThat(intake).isEqualTo(RouteIntake.EMPTY);
  }

  @Test
  void saysWhatItCannotObey() {
    var header = List.of(new ValueMatch(null, "x", "y"));
    assertThat(error(new RouteMatch(null, header, null, null, null)))
        .isEqualTo("routes[0]: matches.headers cannot be obeyed by this router");
    assertThat(error(new RouteMatch(null, null, header, null, null))).contains("cookies");
    assertThat(error(new RouteMatch(null, null, null, null, "GET"))).contains("method");
    assertThat(
            error(
                new RouteMatch(
                    new PathMatch(PathMatchType.REGULAR_EXPRESSION, "/a.*"),
                    null,
                    null,
                    null,
                    null)))
        .contains("RegularExpression");
    assertThat(error(prefix("/a;b"))).contains("'/a;b'");
    assertThat(error(prefix("/a\nb"))).contains("visible ASCII");
  }

  @Test
  void refusesWeightsThatDoNotAddUp() {
    var document = document("shop", "r1", route(null, version("a", "1", 90), version("a", "2", 5)));
    assertThat(RouteIntake.EMPTY.next(List.of(entry(document)), "default").errors())
        .containsEntry(
            "prod.shop",
            "routes[0]: the weights of backendRefs add up to 95, not to weightTotal 100");
  }

  private static String error(RouteMatch match) {
    var document = document("shop", "r1", route(match, version("shop", "1", 100)));
    return RouteIntake.EMPTY.next(List.of(entry(document)), "default").errors().get("prod.shop");
  }

  private static Entry entry(RouteDocument document) {
    return new Entry(PREFIX + document.id(), Documents.write(document), 1, null);
  }
}
