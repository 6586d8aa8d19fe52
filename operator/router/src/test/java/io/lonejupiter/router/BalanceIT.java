package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.model.Balance;
import io.lonejupiter.model.BalanceType;
import io.lonejupiter.model.Route;
import io.lonejupiter.model.RouteTimeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How requests are given to the instances of a version, with a real HAProxy. */
@Tag("thorough")
class BalanceIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int KEYS = 200;

  @RegisterExtension static final Stages STAGES = new Stages();

  private final List<TestApp> apps = new ArrayList<>();

  @Test
  void aHashKeepsEachKeyOnItsInstanceAndOneThatLeavesMovesOnlyItsOwn() {
    var stage = STAGES.stage();
    start(stage, 4);
    put(stage, document("shop", "r1", route(stage, BalanceType.HASH_URI, null, null)), 4);
    checkMoves(stage, key -> new String[] {"/item/" + key});

    stage.undrain(apps.get(0));
    put(stage, document("shop", "r2", route(stage, BalanceType.HASH_HEADER, "X-User", null)), 4);
    checkMoves(stage, key -> new String[] {"/", "x-user: u" + key});

    stage.undrain(apps.get(0));
    put(stage, document("shop", "r3", route(stage, BalanceType.HASH_COOKIE, "id", null)), 4);
    checkMoves(stage, key -> new String[] {"/", "Cookie: a=b; id=u" + key});
  }

  private void checkMoves(Stage stage, IntFunction<String[]> request) {
    var before = owners(stage, request);
    assertThat(owners(stage, request)).as("the second time").isEqualTo(before);
    assertThat(new TreeSet<>(before.values())).as("instances").hasSize(4);
    stage.drain(apps.get(0));
    await().atMost(LIMIT).until(() -> stage.sessions(apps.get(0)) != null);
    var after = owners(stage, request);
    var moved = new TreeSet<String>();
    before.forEach(
        (key, owner) -> {
          if (!owner.equals(after.get(key))) {
            moved.add(owner);
          }
        });
    assertThat(moved).containsExactly(apps.get(0).id);
    assertThat(after.values()).doesNotContain(apps.get(0).id);
  }

  private static Map<Integer, String> owners(Stage stage, IntFunction<String[]> request) {
    var owners = new TreeMap<Integer, String>();
    for (var key = 0; key < KEYS; key++) {
      var words = request.apply(key);
      var headers = new ArrayList<>(List.of(words).subList(1, words.length));
      headers.add("Name: 1");
      var answer = stage.exchange("GET", "any", words[0], headers.toArray(String[]::new));
      assertThat(answer.status()).isEqualTo("200");
      owners.put(key, answer.body());
    }
    return owners;
  }

  @Test
  void leastConnectionsSparesTheOneThatIsBusy() {
    var stage = STAGES.stage();
    start(stage, 2);
    put(stage, document("shop", "r1", route(stage, BalanceType.LEAST_CONNECTIONS, null, null)), 2);
    var slow = stage.getLater("/slow");
    await()
        .atMost(LIMIT)
        .until(() -> apps.stream().filter(app -> app.slowBegan.getCount() == 0).count() == 1);
    var busy = apps.stream().filter(app -> app.slowBegan.getCount() == 0).findFirst().orElseThrow();
    // HAProxy may count a request for a moment longer than its answer takes: then both are as busy.
    var spared =
        IntStream.range(0, 40)
            .mapToObj(request -> stage.exchange("GET", "any", "/", "Name: 1").body())
            .filter(id -> !id.equals(busy.id))
            .count();
    assertThat(spared).as("of 40; in turn it would be 20").isGreaterThan(30);
    apps.forEach(app -> app.slowMayEnd.countDown());
    assertThat(slow).succeedsWithin(LIMIT);
  }

  /** Both need another kind of backend, hence a reload. */
  @Test
  void anotherBalanceOrTimeoutLosesNoRequest() {
    var stage = STAGES.stage();
    start(stage, 2);
    put(stage, document("shop", "r0", route(stage, BalanceType.ROUND_ROBIN, null, null)), 2);
    var worker = stage.proxy().workerPid();
    var wrk = Wrk.start(STAGES.wrk(), stage.url("/"), 6);
    var types =
        List.of(BalanceType.LEAST_CONNECTIONS, BalanceType.HASH_URI, BalanceType.ROUND_ROBIN);
    for (var round = 1; round <= 6; round++) {
      var connect = round % 2 == 0 ? "900ms" : null;
      var route = route(stage, types.get(round % types.size()), null, connect);
      put(stage, document("shop", "r" + round, route), 2);
    }
    var result = wrk.result();
    assertThat(result.failed()).isZero();
    assertThat(result.requests()).isGreaterThan(100);
    assertThat(stage.proxy().workerPid()).isNotEqualTo(worker);
    // A router that comes back goes on with the HAProxy as it is.
    worker = stage.proxy().workerPid();
    stage.stopRouter();
    stage.start();
    var last = document("shop", "r9", route(stage, BalanceType.LEAST_CONNECTIONS, null, "900ms"));
    put(stage, last, 2);
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
  }

  private void start(Stage stage, int count) {
    for (var index = 0; index < count; index++) {
      var app = stage.app("shop-" + index, "1.0.0");
      apps.add(app);
      stage.register(app);
    }
    stage.start();
  }

  private static void put(Stage stage, RouteDocument document, int healthy) {
    stage.put(document);
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    await().atMost(LIMIT).until(() -> stage.healthy(document, 0) == healthy);
  }

  private static Route route(Stage stage, BalanceType type, String name, String connect) {
    return new Route(
        null,
        List.of(prefix("/")),
        List.of(version(stage.app, "1.0.0", null)),
        null,
        null,
        new Balance(type, name),
        null,
        connect == null ? null : new RouteTimeouts(connect, null, null),
        null,
        null,
        null);
  }
}
