package io.lonejupiter.router;

import static io.lonejupiter.router.Routes.document;
import static io.lonejupiter.router.Routes.prefix;
import static io.lonejupiter.router.Routes.route;
import static io.lonejupiter.router.Routes.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lonejupiter.core.document.RouteDocument;
import io.lonejupiter.core.port.KeyValues.Delete;
import io.lonejupiter.core.port.KeyValues.Put;
import io.lonejupiter.model.RouteMatch;
import io.lonejupiter.model.ValueMatch;
import io.lonejupiter.model.ValueMatchType;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That traffic goes on when the router, a worker of HAProxy or Consul is gone. */
@Tag("thorough")
class RouterLifeIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path folder;
  @TempDir Path consulFolder;
  private ConsulServer consul;
  private Stage stage;

  @BeforeEach
  void prepare() {
    var tools = Tools.standard(System.err::println);
    consul = ConsulServer.startForTest(tools.consul(), consulFolder);
    stage = new Stage(consul.url(), tools.haproxy(), folder);
  }

  @AfterEach
  void cleanUp() {
    stage.close();
    consul.close();
  }

  @Test
  void servesWithoutItsRouterAndTheNextRouterGoesOnWithoutReload() {
    var document = serve();
    var worker = stage.proxy().workerPid();
    stage.stopRouter();
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");

    stage.start();
    assertThatThrownBy(() -> Router.start(stage.settings)).hasMessageContaining("another router");
    var changed = document("shop", "r2", route(prefix("/new"), version(stage.app, "1.0.0", 100)));
    stage.put(changed);
    await().atMost(LIMIT).until(() -> stage.obeys(changed));
    assertThat(stage.raw("any", "/new")).isEqualTo("200 1.0.0");
    assertThat(stage.raw("any", "/")).startsWith("404");
    assertThat(stage.proxy().workerPid()).isEqualTo(worker);
    assertThat(document.revision()).isEqualTo("r1");
  }

  @Test
  void startsHaproxyAgainWhenItsWorkerIsKilled() {
    serve();
    var worker = stage.proxy().workerPid();
    ProcessHandle.of(worker).orElseThrow().destroyForcibly();
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> stage.raw("any", "/").startsWith("200") && stage.proxy().workerPid() != worker);
  }

  @Test
  void saysWhyHaproxyDoesNotStart() throws IOException {
    var document = document("shop", "r1", route(null, version(stage.app, "1.0.0", 100)));
    stage.put(document);
    var taken = new InetSocketAddress("127.0.0.1", stage.settings.port());
    try (var other = new ServerSocket()) {
      other.bind(taken);
      stage.start();
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  stage.report() != null
                      && stage
                          .report()
                          .errors()
                          .getOrDefault("prod.shop", "")
                          .contains("does not start on 127.0.0.1:" + taken.getPort()));
      assertThat(stage.obeys(document)).isFalse();
    }
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    await().atMost(LIMIT).until(() -> stage.report().errors().isEmpty());
  }

  @Test
  void saysWhyHaproxyWasNotBroughtToObey(@TempDir Path own) throws IOException {
    var refusal = own.resolve("refuses");
    haproxyRunsAfter(
        "if [ \"$1\" = -c ] && [ -e %s ]; then echo '[ALERT] Cannot raise FD limit'; exit 1; fi"
            .formatted(refusal),
        own);
    stage.settings = stage.settings.withRoom(1, 1);
    serve();
    Files.createFile(refusal);
    var more =
        document(
            "more",
            "r1",
            route(prefix("/a"), version(stage.app, "1.0.0", 100)),
            route(prefix("/b"), version(stage.app, "1.0.0", 100)));
    stage.put(more);
    await()
        .atMost(LIMIT)
        .until(
            () ->
                stage
                    .report()
                    .errors()
                    .getOrDefault("prod.more", "")
                    .contains("Cannot raise FD limit"));
    assertThat(stage.report().errors()).doesNotContainKey("prod.shop");
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");
    Files.delete(refusal);
    await().atMost(LIMIT).until(() -> stage.obeys(more));
    await().atMost(LIMIT).until(() -> stage.report().errors().isEmpty());
    assertThat(stage.raw("any", "/b")).isEqualTo("200 1.0.0");
  }

  @Test
  void servesWithFewerOpenFilesThanThereIsRoomForInstances(@TempDir Path own) throws IOException {
    haproxyRunsAfter("ulimit -n 700", own);
    stage.settings = stage.settings.withRoom(100, 8);
    serve();
    var worker = stage.proxy().workerPid();
    var header = new ValueMatch(ValueMatchType.EXACT, "x-one", "1");
    var match = new RouteMatch(prefix("/one").path(), List.of(header), null, null, null);
    var decided = document("more", "r1", route(match, version(stage.app, "1.0.0", 100)));
    stage.put(decided);
    await().atMost(LIMIT).until(() -> stage.obeys(decided));
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");
    assertThat(stage.proxy().workerPid()).as("a reload").isNotEqualTo(worker);
  }

  @Test
  void servesWhileConsulIsGoneAndStartsWithoutItFromItsLastGoodTable() throws IOException {
    stage.settings = stage.settings.withTraces("", true);
    serve();
    consul.stop();
    assertThat(stage.raw("any", "/")).isEqualTo("200 1.0.0");
    var outage = stage.settings.dataDir().resolve("state/outage/consul.json");
    await().atMost(LIMIT).until(() -> Files.exists(outage));
    var begun = Files.readString(outage);
    stage.stopRouter();
    assertThat(Router.stopProxy(stage.settings.dataDir())).isTrue();
    assertThat(stage.raw("any", "/")).startsWith("000");

    stage.start();
    await().atMost(LIMIT).until(() -> stage.raw("any", "/").equals("200 1.0.0"));
    await().atMost(LIMIT).until(() -> TracesIT.trace(stage).contains("; consul-unreachable="));
    assertThat(Files.readString(outage)).as("an outage is as old as it was").isEqualTo(begun);
    consul.restart();
    await().atMost(LIMIT).until(() -> !Files.exists(outage));
    var changed = document("shop", "r2", route(prefix("/new"), version(stage.app, "1.0.0", 100)));
    stage.put(changed);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/new").equals("200 1.0.0"));
    await().atMost(LIMIT).until(() -> stage.obeys(changed));
  }

  @Test
  void believesADeletedDocumentAtOnceButNotALostStore() {
    var document = serve();
    var keys = stage.keys;
    await().atMost(LIMIT).until(() -> stage.store.get(keys.routes() + ".keep").isPresent());
    stage.store.commit(
        List.of(new Delete(keys.routes() + ".keep"), new Delete(keys.route("prod", "shop"))));
    var other = document("other", "r1", route(prefix("/other"), version(stage.app, "1.0.0", 100)));
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LIMIT)
        .until(() -> stage.raw("any", "/").equals("200 1.0.0"));
    assertThat(document.id()).isEqualTo("prod.shop");
    // As a server does that begins to lead.
    stage.store.commit(List.of(new Put(keys.routes() + ".keep", new byte[0])));
    await()
        .during(Duration.ofSeconds(1))
        .atMost(LIMIT)
        .until(() -> stage.raw("any", "/").equals("200 1.0.0"));

    stage.put(other);
    await().atMost(LIMIT).until(() -> stage.raw("any", "/other").equals("200 1.0.0"));
    await().atMost(LIMIT).until(() -> stage.raw("any", "/").startsWith("404"));
    await().atMost(LIMIT).until(() -> stage.store.get(keys.routes() + ".keep").isPresent());
    stage.store.commit(List.of(new Delete(keys.route("prod", "other"))));
    await().atMost(LIMIT).until(() -> stage.raw("any", "/other").startsWith("404"));
  }

  /** Has a stage of its own whose HAProxy is started by a shell that does something first. */
  private void haproxyRunsAfter(String line, Path own) throws IOException {
    var haproxy = Tools.standard(System.err::println).haproxy();
    var script = own.resolve("haproxy");
    Files.writeString(
        script, "#!/bin/sh\n%s\nexec %s \"$@\"\n".formatted(line, haproxy.executable()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    stage.close();
    stage = new Stage(consul.url(), script, haproxy.environment(), own.resolve("stage"));
  }

  private RouteDocument serve() {
    stage.register(stage.app("shop-1", "1.0.0"));
    var document = document("shop", "r1", route(null, version(stage.app, "1.0.0", 100)));
    stage.put(document);
    stage.start();
    await().atMost(LIMIT).until(() -> stage.raw("any", "/").startsWith("200"));
    await().atMost(LIMIT).until(() -> stage.obeys(document));
    return document;
  }
}
