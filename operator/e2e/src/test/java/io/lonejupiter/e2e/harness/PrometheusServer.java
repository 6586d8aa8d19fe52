package io.lonejupiter.e2e.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lonejupiter.tools.Ports;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A real Prometheus that scrapes the instances of an app, with map and revision. Which there are it
 * learns from Consul by way of a file, as Debian's Prometheus knows no Consul.
 */
public final class PrometheusServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final long LOOK_MILLIS = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final URI instances;
  private final String address;
  private final Process process;
  private final Thread finder;
  private volatile boolean closed;

  /** One group of targets, as file_sd_configs has it. */
  private record Targets(List<String> targets, Map<String, String> labels) {}

  private PrometheusServer(Path folder, URI instances) throws IOException {
    this.folder = folder;
    this.instances = instances;
    var configuration =
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: instances
            file_sd_configs: [{files: ['%s']}]
        """
            .formatted(folder.resolve("targets.json"));
    var file = Files.writeString(folder.resolve("prometheus.yaml"), configuration);
    var listens = HOST + ":" + Ports.free(HOST);
    this.address = "http://" + listens;
    this.process =
        Tools.standard(line -> {})
            .prometheus()
            .command(
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + listens)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    this.finder = new Thread(this::find, "prometheus-targets");
    finder.setDaemon(true);
    finder.start();
  }

  /**
   * Starts it.
   *
   * @param consul where Consul is, as CONSUL_HTTP_ADDR has it
   */
  public static PrometheusServer start(Path folder, String consul, String app) throws IOException {
    Files.createDirectories(folder);
    var base = consul.contains("://") ? consul : "http://" + consul;
    var server =
        new PrometheusServer(folder, URI.create(base + "/v1/health/service/" + app + "?passing"));
    try {
      await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(server::isReady);
      return server;
    } catch (ConditionTimeoutException e) {
      server.close();
      throw new AssertionError(Files.readString(folder.resolve("prometheus.log")), e);
    }
  }

  public String address() {
    return address;
  }

  private boolean isReady() throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address + "/-/ready")).build();
    return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
  }

  private void find() {
    try {
      while (!closed) {
        write();
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() throws InterruptedException {
    try {
      var answer =
          http.send(HttpRequest.newBuilder(instances).build(), BodyHandlers.ofInputStream());
      var targets = new ArrayList<Targets>();
      for (JsonNode entry : JSON.readTree(answer.body())) {
        var service = entry.path("Service");
        targets.add(
            new Targets(
                List.of(service.path("Address").asText() + ":" + service.path("Port").asInt()),
                Map.of(
                    "map", service.at("/Meta/map").asText(),
                    "revision", service.at("/Meta/revision").asText())));
      }
      var next = folder.resolve("targets.next");
      Files.write(next, JSON.writeValueAsBytes(targets));
      Files.move(next, folder.resolve("targets.json"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      System.out.println("prometheus: the targets are what they were: " + e);
    }
  }

  @Override
  public void close() {
    closed = true;
    finder.interrupt();
    process.destroy();
    process.onExit().join();
  }
}
