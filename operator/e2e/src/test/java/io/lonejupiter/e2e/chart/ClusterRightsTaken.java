package io.lonejupiter.e2e.chart;

import static io.lonejupiter.e2e.chart.ClusterRightsE2E.HOST;
import static io.lonejupiter.e2e.chart.ClusterRightsE2E.OWNING;
import static io.lonejupiter.e2e.chart.ClusterRightsE2E.STORIES;
import static io.lonejupiter.e2e.chart.ClusterRightsE2E.WITH_FINALIZERS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes each right of the chart's role away in turn, on a Kubernetes with real RBAC, and sees that
 * something is refused. Slow, so it has a command of its own; see docs/architecture.md.
 */
@EnabledIfEnvironmentVariable(named = "LJ_REFERENCE_API", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterRightsTaken {
  private static final Right CREATE_INSTANCE =
      new Right("create", "lonejupiter.io", "appdeployments");

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

  /** Each right that the server uses at work is taken away while it works, and then given back. */
  @TestFactory
  @Order(1)
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

  /** Lists and watches are asked for when a server starts to lead. It ends the one that runs. */
  @TestFactory
  @Order(2)
  Stream<DynamicTest> withoutTheRightToFollowAKindNoServerWorks() {
    installation.stopServer();
    return installation.role().stream()
        .filter(ClusterRightsTaken::follows)
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

  private static void kubectl(String... words) {
    installation.api().kubectl(words).orFail();
  }

  private static void awaitThat(String what, Callable<Boolean> condition) {
    installation.awaitThat(what, condition);
  }
}
