package io.lonejupiter.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.consul.Registration.Gate;
import io.lonejupiter.core.document.Documents;
import io.lonejupiter.core.document.HostReport;
import io.lonejupiter.core.document.Keys;
import io.lonejupiter.core.document.LeaderDocument;
import io.lonejupiter.core.document.RemoteVerdict;
import io.lonejupiter.core.document.RemoteVerification;
import io.lonejupiter.core.port.ClusterView;
import io.lonejupiter.core.port.KeyValues.Acquire;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Listing;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.core.port.KeyValues.PutIf;
import io.lonejupiter.core.store.ObjectStore.Change;
import io.lonejupiter.core.store.ObjectStore.NotLeaderException;
import io.lonejupiter.core.store.ObjectStore.TooLargeException;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapters on a real Consul; each test has its own cluster name. */
class ConsulIT {
  /** Long before the longest wait of a watch ends. */
  private static final Duration BACK = Duration.ofSeconds(15);

  @TempDir static Path folder;
  private static ConsulServer consul;
  private static ConsulHttp http;
  private static ConsulKeyValues keyValues;

  @BeforeAll
  static void start() {
    consul = ConsulServer.startForTest(Tools.standard(line -> {}).consul(), folder.resolve("c"));
    http = new ConsulHttp(ConsulAddress.parse(consul.url(), null));
    keyValues = new ConsulKeyValues(http);
  }

  @AfterAll
  static void stop() {
    consul.close();
  }

  @Test
  void writesAllOrNothing() {
    assertThat(keyValues.commit(List.of(new PutIf("t1/a", bytes("1"), 0)))).isTrue();
    var lost = List.of(new Put("t1/b", bytes("2")), new PutIf("t1/a", bytes("x"), 0));
    assertThat(keyValues.commit(lost)).isFalse();
    assertThat(keyValues.get("t1/b")).isEmpty();
    assertThat(text(keyValues.list("t1/"))).containsExactly("t1/a=1");
  }

  @Test
  void tellsOfVerificationsAndThatAHostMakesThem() throws InterruptedException {
    var keys = new Keys("view");
    var changes = new CopyOnWriteArrayList<ClusterView.Change>();
    try (var view = new ConsulClusterView(keyValues, new ConsulCatalog(http, "view"), keys)) {
      view.start();
      view.onChange(changes::add);
      report(keys, 1, null);
      await().until(() -> view.report("a").isPresent());
      assertThat(changes).as("it says nothing that anybody waits for").isEmpty();

      report(keys, 2, Map.of());
      await().until(() -> changes.contains(new ClusterView.Change.OfHost("a")));

      var order = new RemoteVerification(1, "gate-1", "b", null, null);
      keyValues.commit(
          List.of(new Put(keys.verification("a", "shop.web"), Documents.write(order))));
      await().until(() -> changes.contains(new ClusterView.Change.OfInstance("shop.web")));
      assertThat(view.verifications()).isEqualTo(Map.of("a", Map.of("shop.web", order)));

      changes.clear();
      report(keys, 3, Map.of("shop.web", new RemoteVerdict("gate-1", "a", 1, null, null)));
      await().until(() -> changes.contains(new ClusterView.Change.OfInstance("shop.web")));
      assertThat(changes).doesNotContain(new ClusterView.Change.OfHost("a"));
    }
  }

  @Test
  void whatIsDeletedWithItsSentinelIsGone() throws InterruptedException {
    var keys = new Keys("deleted");
    try (var view = new ConsulClusterView(keyValues, new ConsulCatalog(http, "view"), keys)) {
      view.start();
      report(keys, 1, null);
      await().until(() -> view.report("a").isPresent());
      var sentinel = keys.hosts() + Keys.SENTINEL;
      keyValues.commit(List.of(new Delete(keys.hostReport("a")), new Delete(sentinel)));
      await().until(() -> view.report("a").isEmpty());
      assertThat(keyValues.get(sentinel)).as("by its absence routers know a lost store").isEmpty();
      report(keys, 2, null);
      await().until(() -> view.report("a").isPresent());
      await().until(() -> keyValues.get(sentinel).isPresent());
    }
  }

  private static void report(Keys keys, long seq, Map<String, RemoteVerdict> verifications) {
    var report = new HostReport(1, "a", seq, Map.of(), verifications, null);
    keyValues.commit(List.of(new Put(keys.hostReport("a"), Documents.write(report))));
  }

  @Test
  void keysWithOddCharactersStayWhatTheyAre() {
    var key = "t2/a b?c#d%e/\u00fc";
    keyValues.commit(List.of(new Put(key, bytes("odd"))));
    assertThat(keyValues.get(key)).isPresent();
    assertThat(text(keyValues.list("t2/"))).containsExactly(key + "=odd");
    assertThatThrownBy(() -> keyValues.get("t2//x")).hasMessageContaining("empty segment");
  }

  @Test
  void aWatchHandsOnEachChangeAndGoesOnAfterConsulWasAway() {
    keyValues.commit(List.of(new Put("t3/" + Keys.SENTINEL, bytes(""))));
    var seen = new AtomicReference<List<String>>(List.of());
    var query = keyValues.query("t3/");
    try (var watch = Watch.ofKeys("t3", query, listing -> seen.set(text(listing)))) {
      keyValues.commit(List.of(new Put("t3/a", bytes("1"))));
      await().until(() -> seen.get().contains("t3/a=1"));
      consul.kill();
      await().until(() -> watch.unreachableSince().isPresent());
      assertThat(seen.get()).as("what was read stays true").contains("t3/a=1");
      consul.restart();
      await().atMost(BACK).until(() -> watch.unreachableSince().isEmpty());
      keyValues.commit(List.of(new Put("t3/a", bytes("2"))));
      await().until(() -> seen.get().contains("t3/a=2"));
    }
  }

  @Test
  void aSessionIsTakenUpAgainByTheNextProcess(@TempDir Path own) {
    var ids = new CopyOnWriteArrayList<String>();
    var file = own.resolve("session");
    try (var first = keeper("one", file, ids)) {
      await().until(() -> ids.size() == 1);
      assertThat(first.surelyAlive()).contains(ids.get(0));
    }
    var second = keeper("one", file, ids);
    await().until(() -> ids.size() == 2);
    assertThat(ids.get(1)).isEqualTo(ids.get(0));
    keyValues.commit(List.of(new Acquire("t4/info", bytes("x"), ids.get(0))));
    second.destroy();
    await().until(() -> keyValues.get("t4/info").isEmpty());
  }

  @Test
  void noSessionIsGivenUpForAConsulThatHasNotReadItsLogYet(@TempDir Path own) {
    var keepers = new ArrayList<SessionKeeper>();
    var ids = new CopyOnWriteArrayList<String>();
    try {
      // Many, since Consul denies that it knows a session for a fraction of a second only.
      for (int i = 0; i < 50; i++) {
        var known = ids.size();
        keepers.add(keeper("k" + i, own.resolve("k" + i), ids));
        await().pollInterval(Duration.ofMillis(20)).until(() -> ids.size() > known);
      }
      for (int crash = 0; crash < 3; crash++) {
        consul.kill();
        consul.restart();
        await().until(() -> keepers.stream().allMatch(k -> k.surelyAlive().isPresent()));
      }
      assertThat(ids).as("no session was replaced").hasSize(keepers.size());
    } finally {
      keepers.forEach(SessionKeeper::destroy);
    }
  }

  @Test
  void theSessionOfALeaderRestsOnItsTimeLimitAlone(@TempDir Path own) throws InterruptedException {
    var keys = new Keys("t10");
    try (var session = leaderSession(own.resolve("1"))) {
      var lock = new LeaderLock(keyValues, keys, session, leader("one"));
      assertThat(lock.isSurelyHeld()).isFalse();
      lock.acquire();
      assertThat(lock.isSurelyHeld()).isTrue();
      var info = http.get("/v1/session/info/" + session.id()).json().path(0);
      assertThat(info.path("NodeChecks").size()).isZero();
      // Consul takes a node out whose agent it misses, and its sessions with it.
      var node = info.path("Node").asText();
      assertThat(http.get("/v1/catalog/node/" + node).json().path("Node").path("Node").asText())
          .isEqualTo("lonejupiter-t10");
      assertThat(http.get("/v1/health/node/" + node).json().size()).isZero();
      http.put("/v1/session/destroy/" + session.id(), null);
      await().until(() -> !lock.isSurelyHeld());
      session.destroy();
    }
  }

  private static SessionKeeper leaderSession(Path file) {
    var terms = SessionKeeper.Terms.lead("t10");
    return new SessionKeeper(ConsulAddress.parse(consul.url(), null), "l", terms, file, id -> {})
        .start();
  }

  @Test
  void onlyTheHolderOfTheLockWrites(@TempDir Path own) throws InterruptedException {
    var keys = new Keys("t5");
    try (var one = keeper("one", own.resolve("1"), new CopyOnWriteArrayList<>());
        var two = keeper("two", own.resolve("2"), new CopyOnWriteArrayList<>())) {
      var first = new LeaderLock(keyValues, keys, one, leader("one"));
      var second = new LeaderLock(keyValues, keys, two, leader("two"));
      first.acquire();
      var fenced = new FencedKeyValues(keyValues, first);
      assertThat(fenced.commit(List.of(new Put("t5/a", bytes("1"))))).isTrue();
      assertThat(fenced.commit(List.of(new PutIf("t5/a", bytes("2"), 1)))).isFalse();
      one.destroy();
      second.acquire();
      assertThatThrownBy(() -> fenced.commit(List.of(new Put("t5/a", bytes("deposed")))))
          .isInstanceOf(NotLeaderException.class);
      assertThat(text(keyValues.list("t5/"))).containsExactly("t5/a=1");
    }
  }

  @Test
  void objectsSurviveWithTheirVersionsAndADeposedLeaderWritesNothing(@TempDir Path own)
      throws InterruptedException {
    var keys = new Keys("t6");
    try (var one = keeper("one", own.resolve("1"), new CopyOnWriteArrayList<>());
        var two = keeper("two", own.resolve("2"), new CopyOnWriteArrayList<>())) {
      var first = new LeaderLock(keyValues, keys, one, leader("one"));
      first.acquire();
      var store = new ConsulObjectStore(http, first, keys, ahead(keys, "one"));
      assertThat(store.load().highWater()).isZero();
      store.commit(List.of(change("g/p/ns/a", 1, "{}"), change("g/p/ns/b", 2, "{}")), 2);
      store.commit(List.of(new Change("g/p/ns/a", 3, null)), 3);
      assertThatThrownBy(() -> store.commit(List.of(change("g/p/ns/c", 4, "x".repeat(400_000))), 4))
          .isInstanceOf(TooLargeException.class);

      one.destroy();
      var second = new LeaderLock(keyValues, keys, two, leader("two"));
      second.acquire();
      var next = new ConsulObjectStore(http, second, keys, ahead(keys, "two"));
      var loaded = next.load();
      assertThat(loaded.highWater()).isEqualTo(3);
      assertThat(loaded.objects()).hasSize(1);
      assertThat(loaded.objects().get(0).key()).isEqualTo("g/p/ns/b");
      assertThat(loaded.objects().get(0).resourceVersion()).isEqualTo(2);
      assertThatThrownBy(() -> store.commit(List.of(change("g/p/ns/d", 4, "{}")), 4))
          .isInstanceOf(NotLeaderException.class);
      next.commit(List.of(change("g/p/ns/e", 4, "{}")), 4);
      assertThat(next.load().objects()).hasSize(2);
    }
  }

  private ObjectsAhead ahead(Keys keys, String self) {
    return ObjectsAhead.start(http, keys, self);
  }

  private ObjectsAhead readAhead(Keys keys, String self) {
    var ahead = ahead(keys, self);
    await().until(ahead::hasRead);
    return ahead;
  }

  @Test
  void objectsReadAheadAreUsedOnlyIfNothingWasCommittedSince(@TempDir Path own)
      throws InterruptedException {
    var keys = new Keys("t-ahead");
    try (var session = keeper("one", own.resolve("1"), new CopyOnWriteArrayList<>())) {
      var lock = new LeaderLock(keyValues, keys, session, leader("one"));
      lock.acquire();
      var store = new ConsulObjectStore(http, lock, keys, ahead(keys, "one"));
      store.load();
      store.commit(List.of(change("g/p/ns/a", 1, "{}")), 1);

      assertThat(ahead(keys, "two").take()).isEmpty();
      var stale = readAhead(keys, "one");
      store.commit(List.of(change("g/p/ns/b", 2, "{}")), 2);
      assertThat(new ConsulObjectStore(http, lock, keys, stale).load().highWater()).isEqualTo(2);
      var latest = readAhead(keys, "one");
      // By hand and past the counter, so that it tells what is loaded.
      keyValues.commit(List.of(new Delete(keys.api() + "g/p/ns/a")));
      assertThat(new ConsulObjectStore(http, lock, keys, latest).load().objects()).hasSize(2);
    }
  }

  @Test
  void aServiceIsGreenOnlyOnceItsCheckSaysSo() throws InterruptedException {
    var registrations = new ConsulRegistrations(http);
    var meta = Map.of("cluster", "t7", "namespace", "default", "map", "web", "token", "x");
    registrations.register(
        new Registration(
            "default.web-0",
            "web",
            "127.0.0.1",
            9,
            List.of(),
            meta,
            new Registration.Ttl("60s"),
            Gate.NONE));
    var catalog = new ConsulCatalog(http, "t7");
    var before = catalog.instances("web", 0, Duration.ofSeconds(1));
    assertThat(before.value()).hasSize(1).noneMatch(i -> i.passing());
    registrations.report("service:default.web-0", true, "fine");
    await()
        .until(() -> catalog.instances("web", 0, Duration.ofSeconds(1)).value().get(0).passing());
    assertThat(new ConsulCatalog(http, "other").instances("web", 0, Duration.ZERO).value())
        .isEmpty();
    assertThat(registrations.local().get("default.web-0")).containsEntry("token", "x");
    registrations.deregister("default.web-0");
    registrations.deregister("default.web-0");
    await().until(() -> catalog.instances("web", 0, Duration.ofSeconds(1)).value().isEmpty());
  }

  @Test
  void aServiceWithAClosedGateIsNotGreenWhateverItsCheckSays() throws InterruptedException {
    var registrations = new ConsulRegistrations(http);
    var id = "default.gated-0";
    register(registrations, id, Gate.CLOSED);
    registrations.report(Registration.checkId(id), true, "fine");
    var catalog = new ConsulCatalog(http, "t7");
    await()
        .until(() -> registrations.status(Registration.checkId(id)).orElse("").equals("passing"));
    assertThat(registrations.status(Registration.gateId(id))).contains("critical");
    assertThat(catalog.instances("gated", 0, Duration.ZERO).value()).noneMatch(i -> i.passing());
    registrations.report(Registration.gateId(id), true, "passed");
    await().until(() -> catalog.instances("gated", 0, Duration.ZERO).value().get(0).passing());
    register(registrations, id, Gate.PASSED);
    assertThat(registrations.status(Registration.gateId(id))).contains("passing");
    registrations.deregister(id);
    assertThat(registrations.status(Registration.gateId(id))).isEmpty();
  }

  private static void register(ConsulRegistrations registrations, String id, Gate gate) {
    registrations.register(
        new Registration(
            id,
            "gated",
            "127.0.0.1",
            9,
            List.of(),
            Map.of("cluster", "t7"),
            new Registration.Ttl("60s"),
            gate));
  }

  private static SessionKeeper keeper(String name, Path file, List<String> ids) {
    return new SessionKeeper(
            ConsulAddress.parse(consul.url(), null),
            name,
            SessionKeeper.Terms.PRESENCE,
            file,
            ids::add)
        .start();
  }

  private static Change change(String key, long version, String json) {
    return new Change(key, version, bytes(json));
  }

  private static List<String> text(Listing listing) {
    return listing.entries().stream()
        .filter(e -> !Keys.isSentinel(e.key()))
        .map(e -> e.key() + "=" + new String(e.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static LeaderDocument leader(String name) {
    return new LeaderDocument(name, "http://" + name, "");
  }
}
