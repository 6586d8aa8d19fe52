package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.Instance;
import io.lonejupiter.e2e.harness.Load;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.e2e.harness.PrometheusServer;
import io.lonejupiter.e2e.harness.SessionApp;
import io.lonejupiter.e2e.harness.SessionSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds go live or do not, as a CI job and a person see it, with requests all the time. */
@Tag("thorough")
class RolloutsE2E {
  /** Its verification passes for every version but this one. */
  private static final String BROKEN = "6.6.6";

  private static final int CONNECTIONS = 10;

  @TempDir static Path folder;
  private static LoneJupiter system;
  private static Path build;

  @BeforeAll
  static void up() throws IOException {
    system = SessionSystem.up(folder.resolve("lj"));
    build = Files.writeString(folder.resolve("build.jar"), "a build");
  }

  @AfterAll
  static void down() {
    system.close();
  }

  private static void serve(String map, String rollout) {
    var yaml =
        SessionSystem.map(map, "1.0.0", 2, "5m")
            + """
                rollout:
                  %s
                  verification:
                    command:
                      - sh
                      - -c
                      - 'echo asks $URL of $VERSION; test "$VERSION" != %s'
                    probes: [{path: /healthz}]
                    timeout: 20s
              """
                .formatted(rollout.replace("\n", "\n    "), BROKEN)
            + frontEnd(map);
    system.apply(yaml).orFail();
    system.awaitReady("applicationmap", map, "default");
    system.awaitReady("frontendconfig", map, "default");
    system.awaitThat(map + " is served", () -> version(map).equals("1.0.0"));
  }

  private static String frontEnd(String map) {
    return """
        ---
        apiVersion: lonejupiter.io/v1alpha1
        kind: FrontEndConfig
        metadata: {name: %1$s, namespace: default}
        spec:
          routes:
            - name: %1$s
              matches: [{path: {value: /%1$s}}]
              backendRefs: [{app: session, labels: {map: %1$s}}]
        """
        .formatted(map);
  }

  private static String version(String map) {
    return system.request("/" + map).body().split(" ")[0];
  }

  private static Set<String> versions(String map, int requests) {
    return IntStream.range(0, requests)
        .mapToObj(number -> version(map))
        .collect(Collectors.toSet());
  }

  private static String phase(String map) {
    return system.get("applicationmap", map).at("/status/rollout/phase").asText();
  }

  /** The CI job of a build: upload, deploy, verify, cut over, in one command. */
  @Test
  void aBuildGoesLiveOrFailsItsVerificationAndChangesNothing() throws Exception {
    serve("ci", "onFailure: Rollback");
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/ci?ms=30", CONNECTIONS, 2)) {
      var good =
          system.inShell(
              "deploy",
              "appmap/ci",
              "--file",
              build.toString(),
              "--version",
              "1.1.0",
              "--wait",
              "--timeout",
              "60s");
      assertThat(good.exitCode()).as(good.all()).isZero();
      assertThat(good.all()).contains("Complete: 2 of 2 instances ready");
      assertThat(system.instances("default", "ci"))
          .filteredOn(instance -> instance.version().equals("1.1.0"))
          .isNotEmpty()
          .allMatch(Instance::verified);
      assertThat(versions("ci", 20)).containsExactly("1.1.0");

      var bad =
          system.inShell(
              "deploy",
              "appmap/ci",
              "--file",
              build.toString(),
              "--version",
              BROKEN,
              "--wait",
              "--timeout",
              "60s");
      assertThat(bad.exitCode()).as(bad.all()).isEqualTo(3);
      assertThat(bad.all())
          .contains("exit code 1", "the verification wrote:", "of " + BROKEN, "serves again");
      assertThat(versions("ci", 20)).containsExactly("1.1.0");
      system.awaitThat(
          "what failed has left",
          () -> system.instances("default", "ci").stream().filter(Instance::ready).count() == 2);
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
    var described = system.kubectl("describe", "appmap/ci").orFail();
    assertThat(described).contains("RolloutFailed", "VerificationFailed", "Promoted");
    var history = system.inShell("history", "appmap/ci").orFail();
    assertThat(history).contains("artifact session-1.0.0 to session-1.1.0", "Promoted", "Failed");
  }

  @Test
  void aCanaryGrowsIsAbortedPromotedAndUndoneWithoutStartingAnything() throws Exception {
    serve("grows", "type: Canary\nsteps: [{setWeight: 20}, {pause: {}}]\nkeepWarm: 5m");
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/grows?ms=30", CONNECTIONS, 2)) {
      deploy("grows", "2.0.0");
      awaitPhase("grows", "Paused");
      var split = system.inShell("route", "ls").orFail();
      assertThat(split).contains(" 80 %, ", " 20 %");
      assertThat(versions("grows", 20)).containsExactlyInAnyOrder("1.0.0", "2.0.0");
      var refused = system.inShell("undo", "appmap/grows", "--to", "none");
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.all()).contains("revision none is not in the history");

      system.inShell("abort", "appmap/grows").orFail();
      awaitPhase("grows", "Failed");
      system.awaitThat(
          "the canary has left", () -> system.instances("default", "grows").size() == 2);
      assertThat(versions("grows", 20)).containsExactly("1.0.0");

      system.inShell("retry", "appmap/grows").orFail();
      awaitPhase("grows", "Paused");
      system.inShell("promote", "appmap/grows").orFail();
      awaitPhase("grows", "Complete");
      assertThat(versions("grows", 20)).containsExactly("2.0.0");

      var pids = pids("grows");
      var revision =
          system.get("applicationmap", "grows").at("/status/history/1/revision").asText();
      var patch = "{\"spec\":{\"artifact\":{\"version\":\"1.0.0\"}}}";
      var start = System.nanoTime();
      system.kubectl("patch", "appmap/grows", "--type=merge", "-p", patch).orFail();
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> version("grows").equals("1.0.0"));
      var millis = (System.nanoTime() - start) / 1_000_000;
      System.out.printf(
          "undo: the warm revision answers %d ms after kubectl was started%n", millis);
      awaitPhase("grows", "Complete");
      assertThat(versions("grows", 50)).containsExactly("1.0.0");
      assertThat(system.get("applicationmap", "grows").at("/status/revision").asText())
          .isEqualTo(revision);
      assertThat(pids("grows")).as("nothing was started or stopped").isEqualTo(pids);
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
  }

  /** What no health check and no verification sees, the routers do. */
  @Test
  void aCanaryThatAnswersTwoErrorsInAHundredIsStoppedAndRolledBack() throws Exception {
    serve(
        "judged",
        """
        type: Canary
        onFailure: Rollback
        steps:
          - setWeight: 30
          - analyse: {interval: 2s, minSamples: 300, count: 3}
          - pause: {}
        """
            .strip());
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/judged?ms=30", CONNECTIONS, 2)) {
      deploy("judged", "2.0.0");
      awaitPhase("judged", "Paused");
      system.inShell("promote", "appmap/judged").orFail();
      awaitPhase("judged", "Complete");

      var bad =
          system.inShell(
              "deploy",
              "appmap/judged",
              "--file",
              build.toString(),
              "--version",
              SessionApp.FAULTY_VERSION,
              "--wait",
              "--timeout",
              "90s");
      assertThat(bad.exitCode()).as(bad.all()).isEqualTo(3);
      assertThat(bad.all()).contains("significantly more errors than the stable revision");
      system.awaitThat("it serves no more", () -> versions("judged", 40).equals(Set.of("2.0.0")));
      load.stop();
    }
  }

  /** Its mean is as good as that of the others. */
  @Test
  void aCanaryOfWhichFewAnswersComeLateIsStoppedByItsPercentile() throws Exception {
    serve(
        "timed",
        """
        type: Canary
        onFailure: Rollback
        keepWarm: 1s
        steps:
          - setWeight: 30
          - analyse: {interval: 2s, count: 2, responseTimes: [{percentile: "99"}, {percentile: "50", max: 5s}]}
        """
            .strip());
    push(SessionApp.LATE_VERSION);
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/timed?ms=30", CONNECTIONS, 2)) {
      deploy("timed", "2.0.0");
      awaitPhase("timed", "Complete");
      assertThat(system.get("applicationmap", "timed").at("/status/rollout/analysis/message"))
          .asString()
          .containsPattern("measurement 2 of 2: good.* p99 \\d+ ms, stable \\d+ ms; p50 ");
      deploy("timed", SessionApp.LATE_VERSION);
      awaitPhase("timed", "Failed");
      assertThat(system.get("applicationmap", "timed").at("/status/rollout/message"))
          .asString()
          .contains("p99 is later than twice as late");
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
  }

  @Test
  void aBlueGreenHasAFullSetBeforeTrafficGoesOverAndKubectlAloneIsEnough() throws Exception {
    serve("blue", "type: BlueGreen\nsteps: [{pause: {}}]\nkeepWarm: 1s");
    system
        .apply(
            """
            apiVersion: lonejupiter.io/v1alpha1
            kind: FrontEndConfig
            metadata: {name: blue-preview, namespace: default}
            spec:
              routes:
                - matches: [{path: {value: /blue-preview}}]
                  backendRefs: [{app: session, labels: {map: blue, rollout: preview}}]
            """)
        .orFail();
    system.awaitReady("frontendconfig", "blue-preview", "default");
    assertThat(versions("blue-preview", 5)).containsExactly("1.0.0");
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/blue?ms=30", CONNECTIONS, 2)) {
      deploy("blue", "2.0.0");
      awaitPhase("blue", "Paused");
      assertThat(system.instances("default", "blue")).hasSize(4).allMatch(Instance::ready);
      assertThat(versions("blue", 20)).containsExactly("1.0.0");
      system.awaitThat("it is previewed", () -> version("blue-preview").equals("2.0.0"));
      system.kubectl("delete", "fec/blue-preview").orFail();
      var rollout = system.get("applicationmap", "blue").at("/status/rollout");
      var order = rollout.path("revision").asText() + "/" + rollout.path("step").asText();
      system.kubectl("annotate", "appmap/blue", "lonejupiter.io/promote=" + order).orFail();
      awaitPhase("blue", "Complete");
      assertThat(versions("blue", 20)).containsExactly("2.0.0");
      system.awaitThat(
          "the old ones have left", () -> system.instances("default", "blue").size() == 2);
      system.awaitThat(
          "the route is whole again",
          () -> !system.inShell("route", "ls").orFail().contains("{map=blue,revision"));
      system.inShell("restart", "appmap/blue").orFail();
      awaitPhase("blue", "Paused");
      system.inShell("promote", "appmap/blue", "--full").orFail();
      awaitPhase("blue", "Complete");
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
  }

  /** What no router can count. */
  @Test
  void whatOnlyPrometheusKnowsStopsACanaryAndLetsAnotherGoOn() throws Exception {
    var consul = system.variable("CONSUL_HTTP_ADDR");
    try (var prometheus = PrometheusServer.start(folder.resolve("p"), consul, "session")) {
      var query = "min(session_stock{map=\"$(MAP)\",revision=\"$(REVISION)\"})";
      serve(
          "stocked",
          """
          type: Canary
          onFailure: Rollback
          keepWarm: 1s
          steps:
            - setWeight: 20
            - analyse:
                interval: 2s
                minSamples: 0
                count: 2
                prometheus: [{address: %s, query: '%s', min: "1"}]
          """
              .formatted(prometheus.address(), query)
              .strip());
      push(SessionApp.EMPTY_VERSION);
      deploy("stocked", SessionApp.EMPTY_VERSION);
      awaitPhase("stocked", "Failed");
      var failed = system.get("applicationmap", "stocked").at("/status/rollout");
      assertThat(failed.path("reason").asText()).isEqualTo("AnalysisFailed");
      assertThat(failed.path("message").asText()).contains("is 0.0, and at least 1 is needed");
      assertThat(versions("stocked", 20)).containsExactly("1.0.0");

      deploy("stocked", "2.0.0");
      awaitPhase("stocked", "Complete");
      assertThat(system.get("applicationmap", "stocked").at("/status/rollout/analysis/message"))
          .asString()
          .contains("measurement 2 of 2: good", "is 7.0");
    }
  }

  /** What only shows once a revision has traffic. */
  @Test
  void aStepTriesTheNewRevisionOnceMoreWhileItServes() throws Exception {
    var stock = folder.resolve("stock");
    serve(
        "tried",
        "type: Canary\nonFailure: Rollback\nkeepWarm: 1s\n"
            + "steps: [{setWeight: 20}, {verify: {command: [sh, -c, 'echo counts; test -e %s']}}]"
                .formatted(stock));
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/tried?ms=30", CONNECTIONS, 2)) {
      deploy("tried", "2.0.0");
      awaitPhase("tried", "Failed");
      var rollout = system.get("applicationmap", "tried").at("/status/rollout");
      assertThat(rollout.path("reason").asText()).isEqualTo("StepVerificationFailed");
      assertThat(rollout.path("message").asText()).contains("step 2: failed", "serves again");
      assertThat(rollout.path("output").asText()).contains("counts");
      system.awaitThat("it serves no more", () -> versions("tried", 20).equals(Set.of("1.0.0")));
      Files.createFile(stock);
      system.inShell("retry", "appmap/tried").orFail();
      awaitPhase("tried", "Complete");
      assertThat(versions("tried", 20)).containsExactly("2.0.0");
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
  }

  /** As its users will come: over the network, from where the tools for it are. */
  @Test
  void instancesAreVerifiedByTheAgentOfAnotherHost() throws Exception {
    var passes = folder.resolve("passes");
    var yaml =
        SessionSystem.map("far", "1.0.0", 1, "5m")
            + """
                placement: {forbids: [qa]}
                rollout:
                  type: Rolling
                  verification:
                    command: [sh, -c, 'echo asks $URL of $VERSION; test $VERSION = 1.0.0 || test -e %s']
                    retries: 100
                    timeout: 60s
                    otherHost: {requires: [qa]}
              """
                .formatted(passes)
            + frontEnd("far");
    system.apply(yaml).orFail();
    system.awaitThat("nobody can verify it", () -> describe("far").contains("NoVerifyingHost"));
    assertThat(describe("far")).contains("add the tag qa to apphost/", "Verifying");
    tag("host-3", "[\"qa\"]");
    system.awaitReady("applicationmap", "far", "default");
    assertThat(describe("far")).contains("by host host-3: passed after");

    try (var load = Load.on(system.variable("LJ_ROUTER") + "/far?ms=30", CONNECTIONS, 2)) {
      deploy("far", "2.0.0");
      system.awaitThat(
          "it is tried", () -> describe("far").contains("host host-3 verifies it, attempt 2"));
      system.restart("host-3", "KILL");
      tag("host-2", "[\"qa\"]");
      tag("host-3", "[]");
      Files.createFile(passes);
      awaitPhase("far", "Complete");
      assertThat(versions("far", 20)).containsExactly("2.0.0");
      var outcome = load.stop();
      assertThat(outcome.failed()).as(outcome.detail()).isZero();
    }
    var serving = system.instances("default", "far").stream().filter(Instance::ready).findFirst();
    var log = system.kubectl("logs", serving.orElseThrow().name()).orFail();
    assertThat(log).contains("[verification] by host host-", "of 2.0.0", "[verification] passed");
    system.awaitThat("no order is left", () -> orders().isEmpty());
    tag("host-2", "[]");
  }

  private static String describe(String map) {
    return system.kubectl("describe", "appdeployments", "-l", "lonejupiter.io/map=" + map).all();
  }

  private static void tag(String host, String tags) {
    var patch = "{\"spec\": {\"tags\": %s}}".formatted(tags);
    system.kubectl("patch", "apphost", host, "--type", "merge", "-p", patch).orFail();
  }

  /** Keys of what hosts are to verify. */
  private static List<String> orders() {
    var keys = new ArrayList<String>();
    system.consul("/v1/kv/lonejupiter/?keys").forEach(key -> keys.add(key.asText()));
    keys.removeIf(key -> !key.contains("/verifications/") || key.endsWith("/.keep"));
    return keys;
  }

  @Test
  void aPlanIsWhatIsDoneThen() throws Exception {
    serve("planned", "type: Canary\nsteps: [{setWeight: 20}]\nkeepWarm: 1s");
    assertThat(system.inShell("plan").exitCode()).as("nothing is on its way").isZero();
    var file = folder.resolve("planned.yaml");
    var yaml = system.kubectl("get", "appmap/planned", "-o", "yaml").orFail();
    Files.writeString(
        file,
        yaml.replaceAll("(?m)^  (resourceVersion|uid|generation|creationTimestamp):.*\n", "")
            .replaceAll("(?s)\nstatus:.*", "\n")
            .replaceAll("(?s)\n  managedFields:.*?\n  name:", "\n  name:")
            .replace("version: 1.0.0", "version: 2.0.0")
            .replace("instances: 2", "instances: 3"));
    var plan = system.inShell("plan", "-f", file.toString(), "--json");
    assertThat(plan.exitCode()).as(plan.all()).isEqualTo(2);
    var starts = new TreeSet<String>();
    for (var step : new ObjectMapper().readTree(plan.out()).at("/0/steps")) {
      if (step.path("kind").asText().equals("Start")) {
        starts.add(step.at("/step/instance").asText() + " " + step.at("/step/host").asText());
      }
    }
    var words = system.inShell("plan", "-f", file.toString()).all();
    assertThat(words).contains("weight  0 %", "weight  20 %", "weight  100 %");
    assertThat(words).containsPattern("takes   about [1-9][0-9]* s");

    system.kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString()).orFail();
    system.awaitThat(
        "it is done",
        () ->
            system.isReady("applicationmap", "planned", "default")
                && system.instances("default", "planned").size() == 3);
    var there =
        system.instances("default", "planned").stream()
            .map(i -> i.name() + " " + i.host())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(starts).containsAll(there);

    var why = system.inShell("explain", "appmap/planned").orFail();
    assertThat(why).contains("AllInstancesReady", "Consul's check is green", "host-3   fits");
    var plugin = system.kubectlPlugin(folder, "history", "appmap/planned").orFail();
    assertThat(plugin).contains("artifact session-1.0.0 to session-2.0.0");
    var lost = system.inShell("plan", "--without", "host/host-1");
    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.all()).contains("its host host-1 is lost");
    system
        .apply(frontEnd("planned") + "      stickiness: {type: Cookie, instance: true}\n")
        .orFail();
    system.awaitReady("frontendconfig", "planned", "default");
    // Each is a user who was given a cookie.
    IntStream.range(0, 10 * 3).forEach(request -> version("planned"));
    system.awaitThat(
        "users are counted",
        () ->
            system
                .inShell("plan", "--without", "host/host-1")
                .all()
                .contains("users   about 10 users kept on their instance are lost"));
    try (var load = Load.on(system.variable("LJ_ROUTER") + "/planned?ms=500", CONNECTIONS, 2)) {
      system.awaitThat(
          "what is at risk is counted",
          () ->
              system
                  .inShell("plan", "--without", "host/host-1")
                  .all()
                  .matches(
                      "(?s).*users   about [1-9][0-9]* open requests and tunnels"
                          + " and about [1-9][0-9]* users kept on their instance are lost.*"));
      assertThat(load.stop().failed()).isZero();
    }
    assertThat(system.inShell("plan", "--without", "host/none").all())
        .contains("there is no host none");
  }

  private static void push(String version) {
    system
        .inShell("artifact", "push", build.toString(), "--app", "session", "--version", version)
        .orFail();
  }

  private static void deploy(String map, String version) {
    system.inShell("deploy", "appmap/" + map, "--version", version).orFail();
  }

  private static void awaitPhase(String map, String phase) {
    system.awaitThat("the rollout of " + map + " is " + phase, () -> phase(map).equals(phase));
  }

  private static Set<Long> pids(String map) {
    return system.instances("default", map).stream().map(Instance::pid).collect(Collectors.toSet());
  }
}
