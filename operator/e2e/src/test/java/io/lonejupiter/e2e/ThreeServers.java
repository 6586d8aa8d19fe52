package io.lonejupiter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.e2e.harness.ApiClient;
import io.lonejupiter.e2e.harness.ApiServerProcess;
import io.lonejupiter.e2e.harness.Writers;
import io.lonejupiter.tools.ConsulCluster;
import io.lonejupiter.tools.ConsulServer;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers on three Consul servers. Sixteen writers go through all of them while one that
 * matters dies: what was acknowledged must be there, in order and once, and what follows must go
 * on.
 */
abstract class ThreeServers {
  static final int WRITERS = 16;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A session ends two times its time limit after the last renewal; then there is an election. */
  private static final Duration TAKEOVER = Duration.ofSeconds(60);

  @TempDir Path folder;
  ConsulCluster consul;
  final List<ApiServerProcess> servers = new ArrayList<>();
  ApiClient client;

  @BeforeEach
  void start() {
    consul =
        ConsulCluster.startForTest(
            Tools.standard(line -> {}).consul(), folder.resolve("consul"), 3);
    var homes = new ArrayList<>(consul.servers());
    // The server that leads lives beside a Consul that does not, so that one can die alone.
    homes.remove(consul.leader());
    homes.add(consul.leader());
    for (ConsulServer each : homes) {
      var server =
          new ApiServerProcess(folder.resolve("server-" + (servers.size() + 1)), each.url());
      servers.add(server);
      server.start();
      // The first leads.
      server.awaitReady();
    }
    client = new ApiClient(servers.get(0).kubeconfig()).withPatience(Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    servers.forEach(ApiServerProcess::close);
    if (consul != null) {
      consul.close();
    }
  }

  /** The Consul that a server talks to. */
  ConsulServer home(ApiServerProcess server) {
    return consul.servers().stream()
        .filter(each -> each.url().equals(server.consul()))
        .findFirst()
        .orElseThrow();
  }

  List<String> urls() {
    return servers.stream().map(ApiServerProcess::apiUrl).toList();
  }

  void whatIsAcknowledgedStays(String what, Runnable blow) throws Exception {
    try (var writers = new Writers(client, urls(), WRITERS);
        var watch = new Watcher(servers.get(1).apiUrl())) {
      writers.awaitWrites(200);
      watch.start();
      blow.run();
      long before = System.nanoTime();
      writers.awaitGapAfter(before, TAKEOVER);
      System.out.printf(
          "%s: writes resumed after %.1f s, reads after %.1f s%n",
          what, writers.gapSeconds(), readGap(before));
      writers.awaitWrites(200);
      writers.stop();
      check(writers);
      watch.awaitAll(writers.acknowledged().keySet());
      watch.check();
    }
  }

  private double readGap(long before) {
    await()
        .atMost(TAKEOVER)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> status(servers.get(1).apiUrl(), "/api/v1/namespaces/default") == 200);
    return (System.nanoTime() - before) / 1e9;
  }

  void awaitAnotherLeader(Writers writers) {
    writers.awaitGapAfter(System.nanoTime(), TAKEOVER);
  }

  int status(String url, String path) throws IOException, InterruptedException {
    return client.send(client.request(url, path), "GET", "", "").statusCode();
  }

  /** Every acknowledged object is there once, and each writer's versions rise as it wrote them. */
  void check(Writers writers) throws Exception {
    var list = new TreeMap<String, JsonNode>();
    var path = "/api/v1/namespaces/default/configmaps";
    var answer = client.send(client.request(servers.get(1).apiUrl(), path), "GET", "", "");
    for (JsonNode item : ApiClient.json(answer).path("items")) {
      list.put(item.at("/metadata/name").asText(), item);
    }
    for (Map.Entry<String, Writers.Acknowledged> each : writers.acknowledged().entrySet()) {
      var found = list.get(each.getKey());
      assertThat(found).as("acknowledged " + each.getKey()).isNotNull();
      assertThat(found.at("/metadata/uid").asText()).isEqualTo(each.getValue().uid());
      assertThat(found.at("/metadata/resourceVersion").asText())
          .isEqualTo(each.getValue().resourceVersion());
    }
    for (int writer = 0; writer < WRITERS; writer++) {
      assertThat(writers.versionsOf(writer)).as("writer " + writer).isSorted();
      assertThat(writers.versionsOf(writer)).doesNotHaveDuplicates();
      // Counted up by one with each acknowledged change and by nothing else.
      assertThat(list.get(Writers.counter(writer)).at("/data/count").asInt())
          .isEqualTo(writers.counted(writer));
    }
  }

  /** Follows all ConfigMaps through one server as an informer would. */
  private final class Watcher implements AutoCloseable {
    private final String url;
    private final Map<String, Long> seen = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private final Thread thread = new Thread(this::follow, "watcher");
    private volatile boolean closed;
    private long version;

    Watcher(String url) {
      this.url = url;
    }

    void start() throws Exception {
      list();
      thread.setDaemon(true);
      thread.start();
    }

    private void list() throws Exception {
      var path = "/api/v1/namespaces/default/configmaps";
      var answer = client.send(client.request(url, path), "GET", "", "");
      if (answer.statusCode() != 200) {
        throw new IOException("list answered " + answer.statusCode());
      }
      var list = ApiClient.json(answer);
      synchronized (seen) {
        version = list.at("/metadata/resourceVersion").asLong();
        for (JsonNode item : list.path("items")) {
          note(item);
        }
      }
    }

    private void follow() {
      while (!closed) {
        try {
          watch();
        } catch (IOException e) {
          // Broken off: it goes on from where it was.
        } catch (InterruptedException e) {
          return;
        } catch (Exception e) {
          complaints.add(e.toString());
          return;
        }
      }
    }

    private void watch() throws Exception {
      var path = "/api/v1/namespaces/default/configmaps?watch=true&resourceVersion=" + version;
      HttpResponse<InputStream> stream =
          client.http().send(client.request(url, path).build(), BodyHandlers.ofInputStream());
      try (var lines = JSON.readerFor(JsonNode.class).<JsonNode>readValues(stream.body())) {
        if (stream.statusCode() == 410) {
          list();
          return;
        }
        if (stream.statusCode() != 200) {
          throw new IOException("watch answered " + stream.statusCode());
        }
        while (!closed && lines.hasNext()) {
          var event = lines.next();
          if (event.path("type").asText().equals("ERROR")) {
            list();
            return;
          }
          synchronized (seen) {
            long now = event.at("/object/metadata/resourceVersion").asLong();
            if (now <= version) {
              complaints.add(now + " after " + version);
            }
            version = now;
            note(event.path("object"));
          }
        }
      } catch (RuntimeException e) {
        throw new IOException(e);
      }
    }

    private void note(JsonNode object) {
      seen.put(
          object.at("/metadata/name").asText(), object.at("/metadata/resourceVersion").asLong());
    }

    void awaitAll(java.util.Set<String> names) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                synchronized (seen) {
                  return seen.keySet().containsAll(names);
                }
              });
    }

    void check() {
      assertThat(complaints).isEmpty();
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
    }
  }
}
