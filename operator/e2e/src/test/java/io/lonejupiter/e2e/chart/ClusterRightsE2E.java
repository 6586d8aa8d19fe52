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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The examples on a Kubernetes with real RBAC, under the chart's role: everything works, nothing is
 * refused, and each of its rights is asked for. That something fails without any one of them is
 * shown by {@link ClusterRightsTaken}.
 */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("thorough")
class ClusterRightsE2E {
  static final int STORIES = 5;
  static final String HOST = "apphost/host-1";

  static final List<Class<? extends HasMetadata>> WITH_FINALIZERS =
      List.of(AppDeployment.class, AppHost.class, ApplicationMap.class, FrontEndConfig.class);

  /** Asked by the admission of objects with owners, so that the audit log does not name it. */
  static final Right OWNING = new Right("update", "lonejupiter.io", "applicationmaps/finalizers");

  @TempDir static Path folder;

  private static Installation installation;

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
        && maps.stream().allMatch(ClusterRightsE2E::wantsWhatItDeclares)
        && instances.size() == maps.stream().mapToInt(m -> m.at("/status/wanted").asInt()).sum()
        && instances.stream().allMatch(i -> i.at("/status/phase").asText().equals("Running"));
  }

  /** One of the examples asks for another instance on working days. */
  private static boolean wantsWhatItDeclares(JsonNode map) {
    var wanted = map.at("/status/wanted").asInt();
    var autoscale = map.at("/spec/autoscale");
    return autoscale.isMissingNode()
        ? wanted == map.at("/spec/instances").asInt()
        : wanted >= autoscale.path("min").asInt() && wanted <= autoscale.path("max").asInt();
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
