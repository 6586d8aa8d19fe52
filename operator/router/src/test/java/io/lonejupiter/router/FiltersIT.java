package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.exact;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.HeaderModifier;
import io.lonejupiter.model.HeaderValue;
import io.lonejupiter.model.PathModifier;
import io.lonejupiter.model.PathModifierType;
import io.lonejupiter.model.RequestRedirect;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteFilter;
import io.lonejupiter.model.RouteFilterType;
import io.lonejupiter.model.RouteLimits;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.URLRewrite;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the filters and limits of a route do, with a real HAProxy. */
class FiltersIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @RegisterExtension static final Stages STAGES = new Stages();

  private Stage stage;
  private TestApp app;

  @BeforeEach
  void serve() {
    stage = STAGES.stage();
    app = stage.app("shop-1", "1.0.0");
    stage.register(app);
    stage.start();
  }

  @Test
  void aPrefixIsReplacedAsGatewayApiHasIt() {
    put(
        document(
            "shop",
            "r1",
            to(rewrite(null, replacePrefix("/xyz")), prefix("/foo"), prefix("/a/b/c")),
            to(rewrite(null, replacePrefix("/")), prefix("/bare")),
            to(rewrite(null, replacePrefix("/all/")), prefix("/"))));
    assertThat(path("/foo")).isEqualTo("/xyz");
    assertThat(path("/foo/")).isEqualTo("/xyz/");
    assertThat(path("/foo/bar")).isEqualTo("/xyz/bar");
    assertThat(path("/foo/bar/?a=/foo/b&c=d%20e")).isEqualTo("/xyz/bar/?a=/foo/b&c=d%20e");
    assertThat(path("/foo//bar")).isEqualTo("/xyz//bar");
    assertThat(path("/a/b/c/d")).isEqualTo("/xyz/d");
    assertThat(path("/bare")).isEqualTo("/");
    assertThat(path("/bare/")).isEqualTo("/");
    assertThat(path("/bare/x")).isEqualTo("/x");
    assertThat(path("/")).isEqualTo("/all/");
    assertThat(path("/foobar")).isEqualTo("/all/foobar");
    assertThat(path("/x/%2e./%66oo/%c3%a4%7e%20?a=%7e%c3&b=%2e"))
        .isEqualTo("/xyz/%C3%A4~%20?a=%7e%c3&b=%2e");
    assertThat(path("/foo/./a/?a=/../%7e")).isEqualTo("/xyz/a/?a=/../%7e");
    assertThat(path("/%66oo/a?")).isEqualTo("/xyz/a");
  }

  @Test
  void aRouteServesWhileItsOnlyFilterIsTakenAway() throws IOException {
    put(document("shop", "r1", to(rewrite(null, replacePrefix("/xyz")), prefix("/foo"))));
    assertThat(path("/foo/bar")).isEqualTo("/xyz/bar");
    var entry = stage.runtime("show map maps/routes.map").strip().split(" ");
    var backend = entry[2].split("\\|")[4];
    assertThat(backend).matches("s[0-9]+");
    // The first of the changes; the path still leads to a prefix that is to be replaced.
    assertThat(stage.runtime("set map maps/routes.map " + entry[1] + " " + backend)).isBlank();
    assertThat(path("/foo/bar")).isEqualTo("/foo/bar");
  }

  @Test
  void hostAndPathAreRewrittenAndHeadersChanged() {
    put(
        document(
            "shop",
            "r1",
            to(
                List.of(
                    rewrite(
                        "in.example.org",
                        new PathModifier(PathModifierType.REPLACE_FULL_PATH, "/it's/all", null)),
                    requestHeaders(
                        List.of(new HeaderValue("X-Env", "50% \"a b\" \\ %[src] + ?")),
                        List.of(new HeaderValue("Accept", "text/plain")),
                        List.of("X-Debug")),
                    responseHeaders(
                        List.of(new HeaderValue("X-Old", "2")),
                        List.of(new HeaderValue("Vary", "Cookie")),
                        List.of("Date"))),
                prefix("/old")),
            to(List.of(), prefix("/"))));
    var changed =
        stage.exchange(
            "GET",
            "any:8080",
            "/old/a?b=c",
            "Echo: 1",
            "X-Env: prod",
            "Accept: a/b",
            "X-Debug: 1",
            "X-Debug: 2");
    assertThat(changed.body().lines())
        .contains("/it's/all?b=c", "host: in.example.org", "x-env: 50% \"a b\" \\ %[src] + ?")
        .contains("accept: a/b", "accept: text/plain")
        .noneMatch(line -> line.startsWith("x-debug"))
        .filteredOn(line -> line.startsWith("x-env"))
        .hasSize(1);
    assertThat(lowerCase(changed.headers()))
        .contains("x-old: 2", "vary: cookie")
        .doesNotContain("x-old: 1")
        .noneMatch(header -> header.startsWith("date:"));

    var untouched = stage.exchange("GET", "any", "/new", "Echo: 1", "X-Debug: 1", "X-Env: prod");
    assertThat(untouched.body().lines()).contains("/new", "x-debug: 1", "x-env: prod");
    assertThat(lowerCase(untouched.headers())).contains("x-old: 1");
  }

  @Test
  void otherValuesNeedNoReload() {
    put(document("shop", "r1", to(requestHeaders("X-Env", "one"), prefix("/"))));
    var worker = stage.proxy().workerPid();
    var two = to(requestHeaders("X-Env", "two"), prefix("/two"));
    put(document("shop", "r2", two, to(requestHeaders("X-Env", "one"), prefix("/"))));
    assertThat(stage.exchange("GET", "any", "/", "Echo: 1").body()).contains("x-env: one");
    assertThat(stage.exchange("GET", "any", "/two", "Echo: 1").body()).contains("x-env: two");
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
    assertThat(stage.proxy().read().maps().values().toString()).contains("two");
  }

  @Test
  void redirectsKeepWhatTheyDoNotName() {
    put(
        documentOf(
            "shop",
            "r1",
            List.of("shop.example.org"),
            redirect(new RequestRedirect("https", null, null, null, 301), prefix("/tls")),
            redirect(new RequestRedirect("https", null, 8443, null, null), prefix("/tls-port")),
            redirect(new RequestRedirect(null, "new.example.org", null, null, 308), prefix("/h")),
            redirect(new RequestRedirect(null, null, 80, null, 307), prefix("/port")),
            redirect(
                new RequestRedirect(null, null, null, replacePrefix("/new"), 303),
                prefix("/old/shop")),
            redirect(
                new RequestRedirect(
                    "http",
                    "a.example.org",
                    null,
                    new PathModifier(PathModifierType.REPLACE_FULL_PATH, "/x", null),
                    null),
                exact("/all"))));
    assertThat(location("/tls/a?b=c")).isEqualTo("301 https://shop.example.org/tls/a?b=c");
    assertThat(location("/tls-port")).isEqualTo("302 https://shop.example.org:8443/tls-port");
    assertThat(location("/h/a")).isEqualTo("308 http://new.example.org:8080/h/a");
    assertThat(location("/port")).isEqualTo("307 http://shop.example.org/port");
    assertThat(location("/old/shop/a/?q")).isEqualTo("303 http://shop.example.org:8080/new/a/?q");
    assertThat(location("/all?q=1")).isEqualTo("302 http://a.example.org/x?q=1");
    assertThat(app.requests).hasValue(0);
  }

  @Test
  void bodiesAboveTheLimitAreRefused() {
    put(document("shop", "r1", limited(new RouteLimits(null, "1k"), prefix("/"))));
    assertThat(stage.post("/", "x".repeat(1_000)).status()).isEqualTo("200");
    var tooLong = stage.post("/", "x".repeat(1_001));
    assertThat(tooLong.status()).isEqualTo("413");
    assertThat(tooLong.body()).contains("longer than this route takes");
    assertThat(
            stage.exchange("POST", "any", "/", "Transfer-Encoding: chunked", "", "0", "").status())
        .isEqualTo("411");
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");
  }

  @Test
  void requestsAboveTheLimitAreRefusedUntilOthersHaveEnded() throws Exception {
    put(
        document(
            "shop",
            "r1",
            limited(new RouteLimits(2, null), prefix("/slow")),
            to(List.of(), prefix("/"))));
    var open = List.of(stage.getLater("/slow"), stage.getLater("/slow"));
    await().atMost(LIMIT).until(() -> app.slowBegan.getCount() == 0);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/slow").startsWith("429"));
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");
    app.slowMayEnd.countDown();
    for (var answer : open) {
      assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(stage.raw("any", "/slow")).isEqualTo("200 slow 1.0.0");
  }

  private String path(String target) {
    return stage.exchange("GET", "any", target, "Echo: 1").body().lines().findFirst().orElse("");
  }

  private String location(String target) {
    var answer = stage.exchange("GET", "Shop.example.org:8080", target);
    return answer.headers().stream()
        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("location: "))
        .map(header -> answer.status() + " " + header.substring("location: ".length()))
        .findFirst()
        .orElse(answer.status());
  }

  private static List<String> lowerCase(List<String> lines) {
    return lines.stream().map(line -> line.toLowerCase(Locale.ROOT)).toList();
  }

  private void put(RouteDocument document) {
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    if (document.routes().stream().anyMatch(route -> !route.backendRefs().isEmpty())) {
      await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
    }
  }

  private Route to(RouteFilter filter, RouteMatch... matches) {
    return to(List.of(filter), matches);
  }

  private Route to(List<RouteFilter> filters, RouteMatch... matches) {
    var backends = List.of(version(stage.app, "1.0.0", null));
    return new Route(
        null, List.of(matches), backends, null, null, null, null, null, null, filters, null);
  }

  private Route limited(RouteLimits limits, RouteMatch... matches) {
    var backends = List.of(version(stage.app, "1.0.0", null));
    return new Route(
        null, List.of(matches), backends, null, null, null, null, null, null, null, limits);
  }

  private static Route redirect(RequestRedirect redirect, RouteMatch... matches) {
    var filter = new RouteFilter(RouteFilterType.REQUEST_REDIRECT, null, null, redirect, null);
    return new Route(
        null, List.of(matches), null, null, null, null, null, null, null, List.of(filter), null);
  }

  private static RouteFilter rewrite(String host, PathModifier path) {
    var rewrite = new URLRewrite(host, path);
    return new RouteFilter(RouteFilterType.URL_REWRITE, null, null, null, rewrite);
  }

  private static PathModifier replacePrefix(String path) {
    return new PathModifier(PathModifierType.REPLACE_PREFIX_MATCH, null, path);
  }

  private static RouteFilter requestHeaders(String name, String value) {
    return requestHeaders(List.of(new HeaderValue(name, value)), null, null);
  }

  private static RouteFilter requestHeaders(
      List<HeaderValue> set, List<HeaderValue> add, List<String> remove) {
    var headers = new HeaderModifier(set, add, remove);
    return new RouteFilter(RouteFilterType.REQUEST_HEADER_MODIFIER, headers, null, null, null);
  }

  private static RouteFilter responseHeaders(
      List<HeaderValue> set, List<HeaderValue> add, List<String> remove) {
    var headers = new HeaderModifier(set, add, remove);
    return new RouteFilter(RouteFilterType.RESPONSE_HEADER_MODIFIER, null, headers, null, null);
  }
}
