package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.route.FrontEndPlanner;
import io.lonejupiter.model.DrainUntil;
import io.lonejupiter.model.FrontEndConfigSpec;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteOverride;
import io.lonejupiter.model.Stickiness;
import io.lonejupiter.model.StickinessType;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tool;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That users stay where they are, with a real HAProxy and a real Consul. */
@Tag("thorough")
class StickinessIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int USERS = 1_000;
  private static final Stickiness COOKIE = new Stickiness(StickinessType.COOKIE, null, null, null);
  private static ConsulServer consul;
  private static Tool haproxy;

  @TempDir Path folder;
  private Stage stage;
  private Optional<RouteDocument> obeyed = Optional.empty();

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
    stage.register(stage.app("old-1", "old"));
    stage.register(stage.app("new-1", "new"));
    stage.start();
  }

  @AfterEach
  void cleanUp() {
    stage.close();
  }

  /** A user as a browser: it keeps the cookie that it was given. */
  private final class User {
    private String cookie = "";
    private String version = "";

    /** Whether it came to another version than before. */
    boolean moves() {
      var answer =
          cookie.isEmpty()
              ? stage.exchange("GET", "any", "/")
              : stage.exchange("GET", "any", "/", "Cookie: theme=dark; " + cookie);
      assertThat(answer.status()).isEqualTo("200");
      if (!answer.cookie().isEmpty()) {
        assertThat(cookie).as("one that is new enough is not given again").isEmpty();
        cookie = answer.cookie();
      }
      var before = version;
      version = answer.body();
      return !before.isEmpty() && !before.equals(version);
    }
  }

  @Test
  void aGrowingCanaryMovesAsFewAsItMustAndOnlyTowardsItAndAnAbortBringsThemBack() {
    put(COOKIE, 95, 5);
    var users = newUsers();
    assertThat(on("new", users)).isCloseTo(50, within(1L));
    var share = 5;
    for (var weight : List.of(20, 50, 100)) {
      put(COOKIE, 100 - weight, weight);
      var moved = users.stream().filter(User::moves).toList();
      assertThat(moved).allMatch(user -> user.version.equals("new"));
      assertThat((long) moved.size()).isCloseTo((long) USERS * (weight - share) / 100, within(1L));
      assertThat(on("new", newUsers())).isCloseTo((long) USERS * weight / 100, within(1L));
      share = weight;
    }
    put(COOKIE, 100, 0);
    users.forEach(User::moves);
    assertThat(on("old", users)).isEqualTo(USERS);
    put(COOKIE, 95, 5);
    var back = users.stream().filter(User::moves).count();
    assertThat(back).isCloseTo(50, within(1L));
  }

  @Test
  void aCookieThatIsOldIsGivenAgainAndOneThatIsNoneIsDrawnAnew() {
    put(COOKIE, 50, 50);
    var first = stage.exchange("GET", "any", "/");
    var line = line(first);
    assertThat(line).contains("Path=/", "HttpOnly", "SameSite=Lax", "Max-Age=1800");
    var name = first.cookie().split("=")[0];
    var parts = first.cookie().split("=")[1].split("\\.");

    var minutesAgo = Instant.now().minus(Duration.ofMinutes(20)).getEpochSecond();
    var aged = name + "=" + parts[0] + "." + minutesAgo + "." + parts[2];
    var second = stage.exchange("GET", "any", "/", "Cookie: " + aged);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.cookie()).startsWith(name + "=" + parts[0] + ".").endsWith("." + parts[2]);
    assertThat(second.cookie()).isNotEqualTo(aged);

    for (var none : List.of("x", "10000", "29999.1700000000." + parts[2], parts[0] + ".1.1")) {
      var answer = stage.exchange("GET", "any", "/", "Cookie: " + name + "=" + none);
      assertThat(answer.status()).isEqualTo("200");
      assertThat(answer.cookie()).as(none).startsWith(name + "=1");
    }
    for (var two :
        List.of("x; " + first.cookie(), first.cookie().split("=")[1] + "; " + name + "=x")) {
      assertThat(stage.ask("GET", "any", "/", "Cookie: " + name + "=" + two)).startsWith("200");
    }
    // Another router's clock may be ahead.
    var ahead = Instant.now().plusSeconds(60).getEpochSecond();
    var early = name + "=" + parts[0] + "." + ahead + "." + parts[2];
    assertThat(stage.exchange("GET", "any", "/", "Cookie: " + early).cookie()).isEmpty();
  }

  @Test
  void aHeaderOrAnAddressKeepsAUserWithoutACookie() {
    var byHeader = new Stickiness(StickinessType.HEADER, "X-User", null, null);
    put(byHeader, 70, 30);
    var before = new ArrayList<String>();
    for (var user = 0; user < 300; user++) {
      var answer = stage.exchange("GET", "any", "/", "x-user: user-" + user);
      assertThat(answer.cookie()).isEmpty();
      before.add(answer.body());
    }
    assertThat(before.stream().filter("new"::equals).count()).isBetween(60L, 120L);
    put(byHeader, 40, 60);
    for (var user = 0; user < 300; user++) {
      var now = stage.exchange("GET", "any", "/", "x-user: user-" + user).body();
      assertThat(now).isIn("new", before.get(user));
    }
    // Without the header, or with an empty one, a request is drawn.
    var drawn = new java.util.TreeSet<String>();
    for (var request = 0; request < 20; request++) {
      drawn.add(stage.exchange("GET", "any", "/", "X-User:").body());
    }
    assertThat(drawn).containsExactly("new", "old");
    assertThat(stage.ask("GET", "any", "/")).startsWith("200");

    put(new Stickiness(StickinessType.CLIENT_ADDRESS, null, null, null), 50, 50);
    var version = stage.exchange("GET", "any", "/").body();
    for (var request = 0; request < 20; request++) {
      assertThat(stage.exchange("GET", "any", "/").body()).isEqualTo(version);
    }
  }

  @Test
  void anOverrideLeavesTheUserWhereItWas() {
    var override =
        new RouteOverride(
            List.of(new ValueMatch(null, "x-qa", "1")), null, version(stage.app, "new", null));
    put(COOKIE, List.of(override), 100, 0);
    var user = stage.exchange("GET", "any", "/").cookie();
    var seen = stage.exchange("GET", "any", "/", "Cookie: " + user, "X-QA: 1");
    assertThat(seen.body()).isEqualTo("new");
    assertThat(seen.cookie()).isEmpty();
    assertThat(stage.exchange("GET", "any", "/", "Cookie: " + user).body()).isEqualTo("old");
  }

  @Test
  void usersStayOnTheirInstanceWhileItDrainsAndAreCountedUntilTheLastHasGone() {
    var first = stage.app("both-1", "both");
    var second = stage.app("both-2", "both");
    stage.register(first);
    stage.register(second);
    var document = only("both", new Stickiness(StickinessType.COOKIE, null, "4s", true));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);
    var cookies = new ArrayList<String>();
    for (var user = 0; user < 200; user++) {
      cookies.add(stage.exchange("GET", "any", "/").cookie());
    }
    assertThat(first.requests).hasValue(100);
    assertThat(second.requests).hasValue(100);
    ask(cookies);
    assertThat(first.requests).hasValue(200);
    assertThat(second.requests).hasValue(200);

    stage.drain(first);
    await().atMost(LIMIT).until(() -> Integer.valueOf(100).equals(stage.sessions(first)));
    ask(cookies);
    assertThat(first.requests).hasValue(300);
    for (var stranger = 0; stranger < 20; stranger++) {
      stage.exchange("GET", "any", "/");
    }
    assertThat(first.requests).hasValue(300);

    // Through a reload; only the half of them that is kept here comes back.
    var worker = stage.proxy().workerPid();
    only("old", new Stickiness(StickinessType.HEADER, "X-Another", null, null));
    await().atMost(LIMIT).until(() -> stage.proxy().workerPid() != worker);
    ask(cookies);
    assertThat(first.requests).hasValue(400);
    await().atMost(LIMIT).until(() -> Integer.valueOf(100).equals(stage.sessions(first)));
    // Nobody comes any more.
    await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions(first)));
  }

  @Test
  void usersOfAnInstanceThatIsNotGreenGoElsewhereAndStayThere() {
    var first = stage.app("both-1", "both");
    var second = stage.app("both-2", "both");
    stage.register(first);
    stage.register(second);
    var document = only("both", new Stickiness(StickinessType.COOKIE, null, null, true));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);
    var user = stage.exchange("GET", "any", "/").cookie();
    var home = first.requests.get() == 1 ? first : second;
    var other = home == first ? second : first;
    home.green = false;
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
    var moved = stage.exchange("GET", "any", "/", "Cookie: " + user);
    assertThat(moved.status()).isEqualTo("200");
    assertThat(moved.cookie()).isNotEmpty().isNotEqualTo(user);
    home.green = true;
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);
    var before = other.requests.get();
    for (var request = 0; request < 10; request++) {
      stage.exchange("GET", "any", "/", "Cookie: " + moved.cookie());
    }
    assertThat(other.requests).hasValue(before + 10);
    // A restart of HAProxy forgets its tables and no cookie.
    ProcessHandle.of(stage.proxy().pid()).orElseThrow().destroyForcibly();
    await().atMost(LIMIT).until(() -> stage.ask("GET", "any", "/").startsWith("200"));
    var afterwards = other.requests.get();
    for (var request = 0; request < 10; request++) {
      stage.exchange("GET", "any", "/", "Cookie: " + moved.cookie());
    }
    assertThat(other.requests.get()).isGreaterThanOrEqualTo(afterwards + 10);
  }

  @Test
  void aHeaderOrAnAddressKeepsAUserOnAnInstanceOverADrainAndAReload() throws IOException {
    var first = stage.app("both-1", "both");
    var second = stage.app("both-2", "both");
    stage.register(first);
    stage.register(second);
    var byHeader = new Stickiness(StickinessType.HEADER, "X-User", "4s", true);
    var document = only("both", byHeader);
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 2);
    // A worker hands on what it knows once it has waited 5 s for its predecessor and 5 s for
    // others.
    await().atMost(LIMIT).until(() -> stage.workerSeconds() > 10);
    askAs(100);
    var users = first.requests.get();
    assertThat(users).isBetween(30, 70);
    assertThat(second.requests).hasValue(100 - users);
    for (var round = 2; round <= 3; round++) {
      askAs(100);
      assertThat(first.requests).hasValue(users * round);
      assertThat(second.requests).hasValue((100 - users) * round);
    }
    // The same users on another route.
    only("old", byHeader);
    for (var user = 0; user < 100; user++) {
      stage.exchange("GET", "any", "/old", "x-user: user-" + user);
    }
    askAs(100);
    assertThat(first.requests).as("each route has its own").hasValue(users * 4);
    // Without the header nobody is kept.
    stage.exchange("GET", "any", "/");
    stage.exchange("GET", "any", "/");
    assertThat(first.requests).hasValue(users * 4 + 1);

    stage.drain(first);
    await().atMost(LIMIT).until(() -> Integer.valueOf(users).equals(stage.sessions(first)));
    askAs(100);
    assertThat(first.requests).as("its users come back to it").hasValue(users * 5 + 1);
    var kept = stage.kept();
    assertThat(kept).isEqualTo(200);
    var worker = stage.proxy().workerPid();
    only("old", new Stickiness(StickinessType.HEADER, "X-Another", null, null));
    await().atMost(LIMIT).until(() -> stage.proxy().workerPid() != worker);
    await().atMost(LIMIT).until(() -> stage.kept() == kept);
    askAs(100);
    assertThat(first.requests).as("also after a reload").hasValue(users * 6 + 1);
    for (var stranger = 100; stranger < 120; stranger++) {
      stage.exchange("GET", "any", "/", "x-user: user-" + stranger);
    }
    assertThat(first.requests).as("and nobody else comes").hasValue(users * 6 + 1);
    await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions(first)));

    stage.register(stage.app("both-3", "both"));
    var byAddress = only("both", new Stickiness(StickinessType.CLIENT_ADDRESS, null, null, true));
    await().atMost(LIMIT).until(() -> stage.healthy(byAddress, 0) == 2);
    var before = second.requests.get();
    for (var request = 0; request < 20; request++) {
      assertThat(stage.exchange("GET", "any", "/").status()).isEqualTo("200");
    }
    assertThat(second.requests.get() - before).as("all to one").isIn(0, 20);
  }

  @Test
  void routersThatDoNotKnowOfEachOtherKeepAUserOfAHeaderOnOneInstance(@TempDir Path own) {
    var instances = new ArrayList<TestApp>();
    for (var name : List.of("both-1", "both-2", "both-3")) {
      instances.add(stage.app(name, "both"));
    }
    instances.forEach(stage::register);
    var another =
        RouterSettings.of(
            "edge-2",
            stage.keys.cluster(),
            stage.settings.consul(),
            "127.0.0.1",
            Ports.free("127.0.0.1"),
            own,
            haproxy.executable(),
            haproxy.environment());
    try (var router = Router.start(another)) {
      var document = only("both", new Stickiness(StickinessType.HEADER, "X-User", null, true));
      awaitHealthy(document, 3);
      var before = homes(instances, stage.settings.port(), 0, 100);
      assertThat(before).contains(instances.get(0).id, instances.get(1).id, instances.get(2).id);
      assertThat(homes(instances, another.port(), 0, 100)).isEqualTo(before);

      // Those of an instance that has gone are divided among the others, by both in the same way.
      stage.deregister(instances.get(0));
      awaitHealthy(document, 2);
      var after = homes(instances, another.port(), 0, 100);
      assertThat(homes(instances, stage.settings.port(), 0, 100)).isEqualTo(after);
      for (var user = 0; user < 100; user++) {
        if (!before.get(user).equals(instances.get(0).id)) {
          assertThat(after.get(user)).isEqualTo(before.get(user));
        }
      }

      // One that comes gets new users, and none of those who are kept.
      stage.register(instances.get(0));
      awaitHealthy(document, 3);
      assertThat(homes(instances, stage.settings.port(), 0, 100)).isEqualTo(after);
      var strangers = homes(instances, stage.settings.port(), 100, 200);
      assertThat(strangers).contains(instances.get(0).id);
      assertThat(homes(instances, another.port(), 100, 200)).isEqualTo(strangers);
    } finally {
      Router.stopProxy(another.dataDir());
    }
  }

  /** By both routers. */
  private void awaitHealthy(RouteDocument document, int count) {
    for (var router : List.of("edge", "edge-2")) {
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  stage
                      .report(router)
                      .filter(report -> report.backends().containsKey(document.id()))
                      .map(report -> report.backends().get(document.id()).get(0).healthy())
                      .equals(Optional.of(count)));
    }
  }

  /** Which instance answered each of the users, asked one after another. */
  private static List<String> homes(List<TestApp> instances, int port, int first, int end) {
    var homes = new ArrayList<String>();
    for (var user = first; user < end; user++) {
      var before = instances.stream().map(each -> each.requests.get()).toList();
      assertThat(Stage.exchangeAt(port, "GET", "any", "/", "x-user: user-" + user).status())
          .isEqualTo("200");
      var answered = new ArrayList<String>();
      for (var index = 0; index < instances.size(); index++) {
        if (instances.get(index).requests.get() > before.get(index)) {
          answered.add(instances.get(index).id);
        }
      }
      assertThat(answered).hasSize(1);
      homes.addAll(answered);
    }
    return homes;
  }

  @Test
  void anotherCookieIsNoReloadAndIsFoundAmongAnyOthers() {
    put(COOKIE, 50, 50);
    var worker = stage.proxy().workerPid();
    put(new Stickiness(StickinessType.COOKIE, "a.b_c-d", "5m", null), 50, 50);
    var given = stage.exchange("GET", "any", "/").cookie();
    assertThat(given).startsWith("a.b_c-d=1");
    var value = given.split("=")[1];
    var hostile = "; ".repeat(500) + "a.b_c-d=;".repeat(100);
    for (var cookies :
        List.of(
            given,
            given + ";",
            "x=1;" + given,
            "x=1;  " + given + " ; y=\"=;\"",
            "a.b_c-d=none; " + given,
            given + "; a.b_c-d=none",
            "xa.b_c-d=none; a-b_c-d=none; " + given,
            hostile + given + hostile)) {
      var known = stage.exchange("GET", "any", "/", "Cookie: " + cookies);
      assertThat(known.status()).as(cookies).isEqualTo("200");
      assertThat(known.cookie()).as(cookies).isEmpty();
    }
    for (var cookies :
        List.of(
            "x" + given,
            "a-b_c-d=" + value,
            "A.B_C-D=" + value,
            given + "0",
            "a.b_c-d=x" + value,
            "x=\"" + given + "\"",
            "=" + value,
            value,
            hostile)) {
      var unknown = stage.exchange("GET", "any", "/", "Cookie: " + cookies);
      assertThat(unknown.status()).as(cookies).isEqualTo("200");
      assertThat(unknown.cookie()).as(cookies).startsWith("a.b_c-d=1");
    }
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
  }

  private void askAs(int users) {
    for (var user = 0; user < users; user++) {
      var answer = stage.exchange("GET", "any", "/", "x-user: user-" + user);
      assertThat(answer.status()).isEqualTo("200");
      assertThat(answer.cookie()).isEmpty();
    }
  }

  @Test
  void aDrainUntilRequestsEndDoesNotWaitForTheUsersThatAreReported() {
    var first = stage.app("both-1", "both");
    stage.register(first);
    var document = only("both", new Stickiness(StickinessType.COOKIE, null, null, true));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == 1);
    assertThat(stage.exchange("GET", "any", "/").cookie()).isNotEmpty();
    await().atMost(LIMIT).until(() -> Integer.valueOf(1).equals(stage.backend(document, 0).kept()));
    stage.drain(first, DrainUntil.REQUESTS);
    await().atMost(LIMIT).until(() -> Integer.valueOf(0).equals(stage.sessions(first)));
  }

  private void ask(List<String> cookies) {
    for (var cookie : cookies) {
      assertThat(stage.exchange("GET", "any", "/", "Cookie: " + cookie).status()).isEqualTo("200");
    }
  }

  /** A document that sends all to one version, by a path of its own but for {@code both}. */
  private RouteDocument only(String version, Stickiness stickiness) {
    var path = version.equals("both") ? "/" : "/" + version;
    var route =
        new Route(
            null,
            List.of(Routes.prefix(path)),
            List.of(version(stage.app, version, 100)),
            null,
            stickiness,
            null,
            null,
            null,
            null,
            null,
            null);
    var document = Routes.document(version, "r1", route);
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    return document;
  }

  private List<User> newUsers() {
    var users = new ArrayList<User>();
    for (var number = 0; number < USERS; number++) {
      var user = new User();
      user.moves();
      users.add(user);
    }
    return users;
  }

  private static long on(String version, List<User> users) {
    return users.stream().filter(user -> user.version.equals(version)).count();
  }

  private static String line(Stage.Answer answer) {
    return answer.headers().stream()
        .filter(header -> header.toLowerCase(java.util.Locale.ROOT).startsWith("set-cookie"))
        .findFirst()
        .orElseThrow();
  }

  private void put(Stickiness stickiness, int old, int canary) {
    put(stickiness, null, old, canary);
  }

  /** As the operator writes it, with what is obeyed now in mind; returns when it is obeyed. */
  private void put(Stickiness stickiness, List<RouteOverride> overrides, int old, int canary) {
    var route =
        new Route(
            "all",
            null,
            List.of(version(stage.app, "old", old), version(stage.app, "new", canary)),
            100,
            stickiness,
            null,
            overrides,
            null,
            null,
            null,
            null);
    var document =
        FrontEndPlanner.document(
            "prod",
            "shop",
            "2026-01-01T00:00:00Z",
            1,
            new FrontEndConfigSpec(null, null, List.of(route)),
            List.of(),
            List.of(),
            obeyed);
    obeyed = Optional.of(document);
    stage.put(document);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                stage.obeys(document)
                    && stage.healthy(document, 0) == 1
                    && stage.healthy(document, 1) == 1);
  }
}
