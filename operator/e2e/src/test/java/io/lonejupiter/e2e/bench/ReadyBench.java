package io.lonejupiter.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.lonejupiter.e2e.harness.LoneJupiter;
import io.lonejupiter.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long from {@code kubectl apply} of a map and its front end until every instance is Ready and
 * the first request is answered, for 1, 10 and 50 instances of a trivial native process (HAProxy
 * itself, answering 200 to everything)? Consul's interval is 1 s, the least it takes, and its first
 * check comes at a random moment of it: that is most of the time.
 */
class ReadyBench {
  @Test
  void applyToAllReadyAndRouted(@TempDir Path folder) throws IOException {
    try (var system = LoneJupiter.up(folder.resolve("lj"), "--no-examples")) {
      var script = folder.resolve("native.sh");
      Files.writeString(script, nativeServer());
      system
          .lonejupiter("artifact", "push", script.toString(), "--app", "native", "--version", "1")
          .orFail();
      for (int count : new int[] {1, 10, 50}) {
        measure(system, count);
      }
    }
  }

  private static void measure(LoneJupiter system, int count) {
    var name = "native-" + count;
    var start = System.nanoTime();
    system.apply(manifest(name, count)).orFail();
    var applied = System.nanoTime();
    var placed = new long[1];
    var started = new long[1];
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              var instances = system.instances("default", name);
              if (placed[0] == 0 && instances.size() == count) {
                placed[0] = System.nanoTime();
              }
              if (started[0] == 0 && instances.stream().filter(i -> i.pid() > 0).count() == count) {
                started[0] = System.nanoTime();
              }
              return instances.stream().filter(i -> i.ready()).count() == count;
            });
    var ready = System.nanoTime();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> system.request("/" + name).statusCode() == 200);
    var routed = System.nanoTime();
    System.out.printf(
        "bench apply-to-ready instances=%d total=%.2f s (apply %.2f, placed %.2f, started %.2f,"
            + " green %.2f, routed %.2f)%n",
        count,
        (routed - start) / 1e9,
        (applied - start) / 1e9,
        (placed[0] - applied) / 1e9,
        (started[0] - placed[0]) / 1e9,
        (ready - started[0]) / 1e9,
        (routed - ready) / 1e9);
    system.kubectl("delete", "appmap/" + name, "fec/" + name).orFail();
  }

  private static String nativeServer() {
    var haproxy = Tools.standard(line -> {}).haproxy();
    var libraries = haproxy.environment().getOrDefault("LD_LIBRARY_PATH", "");
    return """
        #!/bin/sh
        cat > native.cfg <<END
        defaults
          mode http
          timeout client 60s
          timeout server 60s
          timeout connect 5s
        frontend all
          bind $HOST:$PORT
          http-request return status 200
        END
        LD_LIBRARY_PATH=%s exec %s -f native.cfg -db
        """
        .formatted(libraries, haproxy.executable());
  }

  private static String manifest(String name, int count) {
    return """
        apiVersion: lonejupiter.io/v1alpha1
        kind: ApplicationMap
        metadata: {name: %1$s, namespace: default}
        spec:
          instances: %2$d
          artifact: {app: native, version: "1"}
          run: {ports: [{name: http}]}
          health: {http: {path: /}, interval: 1s}
        ---
        apiVersion: lonejupiter.io/v1alpha1
        kind: FrontEndConfig
        metadata: {name: %1$s, namespace: default}
        spec:
          routes:
            - matches: [{path: {value: /%1$s}}]
              backendRefs: [{app: native, labels: {map: %1$s}}]
        """
        .formatted(name, count);
  }
}
