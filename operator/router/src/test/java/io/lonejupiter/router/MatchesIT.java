package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.BackendRef;
import io.lonejupiter.model.PathMatch;
import io.lonejupiter.model.PathMatchType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several rules for one host and path a request comes to, with a real HAProxy. */
class MatchesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static ConsulServer consul;
  private static Tool haproxy;
  private static Tool wrk;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void startConsul(@TempDir Path consulFolder) {
    var tools = Tools.standard(System.err::println);
    haproxy = tools.haproxy();
    wrk = tools.wrk();
    consul = ConsulServer.startForTest(tools.consul(), consulFolder);
  }

  @AfterAll
  static void stopConsul() {
    consul.close();
  }

  @BeforeEach
  void prepare() {
    stage = new Stage(consul.url(), haproxy, folder);
  }

  @AfterEach
  void cleanUp() {
    stage.close();
  }

  @Test
  void methodHeadersCookiesAndParametersDecideAndTheMoreSpecialRuleCountsFirst() {
    serve("plain", "post", "beta", "both", "query", "number", "sub");
    put(
        document(
            "shop",
            "r1",
            route(match(prefix("/"), null, null, null, null), to("plain")),
            route(match(prefix("/"), null, null, null, "POST"), to("post")),
            route(
                match(prefix("/"), List.of(is("X-Beta", "yes, sir")), null, null, null),
                to("beta")),
            route(
                match(
                    prefix("/"),
                    List.of(is("x-beta", "yes, sir"), is("X-Tenant", "ä b")),
                    null,
                    null,
                    null),
                to("both")),
            route(match(prefix("/"), null, null, List.of(is("v", "1+1 = 2")), null), to("query")),
            route(
                match(prefix("/"), null, List.of(like("number", "[0-9]+")), null, null),
                to("number")),
            route(match(prefix("/sub"), null, null, null, null), to("sub"))));

    assertThat(stage.ask("GET", "any", "/")).isEqualTo("200 plain");
    assertThat(stage.ask("POST", "any", "/")).isEqualTo("200 post");
    assertThat(stage.ask("GET", "any", "/", "X-BETA: yes, sir")).isEqualTo("200 beta");
    assertThat(stage.ask("GET", "any", "/", "X-BETA: yes")).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/", "x-beta:")).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/", "x-tenant: ä b", "x-beta: yes, sir"))
        .isEqualTo("200 both");
    assertThat(stage.ask("POST", "any", "/", "x-beta: yes, sir")).isEqualTo("200 post");
    assertThat(stage.ask("GET", "any", "/?a=b&v=1%2B1+%3d%202")).isEqualTo("200 query");
    assertThat(stage.ask("GET", "any", "/?v=1")).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/", "Cookie: a=b; number=17")).isEqualTo("200 number");
    assertThat(stage.ask("GET", "any", "/", "Cookie: number=17x")).isEqualTo("200 plain");
    assertThat(stage.ask("POST", "any", "/sub", "x-beta: yes, sir")).isEqualTo("200 sub");
  }

  @Test
  void aPathIsTheSameHoweverItIsWritten() {
    serve("public", "any", "tilde");
    stage.put(
        documentOf(
            "host",
            "r1",
            List.of("a.example.org"),
            route(match(prefix("/public"), null, null, null, null), to("public"))));
    put(
        document(
            "shop",
            "r1",
            route(match(prefix("/other"), null, null, null, null), to("any")),
            route(match(prefix("/%7Eme/./x/.."), null, null, null, null), to("tilde"))));

    assertThat(stage.ask("GET", "a.example.org", "/public/it")).isEqualTo("200 public");
    for (var path :
        List.of("/public/../it", "/public/%2e%2E/it", "/public/x/../.%2e/it", "/public/./../it")) {
      assertThat(stage.ask("GET", "a.example.org", path)).as(path).startsWith("404");
    }
    assertThat(stage.ask("GET", "a.example.org", "/it/../%70ublic")).isEqualTo("200 public");
    // The app is asked, and has its own opinion of queries.
    assertThat(stage.ask("GET", "a.example.org", "/public/%20?x=%")).contains("URISyntax");
    for (var target : List.of("/public/%", "/public/%2e%2e/it%zz?%", "/public%20/%2", "/%zz")) {
      assertThat(stage.ask("GET", "a.example.org", target))
          .as(target)
          .isEqualTo(
              "400 {\"error\":\"a % in the path is not followed by two hexadecimal digits\"}");
    }
    assertThat(stage.ask("GET", "a.example.org", "/public/..\\it"))
        .isEqualTo("400 {\"error\":\"a path has no backslash\"}");
    for (var target : List.of("/public/..%2fit", "/public/x%5C%2e%2e/it", "/public/..;a/it")) {
      assertThat(stage.ask("GET", "a.example.org", target))
          .as(target)
          .isEqualTo("400 {\"error\":\"a path has no .. beside a semicolon or an encoded slash\"}");
    }
    assertThat(stage.ask("GET", "a.example.org", "/public/..a;b/%2f...")).isEqualTo("200 public");
    assertThat(stage.ask("GET", "it", "it"))
        .isEqualTo("400 {\"error\":\"the request names no host or no path\"}");
    for (var host :
        List.of("a.example.org/public", "*/other", "/", "a.example.org,b", "a?", "b@a", "a\\b")) {
      assertThat(stage.ask("GET", host, "/it"))
          .as(host)
          .isEqualTo("400 {\"error\":\"the Host header is no name of a host\"}");
    }
    for (var path : List.of("/~me", "/%7eme/it", "/other/../~me")) {
      assertThat(stage.ask("GET", "any", path)).as(path).isEqualTo("200 tilde");
    }
  }

  @Test
  void aRequestThatFulfilsNoConditionGoesOnWithTheShorterPathAndTheLessSpecialHost() {
    serve("deep", "shop", "exact", "expression", "wild", "any");
    var host =
        documentOf(
            "host",
            "r1",
            List.of("a.example.org"),
            route(match(prefix("/shop/deep"), List.of(is("x", "1")), null, null, null), to("deep")),
            route(match(prefix("/shop"), List.of(is("x", "2")), null, null, null), to("shop")),
            route(
                match(
                    new PathMatch(PathMatchType.EXACT, "/shop/deep/it"),
                    List.of(is("x", "3")),
                    null,
                    null,
                    null),
                to("exact")),
            route(
                match(
                    new PathMatch(PathMatchType.REGULAR_EXPRESSION, "/[a-z]+/(deep|'flat')/.+"),
                    List.of(is("x", "4")),
                    null,
                    null,
                    null),
                to("expression")));
    var wild =
        documentOf(
            "wild",
            "r1",
            List.of("*.example.org"),
            route(match(prefix("/shop"), List.of(is("x", "5")), null, null, null), to("wild")));
    stage.put(host);
    stage.put(wild);
    put(
        document(
            "any",
            "r1",
            route(
                match(prefix("/shop/deep"), List.of(is("x", "6")), null, null, null), to("any"))));

    assertThat(at("/shop/deep/it", "x: 1")).isEqualTo("200 deep");
    assertThat(at("/shop/deep/it", "x: 2")).isEqualTo("200 shop");
    assertThat(at("/shop/deep/it", "x: 3")).isEqualTo("200 exact");
    assertThat(at("/shop/deep/it/", "x: 3")).startsWith("404");
    assertThat(at("/shop/deep/it", "x: 4")).isEqualTo("200 expression");
    assertThat(at("/pub/'flat'/it", "x: 4")).isEqualTo("200 expression");
    assertThat(at("/shop/deep/", "x: 4")).startsWith("404");
    assertThat(at("/shop/deep/it", "x: 5")).isEqualTo("200 wild");
    assertThat(at("/shop/deep/it", "x: 6")).isEqualTo("200 any");
    assertThat(at("/shop/deep/it", "x: 7")).startsWith("404");
    assertThat(at("/shop/it", "x: 6")).startsWith("404");
  }

  @Test
  void anOverrideBeatsTheWeightsAndIsNoReasonToLeaveTheRule() {
    serve("old", "new", "other");
    var qa = new RouteOverride(List.of(is("x-qa", "1")), null, version(stage.app, "new", null));
    var team = new RouteOverride(null, List.of(is("team", "qa")), version(stage.app, "new", null));
    var shop =
        new Route(
            "shop",
            List.of(match(prefix("/"), null, null, null, null)),
            List.of(version(stage.app, "old", 100), version(stage.app, "new", 0)),
            null,
            null,
            null,
            List.of(qa, team),
            null,
            null,
            null,
            null);
    var special = route(match(prefix("/"), List.of(is("x", "1")), null, null, null), to("other"));
    put(document("shop", "r1", shop, special));

    assertThat(stage.ask("GET", "any", "/")).isEqualTo("200 old");
    assertThat(stage.ask("GET", "any", "/", "X-QA: 1")).isEqualTo("200 new");
    assertThat(stage.ask("GET", "any", "/", "Cookie: team=qa")).isEqualTo("200 new");
    assertThat(stage.ask("GET", "any", "/", "X-QA: 2")).isEqualTo("200 old");
    assertThat(stage.ask("GET", "any", "/", "X-QA: 1", "X: 1")).isEqualTo("200 other");
  }

  @Test
  void theRulesOfAShorterWildcardAreReachedToo() {
    serve("long", "short");
    stage.put(
        documentOf(
            "long",
            "r1",
            List.of("*.b.example.org"),
            route(match(prefix("/x"), null, null, null, null), to("long"))));
    put(
        documentOf(
            "short",
            "r1",
            List.of("*.example.org"),
            route(match(prefix("/x/deep"), null, null, null, null), to("short")),
            route(match(prefix("/"), null, null, null, null), to("short"))));
    assertThat(stage.ask("GET", "a.b.example.org", "/x/deep")).isEqualTo("200 long");
    assertThat(stage.ask("GET", "a.b.example.org", "/y")).isEqualTo("200 short");
    assertThat(stage.ask("GET", "c.example.org", "/x")).isEqualTo("200 short");
  }

  @Test
  void oneExpressionNeitherStopsTheOthersNorTheProxy() {
    serve("plain", "slow");
    var odd =
        route(match(prefix("/odd"), List.of(like("x", "[\\d-z]")), null, null, null), to("slow"));
    stage.put(document("odd", "r1", odd));
    put(
        document(
            "shop",
            "r1",
            route(match(prefix("/"), null, null, null, null), to("plain")),
            route(
                match(prefix("/"), null, null, List.of(like("id", "([a-z]+-?)+[0-9]")), null),
                to("slow"))));
    assertThat(stage.report().errors().get("prod.odd"))
        .contains("[\\d-z]", "HAProxy does not take it");
    var worker = stage.proxy().workerPid();
    var query = new StringBuilder("/?x=1");
    for (var number = 0; number < 400; number++) {
      query.append("&id=").append((char) ('a' + number % 26)).append("a".repeat(30));
    }
    assertThat(stage.ask("GET", "any", query.toString())).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/?id=ab-c7")).isEqualTo("200 slow");
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
  }

  @Test
  void ofSeveralOfOneNameTheSameOneCountsForValuesAndExpressions() {
    serve("plain", "exact", "expression");
    put(
        document(
            "shop",
            "r1",
            route(match(prefix("/"), null, null, null, null), to("plain")),
            route(match(prefix("/"), List.of(is("a", "1")), null, null, null), to("exact")),
            route(
                match(prefix("/"), List.of(like("b", "[0-9]")), null, null, null),
                to("expression"))));
    assertThat(stage.ask("GET", "any", "/", "A: 1", "A: x")).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/", "A: x", "A: 1")).isEqualTo("200 exact");
    assertThat(stage.ask("GET", "any", "/", "B: 1", "B: x")).isEqualTo("200 plain");
    assertThat(stage.ask("GET", "any", "/", "B: x", "B: 1")).isEqualTo("200 expression");
  }

  /** Only a name that was not looked at before costs a reload, and no request. */
  @Test
  void anotherValueNeedsNoReloadAndAnotherNameLosesNothing() {
    serve("plain", "one", "two", "three");
    var plain = route(match(prefix("/"), null, null, null, null), to("plain"));
    var one = route(match(prefix("/"), List.of(is("x", "1")), null, null, null), to("one"));
    var two = route(match(prefix("/"), List.of(is("x", "2")), null, null, null), to("two"));
    var three = route(match(prefix("/"), List.of(is("y", "3")), null, null, null), to("three"));
    put(document("shop", "r1", plain, one));
    assertThat(stage.ask("GET", "any", "/", "x: 1")).isEqualTo("200 one");
    var worker = stage.proxy().workerPid();

    var load = Wrk.start(wrk, stage.url("/"), 6);
    try (var clients = new Clients(stage, "/")) {
      put(document("shop", "r2", plain, one, two));
      assertThat(stage.ask("GET", "any", "/", "x: 2")).isEqualTo("200 two");
      assertThat(stage.proxy().workerPid()).isEqualTo(worker);
      for (var round = 0; round < 3; round++) {
        put(document("shop", "with" + round, plain, one, named("y" + round)));
        assertThat(stage.ask("GET", "any", "/", "y" + round + ": 3")).isEqualTo("200 three");
      }
      assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
      put(document("shop", "r4", plain, three));
      assertThat(stage.ask("GET", "any", "/", "x: 2")).isEqualTo("200 plain");
      await().atMost(LIMIT).until(() -> !load.isRunning());
      assertThat(clients.failed).as("%s", clients.failures).hasValue(0);
      assertThat(clients.good.get()).isPositive();
    }
    var result = load.result();
    assertThat(result.failed()).isZero();
    assertThat(result.requests()).isPositive();
  }

  @Test
  void theRouterThatComesNextGoesOnWithWhatItsHaproxyLooksAt() {
    serve("plain", "one");
    put(
        document(
            "shop",
            "r1",
            route(match(prefix("/"), null, null, null, null), to("plain")),
            route(match(prefix("/"), List.of(like("x", "'?[1]")), null, null, null), to("one"))));
    var worker = stage.proxy().workerPid();
    stage.stopRouter();
    stage.start();
    var changed =
        document(
            "shop",
            "r2",
            route(match(prefix("/"), List.of(like("x", "'?[1]")), null, null, null), to("one")));
    put(changed);
    assertThat(stage.ask("GET", "any", "/", "x: '1")).isEqualTo("200 one");
    assertThat(stage.ask("GET", "any", "/")).startsWith("404");
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
  }

  private Route named(String header) {
    return route(match(prefix("/"), List.of(is(header, "3")), null, null, null), to("three"));
  }

  private String at(String path, String header) {
    return stage.ask("GET", "a.example.org", path, header);
  }

  private void serve(String... versions) {
    for (var version : versions) {
      stage.register(stage.app(version + "-1", version));
    }
    stage.start();
  }

  /** Returns when it is obeyed and each of its backends has its instance. */
  private void put(RouteDocument document) {
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    await()
        .atMost(LIMIT)
        .until(
            () ->
                stage.report().backends().values().stream()
                    .allMatch(all -> all.stream().allMatch(backend -> backend.healthy() > 0)));
  }

  private BackendRef to(String version) {
    return version(stage.app, version, 100);
  }

  static PathMatch prefix(String path) {
    return new PathMatch(PathMatchType.PATH_PREFIX, path);
  }

  static RouteMatch match(
      PathMatch path,
      List<ValueMatch> headers,
      List<ValueMatch> cookies,
      List<ValueMatch> query,
      String method) {
    return new RouteMatch(path, headers, cookies, query, method);
  }

  static ValueMatch is(String name, String value) {
    return new ValueMatch(ValueMatchType.EXACT, name, value);
  }

  private static ValueMatch like(String name, String expression) {
    return new ValueMatch(ValueMatchType.REGULAR_EXPRESSION, name, expression);
  }
}
