package io.lonejupiter.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Consul server on free loopback ports. */
class ConsulServerIT {

  private static Tool consul;
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  @BeforeAll
  static void findConsul() {
    consul = Tools.standard(System.out::println).consul();
  }

  @Test
  void keepsKeysThroughKillAndStop() throws Exception {
    try (ConsulServer server = ConsulServer.startForTest(consul, folder)) {
      assertThat(put(server, "/v1/kv/one?cas=0", "first").body()).isEqualTo("true");
      long pid = server.pid();

      server.kill();
      assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
      server.restart();
      assertThat(server.pid()).isNotEqualTo(pid);
      assertThat(get(server, "/v1/kv/one?raw").body()).isEqualTo("first");

      server.stop();
      server.restart();
      assertThat(get(server, "/v1/kv/one?raw").body()).isEqualTo("first");
    }
  }

  @Test
  void isReadyForSessionsAndHoldsNoKeyOfItsOwn() throws Exception {
    try (ConsulServer server = ConsulServer.startForTest(consul, folder)) {
      assertThat(put(server, "/v1/session/create", "{\"LockDelay\":\"0s\"}").statusCode())
          .isEqualTo(200);
      assertThat(get(server, "/v1/kv/?recurse=true").statusCode()).isEqualTo(404);
      assertThat(get(server, "/v1/agent/self").body())
          .contains("\"HTTPMaxConnsPerClient\":5000")
          .contains("\"DisableRemoteExec\":true")
          .contains("\"DevMode\":false");
    }
  }

  @Test
  void leavesNoProcessAndNoPortWhenClosed() {
    ConsulServer server = ConsulServer.startForTest(consul, folder);
    ConsulPorts ports = server.settings().ports();
    assertThat(ports.taken("127.0.0.1")).contains(ports.http(), ports.server(), ports.dns());

    server.close();
    server.close();

    assertThat(ProcessHandle.of(server.pid()).map(ProcessHandle::isAlive).orElse(false)).isFalse();
    assertThat(ports.taken("127.0.0.1")).isEmpty();
    assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void saysWhichPortIsTakenAndStartsNothing() throws Exception {
    ConsulPorts ports = ConsulPorts.free("127.0.0.1");
    ConsulSettings settings = ConsulSettings.of(folder, "127.0.0.1", ports, "node");
    try (ServerSocket stranger =
        new ServerSocket(ports.server(), 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> ConsulServer.start(consul, settings))
          .isInstanceOf(ConsulStartException.class)
          .hasMessageContaining(Integer.toString(stranger.getLocalPort()));
    }
  }

  @Test
  void saysWhyConsulRefusesItsData() throws Exception {
    Files.writeString(folder.resolve("data"), "not a folder");
    assertThatThrownBy(() -> ConsulServer.startForTest(consul, folder))
        .isInstanceOf(ConsulStartException.class)
        .hasMessageContaining("consul.log")
        .hasMessageContaining("exit code");
  }

  private HttpResponse<String> put(ConsulServer server, String path, String body) throws Exception {
    return client.send(
        request(server, path).PUT(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(ConsulServer server, String path) throws Exception {
    return client.send(request(server, path).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(ConsulServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }
}
