package io.lonejupiter.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.kubernetes.resource.AppDeployment;
import io.lonejupiter.kubernetes.resource.AppHost;
import io.lonejupiter.kubernetes.resource.ApplicationMap;
import io.lonejupiter.kubernetes.resource.FrontEndConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples on a Kubernetes with real RBAC, under the chart's role: with it everything works and
 * nothing is refused, and without any one right of it something is.
 */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterRightsE2E {
  private static final int STORIES = 5;
  private static final String HOST = "apphost/host-1";

  /** Asked by the admission of objects with owners, so that the audit log does not name it. */
  private static final Right OWNING =
      new Right("update", "lonejupiter.io", "applicationmaps/finalizers");

  private static final Right CREATE_INSTANCE =
      new Right("create", "lonejupiter.io", "appdeployments");
  private static final List<Class<? extends HasMetadata>> WITH_FINALIZERS =
      List.of(AppDeployment.class, AppHost.class, ApplicationMap.class, FrontEndConfig.class);

  @TempDir static Path folder;

  private static Installation installation;
  private static int served;

  @BeforeAll
  static void start() throws Exception {
    installation = Installation.start(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (installation != null) {
      installation.close();
    }
  }

  @Test
  @Order(1)
  void theExamplesDoAsDeclaredFromBeginningToEnd() {
    Installation.EXAMPLES.manifests().forEach(file -> kubectl("apply", "-f", file.toString()));
    for (var artifact : Installation.EXAMPLES.artifacts()) {
      var answer = installation.upload(artifact);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
    awaitThat("everything is Ready", ClusterRightsE2E::everythingIsReady);
    requestsAreShared();

    kubectl("scale", "appmap/hello", "--replicas=5");
    awaitThat("five instances", () -> running("hello") == 5 && everythingIsReady());
    assertThat(installation.answers("localhost", "/hello", "instance", 50))
        .hasSize(5)
        .allSatisfy((instance, answers) -> assertThat(answers).isEqualTo(10));
    kubectl("scale", "appmap/hello", "--replicas=1");
    awaitThat("one instance", () -> running("hello") == 1 && everythingIsReady());

    merge("appmap/hello", "{\"spec\":{\"artifact\":{\"version\":\"1.1.0\"}}}");
    awaitThat("the other build", () -> running("hello") == 1 && everythingIsReady());
    assertThat(installation.answers("localhost", "/hello", "version", 10))
        .containsOnlyKeys("1.1.0");
    merge("fec/shop", weights(50, 50));
    awaitThat("the front end follows", ClusterRightsE2E::everythingIsReady);
    var shares = installation.answers("localhost", "/shop", "version", 200);
    assertThat(shares.get("1.1.0")).isCloseTo(100, within(1));

    Installation.EXAMPLES
        .manifests()
        .forEach(file -> kubectl("delete", "--wait=false", "-f", file.toString()));
    kubectl("delete", "artifacts", "--all");
    awaitThat("nothing is left", ClusterRightsE2E::nothingIsLeft);
    assertThat(installation.status("/hello")).isEqualTo(404);
    assertThat(installation.audit().forbidden()).isEmpty();
  }

  private static void requestsAreShared() {
    assertThat(installation.answers("localhost", "/hello", "instance", 20))
        .hasSize(2)
        .allSatisfy((instance, answers) -> assertThat(answers).isEqualTo(10));
    var canary = installation.answers("localhost", "/shop", "version", 1_000);
    assertThat(canary.get("1.1.0")).isCloseTo(50, within(1));
    var branches = installation.answers("localhost", "/ab", "branch", 500);
    assertThat(branches.get("devel")).isCloseTo(100, within(1));
    assertThat(installation.answers("localhost", "/api/v1", "version", 5))
        .containsOnlyKeys("1.0.0");
    assertThat(installation.answers("localhost", "/api/v2", "version", 5))
        .containsOnlyKeys("2.0.0");
    assertThat(installation.answers("prod.example.test", "/", "version", 5))
        .containsOnlyKeys("1.0.0");
    assertThat(installation.answers("test.example.test", "/", "version", 5))
        .containsOnlyKeys("1.1.0-rc.1");
  }

  private static String weights(int stable, int canary) {
    return """
    {"spec": {"routes": [{
      "matches": [{"path": {"type": "PathPrefix", "value": "/shop"}}],
      "backendRefs": [
        {"app": "shop", "version": "1.0.0", "weight": %d},
        {"app": "shop", "version": "1.1.0", "weight": %d}]}]}}
    """
        .formatted(stable, canary);
  }

  private static boolean everythingIsReady() {
    var maps = installation.all("applicationmaps");
    var frontEnds = installation.all("frontendconfigs");
    var instances = installation.all("appdeployments");
    return Stream.of(maps, frontEnds, installation.all("artifacts"), installation.all("apphosts"))
            .flatMap(List::stream)
            .allMatch(object -> is(object, "Ready"))
        && frontEnds.stream().allMatch(f -> is(f, "Accepted") && is(f, "Programmed"))
        && instances.size() == maps.stream().mapToInt(m -> m.at("/spec/instances").asInt()).sum()
        && instances.stream().allMatch(i -> i.at("/status/phase").asText().equals("Running"));
  }

  private static boolean is(JsonNode object, String condition) {
    return object.at("/status/observedGeneration").equals(object.at("/metadata/generation"))
        && LoneJupiter.condition(object, condition).path("status").asText().equals("True");
  }

  private static long running(String map) {
    return installation.all("appdeployments").stream()
        .filter(i -> i.at("/spec/map").asText().equals(map))
        .filter(i -> i.at("/status/phase").asText().equals("Running"))
        .count();
  }

  private static boolean nothingIsLeft() {
    return Stream.of("applicationmaps", "frontendconfigs", "appdeployments", "artifacts")
            .allMatch(kind -> installation.all(kind).isEmpty())
        && installation.all("namespaces").stream()
            .map(n -> n.at("/metadata/name").asText())
            .noneMatch(Set.of("prod", "test")::contains);
  }

  @Test
  @Order(2)
  void nothingIsForbiddenAndNothingSuperfluous() throws InterruptedException {
    var inTheLog = without(new TreeSet<>(installation.role()), List.of(OWNING));
    // Some is asked for only after a conflict, and a conflict is a matter of luck.
    for (int n = 1; n <= STORIES && !installation.audit().asked().equals(inTheLog); n++) {
      fromBeginningToEnd(new Story(installation, "all-" + n));
    }
    assertThat(installation.audit().asked()).isEqualTo(inTheLog);
    assertThat(installation.audit().forbidden()).isEmpty();
  }

  private static void fromBeginningToEnd(Story story) throws InterruptedException {
    story.begins();
    awaitThat("its instances run", story::runs);
    story.changes();
    awaitThat("one instance is left, of the new build", story::isChanged);
    try (var unrest = new Unrest(installation.client(), WITH_FINALIZERS)) {
      story.ends();
      kubectl("delete", HOST);
      awaitThat("the host is there again", () -> installation.exists(HOST));
      awaitThat("nothing is left", story::isGone);
    }
  }

  /** Each right that the server uses at work is taken away while it works, and then given back. */
  @TestFactory
  @Order(3)
  Stream<DynamicTest> withoutARightSomethingIsRefused() {
    return installation.role().stream()
        .filter(right -> !follows(right))
        .map(right -> DynamicTest.dynamicTest("without " + right, () -> without(right)));
  }

  private static void without(Right right) throws InterruptedException {
    // Who may not set an owner may not create what has one.
    var refused = right.equals(OWNING) ? CREATE_INSTANCE : right;
    take(right);
    var story = new Story(installation, "without-" + ++served);
    try {
      tell(story, refused);
      for (int n = 1;
          n < STORIES && installation.audit().forbidden().isEmpty() && isAllGone(story);
          n++) {
        story = new Story(installation, "without-" + ++served);
        tell(story, refused);
      }
      awaitThat(
          right + " is refused", () -> installation.audit().forbidden().equals(Set.of(refused)));
    } finally {
      giveBack(right);
    }
    var last = story;
    awaitThat("given the right back, nothing is left", () -> isAllGone(last));
  }

  /** Waits for no end that may never come. */
  private static void tell(Story story, Right refused) throws InterruptedException {
    story.begins();
    awaitThat("it runs or is refused", () -> isRefused(refused) || story.runs());
    story.changes();
    try (var unrest = new Unrest(installation.client(), WITH_FINALIZERS)) {
      kubectl("delete", HOST, "--wait=false");
      story.ends();
      awaitThat("it ends or is refused", () -> isRefused(refused) || isAllGone(story));
    }
  }

  private static boolean isRefused(Right right) {
    return installation.audit().forbidden().contains(right);
  }

  private static boolean isAllGone(Story story) {
    return story.isGone() && installation.exists(HOST);
  }

  /** Lists and watches are asked for when a server starts to lead. */
  @TestFactory
  @Order(4)
  Stream<DynamicTest> withoutTheRightToFollowAKindNoServerWorks() {
    installation.stopServer();
    return installation.role().stream()
        .filter(ClusterRightsE2E::follows)
        .map(right -> DynamicTest.dynamicTest("without " + right, () -> deaf(right)));
  }

  private static void deaf(Right right) {
    take(right);
    try (var deaf = installation.startServer()) {
      awaitThat(
          right + " is refused", () -> installation.audit().forbidden().equals(Set.of(right)));
      awaitThat("it ends", () -> !deaf.isAlive());
      assertThat(deaf.said())
          .contains("cannot %s resource \"%s\"".formatted(right.verb(), right.resource()));
    } finally {
      giveBack(right);
    }
  }

  private static boolean follows(Right right) {
    return Set.of("list", "watch").contains(right.verb());
  }

  private static void take(Right right) {
    var others = new ArrayList<>(installation.role());
    others.remove(right);
    installation.setRole(others);
    awaitThat("without " + right, () -> !may(right));
    installation.audit().mark();
  }

  private static void giveBack(Right right) {
    installation.setRole(installation.role());
    awaitThat("with " + right, () -> may(right));
  }

  private static boolean may(Right right) {
    var account = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Installation.ACCOUNT;
    var parts = right.resource().split("/");
    var resource = parts[0] + (right.group().isEmpty() ? "" : "." + right.group());
    var words =
        new ArrayList<>(List.of("auth", "can-i", right.verb(), resource, "-A", "--as=" + account));
    if (parts.length > 1) {
      words.add("--subresource=" + parts[1]);
    }
    return installation.api().kubectl(words.toArray(String[]::new)).exitCode() == 0;
  }

  private static void merge(String object, String patch) {
    kubectl("patch", object, "--type=merge", "-p", patch);
  }

  private static void kubectl(String... words) {
    installation.api().kubectl(words).orFail();
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    installation.awaitThat(what, condition);
  }

  private static Set<Right> without(Set<Right> all, Iterable<Right> less) {
    var left = new TreeSet<>(all);
    less.forEach(left::remove);
    return left;
  }
}
