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
import io.lonejupiter.model.ValueMatchType;
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
    assertThat(error(header(null, "x y", "1"))).contains("matches.headers.name 'x y' must be");
    assertThat(error(header(null, "x", ""))).contains("must have 1 to 512 characters");
    assertThat(error(header(ValueMatchType.REGULAR_EXPRESSION, "x", "(")))
        .startsWith("routes[0]: matches.headers.value '(': it is no regular expression");
    assertThat(error(header(ValueMatchType.REGULAR_EXPRESSION, "x", "a\nb")))
        .contains("visible ASCII");
    assertThat(error(new RouteMatch(null, null, null, null, "get"))).contains("method 'get'");
    assertThat(error(path("\\p{Greek}"))).contains("must do without");
    assertThat(error(path("(?=a)"))).contains("no regular expression");
    assertThat(error(path("/it's/[0-9]+"))).isNull();
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

  private static RouteMatch header(ValueMatchType type, String name, String value) {
    return new RouteMatch(null, List.of(new ValueMatch(type, name, value)), null, null, null);
  }

  private static RouteMatch path(String expression) {
    return new RouteMatch(
        new PathMatch(PathMatchType.REGULAR_EXPRESSION, expression), null, null, null, null);
  }

  private static String error(RouteMatch match) {
    var document = document("shop", "r1", route(match, version("shop", "1", 100)));
    return RouteIntake.EMPTY.next(List.of(entry(document)), "default").errors().get("prod.shop");
  }

  private static Entry entry(RouteDocument document) {
    return new Entry(PREFIX + document.id(), Documents.write(document), 1, null);
  }
}
