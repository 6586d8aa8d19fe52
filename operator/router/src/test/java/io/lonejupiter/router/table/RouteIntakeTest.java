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
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RouteIntakeTest {
  private static final Function<String, Optional<String>> TAKEN = expression -> Optional.empty();
  private static final String PREFIX = "lonejupiter/c/routes/";
  private final RouteDocument good =
      document("shop", "r1", route(prefix("/"), version("shop", "1", 100)));

  @Test
  void keepsTheLastGoodRevisionOfADocumentThatTurnsBad() {
    var first = RouteIntake.EMPTY.next(List.of(entry(good)), "default", TAKEN);
    var bad = new Entry(PREFIX + "prod.shop", "{".getBytes(StandardCharsets.UTF_8), 2, null);
    var second = first.next(List.of(bad), "default", TAKEN);
    assertThat(second.documents().get("prod.shop")).isEqualTo(good);
    assertThat(second.errors()).containsOnlyKeys("prod.shop");
    assertThat(second.next(List.of(), "default", TAKEN)).isEqualTo(RouteIntake.EMPTY);
  }

  @Test
  void leavesOutSentinelsAndOtherGroups() {
    var sentinel = new Entry(PREFIX + ".keep", new byte[0], 1, null);
    var intake = RouteIntake.EMPTY.next(List.of(sentinel, entry(good)), "other", TAKEN);
    assertThat(intake.documents()).isEmpty();
    assertThat(intake.errors()).isEmpty();
    assertThat(intake.next(List.of(sentinel, entry(good)), "other", TAKEN)).isEqualTo(intake);
    assertThat(intake.next(List.of(sentinel), "other", TAKEN)).isEqualTo(RouteIntake.EMPTY);
  }

  @Test
  void takesUpADocumentThatComesIntoItsGroupAndLeavesOneThatGoes() {
    var json = new String(entry(good).value(), StandardCharsets.UTF_8);
    var moved = json.replaceAll("(\"routerGroup\" ?: ?)\"default\"", "$1\"other\"").getBytes();
    assertThat(new String(moved)).isNotEqualTo(json);
    var there = new Entry(PREFIX + "prod.shop", moved, 2, null);
    var away = RouteIntake.EMPTY.next(List.of(entry(good)), "other", TAKEN);
    assertThat(away.next(List.of(there), "other", TAKEN).documents()).containsOnlyKeys("prod.shop");
    var here = RouteIntake.EMPTY.next(List.of(there), "other", TAKEN);
    assertThat(here.next(List.of(entry(good)), "other", TAKEN).documents()).isEmpty();
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
  void refusesAnExpressionThatTheProxyDoesNotTake() {
    var document = document("shop", "r1", route(path("/a"), version("shop", "1", 100)));
    var intake =
        RouteIntake.EMPTY.next(
            List.of(entry(document)), "default", expression -> Optional.of("too odd"));
    assertThat(intake.errors()).containsEntry("prod.shop", "'/a': too odd");
  }

  @Test
  void documentsWithHolesDoNotKeepOthersFromBeingRead() {
    var head = "{\"schema\":1,\"namespace\":\"prod\",\"name\":\"bad\",\"revision\":\"r\",";
    var backend = "{\"app\":\"shop\",\"version\":\"1\",\"weight\":100}";
    var long1 = "a.".repeat(20_000) + "b";
    for (var rest :
        List.of(
            "\"routes\":[null]}",
            "\"hostnames\":[null],\"routes\":[]}",
            "\"hostnames\":[\"" + long1 + "\"],\"routes\":[]}",
            "\"routes\":[{\"backendRefs\":[null]}]}",
            "\"routes\":[{\"backendRefs\":[{\"app\":\"shop\"}]}]}",
            "\"routes\":[{\"backendRefs\":[{\"app\":\"s\",\"labels\":{\"map\":null}}]}]}",
            "\"routes\":[{\"matches\":[null],\"backendRefs\":[" + backend + "]}]}",
            "\"routes\":[{\"matches\":[{\"headers\":[null]}],\"backendRefs\":[" + backend + "]}]}",
            "\"routes\":[{\"overrides\":[null],\"backendRefs\":[" + backend + "]}]}",
            "\"shares\":{\"0\":[null]},\"routes\":[{\"stickiness\":{\"type\":\"Cookie\"},"
                + "\"backendRefs\":["
                + backend
                + "]}]}",
            "\"routes\":[{\"stickiness\":{\"type\":\"Cookie\",\"idleTimeout\":\""
                + "1s".repeat(30_000)
                + "\"},\"backendRefs\":["
                + backend
                + "]}]}")) {
      var bad = new Entry(PREFIX + "prod.bad", (head + rest).getBytes(), 1, null);
      var intake = RouteIntake.EMPTY.next(List.of(bad, entry(good)), "default", TAKEN);
      assertThat(intake.documents()).as(rest).containsOnlyKeys("prod.shop");
      assertThat(intake.errors()).as(rest).containsOnlyKeys("prod.bad");
    }
  }

  @Test
  void refusesWeightsThatDoNotAddUp() {
    var document = document("shop", "r1", route(null, version("a", "1", 90), version("a", "2", 5)));
    assertThat(RouteIntake.EMPTY.next(List.of(entry(document)), "default", TAKEN).errors())
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
    return RouteIntake.EMPTY
        .next(List.of(entry(document)), "default", TAKEN)
        .errors()
        .get("prod.shop");
  }

  private static Entry entry(RouteDocument document) {
    return new Entry(PREFIX + document.id(), Documents.write(document), 1, null);
  }
}
