package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.documentOf;
import static io.lonejupiter.router.Routes.exact;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument.Counted;
import io.lonejupiter.core.document.RouterReport.InstanceLoad;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.Unavailable;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is routed where, with a real HAProxy and a real Consul. */
class RouterIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static ConsulServer consul;
  private static Tool haproxy;

  @TempDir Path folder;
  private Stage stage;

  @BeforeAll
  static void startConsul(@TempDir Path consulFolder) {
    var tools = Tools.standard(System.err::println);
    haproxy = tools.haproxy();
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
  void givesACanaryExactlyItsShareWhateverTheInstanceCountsAndWithoutReload() {
    var first = stage.app("shop-1", "1.0.0");
    var second = stage.app("shop-2", "1.0.0");
    var canary = stage.app("shop-3", "1.1.0");
    List.of(first, second, canary).forEach(stage::register);
    var five = split("r5", 95, 5);
    stage.put(five);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(five) && stage.healthy(five, 0) == 2);
    await().atMost(LIMIT).until(() -> stage.healthy(five, 1) == 1);
    var worker = stage.proxy().workerPid();

    var counted = count(10_000);
    assertThat(counted).containsEntry("1.1.0", 500).containsEntry("1.0.0", 9_500);
    assertThat(Math.abs(first.requests.get() - second.requests.get())).isLessThan(100);

    var twenty = split("r20", 80, 20);
    stage.put(twenty);
    await().atMost(LIMIT).until(() -> stage.obeys(twenty));
    assertThat(count(1_000)).containsEntry("1.1.0", 200).containsEntry("1.0.0", 800);
    var all = split("r100", 0, 100);
    stage.put(all);
    await().atMost(LIMIT).until(() -> stage.obeys(all));
    assertThat(count(100)).containsEntry("1.1.0", 100).doesNotContainKey("1.0.0");
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
    await()
        .atMost(LIMIT)
        .until(() -> stage.report().backends().get("prod.shop").get(1).requests() == 100);
  }

  @Test
  void reportsTheLoadOfEachInstanceWhereSomebodyScalesByIt() throws Exception {
    var first = stage.app("shop-1", "1.0.0");
    var second = stage.app("shop-2", "1.0.0");
    List.of(first, second).forEach(stage::register);
    var document = split("r1", 100, 0);
    stage.put(document);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(document) && stage.healthy(document, 0) == 2);
    count(10);
    assertThat(stage.report().loads()).as("nobody has asked").isNull();
    stage.put(Routes.counting(document, new Counted("shop", true), new Counted("other", true)));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              count(200);
              var loads = stage.report().loads();
              assertThat(loads).containsOnlyKeys(first.id, second.id);
              assertThat(loads.get(first.id).requestsPerSecond()).isPositive();
              assertThat(loads.get(first.id).requestsPerSecond())
                  .isCloseTo(loads.get(second.id).requestsPerSecond(), withinPercentage(20));
            });
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(stage.report().loads().values())
                    .containsOnly(new InstanceLoad(0, 0, 0.0)));
    assertThat(stage.report().backends().get("prod.shop").get(0).requests())
        .as("what was counted for the revision goes on")
        .isGreaterThanOrEqualTo(210);
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.report().loads() == null);
  }

  @Test
  void theShareOfABackendWithoutAHealthyInstanceGoesWhereTheRouteSays() {
    var old = stage.app("shop-1", "1.0.0");
    var canary = stage.app("shop-2", "1.1.0");
    stage.register(old);
    stage.register(canary);
    var backends = List.of(version(stage.app, "1.0.0", 80), version(stage.app, "1.1.0", 20));
    var failing =
        new Route(
            null, List.of(prefix("/")), backends, 100, null, null, null, null, null, null, null);
    var given =
        new Route(
            null,
            List.of(prefix("/given")),
            backends,
            100,
            null,
            null,
            null,
            null,
            Unavailable.REDISTRIBUTE,
            null,
            null);
    var document = document("shop", "r1", failing, given);
    stage.put(document);
    stage.start();
    await()
        .atMost(LIMIT)
        .until(
            () ->
                stage.obeys(document)
                    && stage.healthy(document, 0) == 1
                    && stage.healthy(document, 1) == 1);
    canary.green = false;
    await().atMost(LIMIT).until(() -> stage.healthy(document, 1) == 0);
    var counts = new TreeMap<String, Integer>();
    for (var request = 0; request < 100; request++) {
      assertThat(stage.raw("any", "/given")).isEqualTo("200 1.0.0");
      counts.merge(stage.raw("any", "/").substring(0, 3), 1, Integer::sum);
    }
    assertThat(counts).isEqualTo(java.util.Map.of("200", 80, "503", 20));
    canary.green = true;
    await().atMost(LIMIT).until(() -> stage.healthy(document, 1) == 1);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/given").equals("200 1.1.0"));
  }

  @Test
  void sharesStayExactOverReloads() {
    stage.register(stage.app("shop-1", "1.0.0"));
    stage.register(stage.app("shop-2", "1.1.0"));
    var five = split("r0", 95, 5);
    stage.put(five);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(five) && stage.healthy(five, 0) == 1);
    await().atMost(LIMIT).until(() -> stage.healthy(five, 1) == 1);
    // A worker that has just begun still waits whether there is one that hands counters on to it.
    await().atMost(LIMIT).until(() -> stage.workerSeconds() > 10);
    var canary = 0;
    for (var round = 0; round < 4; round++) {
      canary += count(2_500).getOrDefault("1.1.0", 0);
      var worker = stage.proxy().workerPid();
      var name = "x-new-" + round;
      var other = prefixWithHeader("/other", name);
      stage.put(document("other", name, route(other, version(stage.app, "1.0.0", 100))));
      await().atMost(LIMIT).until(() -> stage.proxy().workerPid() != worker);
    }
    assertThat(canary).isBetween(498, 502);
  }

  private static RouteMatch prefixWithHeader(String path, String header) {
    return new RouteMatch(
        prefix(path).path(), List.of(new ValueMatch(null, header, "1")), null, null, null);
  }

  @Test
  void sendsNothingToAnInstanceBeforeItsCheckIsGreenAndNothingWhenItTurnsRed() {
    var instance = stage.app("shop-1", "1.0.0");
    instance.green = false;
    stage.register(instance);
    var document = document("shop", "r1", route(null, version(stage.app, "1.0.0", 100)));
    stage.put(document);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    for (var request = 0; request < 50; request++) {
      assertThat(stage.get("/").statusCode()).isEqualTo(503);
    }
    assertThat(instance.requests).hasValue(0);
    assertThat(stage.get("/").body()).contains("no instance of this backend");
    assertThat(stage.healthy(document, 0)).isZero();

    instance.green = true;
    await().atMost(LIMIT).until(() -> stage.get("/").statusCode() == 200);
    instance.green = false;
    await().atMost(LIMIT).until(() -> stage.get("/").statusCode() == 503);
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 0);
    var before = instance.requests.get();
    assertThat(stage.get("/").statusCode()).isEqualTo(503);
    assertThat(instance.requests).hasValue(before);
  }

  @Test
  void findsTheHostFirstAndThenTheLongestPathOnSegmentBorders() {
    for (var name : List.of("any", "host", "wild", "shop", "deep", "exact")) {
      stage.register(stage.app(name + "-1", name));
    }
    stage.put(document("any", "r1", route(prefix("/only-any"), to("any"))));
    stage.put(
        documentOf(
            "host",
            "r1",
            List.of("a.example.org"),
            route(prefix("/"), to("host")),
            route(prefix("/shop"), to("shop")),
            route(prefix("/shop/deep/"), to("deep")),
            route(exact("/shop/exact"), to("exact"))));
    var wild = documentOf("wild", "r1", List.of("*.example.org"), route(null, to("wild")));
    stage.put(wild);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.obeys(wild));
    await().atMost(LIMIT).until(() -> stage.raw("a.example.org", "/").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.raw("a.example.org", "/shop/exact").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.raw("a.example.org", "/shop/deep").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.raw("a.example.org", "/shop").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.raw("x.example.org", "/").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.raw("other", "/only-any").startsWith("200"));

    assertThat(stage.raw("a.example.org", "/")).isEqualTo("200 host");
    assertThat(stage.raw("a.example.org", "/shop")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org", "/shop/")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org", "/shop/x?y=/z")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org", "/shop?q=1")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org", "/shopping")).isEqualTo("200 host");
    assertThat(stage.raw("a.example.org", "/Shop")).isEqualTo("200 host");
    assertThat(stage.raw("a.example.org", "/shop/deep")).isEqualTo("200 deep");
    assertThat(stage.raw("a.example.org", "/shop/deeper")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org", "/shop/exact")).isEqualTo("200 exact");
    assertThat(stage.raw("a.example.org", "/shop/exact/")).isEqualTo("200 shop");
    assertThat(stage.raw("A.Example.ORG:8080", "/shop")).isEqualTo("200 shop");
    assertThat(stage.raw("a.example.org.", "/shop")).isEqualTo("200 shop");
    assertThat(stage.raw("b.example.org", "/shop")).isEqualTo("200 wild");
    assertThat(stage.raw("x.b.example.org", "/shop")).isEqualTo("200 wild");
    assertThat(stage.raw("example.org", "/shop")).startsWith("404 {\"error\":\"no route");
    assertThat(stage.raw("unknown", "/only-any/x")).isEqualTo("200 any");
    assertThat(stage.raw("unknown", "/only-anything")).startsWith("404");
  }

  @Test
  void setsABadDocumentAsideAndKeepsItsLastGoodRevision() {
    stage.register(stage.app("shop-1", "1.0.0"));
    var shop = document("shop", "r1", route(prefix("/shop"), to("1.0.0")));
    stage.put(shop);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.raw("any", "/shop").startsWith("200"));

    stage.putRaw(stage.keys.route("prod", "shop"), "{no json".getBytes(StandardCharsets.UTF_8));
    var cart = document("cart", "r1", route(prefix("/cart"), to("1.0.0")));
    stage.put(cart);
    var taken = document("thief", "r1", route(prefix("/cart"), to("1.0.0")));
    stage.put(taken);
    await().atMost(LIMIT).until(() -> stage.get("/cart").statusCode() == 200);
    await().atMost(LIMIT).until(() -> stage.report().errors().size() == 2);
    assertThat(stage.get("/shop").statusCode()).isEqualTo(200);
    assertThat(stage.report().applied())
        .containsEntry("prod.shop", "r1")
        .containsEntry("prod.cart", "r1")
        .doesNotContainKey("prod.thief");
    assertThat(stage.report().errors().get("prod.thief")).contains("prod.cart");
  }

  private io.lonejupiter.core.document.RouteDocument split(String revision, int old, int canary) {
    return document(
        "shop",
        revision,
        route(null, version(stage.app, "1.0.0", old), version(stage.app, "1.1.0", canary)));
  }

  private io.lonejupiter.model.BackendRef to(String version) {
    return version(stage.app, version, 100);
  }

  private TreeMap<String, Integer> count(int requests) {
    var counts = new TreeMap<String, Integer>();
    for (var request = 0; request < requests; request++) {
      counts.merge(stage.get("/").body(), 1, Integer::sum);
    }
    return counts;
  }
}
