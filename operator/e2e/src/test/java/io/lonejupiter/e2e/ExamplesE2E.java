package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples, as {@code up} applies them, seen with kubectl and through the router. */
class ExamplesE2E {
  @TempDir static Path folder;
  private static LoneJupiter system;

  @BeforeAll
  static void up() {
    system = LoneJupiter.up(folder.resolve("lj"));
  }

  @AfterAll
  static void down() {
    system.close();
  }

  @Test
  void everythingIsReadyOnceUpHasEnded() {
    for (var kind : new String[] {"artifacts", "applicationmaps", "frontendconfigs", "apphosts"}) {
      var items = system.get(kind, "-A").path("items");
      assertThat(items.size()).as(kind).isGreaterThan(2);
      for (var item : items) {
        assertThat(LoneJupiter.condition(item, "Ready").path("status").asText())
            .as(item.at("/metadata/name").asText())
            .isEqualTo("True");
      }
    }
    assertThat(system.kubectl("get", "lj", "-A").orFail()).contains("applicationmap.", "apphost.");
    assertThat(system.lonejupiter("status").orFail()).contains("hello", "host-1", "router");
  }

  @Test
  void helloAnswersFromBothOfItsInstances() {
    var instances = count("/hello", "instance", 20);
    assertThat(instances).hasSize(2).allSatisfy((name, hits) -> assertThat(hits).isEqualTo(10));
    assertThat(system.request("/hellooo").statusCode()).isEqualTo(404);
  }

  @Test
  void fivePercentOfShopGoToTheCanaryExactly() {
    var versions = count("/shop", "version", 2_000);
    assertThat(versions.get("1.1.0")).isBetween(99, 101);
    assertThat(versions.get("1.0.0") + versions.get("1.1.0")).isEqualTo(2_000);
    assertThat(text(bodyWith("X-Canary: always", "/shop"), "version")).isEqualTo("1.1.0");
    assertThat(text(bodyWith("X-Canary: never", "/shop"), "version")).isEqualTo("1.0.0");
  }

  @Test
  void twentyPercentOfAbGoToTheDevelBranch() {
    var branches = count("/ab", "branch", 500);
    assertThat(branches.get("devel")).isBetween(99, 101);
    assertThat(branches.get("main")).isBetween(399, 401);
  }

  @Test
  void aUserOfAbStaysOnItsBranch() {
    var jar = folder.resolve("jar").toString();
    var url = system.variable("LJ_ROUTER") + "/ab";
    var command = List.of("curl", "-s", "-c", jar, "-b", jar, url);
    var branch = text(Shell.run(folder, Map.of(), command).orFail(), "branch");
    for (var request = 0; request < 20; request++) {
      assertThat(text(Shell.run(folder, Map.of(), command).orFail(), "branch")).isEqualTo(branch);
    }
  }

  @Test
  void eachApiVersionHasItsOwnPath() {
    assertThat(count("/api/v1/users", "version", 10)).containsOnlyKeys("1.0.0");
    assertThat(count("/api/v2", "version", 10)).containsOnlyKeys("2.0.0");
    assertThat(headersOf("/api/v1")).contains("deprecation: true");
    assertThat(headersOf("/api/v2")).doesNotContain("deprecation: true");
    assertThat(headersOf("/api")).contains("location: " + system.variable("LJ_ROUTER") + "/api/v2");
  }

  @Test
  void theCommandLineSaysWhatIsRoutedWhereAndWhy() {
    assertThat(system.lonejupiter("route", "ls").orFail())
        .containsPattern("\\*/shop +default\\.shop +.*shop:1\\.0\\.0 95 %, shop:1\\.1\\.0 5 %")
        .containsPattern("\\*/api \\(exact\\) +default\\.api +latest +redirect 302");
    var url = system.variable("LJ_ROUTER") + "/shop/basket";
    assertThat(system.lonejupiter("route", "explain", url).orFail())
        .contains("matches */shop of default.shop", "95 %", "ready");
    assertThat(system.lonejupiter("route", "explain", url, "-H", "X-Canary: always").orFail())
        .contains("goes to shop:1.1.0 whatever the weights, because of header x-canary = always");
    assertThat(system.lonejupiter("route", "export", "consul").orFail())
        .contains("service-splitter/default-shop-", "\"Weight\":95");
    var nowhere = system.lonejupiter("route", "explain", system.variable("LJ_ROUTER") + "/none");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.out()).contains("no route takes it");
    assertThat(system.lonejupiter("route", "explain", url + "/..%2Fadmin").err())
        .contains("routers answer '/shop/basket/..%2Fadmin' 400");
  }

  @Test
  void prodAndTestShareHostsAndNotTraffic() {
    var namespaces = new HashMap<String, String>();
    for (var item : system.get("frontendconfigs", "-A").path("items")) {
      for (var hostname : item.at("/spec/hostnames")) {
        namespaces.put(hostname.asText(), item.at("/metadata/namespace").asText());
      }
    }
    assertThat(namespaces).hasSize(2).containsValues("prod", "test");
    for (var hostname : namespaces.keySet()) {
      var own =
          system
              .get("appdeployments", "-n", namespaces.get(hostname))
              .path("items")
              .findValuesAsText("name");
      var answer = text(bodyWith("Host: " + hostname, "/"), "instance");
      assertThat(own).contains(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-hello",
        "02-canary",
        "03-ab-branch",
        "04-api-versions",
        "05-prod-and-test",
        "06-rollout"
      })
  void aPlanOfWhatIsAppliedChangesNothing(String example) {
    var file = "examples/" + example + ".yaml";
    // Other tests edit what is in it.
    system.kubectl("apply", "-f", file).orFail();
    for (var map : system.get("applicationmaps", "-A").path("items")) {
      var name = map.at("/metadata/name").asText();
      system.awaitReady("applicationmap", name, map.at("/metadata/namespace").asText());
    }
    var plan = system.inShell("plan", "-f", file);
    assertThat(plan.exitCode()).as(plan.all()).isZero();
  }

  @Test
  void aPlanOfALostHostSaysWhereItsInstancesGo() {
    var on = system.get("appdeployments", "-A").path("items");
    var lost = new ArrayList<String>();
    for (var instance : on) {
      if (instance.at("/spec/host").asText().equals("host-2")) {
        lost.add(instance.at("/metadata/name").asText());
      }
    }
    assertThat(lost).isNotEmpty();
    var plan = system.inShell("plan", "--without", "host/host-2");
    assertThat(plan.exitCode()).as(plan.all()).isEqualTo(2);
    assertThat(plan.out()).contains(lost);
  }

  @Test
  void aRolloutOfTheExampleProvesItselfAndIsUndone() {
    var deploy = system.inShell("deploy", "appmap/cart", "--version", "1.1.0", "--wait");
    assertThat(deploy.exitCode()).as(deploy.all()).isZero();
    assertThat(count("/cart", "version", 20)).containsOnlyKeys("1.1.0");
    system.inShell("undo", "appmap/cart").orFail();
    system.awaitThat(
        "the one before serves",
        () -> count("/cart", "version", 20).keySet().equals(Set.of("1.0.0")));
    system.awaitReady("applicationmap", "cart", "default");
    assertThat(system.get("appmap", "cart").at("/spec/artifact").toString())
        .isEqualTo("{\"app\":\"cart\",\"version\":\"1.0.0\"}");
    // A name instead is taken back by the manifest, and not mixed with what it says.
    system.inShell("deploy", "appmap/cart", "--artifact", "cart-1.1.0", "--wait").orFail();
    assertThat(system.lonejupiter("status").all()).containsPattern("default/cart +cart:1.1.0");
    system.kubectl("apply", "-f", "examples/06-rollout.yaml").orFail();
    system.awaitReady("applicationmap", "cart", "default");
    assertThat(count("/cart", "version", 20)).containsOnlyKeys("1.0.0");
  }

  /** In lower case. */
  private static List<String> headersOf(String path) {
    var url = system.variable("LJ_ROUTER") + path;
    return Shell.run(folder, Map.of(), List.of("curl", "-si", url))
        .orFail()
        .toLowerCase(Locale.ROOT)
        .lines()
        .toList();
  }

  /** Java's own client may not set Host, so curl does. */
  private static String bodyWith(String header, String path) {
    var url = system.variable("LJ_ROUTER") + path;
    return Shell.run(folder, Map.of(), List.of("curl", "-s", "-H", header, url)).orFail();
  }

  @Test
  void scalingUpAndDownLosesNoRequestAndLeavesNothingBehind() {
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/hello", 8)) {
      system.kubectl("scale", "appmap/hello", "--replicas=5").orFail();
      system.awaitReady("applicationmap", "hello", "default");
      var five = system.instances("default", "hello");
      assertThat(five).hasSize(5).allMatch(Instance::ready);
      assertThat(five.stream().map(Instance::host).distinct()).hasSize(3);
      assertThat(five.stream().map(i -> i.host() + ":" + i.port()).distinct()).hasSize(5);

      system.kubectl("scale", "appmap/hello", "--replicas=2").orFail();
      system.awaitThat(
          "only two instances are left", () -> system.instances("default", "hello").size() == 2);
      var left =
          system.instances("default", "hello").stream()
              .map(Instance::name)
              .collect(Collectors.toSet());
      for (var gone : five) {
        if (!left.contains(gone.name())) {
          assertThat(gone.isAlive()).as(gone.name()).isFalse();
          assertThat(registered("hello")).doesNotContain("default." + gone.name());
        }
      }
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
      assertThat(outcome.requests()).isGreaterThan(100);
    }
  }

  private static List<String> registered(String app) {
    return system.consul("/v1/catalog/service/" + app).findValuesAsText("ServiceID");
  }

  @Test
  void whatGoesAsDeclaredIsNoWarning() {
    system.kubectl("scale", "appmap/ab-main", "--replicas=3").orFail();
    system.awaitThat("three run", () -> system.instances("default", "ab-main").size() == 3);
    system.awaitReady("applicationmap", "ab-main", "default");
    system.kubectl("scale", "appmap/ab-main", "--replicas=1").orFail();
    system.awaitThat("one is left", () -> system.instances("default", "ab-main").size() == 1);
    system.awaitReady("applicationmap", "ab-main", "default");
    var events = system.get("events", "-A").path("items");
    assertThat(events.findValuesAsText("reason"))
        .contains("Placed", "Progressing", "AllInstancesReady", "CheckPassing", "Programmed");
    assertThat(events)
        .allSatisfy(event -> assertThat(event.path("type").asText()).isEqualTo("Normal"));
  }

  @Test
  void anEditOfTheVersionReplacesStartFirstAndLosesNoRequest() {
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/hello", 8)) {
      var lowest = new int[] {Integer.MAX_VALUE};
      var before = system.get("applicationmap", "hello", "-n", "default");
      var wanted = before.at("/spec/instances").asInt();
      system
          .kubectl(
              "patch",
              "appmap",
              "hello",
              "--type=merge",
              "-p",
              "{\"spec\":{\"artifact\":{\"version\":\"1.1.0\"}}}")
          .orFail();
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () -> {
                var ready =
                    (int)
                        system.instances("default", "hello").stream()
                            .filter(Instance::ready)
                            .count();
                lowest[0] = Math.min(lowest[0], ready);
                return system.isReady("applicationmap", "hello", "default")
                    && system.instances("default", "hello").size() == wanted;
              });
      assertThat(lowest[0]).isGreaterThanOrEqualTo(wanted);
      assertThat(count("/hello", "version", 10)).containsOnlyKeys("1.1.0");
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
  }

  @Test
  void anOldInstanceStaysForItsUsersAndEndsWhenTheLastHasGone() {
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: ApplicationMap
            metadata: {name: kept, namespace: default}
            spec:
              instances: 1
              artifact: {app: hello, version: 1.0.0}
              run:
                command: [java, -XX:TieredStopAtLevel=1, -XX:+UseSerialGC, -Xmx32m, -jar, hello.jar]
                ports: [{name: http}]
              health: {http: {path: /healthz}, interval: 1s}
              drain: {until: sessions, maxDuration: 5m}
            ---
            apiVersion: lonejupiter.io/v1alpha1
            kind: FrontEndConfig
            metadata: {name: kept, namespace: default}
            spec:
              routes:
                - name: kept
                  matches: [{path: {value: /kept}}]
                  backendRefs: [{app: hello, labels: {map: kept}}]
                  stickiness: {type: Cookie, instance: true, idleTimeout: 5s}
            """)
        .orFail();
    system.awaitReady("applicationmap", "kept", "default");
    system.awaitReady("frontendconfig", "kept", "default");
    var jar = folder.resolve("kept-jar").toString();
    var url = system.variable("LJ_ROUTER") + "/kept";
    var user = List.of("curl", "-s", "-c", jar, "-b", jar, url);
    var old = text(Shell.run(folder, Map.of(), user).orFail(), "instance");

    var patch = "{\"spec\":{\"artifact\":{\"version\":\"1.1.0\"}}}";
    system.kubectl("patch", "appmap", "kept", "--type=merge", "-p", patch).orFail();
    system.awaitThat(
        "who is new comes to the new version",
        () -> {
          var stays = text(Shell.run(folder, Map.of(), user).orFail(), "instance").equals(old);
          return stays && text(system.request("/kept").body(), "version").equals("1.1.0");
        });
    // Longer than its last two requests would have kept it, and by far than it takes to stop one.
    await()
        .during(Duration.ofSeconds(8))
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> text(Shell.run(folder, Map.of(), user).orFail(), "instance").equals(old));
    assertThat(system.instances("default", "kept")).hasSize(2);
    assertThat(system.get("appdeployment", old, "-n", "default").at("/status/sessions").asInt())
        .isEqualTo(1);
    system.awaitThat(
        "it ends when its user has gone", () -> system.instances("default", "kept").size() == 1);
    assertThat(text(Shell.run(folder, Map.of(), user).orFail(), "version")).isEqualTo("1.1.0");
    system.kubectl("delete", "appmap/kept", "fec/kept").orFail();
  }

  private static Map<String, Integer> count(String path, String field, int requests) {
    var counts = new HashMap<String, Integer>();
    for (int i = 0; i < requests; i++) {
      var answer = system.request(path);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      counts.merge(text(answer.body(), field), 1, Integer::sum);
    }
    return counts;
  }

  private static String text(String json, String field) {
    try {
      return new ObjectMapper().readTree(json).path(field).asText();
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + json, e);
    }
  }
}
